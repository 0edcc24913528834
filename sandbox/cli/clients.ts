/** The command line clients that can be had: each prints what the real one of that version prints. */
export type ClientVersion = '19.03.15' | '20.10.24' | '28.2.2'

/** All clients, oldest first. */
export const CLIENT_VERSIONS = ['19.03.15', '20.10.24', '28.2.2'] as const satisfies readonly ClientVersion[]

/** The client that a new world has. */
export const DEFAULT_CLIENT: ClientVersion = '20.10.24'

/** Is this one of the versions we have? */
export const isClientVersion = (text: string): text is ClientVersion => (CLIENT_VERSIONS as readonly string[]).includes(text)

/** The 19.03 client: wide tables, `Template parsing error`, no line breaks inside actions. */
export const is1903 = (client: ClientVersion): boolean => client === '19.03.15'

/** The 28 client, where behaviour changed since 20.10 (mostly in 23.0). */
export const is28 = (client: ClientVersion): boolean => client === '28.2.2'

/** Go's minor version the client was built with: it decides how templates behave. */
export const goMinorOf = (client: ClientVersion): 13 | 19 | 24 => (is1903(client) ? 13 : is28(client) ? 24 : 19)

/** What a client knows of itself. */
export interface ClientFacts {
  /** As `docker version` prints it; distributions add to it. */
  readonly version: string
  readonly apiVersion: string
  readonly goVersion: string
  readonly gitCommit: string
  /** RFC 3339 */
  readonly buildTime: string
}

/** The facts of the clients the recordings were made with. */
export const CLIENT_FACTS: Readonly<Record<ClientVersion, ClientFacts>> = {
  '19.03.15': { version: '19.03.15', apiVersion: '1.40', goVersion: 'go1.13.15', gitCommit: '99e3ed8', buildTime: '2021-01-30T03:18:13.000000000+00:00' },
  '20.10.24': { version: '20.10.24+dfsg1', apiVersion: '1.41', goVersion: 'go1.19.8', gitCommit: '297e128', buildTime: '2026-05-07T21:09:36.000000000+00:00' },
  '28.2.2': { version: '28.2.2', apiVersion: '1.50', goVersion: 'go1.24.3', gitCommit: 'e6534b4', buildTime: '2025-05-30T12:07:14.000000000+00:00' },
}

/** The highest API version the client speaks. */
export const apiVersionOf = (client: ClientVersion): string => CLIENT_FACTS[client].apiVersion

/** Which age of the reference grammar the client has. */
export const grammarOf = (client: ClientVersion): 'classic' | 'modern' => (is28(client) ? 'modern' : 'classic')

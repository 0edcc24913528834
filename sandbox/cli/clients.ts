/** The command line clients that can be had: each prints what the real one of that version prints. */
export type ClientVersion = '1.11.2' | '18.09.0' | '19.03.15' | '20.10.24' | '28.2.2'

/** All clients, oldest first. */
export const CLIENT_VERSIONS = ['1.11.2', '18.09.0', '19.03.15', '20.10.24', '28.2.2'] as const satisfies readonly ClientVersion[]

/** The client that a new world has. */
export const DEFAULT_CLIENT: ClientVersion = '20.10.24'

/** Is this one of the versions we have? */
export const isClientVersion = (text: string): text is ClientVersion => (CLIENT_VERSIONS as readonly string[]).includes(text)

/**
 * The client of EulerOS's Docker 1.11. It has the commands and flags of that version, which its published completion script
 * names; how it prints, and how it refuses a line, is as in 18.09: nobody recorded its own words.
 */
export const is1112 = (client: ClientVersion): boolean => client === '1.11.2'

/** That, and the client of openEuler's Docker 18.09: that of 19.03 without what came with 19.03, and with a line of its own. */
export const upTo1809 = (client: ClientVersion): boolean => client === '18.09.0' || is1112(client)

/** Clients up to 19.03: wide tables, `Template parsing error`, no line breaks inside actions. */
export const upTo1903 = (client: ClientVersion): boolean => client === '19.03.15' || upTo1809(client)

/** The 28 client, where behaviour changed since 20.10 (mostly in 23.0). */
export const is28 = (client: ClientVersion): boolean => client === '28.2.2'

/** Go's minor version the client was built with: it decides how templates behave. */
export const goMinorOf = (client: ClientVersion): 13 | 17 | 19 | 24 => (client === '18.09.0' ? 17 : upTo1903(client) ? 13 : is28(client) ? 24 : 19)

/** What a client knows of itself. */
export interface ClientFacts {
  /** As `docker version` prints it; distributions add to it. */
  readonly version: string
  /** openEuler's own number, in a line of its own. */
  readonly distributorVersion?: string
  readonly apiVersion: string
  readonly goVersion: string
  readonly gitCommit: string
  /** RFC 3339 */
  readonly buildTime: string
}

/**
 * The facts of the clients the recordings were made with, of openEuler's as it was published (22.03, June 2023), and of
 * Docker 1.11.2 before EulerOS changed it.
 */
export const CLIENT_FACTS: Readonly<Record<ClientVersion, ClientFacts>> = {
  '1.11.2': { version: '1.11.2', apiVersion: '1.23', goVersion: 'go1.5.4', gitCommit: 'b9f10c9', buildTime: '2016-06-01T21:47:50.000000000+00:00' },
  '18.09.0': { version: '18.09.0', distributorVersion: '18.09.0.325', apiVersion: '1.39', goVersion: 'go1.17.3', gitCommit: 'ce4ae23', buildTime: '2023-06-26T12:56:54.000000000+00:00' },
  '19.03.15': { version: '19.03.15', apiVersion: '1.40', goVersion: 'go1.13.15', gitCommit: '99e3ed8', buildTime: '2021-01-30T03:18:13.000000000+00:00' },
  '20.10.24': { version: '20.10.24+dfsg1', apiVersion: '1.41', goVersion: 'go1.19.8', gitCommit: '297e128', buildTime: '2026-05-07T21:09:36.000000000+00:00' },
  '28.2.2': { version: '28.2.2', apiVersion: '1.50', goVersion: 'go1.24.3', gitCommit: 'e6534b4', buildTime: '2025-05-30T12:07:14.000000000+00:00' },
}

/** The highest API version the client speaks. */
export const apiVersionOf = (client: ClientVersion): string => CLIENT_FACTS[client].apiVersion

/** Which age of the reference grammar the client has. */
export const grammarOf = (client: ClientVersion): 'classic' | 'modern' => (is28(client) ? 'modern' : 'classic')

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

/** The highest API version the client speaks. */
export const apiVersionOf = (client: ClientVersion): string => (is1903(client) ? '1.40' : is28(client) ? '1.50' : '1.41')

/** Which age of the reference grammar the client has. */
export const grammarOf = (client: ClientVersion): 'classic' | 'modern' => (is28(client) ? 'modern' : 'classic')

/** Names that readers give to engine and client together. */
import type { ClientVersion } from '../cli/clients.ts'
import type { EngineName } from '../engine/profile.ts'

export interface Profile {
  readonly engine: EngineName
  readonly client: ClientVersion
}

const PROFILES: Readonly<Record<string, Profile>> = {
  'docker-20.10': { engine: 'docker-20.10', client: '20.10.24' },
  'docker-19.03': { engine: 'docker-20.10', client: '19.03.15' },
  'openeuler-18.09': { engine: 'openeuler-18.09', client: '18.09.0' },
  'euleros-1.11': { engine: 'euleros-1.11', client: '1.11.2' },
}

/** All profiles. */
export const PROFILE_NAMES: readonly string[] = Object.keys(PROFILES)

/** The engine and client of a name, or why there is none. */
export function resolveProfile(name: string): Profile | { readonly refused: string } {
  return Object.hasOwn(PROFILES, name) ? (PROFILES[name] as Profile) : { refused: 'there is no such profile' }
}

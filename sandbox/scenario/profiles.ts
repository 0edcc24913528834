/** Names that readers give to engine and client together. */
import type { ClientVersion } from '../cli/clients.ts'
import type { EngineName } from '../engine/profile.ts'

export interface Profile {
  readonly engine: EngineName
  readonly client: ClientVersion
}

const PROFILES: Readonly<Record<string, Profile | string>> = {
  'docker-20.10': { engine: 'docker-20.10', client: '20.10.24' },
  'docker-19.03': { engine: 'docker-20.10', client: '19.03.15' },
  'openeuler-18.09': 'is not simulated yet; use docker-20.10',
  'euleros-1.11': 'is not simulated yet; use docker-20.10',
}

/** Profiles that can be used now. */
export const PROFILE_NAMES: readonly string[] = Object.keys(PROFILES).filter(name => typeof PROFILES[name] !== 'string')

/** The engine and client of a name, or why there is none. */
export function resolveProfile(name: string): Profile | { readonly refused: string } {
  const found = Object.hasOwn(PROFILES, name) ? PROFILES[name] : undefined
  if (found === undefined) return { refused: 'there is no such profile' }
  return typeof found === 'string' ? { refused: found } : found
}

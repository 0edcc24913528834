/** Which engine is simulated: data, not code. A profile has an engine and a client (see `cli/clients.ts`). */
import { DOCKER_BEHAVIOUR, EULEROS_BEHAVIOUR, OPENEULER_BEHAVIOUR } from '../store/store-behaviour.ts'
import type { StoreBehaviour } from '../store/store-behaviour.ts'

export type EngineName = 'docker-20.10' | 'docker-19.03' | 'openeuler-18.09' | 'euleros-1.11'

/** An engine by its version, and what its stores do where products differ. What else it says of itself: `profile-facts.ts`. */
export interface EngineProfile {
  readonly name: EngineName
  /** As `docker version` shows it. */
  readonly version: string
  readonly apiVersion: string
  readonly behaviour: StoreBehaviour
}

const PROFILES: readonly EngineProfile[] = [
  { name: 'docker-20.10', version: '20.10.24+dfsg1', apiVersion: '1.41', behaviour: DOCKER_BEHAVIOUR },
  { name: 'docker-19.03', version: '19.03.8', apiVersion: '1.40', behaviour: DOCKER_BEHAVIOUR },
  { name: 'openeuler-18.09', version: '18.09.0', apiVersion: '1.39', behaviour: OPENEULER_BEHAVIOUR },
  { name: 'euleros-1.11', version: '1.11.2', apiVersion: '1.23', behaviour: EULEROS_BEHAVIOUR },
]

/** @throws Error naming the engines there are */
export function engineProfile(name: string): EngineProfile {
  const found = PROFILES.find(profile => profile.name === name)
  if (!found) throw new Error(`there is no engine ${name}: use one of ${PROFILES.map(profile => profile.name).join(', ')}`)
  return found
}

import { sortedMap } from '../oci/go-json.ts'
import type { RunConfig } from '../store/image-config.ts'
import { CONTAINER_CONFIG_MEMBERS } from './api.ts'
import type { ContainerConfig } from './api.ts'

const ALWAYS: Readonly<Record<string, unknown>> = {
  Hostname: '', Domainname: '', User: '', AttachStdin: false, AttachStdout: false, AttachStderr: false, Tty: false, OpenStdin: false,
  StdinOnce: false, Env: null, Cmd: null, Image: '', Volumes: null, WorkingDir: '', Entrypoint: null, OnBuild: null, Labels: null,
}

/** A config with all members that the API always sends, in its order; maps sorted. */
export function fullConfig(config: RunConfig): ContainerConfig {
  const full: Record<string, unknown> = {}
  for (const member of CONTAINER_CONFIG_MEMBERS) {
    const value = config[member]
    if (value === undefined || isEmptyOptional(member, value)) {
      if (member in ALWAYS) full[member] = value ?? ALWAYS[member]
    } else full[member] = isMap(member) && value !== null ? Object.fromEntries(sortedMap(value as Record<string, unknown>)) : value
  }
  return full as unknown as ContainerConfig
}

const isMap = (member: string): boolean => member === 'ExposedPorts' || member === 'Volumes' || member === 'Labels'

function isEmptyOptional(member: string, value: unknown): boolean {
  if (member in ALWAYS) return false
  if (value === null || value === false || value === '' || value === 0) return true
  return typeof value === 'object' && Object.keys(value).length === 0
}

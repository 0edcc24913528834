import { EngineError } from '../../base/errors.ts'
import { parseReference } from '../../oci/reference.ts'
import type { ClientVersion } from '../clients.ts'
import { is28 } from '../clients.ts'
import type { Parsed } from './go-text.ts'
import { goParseUint, goQuote } from './go-text.ts'
import { parseSize } from './sizes.ts'
import type { ValueKind } from './spec.ts'

// What the values of repeatable flags must look like. Each reader gives back the value as it is kept.

type ListReader = (raw: string, client: ClientVersion) => Parsed<string>

const keep = (value: string): Parsed<string> => ({ value })
const refuse = (error: string): Parsed<string> => ({ error })

/** Split at the first separator; without one, undefined. */
function split(raw: string, separator: string): readonly [string, string] | undefined {
  const place = raw.indexOf(separator)
  return place < 0 ? undefined : [raw.slice(0, place), raw.slice(place + 1)]
}

const env: ListReader = raw =>
  raw === '' || raw.startsWith('=') ? refuse(`invalid environment variable: ${raw}`) : keep(raw)

const label: ListReader = raw => {
  const key = (split(raw, '=')?.[0] ?? raw).replace(/^[ \t]+/, '')
  if (key === '') return refuse(`invalid label '${raw}': empty name`)
  return /[ \t]/.test(key) ? refuse(`label '${key}' contains whitespaces`) : keep(raw)
}

const attach: ListReader = raw => {
  const stream = raw.toLowerCase()
  return ['stdin', 'stdout', 'stderr'].includes(stream)
    ? keep(stream)
    : refuse('valid streams are STDIN, STDOUT and STDERR')
}

function isIPv4(text: string): boolean {
  const parts = text.split('.')
  return parts.length === 4 && parts.every(part => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)
}

function isIPv6(text: string): boolean {
  const halves = text.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap(half => (half === '' ? [] : half.split(':')))
  const last = groups.at(-1)
  const embedded = last !== undefined && last.includes('.')
  if (embedded && !isIPv4(last)) return false
  const hexGroups = embedded ? groups.slice(0, -1) : groups
  if (!hexGroups.every(group => /^[0-9a-fA-F]{1,4}$/.test(group))) return false
  const count = hexGroups.length + (embedded ? 2 : 0)
  return halves.length === 2 ? count < 8 : count === 8
}

/** The words in which a client refuses what is no IP address; undefined when it is one. */
function addressProblem(raw: string, client: ClientVersion): string | undefined {
  const address = raw.trim()
  if (isIPv4(address) || isIPv6(address)) return undefined
  return is28(client) ? `IP address is not correctly formatted: ${raw}` : `${raw} is not an ip address`
}

const ipAddress: ListReader = (raw, client) => {
  const problem = addressProblem(raw, client)
  return problem === undefined ? keep(raw.trim()) : refuse(problem)
}

/** Up to 20.10 `host:ip`; 28 takes `host=ip` too, and brackets around an IPv6 address. */
const addHost: ListReader = (raw, client) => {
  const pair = (is28(client) ? split(raw, '=') : undefined) ?? split(raw, ':')
  if (pair === undefined || pair[0] === '') return refuse(`bad format for add-host: ${goQuote(raw)}`)
  const [host] = pair
  const bracketed = is28(client) && /^\[.+\]$/.test(pair[1])
  const address = bracketed ? pair[1].slice(1, -1) : pair[1]
  if (address !== 'host-gateway' && addressProblem(address, client) !== undefined) {
    return refuse(`invalid IP address in add-host: ${goQuote(address)}`)
  }
  return keep(`${host}:${address}`)
}

const DOMAIN =
  /^(:?(:?[a-zA-Z0-9]|(:?[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))(:?\.(:?[a-zA-Z0-9]|(:?[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])))*)\.?\s*$/

/** @source docker/cli opts/opts.go `ValidateDNSSearch`; the stray colons of the pattern are its own */
const dnsSearch: ListReader = raw => {
  const domain = raw.replace(/^ +| +$/g, '')
  if (domain === '.') return keep(domain)
  const found = /[a-zA-Z]/.test(domain) ? DOMAIN.exec(domain)?.[1] : undefined
  return found !== undefined && found.length < 255 ? keep(found) : refuse(`${domain} is not a valid domain`)
}

const link: ListReader = raw => {
  if (raw === '') return refuse('empty string specified for links')
  return raw.split(':').length > 2 ? refuse(`bad format for links: ${raw}`) : keep(raw)
}

const buildTag: ListReader = (raw, client) => {
  try {
    parseReference(raw, is28(client) ? 'modern' : 'classic')
    return keep(raw)
  } catch (error) {
    if (error instanceof EngineError) return refuse(error.message)
    throw error
  }
}

const SYSCTLS = ['msgmax', 'msgmnb', 'msgmni', 'sem', 'shmall', 'shmmax', 'shmmni', 'shm_rmid_forced']

const sysctl: ListReader = (raw, client) => {
  const name = split(raw, '=')?.[0]
  const allowed =
    name !== undefined &&
    (/^(?:net|fs\.mqueue)\./.test(name) || SYSCTLS.some(kernel => name === `kernel.${kernel}`))
  if (allowed) return keep(raw)
  return refuse(`sysctl '${raw}' is not ${is28(client) ? 'allowed' : 'whitelisted'}`)
}

const deviceCgroupRule: ListReader = raw =>
  /^[acb] ([0-9]+|\*):([0-9]+|\*) [rwm]{1,3}$/.test(raw)
    ? keep(raw)
    : refuse(`invalid device cgroup format '${raw}'`)

/** `/dev/NAME:NUMBER`, where `problem` says what is wrong with the number. */
function device(
  raw: string,
  client: ClientVersion,
  problem: (number: string) => string | undefined,
): Parsed<string> {
  const pair = split(raw, ':')
  if (pair === undefined || (is28(client) && pair[0] === '')) return refuse(`bad format: ${raw}`)
  if (!pair[0].startsWith('/dev/')) return refuse(`bad format for device path: ${raw}`)
  const error = problem(pair[1])
  return error === undefined ? keep(raw) : refuse(error)
}

const weightDevice: ListReader = (raw, client) =>
  device(raw, client, number => {
    const weight = /^\d+$/.test(number) ? Number(number) : NaN
    return weight === 0 || (weight >= 10 && weight <= 1000) ? undefined : `invalid weight for device: ${raw}`
  })

const RATE = 'The correct format is <device-path>:<number>'

const rateDevice: ListReader = (raw, client) =>
  device(raw, client, number => {
    const positive = 'Number must be a positive integer. Unit is optional and can be kb, mb, or gb'
    return 'error' in parseSize(number, client)
      ? `invalid rate for device: ${raw}. ${RATE}[<unit>]. ${positive}`
      : undefined
  })

const iopsDevice: ListReader = (raw, client) =>
  device(raw, client, number =>
    /^\d+$/.test(number) && 'value' in goParseUint(number.replace(/^0+(?=\d)/, ''), 64)
      ? undefined
      : `invalid rate for device: ${raw}. ${RATE}. Number must be a positive integer`,
  )

/**
 * `name=value` with the name in lower case; the empty string is accepted and adds nothing.
 *
 * @source docker/cli opts/opts.go `FilterOpt.Set`
 */
const filter: ListReader = raw => {
  const pair = split(raw, '=')
  if (pair === undefined) return refuse('bad format of filter (expected name=value)')
  return keep(`${pair[0].trim().toLowerCase()}=${pair[1].trim()}`)
}

/** The readers by kind of flag. */
export const LIST_READERS = {
  list: keep,
  stringArray: keep,
  map: keep,
  opaque: keep,
  env,
  label,
  attach,
  'ip-address': ipAddress,
  'add-host': addHost,
  'dns-search': dnsSearch,
  link,
  'build-tag': buildTag,
  sysctl,
  'device-cgroup-rule': deviceCgroupRule,
  'weight-device': weightDevice,
  'rate-device': rateDevice,
  'iops-device': iopsDevice,
  filter,
} satisfies Partial<Record<ValueKind, ListReader>>

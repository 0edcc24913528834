import type { ClientVersion } from '../clients.ts'
import { upTo1903, is28 } from '../clients.ts'
import { csvFields } from './csv.ts'
import type { Parsed } from './go-text.ts'
import { goParseBool, goQuote } from './go-text.ts'
import { parseSize } from './sizes.ts'

// Values with an inner structure. They are checked here, in Docker's order and words, and kept as
// typed: what they mean is the business of the command that uses them.

const fine = (raw: string): Parsed<string> => ({ value: raw })
const refuse = (error: string): Parsed<string> => ({ error })

const ULIMITS =
  'core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack'.split(' ')

function decimalInt(raw: string): Parsed<bigint> {
  if (!/^[+-]?\d+$/.test(raw)) return { error: `strconv.ParseInt: parsing ${goQuote(raw)}: invalid syntax` }
  const value = BigInt(raw)
  return value >= 1n << 63n || value < -(1n << 63n)
    ? { error: `strconv.ParseInt: parsing ${goQuote(raw)}: value out of range` }
    : { value }
}

/**
 * `type=soft[:hard]`.
 *
 * @source docker/go-units ulimit.go `ParseUlimit`
 */
export function checkUlimit(raw: string, client: ClientVersion): Parsed<string> {
  const place = raw.indexOf('=')
  if (place < 0) return refuse(`invalid ulimit argument: ${raw}`)
  const name = raw.slice(0, place)
  if (!ULIMITS.includes(name)) return refuse(`invalid ulimit type: ${name}`)
  const limits = raw.slice(place + 1).split(':')
  if (limits.length > 2) {
    return refuse(`too many limit value arguments - ${raw.slice(place + 1)}, can only have up to two, \`soft[:hard]\``)
  }
  const soft = decimalInt(limits[0] ?? '')
  if ('error' in soft) return soft
  if (limits[1] === undefined) return fine(raw)
  const hard = decimalInt(limits[1])
  if ('error' in hard) return hard
  const order = 'ulimit soft limit must be less than or equal to hard limit'
  if (!upTo1903(client) && hard.value !== -1n && soft.value === -1n) {
    return refuse(`${order}: soft: -1 (unlimited), hard: ${hard.value}`)
  }
  if (soft.value > hard.value && (upTo1903(client) || hard.value !== -1n)) {
    return refuse(`${order}: ${soft.value} > ${hard.value}`)
  }
  return fine(raw)
}

/**
 * A network's name, or `name=NET,alias=A,…`.
 *
 * @source docker/cli opts/network.go `NetworkOpt.Set`
 */
export function checkNetwork(raw: string, client: ClientVersion): Parsed<string> {
  if (!/\w+=\w+(,\w+=\w+)*/.test(raw)) return fine(raw)
  const fields = csvFields(raw)
  if ('error' in fields) return fields
  const keys = ['name', 'alias', 'driver-opt']
  if (is28(client)) keys.push('ip', 'ip6', 'mac-address', 'link-local-ip', 'gw-priority')
  let named = false
  for (const field of fields.value) {
    const place = field.indexOf('=')
    if (place < 0) return refuse(`invalid field ${field}`)
    const key = field.slice(0, place).trim().toLowerCase()
    if (!keys.includes(key)) return refuse(`invalid field key ${key}`)
    if (key === 'driver-opt' && !field.slice(place + 1).includes('=')) {
      return refuse('invalid key value pair format in driver options')
    }
    if (key === 'name' && field.slice(place + 1).trim() !== '') named = true
  }
  return named ? fine(raw) : refuse('network name/id is not specified')
}

/**
 * `all`, a count, or `count=…,device=…,capabilities=…`.
 *
 * @source docker/cli opts/gpus.go `GpuOpts.Set`
 */
export function checkGpuRequest(raw: string, client: ClientVersion): Parsed<string> {
  const fields = csvFields(raw)
  if ('error' in fields) return fields
  const seen = new Set<string>()
  for (const field of fields.value) {
    const place = field.indexOf('=')
    const key = place < 0 ? 'count' : field.slice(0, place)
    const value = place < 0 ? field : field.slice(place + 1)
    if (place >= 0 && seen.has(key)) return refuse(`gpu request key '${key}' can be specified only once`)
    seen.add(key)
    switch (key) {
      case 'count': {
        const problem = value === 'all' ? undefined : countProblem(value, client)
        if (problem !== undefined) return refuse(problem)
        break
      }
      case 'device':
      case 'driver':
        break
      case 'capabilities':
      case 'options': {
        const inner = csvFields(value)
        if ('error' in inner) {
          return refuse(`failed to read gpu ${key}: ${inner.error}`)
        }
        break
      }
      default:
        return refuse(`unexpected key '${key}' in '${field}'`)
    }
  }
  return fine(raw)
}

function countProblem(value: string, client: ClientVersion): string | undefined {
  const number = decimalInt(value)
  if ('value' in number) return undefined
  const reason = number.error.endsWith('range') ? 'value out of range' : 'invalid syntax'
  return is28(client)
    ? `invalid count (${value}): value must be either "all" or an integer: ${reason}`
    : `count must be an integer: strconv.Atoi: parsing ${goQuote(value)}: ${reason}`
}

const BARE_MOUNT_KEYS = ['readonly', 'ro', 'volume-nocopy', 'bind-nonrecursive']

const MOUNT_KEYS = [
  'type', 'source', 'src', 'target', 'dst', 'destination', 'consistency', 'bind-propagation',
  'volume-label', 'volume-driver', 'volume-opt',
]

/**
 * `type=bind,source=…,target=…`: keys known, values readable, options of one type only.
 *
 * @source docker/cli opts/mount.go `MountOpt.Set`
 */
export function checkMount(raw: string, client: ClientVersion): Parsed<string> {
  const fields = csvFields(raw)
  if ('error' in fields) return fields
  let type = 'volume'
  let target = ''
  const families = new Set<string>()
  for (const field of fields.value) {
    const place = field.indexOf('=')
    const key = (place < 0 ? field : field.slice(0, place)).toLowerCase()
    const family = /^(volume|bind|tmpfs|image)-/.exec(key)?.[1]
    if (place < 0) {
      if (!BARE_MOUNT_KEYS.includes(key)) return refuse(`invalid field '${field}' must be a key=value pair`)
    } else {
      const value = field.slice(place + 1)
      const problem = mountFieldProblem(key, value, field, client)
      if (problem !== undefined) return refuse(problem)
      if (key === 'type') type = value.toLowerCase()
      if (['target', 'dst', 'destination'].includes(key)) target = value
    }
    if (family !== undefined) families.add(family)
  }
  if (type === '') return refuse('type is required')
  if (target === '') return refuse('target is required')
  for (const family of ['volume', 'bind', 'tmpfs', 'image']) {
    if (families.has(family) && type !== family) {
      return refuse(`cannot mix '${family}-*' options with mount type '${type}'`)
    }
  }
  return fine(raw)
}

function mountFieldProblem(key: string, value: string, field: string, client: ClientVersion): string | undefined {
  switch (key) {
    case 'readonly':
    case 'ro':
    case 'bind-nonrecursive':
      return 'error' in goParseBool(value) ? `invalid value for ${key}: ${value}` : undefined
    case 'volume-nocopy':
      return 'error' in goParseBool(value) ? `invalid value for volume-nocopy: ${value}` : undefined
    case 'tmpfs-size':
      return 'error' in parseSize(value, client) ? `invalid value for ${key}: ${value}` : undefined
    case 'tmpfs-mode':
      return /^[0-7]+$/.test(value) ? undefined : `invalid value for ${key}: ${value}`
    default: {
      const known = is28(client) ? [...MOUNT_KEYS, 'bind-recursive', 'volume-subpath', 'image-subpath'] : MOUNT_KEYS
      return known.includes(key) ? undefined : `unexpected key '${key}' in '${field}'`
    }
  }
}

import type { ClientVersion } from '../clients.ts'
import { is28 } from '../clients.ts'
import type { Parsed } from './go-text.ts'
import { goParseFloat } from './go-text.ts'

const UNITS = 'kmgtp'

function multiplier(letter: string): number | undefined {
  const power = UNITS.indexOf(letter) + 1
  return letter === '' || power === 0 ? undefined : 1024 ** power
}

/** The reader of go-units 0.4: one pattern for number, blank, unit. */
function parseSizeClassic(raw: string): Parsed<number> {
  const match = /^(\d+(?:\.\d+)*) ?([kKmMgGtTpP])?[iI]?[bB]?$/.exec(raw)
  if (match === null) return { error: `invalid size: '${raw}'` }
  const size = goParseFloat(match[1] ?? '')
  if ('error' in size) return size
  return { value: Math.trunc(size.value * (multiplier((match[2] ?? '').toLowerCase()) ?? 1)) }
}

/** The reader of go-units 0.5: the number ends at the last digit, point or blank. */
function parseSizeModern(raw: string): Parsed<number> {
  const separator = Math.max(...Array.from('0123456789. ', char => raw.lastIndexOf(char)))
  if (separator < 0) return { error: `invalid size: '${raw}'` }
  const number = raw[separator] === ' ' ? raw.slice(0, separator) : raw.slice(0, separator + 1)
  const suffix = raw.slice(separator + 1)
  const size = goParseFloat(number)
  if ('error' in size) return size
  if (size.value < 0) return { error: `invalid size: '${raw}'` }
  const unit = suffix.toLowerCase()
  if (unit === '' || unit === 'b') return { value: Math.trunc(size.value) }
  const factor = multiplier(unit[0] ?? '')
  if (factor === undefined || !['', 'b', 'ib'].includes(unit.slice(1))) {
    return { error: `invalid suffix: '${unit.length > 3 ? suffix : unit}'` }
  }
  return { value: Math.trunc(size.value * factor) }
}

/**
 * A number of bytes such as `1.5 GiB`; units are powers of 1024 whatever they are called.
 *
 * @source docker/go-units size.go `RAMInBytes`
 */
export function parseSize(raw: string, client: ClientVersion): Parsed<number> {
  return is28(client) ? parseSizeModern(raw) : parseSizeClassic(raw)
}

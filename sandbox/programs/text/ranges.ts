import { quote } from '../define-program.ts'

/** Lists of numbers as `cut` has them: `1,3-5,7-,-2`, counted from 1. */
export interface Ranges {
  has(number: number): boolean
  /** First numbers of the ranges after joining those that touch; for `--output-delimiter`. */
  readonly starts: ReadonlySet<number>
}

/** Read a list. A message (without the program's name) when it is not one. */
export function parseRanges(list: string, what: 'fields' | 'byte/character positions'): Ranges | string {
  const found: [number, number][] = []
  for (const piece of list.split(/[, \t]/)) {
    const parts = /^(\d*)(-?)(\d*)$/.exec(piece)
    if (!parts) return /^\d*-\d*-/.test(piece) ? `invalid ${what === 'fields' ? 'field' : 'byte or character'} range` : `invalid ${what === 'fields' ? 'field value' : 'byte/character position'} ${quote(piece.replace(/^[\d-]*/, ''))}`
    const [, from = '', dash, to = ''] = parts
    if (from === '' && to === '') {
      if (dash !== '') return 'invalid range with no endpoint: -'
      return what === 'fields' ? 'fields are numbered from 1' : 'byte/character positions are numbered from 1'
    }
    const start = from === '' ? 1 : Number(from)
    const end = dash === '' ? start : to === '' ? Infinity : Number(to)
    if (start === 0 || end === 0) return what === 'fields' ? 'fields are numbered from 1' : 'byte/character positions are numbered from 1'
    if (end < start) return 'invalid decreasing range'
    found.push([start, end])
  }
  found.sort((a, b) => a[0] - b[0] || a[1] - b[1])
  const merged: [number, number][] = []
  for (const [start, end] of found) {
    const last = merged.at(-1)
    if (last && start <= last[1]) last[1] = Math.max(last[1], end)
    else merged.push([start, end])
  }
  return {
    has: number => merged.some(([start, end]) => start <= number && number <= end),
    starts: new Set(merged.map(([start]) => start)),
  }
}

/** Everything but these. */
export function complementOf(ranges: Ranges): Ranges {
  return { has: number => !ranges.has(number), starts: new Set() }
}

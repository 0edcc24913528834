/** What the explorer's tables say: verdicts, ends in words, the same end under several products. */
import { Paper } from '#sandbox'
import type { Scenario } from '#sandbox'
import type { CutOutcome, CutsEnd, CutsResult, End, MetEnd, OrdersEnd, OrdersResult, Repair, SameCuts, Stretch, Trouble } from '../../playground/explore-messages.ts'
import type { Words } from '../../i18n/words.ts'
import { plain } from '../views/steps.ts'

/** `odd`: no check is broken, but the commands one after the other never end so. */
export type Verdict = 'holds' | 'odd' | 'broken'

export const GLYPHS = { holds: 'tick', odd: 'diamond', broken: 'cracked' } as const

const HEX = /\b(?:sha256:)?([0-9a-f]{12})[0-9a-f]{52}\b/g

/** Show the way to an end of cuts. `actors`: who types what on it, when that is more than the work that was cut. */
export type ReplayCut = (profile: string, end: Pick<CutsEnd, 'cut' | 'schedule'>, name: string, actors?: Scenario['actors']) => void

/** Text of a program, with IDs of twelve digits, line by line. */
export const shortened = (text: string): string => text.split('\n').map(plain).join('\n').replace(HEX, '$1…')

/** @param serial so many switches the commands have one after the other */
export function verdictOf({ end, deadlock, switches }: OrdersEnd, serial: number): Verdict {
  if (deadlock || end.broken.length > 0) return 'broken'
  return switches > serial ? 'odd' : 'holds'
}

/** Where nothing but the daemon's log tells of the cut, nothing is broken. */
export const cutVerdict = ({ clean, troubles }: CutOutcome): Verdict => (clean !== undefined ? 'holds' : troubles.some(trouble => trouble !== 'daemon-log') ? 'broken' : 'odd')

/** What stands on a terminal when its commands have ended, as progress bars and colours leave it. */
export function saidBy(end: End, terminal: string, columns: number): { readonly line: string; readonly text: string; readonly exit: number; readonly state: 'ended' | 'running' | 'lost' }[] {
  return (end.commands[terminal] ?? []).map(({ line, stdout, stderr, exit, state }) => {
    const paper = new Paper(columns)
    paper.write(stdout)
    paper.write(stderr)
    return { line, exit, state, text: paper.text.trimEnd().split('\n').map(row => plain(row)).join('\n') }
  })
}

/** What a terminal printed, in a line: lines that begin alike are counted. */
export function gist(end: End, terminal: string, words: Words): string {
  const parts = saidBy(end, terminal, 400).map(({ text, exit, state }) => {
    const rows = text.split('\n').map(row => row.trim()).filter(row => row !== '')
    const counted = new Map<string, { count: number; readonly first: string }>()
    for (const row of rows) {
      const head = /^[A-Z][\w ]{1,20}:(?= )/.exec(row)?.[0] ?? row
      const known = counted.get(head)
      if (known) known.count++
      else counted.set(head, { count: 1, first: row })
    }
    const said = [...counted].map(([head, { count, first }]) => (count > 1 || /^Deleted:|^deleted:/.test(head) ? `${head} ×${count}` : shortened(first)))
    const shown = said.length > 3 ? [...said.slice(0, 1), '…', ...said.slice(-1)] : said
    const ending = state === 'running' ? words('explorer.running') : exit === 0 ? '' : words('explorer.exit', { exit: String(exit) })
    return [...(shown.length === 0 && ending === '' ? [words('explorer.silent')] : shown), ending].filter(part => part !== '').join(' · ')
  })
  return parts.join(' · ')
}

/** What is left, in a sentence or two. */
export function headline({ end, deadlock }: MetEnd, words: Words): string {
  const dangling = end.references.filter(([, state]) => state === 'dangling').map(([name]) => name)
  const listed = end.images.map(({ reference, id }) => (reference === '<none>' ? `<none> ${id.replace('sha256:', '').slice(0, 12)}` : reference))
  const sentences: string[] = []
  if (deadlock) sentences.push(words('explorer.deadlock'))
  if (dangling.length > 0) sentences.push(words('explorer.dangling', { names: dangling.join(', ') }))
  else if (end.broken[0]) {
    const check = words(`checks.${end.broken[0].check}`)
    sentences.push(end.broken.length === 1 ? words('explorer.check.broken', { check }) : words('explorer.checks.more', { check, count: end.broken.length - 1 }))
  }
  sentences.push(listed.length > 0 ? words('explorer.listed', { images: listed.join(', ') }) : words('explorer.listed.none'))
  return sentences.join('. ')
}

/** What is wrong after a cut, in words. */
export function cutHeadline({ clean, troubles }: CutOutcome, words: Words): string {
  if (clean !== undefined) return words(`explorer.clean.${clean}`)
  if (troubles.length === 0) return words('explorer.something')
  return capital(troubles.map(trouble => words(`explorer.trouble.${trouble}`)).join('; '))
}

/** A stretch as it is read: `A 1–46`. */
export const stretchText = ({ terminal, from, to }: Stretch, words: Words): string =>
  words(from === to ? 'explorer.stretch.single' : 'explorer.stretch', { terminal, from: String(from), to: String(to) })

export const witnessText = (stretches: readonly Stretch[], words: Words): string => stretches.map(stretch => stretchText(stretch, words)).join(', ')

/** An end and what it is under each product; undefined where it was not found. */
export interface Row<Found> {
  /** Of the first product that has it. */
  readonly found: Found
  readonly profile: string
  readonly under: Readonly<Record<string, Found | undefined>>
}

/**
 * Ends are one row when a reader would call them the same: the same list, names and checks, the same exits, the same
 * words on standard output. IDs that were made on the way and wording of errors, which clients change, do not count.
 */
function sameEnd({ end, deadlock }: MetEnd): string {
  const numbers = new Map<string, number>()
  const masked = (text: string): string => text.replace(/\b(?:[0-9a-f]{64}|[0-9a-f]{12})\b/g, id => {
    const short = id.slice(0, 12)
    if (!numbers.has(short)) numbers.set(short, numbers.size + 1)
    return `<${numbers.get(short) ?? 0}>`
  })
  const commands = Object.entries(end.commands).map(([terminal, lines]) => [terminal, lines.map(({ exit, state, stdout }) => [exit, state, masked(stdout)])])
  return JSON.stringify([deadlock, commands, end.images.map(({ reference, id }) => [reference, masked(id)]), end.references, end.broken.map(({ check }) => check)])
}

/** Products side by side; the order is that of the first, then what only others have. */
function side<Found>(profiles: readonly string[], ends: (profile: string) => readonly Found[], key: (found: Found) => string): Row<Found>[] {
  const rows = new Map<string, { found: Found; profile: string; under: Record<string, Found | undefined> }>()
  for (const profile of profiles) {
    for (const found of ends(profile)) {
      const name = key(found)
      const row = rows.get(name)
      // Two ends of one product that look alike elsewhere stay two.
      if (row && row.under[profile] === undefined) row.under[profile] = found
      else rows.set(row ? `${name} ${rows.size}` : name, { found, profile, under: { [profile]: found } })
    }
  }
  return [...rows.values()]
}

export const orderRows = (results: ReadonlyMap<string, OrdersResult>): Row<OrdersEnd>[] => side([...results.keys()], profile => results.get(profile)?.ends ?? [], sameEnd)

/** What searches have met that have not ended: the products by row, and the ends that no row has yet. */
export function metRows(met: ReadonlyMap<string, readonly MetEnd[]>, rows: readonly Row<OrdersEnd>[]): { readonly inRow: readonly ReadonlySet<string>[]; readonly fresh: readonly Row<MetEnd>[] } {
  const places = new Map(rows.map(({ found }, at) => [sameEnd(found), at]))
  const inRow = rows.map(() => new Set<string>())
  const fresh = side([...met.keys()], profile => (met.get(profile) ?? []).filter(end => !places.has(sameEnd(end))), sameEnd)
  for (const [profile, ends] of met) for (const end of ends) inRow[places.get(sameEnd(end)) ?? -1]?.add(profile)
  return { inRow, fresh }
}

/** What a reader sees first after a cut, with everything that may come beside it. */
export interface CutGroup {
  /** How it stands, or the first trouble. */
  readonly lead: 'before' | 'after' | 'other' | Trouble
  readonly verdict: Verdict
  /** Each set of troubles with that lead, by product. */
  readonly variants: readonly Row<CutsEnd>[]
  /** Disks that end so, by product; undefined where none does. */
  readonly counts: Readonly<Record<string, number | undefined>>
  /** The earliest cut of the first product that has it. */
  readonly earliest: Row<CutsEnd>
  /** Repairs that help in every variant of that product, and those that help in some. */
  readonly always: readonly Repair[]
  readonly sometimes: readonly Repair[]
}

const leadOf = ({ clean, troubles: [first] }: CutOutcome): CutGroup['lead'] => clean ?? first ?? 'other'

/** Ends of cuts, grouped by what is seen first; products side by side. */
export function cutGroups(results: ReadonlyMap<string, CutsResult>): CutGroup[] {
  const profiles = [...results.keys()]
  const rows = side(profiles, profile => results.get(profile)?.ends ?? [], ({ clean, troubles }) => clean ?? troubles.join())
  const byLead = new Map<CutGroup['lead'], Row<CutsEnd>[]>()
  for (const row of rows) byLead.set(leadOf(row.found), [...(byLead.get(leadOf(row.found)) ?? []), row])
  return [...byLead].map(([lead, variants]) => {
    const [first] = variants as [Row<CutsEnd>]
    const earliest = variants.filter(({ profile }) => profile === first.profile).reduce((best, row) => (row.found.cut.steps < best.found.cut.steps ? row : best), first)
    const own = variants.flatMap(({ under }) => under[first.profile] ?? [])
    const helping = own.map(({ repairs }) => new Set(repairs.filter(({ works }) => works).map(({ repair }) => repair)))
    const all = [...new Set(helping.flatMap(set => [...set]))]
    const always = all.filter(repair => helping.every(set => set.has(repair)))
    const counts = Object.fromEntries(profiles.map(profile => {
      const found = variants.flatMap(({ under }) => under[profile] ?? [])
      return [profile, found.length === 0 ? undefined : found.reduce((sum, { count }) => sum + count, 0)]
    }))
    return { lead, verdict: cutVerdict(first.found), variants, counts, earliest, always, sometimes: all.filter(repair => !always.includes(repair)) }
  })
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** What is seen first, in words. */
export function leadText(lead: CutGroup['lead'], words: Words): string {
  if (lead === 'other') return words('explorer.something')
  return lead === 'before' || lead === 'after' ? words(`explorer.clean.${lead}`) : capital(words(`explorer.trouble.${lead}`))
}

/** What comes beside what is seen first; empty when nothing does. */
export const besideText = ({ clean, troubles }: CutOutcome, words: Words): string =>
  (clean !== undefined ? '' : troubles.slice(1).map(trouble => words(`explorer.trouble.${trouble}`)).join('; '))

/** What the very cut of an end of the first product comes to under the others. */
export function sameCutOf(same: SameCuts | undefined, results: ReadonlyMap<string, CutsResult>, end: CutsEnd): Readonly<Record<string, CutOutcome>> | undefined {
  const [first] = results.values()
  const at = first?.ends.indexOf(end) ?? -1
  return at < 0 ? undefined : same?.[at]
}

/**
 * Schedules as lines that a person can read, paste and change: `loader:before-tag cleaner loader !power=none !boot`, or
 * `loader:rename/repositories.json cleaner loader`. A task is named as in the trace, after who started it, whether its
 * lane still runs or it was left to itself: `puller/docker1/download2*3`, `A/docker2/web1*1`, `kernel#journal*1`.
 */
import { text, utf8 } from '../base/bytes.ts'
import type { PowerLossChoice } from '../disk/power.ts'
import { fromBase64, toBase64 } from '../oci/base64.ts'
import { REGISTRY_MODES, isRegistryMode } from '../registry/modes.ts'
import type { RegistryMode } from '../registry/modes.ts'
import type { ScheduleItem } from './scenario.ts'

/** What an item means. */
export type Move =
  | { readonly do: 'run'; readonly actor: string }
  /** `task`: of that one alone; whose it is turns out when it is carried out, so there may be no such actor. */
  | { readonly do: 'steps'; readonly actor: string; readonly steps: number; readonly task: string | undefined }
  | { readonly do: 'until'; readonly actor: string; readonly point: string }
  | { readonly do: 'power'; readonly choice: PowerLossChoice; readonly host: string | undefined }
  | { readonly do: 'kill' | 'start'; readonly host: string | undefined }
  /** `steps`: the machine comes only so far, and something else happens then. */
  | { readonly do: 'boot'; readonly steps: number | undefined; readonly host: string | undefined }
  | { readonly do: 'wait'; readonly seconds: number }
  | { readonly do: 'registry'; readonly mode: RegistryMode }
  | { readonly do: 'look'; readonly name: string }
  | { readonly do: 'keys'; readonly actor: string; readonly text: string }
  | { readonly do: 'put'; readonly name: string; readonly digest: string }
  | { readonly do: 'write'; readonly path: string; readonly text: string; readonly host: string | undefined }
  | { readonly do: 'interrupt' | 'end-of-input'; readonly actor: string }
  /** A task does not go on by itself any more, or does again. */
  | { readonly do: 'hold' | 'release'; readonly task: string }

/** A schedule that cannot be read; the sentence says which word and what to write. */
export class ScheduleError extends Error {
  override readonly name = 'ScheduleError'
}

/** Names of actors, points and looks. */
export const NAME = /^[A-Za-z][A-Za-z0-9_-]*$/
/** Whose step it is when it is no actor's; no actor can have that name. */
export const NOBODY = '·'
/** Names of tasks. */
const TASK = /^[A-Za-z][A-Za-z0-9_.#/-]*$/
/** Kinds of steps; no name has a slash. */
export const KIND = /^[a-z-]+\/[a-z0-9.-]+$/
const WAIT_SECONDS_MAX = 1_000_000

/** @throws ScheduleError */
export function moveOf(item: ScheduleItem): Move {
  if (typeof item !== 'string') {
    const [name, how] = item
    const [actor = name] = name.split(/[#/]/)
    return typeof how === 'number' ? { do: 'steps', actor, steps: how, task: actor === name ? undefined : name } : { do: 'until', actor, point: how }
  }
  if (!item.startsWith('!')) return { do: 'run', actor: item }
  const [, act = item, host] = /^(!(?:power(?:=[^@]*)?|write=[^@]*|boot(?:=[^@]*)?|kill|start))@([a-z][a-z0-9-]*)$/.exec(item) ?? []
  const equals = act.indexOf('=')
  const word = equals < 0 ? act : act.slice(0, equals)
  const value = equals < 0 ? undefined : act.slice(equals + 1)
  switch (word) {
    case '!power':
      return { do: 'power', choice: choiceOf(value ?? 'none', item), host }
    case '!boot':
      if (value !== undefined && !/^\d{1,7}$/.test(value)) throw new ScheduleError(`${item}: write !boot or !boot=STEPS`)
      return { do: 'boot', steps: value === undefined ? undefined : Number(value), host }
    case '!kill':
    case '!start':
      if (value !== undefined) throw new ScheduleError(`${item}: ${word} takes no value`)
      return { do: word.slice(1) as 'kill' | 'start', host }
    case '!wait': {
      const seconds = Number(value)
      if (value === undefined || value === '' || !(seconds >= 0 && seconds <= WAIT_SECONDS_MAX)) throw new ScheduleError(`${item}: write !wait=SECONDS, up to ${WAIT_SECONDS_MAX}`)
      return { do: 'wait', seconds }
    }
    case '!registry':
      if (value === undefined || !isRegistryMode(value)) throw new ScheduleError(`${item}: write !registry=MODE, one of ${REGISTRY_MODES.join(', ')}`)
      return { do: 'registry', mode: value }
    case '!look':
      if (value === undefined || !NAME.test(value)) throw new ScheduleError(`${item}: write !look=NAME`)
      return { do: 'look', name: value }
    case '!keys': {
      const keys = /^([A-Za-z][A-Za-z0-9_-]*):([A-Za-z0-9_-]*)$/.exec(value ?? '')
      if (!keys) throw new ScheduleError(`${item}: write !keys=ACTOR:TEXT, with the text in base64url`)
      return { do: 'keys', actor: keys[1] as string, text: text(fromBase64Url(keys[2] as string)) }
    }
    case '!put': {
      const file = /^([A-Za-z0-9_-]+):(sha256:[0-9a-f]{64})$/.exec(value ?? '')
      if (!file) throw new ScheduleError(`${item}: write !put=NAME:sha256:DIGEST, with the name in base64url`)
      return { do: 'put', name: text(fromBase64Url(file[1] as string)), digest: file[2] as string }
    }
    case '!write': {
      const file = /^([A-Za-z0-9_-]+):([A-Za-z0-9_-]*)$/.exec(value ?? '')
      const path = file && text(fromBase64Url(file[1] as string))
      if (!file || !path?.startsWith('/')) throw new ScheduleError(`${item}: write !write=PATH:TEXT, both in base64url, the path from / on`)
      return { do: 'write', path, text: text(fromBase64Url(file[2] as string)), host }
    }
    case '!interrupt':
    case '!end-of-input':
      if (value === undefined || !NAME.test(value)) throw new ScheduleError(`${item}: write ${word}=ACTOR`)
      return { do: word.slice(1) as 'interrupt' | 'end-of-input', actor: value }
    case '!hold':
    case '!release':
      if (value === undefined || !TASK.test(value)) throw new ScheduleError(`${item}: write ${word}=TASK, such as ${word}=A/docker1/download2`)
      return { do: word.slice(1) as 'hold' | 'release', task: value }
  }
  throw new ScheduleError(`${item}: there is no such fault. Write !power=none, !power=all, !power=seed:N, !boot, !boot=STEPS, !kill, !start, !wait=SECONDS, !registry=MODE, !look=NAME, !keys=ACTOR:TEXT, !put=NAME:DIGEST, !write=PATH:TEXT, !interrupt=ACTOR, !end-of-input=ACTOR, !hold=TASK or !release=TASK`)
}

/** Keys typed to a program, as an item. */
export const keysItem = (actor: string, keys: string): `!${string}` => `!keys=${actor}:${toBase64Url(utf8(keys))}`

/** A file that is put into the working directory, as an item. */
export const putItem = (name: string, digest: string): `!${string}` => `!put=${toBase64Url(utf8(name))}:${digest}`

/** A text that an editor saves, as an item: it is written in place and synced. */
export const writeItem = (path: string, content: string, host: string | undefined): `!${string}` => atHost(`!write=${toBase64Url(utf8(path))}:${toBase64Url(utf8(content))}`, host)

/** A task that is held from now on, or goes on by itself again, as an item. */
export const holdItem = (task: string, held: boolean): `!${string}` => `${held ? '!hold' : '!release'}=${task}`

/** A cut of the power of a host, as an item. */
export function powerItem(choice: PowerLossChoice, host: string | undefined): `!${string}` {
  const kept = typeof choice === 'string' ? choice : 'seed' in choice ? `seed:${choice.seed}` : `keep:${choice.journalEntries}:${choice.keptFiles.join('+')}${choice.undoneNames && choice.undoneNames.length > 0 ? `:${choice.undoneNames.join('+')}` : ''}`
  return atHost(`!power=${kept}`, host)
}

/** An item of one host: the first when none is named. */
export const atHost = (item: `!${string}`, host: string | undefined): `!${string}` => (host === undefined ? item : `${item}@${host}`)

const toBase64Url = (bytes: Uint8Array): string => toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')

function fromBase64Url(data: string): Uint8Array {
  return fromBase64(data.replaceAll('-', '+').replaceAll('_', '/').padEnd(Math.ceil(data.length / 4) * 4, '='))
}

function choiceOf(value: string, item: string): PowerLossChoice {
  if (value === 'none' || value === 'all') return value
  const keep = /^keep:(\d{1,7}):((?:\d{1,15}(?:\+\d{1,15})*)?)(?::(\d{1,7}(?:\+\d{1,7})*))?$/.exec(value)
  if (keep) {
    const numbers = (list: string): number[] => list.split('+').filter(part => part !== '').map(Number)
    return { journalEntries: Number(keep[1]), keptFiles: numbers(keep[2] as string), ...(keep[3] === undefined ? {} : { undoneNames: numbers(keep[3]) }) }
  }
  const seed = /^seed:(\d{1,9})$/.exec(value)
  if (!seed) throw new ScheduleError(`${item}: what survives is none, all, seed:NUMBER, keep:ENTRIES:INODE+INODE or keep:ENTRIES:INODE+INODE:CHANGE+CHANGE`)
  return { seed: Number(seed[1]) }
}

/** `loader*12 cleaner loader:before-tag !power=none` */
export const printSchedule = (schedule: readonly ScheduleItem[]): string =>
  schedule.map(item => (typeof item === 'string' ? item : typeof item[1] === 'number' ? `${item[0]}*${item[1]}` : `${item[0]}:${item[1]}`)).join(' ')

/** @throws ScheduleError with the word that is not an item */
export function parseSchedule(line: string): ScheduleItem[] {
  return line.split(/\s+/).filter(word => word !== '').map(word => {
    if (word.startsWith('!')) {
      moveOf(word as `!${string}`)
      return word
    }
    const match = /^([A-Za-z][A-Za-z0-9_-]*(?:[#/][A-Za-z0-9_.#/-]*(?=\*))?)(?:\*(\d{1,7})|:([A-Za-z][A-Za-z0-9_-]*|[a-z-]+\/[a-z0-9.-]+))?$/.exec(word)
    if (!match) throw new ScheduleError(`${word}: write ACTOR, ACTOR*STEPS, ACTOR:POINT, ACTOR:rename/layer-record or a fault such as !power=none`)
    const [, actor, steps, point] = match as unknown as [string, string, string | undefined, string | undefined]
    if (steps !== undefined) return [actor, Number(steps)]
    return point === undefined ? actor : [actor, point]
  })
}

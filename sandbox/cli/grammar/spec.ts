import { assert } from '../../base/assert.ts'
import type { ClientVersion } from '../clients.ts'

// The vocabulary in which the command tree is written down: one `CommandSpec` per operation, with
// every name it answers to, its flags and its texts in all clients. Data, no behaviour.

/** Something that is not the same in every client. */
export interface Differing<T> {
  readonly at19: T
  readonly at20: T
  readonly at28: T
}

/** A text that may differ between clients. */
export type Text = string | Differing<string>

/** Up to 20.10 this, from 28 on that. */
export function changed<T>(to20: T, from28: T): Differing<T> {
  return { at19: to20, at20: to20, at28: from28 }
}

/** One value for each client. */
export function each<T>(at19: T, at20: T, at28: T): Differing<T> {
  return { at19, at20, at28 }
}

/** The value that holds for one client. */
export function at<T>(differing: Differing<T>, client: ClientVersion): T {
  switch (client) {
    case '1.11.2':
    case '18.09.0':
    case '19.03.15':
      return differing.at19
    case '20.10.24':
      return differing.at20
    case '28.2.2':
      return differing.at28
  }
}

/** The words of a text in one client. */
export function textAt(text: Text, client: ClientVersion): string {
  return typeof text === 'string' ? text : at(text, client)
}

/** How a flag's value is read; most are named as the help page names their type. */
export type ValueKind =
  | 'bool'
  | 'string'
  | 'list'
  | 'stringArray'
  | 'strings'
  | 'stringToString'
  | 'map'
  | 'filter'
  | 'int'
  | 'uint'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'float'
  | 'decimal'
  | 'bytes'
  | 'swap-bytes'
  | 'duration'
  | 'positive-duration'
  | 'ulimit'
  | 'network'
  | 'mount'
  | 'gpu-request'
  | 'env'
  | 'label'
  | 'attach'
  | 'add-host'
  | 'ip-address'
  | 'dns-search'
  | 'link'
  | 'build-tag'
  | 'sysctl'
  | 'device-cgroup-rule'
  | 'weight-device'
  | 'rate-device'
  | 'iops-device'
  | 'opaque'

/** EulerOS's client alone. */
export const ONLY_EULEROS: readonly ClientVersion[] = ['1.11.2']
/** Clients that have something: all but those of EulerOS and openEuler. */
export const SINCE_19: readonly ClientVersion[] = ['19.03.15', '20.10.24', '28.2.2']
/** Those with the old texts. */
export const ONLY_19: readonly ClientVersion[] = ['1.11.2', '18.09.0', '19.03.15']
/** The middle one alone. */
export const ONLY_20: readonly ClientVersion[] = ['20.10.24']
/** Gone in 28. */
export const UNTIL_20: readonly ClientVersion[] = ['1.11.2', '18.09.0', '19.03.15', '20.10.24']
/** New in 20.10. */
export const SINCE_20: readonly ClientVersion[] = ['20.10.24', '28.2.2']
/** New between 20.10 and 28. */
export const SINCE_28: readonly ClientVersion[] = ['28.2.2']

/** What may be said about a flag besides its names and its help text. */
export interface FlagExtras {
  /** How the value is read; by default what the type word of the help page says. */
  readonly kind?: ValueKind
  /** The default as the help page shows it; a flag without one has a zero value, which is not shown. */
  readonly default?: string
  /** The clients that have it; all of them when left out. */
  readonly clients?: readonly ClientVersion[]
  /** The daemon's API must be at least this. */
  readonly api?: string
  /** The daemon must run with experimental features. */
  readonly experimental?: boolean
  /** The client must have Kubernetes features on, which ours never has. */
  readonly kubernetes?: boolean
  /** Meant for daemons on this operating system only. */
  readonly os?: 'linux' | 'windows'
  /** Shown only with BuildKit, or only without. */
  readonly buildkit?: 'only' | 'never'
  /** Accepted, never shown. */
  readonly hidden?: boolean
  /** Accepted and not shown; using it prints "Flag --x has been deprecated, " and this. */
  readonly deprecated?: Text
}

/** One flag of one command, for a set of clients. */
export interface FlagSpec extends FlagExtras {
  readonly name: string
  /** One letter, or empty. */
  readonly short: string
  /** The type word of the help page; empty for booleans. */
  readonly word: string
  readonly help: Text
  readonly kind: ValueKind
}

/** How many arguments a command takes. */
export type ArgsRule =
  | { readonly rule: 'none' }
  | { readonly rule: 'any' }
  | { readonly rule: 'exactly'; readonly count: number }
  | { readonly rule: 'at-least'; readonly count: number }
  | { readonly rule: 'at-most'; readonly count: number }
  | { readonly rule: 'range'; readonly min: number; readonly max: number }
  /** The parser library's own rules, with the library's own words. */
  | { readonly rule: 'library-none' }
  | { readonly rule: 'library-exactly'; readonly count: number }

/** One operation: everything that is known of it before it runs. */
export interface CommandSpec {
  /** Where it hangs in the tree; the first path is the key by which the runner knows it. */
  readonly paths: readonly string[]
  /** Other last words, by path. */
  readonly aliases?: Readonly<Record<string, readonly string[] | Differing<readonly string[]>>>
  /** What follows the path on the usage line. */
  readonly usage: Text
  readonly short: Text
  /** The longer text that a help page shows in place of `short`. */
  readonly long?: Text
  /** Shown on the help page; empty for none. */
  readonly example?: Text
  readonly args: ArgsRule
  readonly flags: readonly FlagSpec[]
  /** The clients that have it; all when left out. */
  readonly clients?: readonly ClientVersion[]
  /** No flags after the first argument: what follows belongs to a program, or is a name even with a dash. */
  readonly stopsAtArgument?: boolean
  /** The daemon's API must be at least this. */
  readonly api?: string
  readonly experimental?: boolean
  readonly os?: 'linux'
  /** Accepted, not listed. */
  readonly hidden?: boolean
}

/** A command that only holds others. */
export interface GroupSpec {
  readonly path: string
  readonly short: Text
  readonly long?: Text
  /** What the usage line of its error messages says after the path. */
  readonly usage?: string
  readonly clients?: readonly ClientVersion[]
  readonly flags?: readonly FlagSpec[]
  readonly api?: string
  readonly experimental?: boolean
  readonly os?: 'linux'
  /** An experiment of the client itself: its pages say so, and 19.03 refuses it. */
  readonly clientExperiment?: boolean
  /** The clients that accept it without listing it. */
  readonly hiddenIn?: readonly ClientVersion[]
  /** 28 lists it under "Swarm Commands". */
  readonly swarm?: boolean
  /** The parser library's own group: typed bare it prints its page on standard output. */
  readonly library?: boolean
}

/** The exact kinds behind the type words of help pages. */
const KIND_OF_WORD: Readonly<Record<string, ValueKind>> = {
  '': 'bool',
  string: 'string',
  list: 'list',
  stringArray: 'stringArray',
  strings: 'strings',
  stringToString: 'stringToString',
  map: 'map',
  filter: 'filter',
  int: 'int',
  uint: 'uint',
  uint16: 'uint16',
  uint32: 'uint32',
  float: 'float',
  decimal: 'decimal',
  bytes: 'bytes',
  duration: 'duration',
  ulimit: 'ulimit',
  network: 'network',
  mount: 'mount',
  'gpu-request': 'gpu-request',
}

/**
 * A flag, written as its row of the help page begins: `-a, --all` or `--filter filter`.
 *
 * @param head names and type word
 * @param help the text of the row, without the default
 */
export function flag(head: string, help: Text, extras: FlagExtras = {}): FlagSpec {
  const match = /^(?:-(\w), )?--([\w-]+)(?: (\S+))?$/.exec(head)
  assert(match !== null, `${head} reads as a flag`)
  const word = match[3] ?? ''
  const kind = extras.kind ?? KIND_OF_WORD[word] ?? 'opaque'
  return { ...extras, name: match[2] ?? '', short: match[1] ?? '', word, help, kind }
}

/** No arguments. */
export const NONE: ArgsRule = { rule: 'none' }
/** Any number of arguments. */
export const ANY: ArgsRule = { rule: 'any' }

/** Exactly so many arguments. */
export function exactly(count: number): ArgsRule {
  return { rule: 'exactly', count }
}

/** So many arguments or more. */
export function atLeast(count: number): ArgsRule {
  return { rule: 'at-least', count }
}

/** So many arguments or fewer. */
export function atMost(count: number): ArgsRule {
  return { rule: 'at-most', count }
}

/** Between so many and so many arguments. */
export function range(min: number, max: number): ArgsRule {
  return { rule: 'range', min, max }
}

/** Is this a count of arguments that the rule allows? */
export function isCountFine(rule: ArgsRule, count: number): boolean {
  switch (rule.rule) {
    case 'any':
      return true
    case 'none':
    case 'library-none':
      return count === 0
    case 'exactly':
    case 'library-exactly':
      return count === rule.count
    case 'at-least':
      return count >= rule.count
    case 'at-most':
      return count <= rule.count
    case 'range':
      return count >= rule.min && count <= rule.max
  }
}

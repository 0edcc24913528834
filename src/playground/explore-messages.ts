/**
 * What a page and the worker that explores for it say to each other. The worker is one of its own, so that a sandbox of
 * the page goes on meanwhile; results are plain data and are kept in the browser.
 */
import type { Scenario, ScheduleItem } from '#sandbox'
import type { Aftermath, Bound, Cut, DiskModel, End, Estimate, MetEnd, NamesTried, RepairTried, Trouble } from '#sandbox/parts/explorer'
import type { StepView, TerminalName, Upload } from './messages.ts'

export type { Aftermath, Bound, Cut, End, Estimate, MetEnd, Repair, Trouble } from '#sandbox/parts/explorer'

/** What is to be explored. */
export interface ExploreWish {
  /** Its actors are the terminals `A`, `B`, `C`, each with its lines. */
  readonly scenario: Scenario
  /** One after the other; at least one. */
  readonly profiles: readonly string[]
  /** All orders of the actors. */
  readonly orders: boolean
  /** All power cuts of this actor alone. */
  readonly cutsUnder: TerminalName | undefined
}

/** A second cut, after the one that an end was found with. */
export interface SecondWish {
  /** Its product is named in it, and its only actor is whose work was cut. */
  readonly scenario: Scenario
  readonly end: CutsEnd
  /** One of the end's that it comes during; undefined: it comes during the boot. */
  readonly repair: RepairRow | undefined
}

export type ExploreRequest =
  | { readonly do: 'explore'; readonly wish: ExploreWish; readonly uploads: readonly Upload[] }
  | { readonly do: 'explore-second'; readonly wish: SecondWish; readonly uploads: readonly Upload[] }
  /** End what runs now: what was seen is kept and told. */
  | { readonly do: 'explore-stop' }
  /** What of a link can be explored? Answered by `explorable`. */
  | { readonly do: 'explore-link'; readonly link: string }

/** A stretch of a witness: one terminal takes these steps. */
export interface Stretch {
  readonly terminal: TerminalName
  /** Steps of that terminal, counted from 1. */
  readonly from: number
  readonly to: number
  /** The step that it stops before; undefined when it goes to its end. */
  readonly before: StepView | undefined
}

/** The shortest way to an end. */
export interface Witness {
  /** With it a sandbox comes to the end. */
  readonly schedule: readonly ScheduleItem[]
  readonly stretches: readonly Stretch[]
  /** Fragment of a link; undefined when it would be too long. */
  readonly capsule: string | undefined
  /** Replayed, it comes to the end that it was found for. */
  readonly same: boolean
}

/** An end of commands at once. */
export interface OrdersEnd {
  readonly end: End
  /** Orders that come to it; undefined when it was only seen by a search that was cut off. */
  readonly count: number | undefined
  readonly deadlock: boolean
  readonly switches: number
  readonly witness: Witness
}

export interface OrdersResult {
  readonly bound: Bound
  readonly orders: number
  readonly steps: number
  /** Most frequent first. */
  readonly ends: readonly OrdersEnd[]
  /** Real milliseconds of the search alone. */
  readonly milliseconds: number
}

/** A repair that was tried on the states that cuts left. */
export type RepairRow = RepairTried

/** How things stand after a cut: nothing is wrong, or this is. */
export interface CutOutcome {
  readonly troubles: readonly Trouble[]
  /** All is as before the commands, or as after them. */
  readonly clean: 'before' | 'after' | undefined
}

/** An end of power cuts. */
export interface CutsEnd extends CutOutcome {
  readonly count: number
  /** The earliest cut that ends so. */
  readonly cut: Cut
  readonly aftermath: Aftermath
  readonly schedule: readonly ScheduleItem[]
  /** Empty when nothing is wrong. */
  readonly repairs: readonly RepairRow[]
}

export interface CutsResult {
  readonly model: DiskModel
  /** Of `posix`: how far names were undone. */
  readonly names: NamesTried | undefined
  /** Steps of the actor; a cut was tried before each, and after the last. */
  readonly steps: number
  /** Different disks that a cut finds, and how many of them were cut. */
  readonly states: number
  readonly tried: number
  readonly boots: number
  /** Clean ends first, then by frequency. */
  readonly ends: readonly CutsEnd[]
  readonly milliseconds: number
}

export interface SecondResult {
  /** Steps of the boot or of the repair; a cut was tried before each. */
  readonly steps: number
  /** Different disks that such a cut finds; each with all that is undecided lost, and with all of it kept. */
  readonly states: number
  /** Who types what when it is replayed. */
  readonly actors: Scenario['actors']
  /** Most frequent first. */
  readonly ends: readonly SecondEnd[]
}

export interface SecondEnd extends CutOutcome {
  readonly count: number
  /** The earliest that ends so. */
  readonly schedule: readonly ScheduleItem[]
  /** What the same repair comes to when it is done again after that one; undefined where there is nothing to repair, or nobody did. */
  readonly repeated: Pick<RepairRow, 'works' | 'left'> | undefined
}

/** What one cut comes to under other profiles: for each end of the first profile, by their names. */
export type SameCuts = readonly Readonly<Record<string, CutOutcome>>[]

export type ExploreNews =
  /** `all` is absent where nobody knows it. */
  | { readonly is: 'exploring'; readonly profile: string; readonly what: 'orders' | 'states' | 'preemptions' | 'cuts' | 'repairs' | 'witnesses' | 'timed'; readonly done: number; readonly all?: number; readonly ends: number; readonly preemptions?: number }
  /** A search of orders came to further ends. Their counts and ways follow with `orders`, where they are too. */
  | { readonly is: 'met'; readonly profile: string; readonly ends: readonly MetEnd[] }
  | { readonly is: 'orders'; readonly profile: string; readonly result: OrdersResult; readonly remembered: boolean }
  | { readonly is: 'cuts'; readonly profile: string; readonly result: CutsResult; readonly remembered: boolean }
  | { readonly is: 'same-cuts'; readonly same: SameCuts }
  | { readonly is: 'second-cuts'; readonly result: SecondResult }
  /** How often the ends of `orders` came up in timed runs, in their order. */
  | { readonly is: 'estimate'; readonly profile: string; readonly estimate: Estimate }
  /** All that was asked for has been told, or it was stopped. */
  | { readonly is: 'explored'; readonly stopped: boolean }
  /** It cannot be explored; the sentence says why. */
  | { readonly is: 'unexplorable'; readonly reason: string }
  | { readonly is: 'explorable'; readonly scenario: Scenario | undefined; readonly problem: string }

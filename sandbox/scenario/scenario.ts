/**
 * The format of scenarios: plain data that equals itself after JSON. Claims of pages, labs, capsules, tests and bug
 * reports are all scenarios. `defineScenario` makes the names of actors, points and replays types, so that a misspelt
 * one does not compile; `validate.ts` says the same of data that came from elsewhere.
 */
import type { CheckName } from '../check/index.ts'
import type { DiskModel } from '../disk/sim-disk.ts'
import type { StepKind } from '../sched/op.ts'
import type { ImageRecipe } from './archive.ts'

/** Where a file of the world comes from. */
export type FileSource =
  | { readonly text: string }
  | { readonly base64: string }
  /** An archive for `docker load`, made of a description. */
  | { readonly archive: readonly ImageRecipe[] }
  /** A file of the reader's: handed in beside the scenario, known by its digest (`sha256:` and 64 digits). */
  | { readonly upload: string }

/** A moment in an actor's work: right before its nth step of this kind on this target. */
export interface Point {
  readonly step: StepKind
  /** A part of the step's target; any target when absent. */
  readonly target?: string
  /** Counted from 1, from where the actor began; the first by default. */
  readonly nth?: number
}

/**
 * One item of a schedule. A name lets the actor go on until it has ended or waits; `[name, 12]` lets it take 12 steps;
 * `[name, 'point']` takes it to a point. Faults and waiting are written with an exclamation mark:
 * `!power=none` (or `all`, `seed:3`), `!boot`, `!kill` (dockerd), `!start` (dockerd), `!wait=5` (seconds), and
 * `!look=name` notes what the checks and `docker images` say then.
 */
export type ScheduleItem<Actor extends string = string, PointName extends string = string> =
  | Actor
  | readonly [actor: Actor, steps: number]
  | readonly [actor: Actor, point: PointName]
  | `!${string}`

/** Something that is true of a moment, or is not. */
export type Statement<Actor extends string = string, Look extends string = string> =
  | { readonly check: CheckName; readonly is: 'kept' | 'broken'; readonly at?: Look }
  /** `listed`: under this name; `unnamed`: in the list as <none>; `absent`: not in the list under this name. */
  | { readonly image: string; readonly is: 'listed' | 'unnamed' | 'absent'; readonly at?: Look }
  /** What a command of an actor (the first is 1) ended with, or a part of what it printed. */
  | { readonly actor: Actor; readonly command: number; readonly exit?: number; readonly stdout?: string; readonly stderr?: string }

export interface Replay<Actor extends string = string, PointName extends string = string> {
  readonly schedule: readonly ScheduleItem<Actor, PointName>[]
  /** What must be true of this replay. */
  readonly expect?: readonly Statement<Actor>[]
}

/** A claim of a page that this scenario is the evidence for. */
export interface Claim<ReplayName extends string = string> {
  readonly id: string
  readonly replay: ReplayName
  /** A recording of a real engine that shows the same, by name. */
  readonly recording?: string
}

export interface Scenario<Actor extends string = string, PointName extends string = string, ReplayName extends string = string> {
  readonly id: string
  /** `docker-20.10` by default. */
  readonly profile?: string
  readonly disk?: { readonly model: DiskModel }
  /** Where random values come from; 1 by default. */
  readonly seed?: number
  /** Seconds since 1970 at the beginning. */
  readonly epochSeconds?: number
  /** Only one host can be simulated in a scenario for now. */
  readonly hosts?: readonly { readonly name: string; readonly architecture?: string }[]
  /** Files by path; relative ones are in the working directory. */
  readonly files?: Readonly<Record<string, FileSource>>
  /** Repositories of the pretend registry; nothing can be in it yet. */
  readonly registry?: Readonly<Record<string, never>>
  /** Lines carried out one after the other before the actors; each must succeed. Then everything is made durable. */
  readonly start?: readonly string[]
  /** Lines of each actor. An actor begins when a schedule first names it. */
  readonly actors: Readonly<Record<Actor, readonly string[]>>
  readonly points?: Readonly<Record<PointName, Point>>
  readonly expect?: {
    /** Hold in every state of every replay. */
    readonly always?: readonly CheckName[]
    /** Hold at the end of every replay. */
    readonly atRest?: readonly CheckName[]
    /** Each is true at the end of at least one replay. */
    readonly sometimes?: readonly Statement<Actor>[]
  }
  readonly replays: Readonly<Record<ReplayName, Replay<NoInfer<Actor>, NoInfer<PointName>>>>
  readonly claims?: readonly Claim<NoInfer<ReplayName>>[]
  /** The fewest commands that a reader is known to need for the same end. */
  readonly golfPar?: number
}

/** State a scenario; the names in it are checked by the compiler. */
export const defineScenario = <const Actor extends string, const ReplayName extends string, const PointName extends string = never>(
  scenario: Scenario<Actor, PointName, ReplayName>,
): Scenario<Actor, PointName, ReplayName> => scenario

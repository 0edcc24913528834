/**
 * The format of scenarios: plain data that equals itself after JSON. Claims of pages, labs, capsules, tests and bug
 * reports are all scenarios. `defineScenario` makes the names of actors, points and replays types, so that a misspelt
 * one does not compile; `validate.ts` says the same of data that came from elsewhere.
 */
import type { CheckName } from '../check/index.ts'
import type { DiskModel } from '../disk/sim-disk.ts'
import type { RegistryMode } from '../registry/modes.ts'
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
 * A kind of step: what it does and to what, in Docker's words. `rename/repositories.json`, `lock/references`,
 * `write/image-config`, `rename/layer-record`; `fsync/any` is every fsync. All of them: `step-kinds.ts`.
 */
export type KindOfStep = `${StepKind}/${string}`

/**
 * One item of a schedule. A name lets the actor go on until it has ended or waits; `[name, 12]` lets it take 12 steps;
 * `['puller/docker1/download2', 3]` lets one of its tasks take them and no other; `[name, 'point']` takes it to a point, `[name, 'rename/layer-record']` to right before its next step of that kind (it
 * takes one step at least, so that the same item again leads to the one after). Faults and waiting are written with an exclamation mark:
 * `!power=none` (or `all`, `seed:3`, `keep:J:12+15`: J journal entries and the data of these inodes), `!boot`, `!kill`
 * (dockerd), `!start` (dockerd), `!wait=5` (seconds), `!registry=slow` (or another fault, or `ok`), and `!look=name` notes what the checks and `docker images` say then.
 * `!power`, `!boot`, `!kill` and `!start` are for the first host, or for another: `!power=none@host-b`, `!boot@host-b`.
 * At a terminal also `!keys=ACTOR:BASE64URL` (typed to the program that runs there) and `!interrupt=ACTOR` (Ctrl-C).
 * `!write=PATH:TEXT`, both in base64url, is what an editor saves: the file is written in place and synced.
 */
export type ScheduleItem<Actor extends string = string, PointName extends string = string> =
  | Actor
  | readonly [actor: Actor, steps: number]
  | readonly [actor: Actor, point: PointName | KindOfStep]
  | `!${string}`

/** Something that is true of a moment, or is not. */
export type Statement<Actor extends string = string, Look extends string = string> =
  | { readonly check: CheckName; readonly is: 'kept' | 'broken'; readonly at?: Look }
  /** `listed`: under this name; `unnamed`: in the list as <none>; `absent`: not in the list under this name. */
  | { readonly image: string; readonly is: 'listed' | 'unnamed' | 'absent'; readonly at?: Look }
  /** `resolves`: the name means an image of the store; `dangling`: it means one that is not there; `absent`: no such name. */
  | { readonly reference: string; readonly is: 'resolves' | 'dangling' | 'absent'; readonly at?: Look }
  /** How many rows `docker images` has. */
  | { readonly listed: number; readonly at?: Look }
  | CommandStatement<Actor>

/** What a command of an actor (the first is 1) ended with, and what it printed. */
export interface CommandStatement<Actor extends string = string> {
  readonly actor: Actor
  readonly command: number
  readonly exit?: number
  /** A part of what it printed. */
  readonly stdout?: string
  /** All that it printed, without the last newline. */
  readonly stdoutIs?: string
  /** What it did not print. */
  readonly stdoutLacks?: string
  readonly stderr?: string
  readonly stderrLacks?: string
  /** `lost`: the power failed under it. */
  readonly state?: 'ended' | 'running' | 'lost'
}

export interface Replay<Actor extends string = string, PointName extends string = string> {
  readonly schedule: readonly ScheduleItem<Actor, PointName>[]
  /** What must be true of this replay. */
  readonly expect?: readonly Statement<Actor>[]
}

/** How sure a sentence is: a recording of a real engine, published code, a manual, or a run of this engine. */
export type Evidence = 'recorded' | 'source' | 'documented' | 'sandbox'

/** A sentence of a page that is run whenever the tests are. Pages name it `<scenario>/<claim>`. */
export interface Claim<Actor extends string = string, ReplayName extends string = string> {
  /** Numbers of the list of claims (`S0.12`); empty for a sentence of our own. */
  readonly of: readonly string[]
  readonly replay: ReplayName
  /** True at the end of the replay (or `at` a look of it). At least one. */
  readonly expect: readonly Statement<Actor>[]
  /** Profiles in which it must come out so; at least one. */
  readonly holds: readonly string[]
  /** Profiles in which it must not. */
  readonly fails?: readonly string[]
  readonly evidence: Evidence
  /** Recording of a real engine that shows the same, such as `concurrency/load-rmi`; needed when `evidence` is `recorded`. */
  readonly recording?: string
}

/**
 * One thing done at every step of another: after each number of steps of `actor`, `then` happens, and what it came to is
 * sorted by `ends`. A page prints the counts: `<Result n="scenario/sweep/places" />` is the number of steps tried, and
 * `<Result n="scenario/sweep/<end>" />` how many of them ended so.
 */
export interface Sweep<Actor extends string = string, PointName extends string = string> {
  readonly before?: readonly ScheduleItem<Actor, PointName>[]
  readonly actor: Actor
  readonly then: readonly ScheduleItem<Actor, PointName>[]
  /** Statements that are all true of an end. */
  readonly ends: Readonly<Record<string, readonly Statement<Actor>[]>>
}

/** A machine with its own disk, daemon, kernel and plug. */
export interface ScenarioHost {
  readonly name: string
  /** `amd64` by default. */
  readonly architecture?: 'amd64' | 'arm64'
  /** As `uname -r` prints it. */
  readonly kernel?: string
  /** Kernel modules loaded when it has booted. */
  readonly modules?: readonly string[]
}

/** A pretend registry: it answers under Docker Hub's name, and as `localhost:5000` also takes images. */
export interface ScenarioRegistry {
  /** Images of the catalogue, such as `nginx:1.14.0`; all of them when absent. */
  readonly catalogue?: readonly string[]
  /** Images described here, under their tags. Several of one tag, for different architectures, are one manifest list. */
  readonly images?: readonly ImageRecipe[]
  /** How fast blobs come; 20 000 000 by default. */
  readonly bytesPerSecond?: number
  /** How it misbehaves at first; `!registry=…` in a schedule and `registry …` at a prompt change it. */
  readonly fault?: RegistryMode
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
  /** The first is where everything is typed; it reaches the others with `ssh NAME`. `host-a` alone by default. */
  readonly hosts?: readonly ScenarioHost[]
  /** Files by path; relative ones are in the working directory. */
  readonly files?: Readonly<Record<string, FileSource>>
  /** What `docker pull` can reach; without it there is no network. `{}` is a registry that is well and has the whole catalogue. */
  readonly registry?: ScenarioRegistry
  /** Lines carried out one after the other before the actors; each must succeed. Then everything is made durable. */
  readonly start?: readonly string[]
  /** Every actor types its lines at a terminal of this size; without it they run in pipes, as in a script. */
  readonly terminal?: { readonly columns: number; readonly rows: number }
  /** Lines of each actor. An actor begins when a schedule first names it. */
  readonly actors: Readonly<Record<Actor, readonly string[]>>
  readonly points?: Readonly<Record<PointName, Point>>
  /** Break points of whoever goes on by hand: a run stops before every step of these kinds. A replay stops where its schedule says. */
  readonly breaks?: readonly KindOfStep[]
  readonly expect?: {
    /** Hold in every state of every replay. */
    readonly always?: readonly CheckName[]
    /** Hold at the end of every replay. */
    readonly atRest?: readonly CheckName[]
    /** Each is true at the end of at least one replay. */
    readonly sometimes?: readonly Statement<Actor>[]
  }
  readonly replays: Readonly<Record<ReplayName, Replay<NoInfer<Actor>, NoInfer<PointName>>>>
  readonly claims?: Readonly<Record<string, Claim<NoInfer<Actor>, NoInfer<ReplayName>>>>
  readonly sweeps?: Readonly<Record<string, Sweep<NoInfer<Actor>, NoInfer<PointName>>>>
  /** The fewest commands that a reader is known to need for the same end. */
  readonly golfPar?: number
}

/** State a scenario; the names in it are checked by the compiler. */
export const defineScenario = <const Actor extends string, const ReplayName extends string, const PointName extends string = never>(
  scenario: Scenario<Actor, PointName, ReplayName>,
): Scenario<Actor, PointName, ReplayName> => scenario

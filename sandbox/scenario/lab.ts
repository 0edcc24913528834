/**
 * The format of labs: where the reader begins, what is to be reached, and the ways there that tests walk. Plain data that
 * equals itself after JSON, without sentences: those stand on the lab's page, once per language. What decides is the
 * state of the machine, never which commands led to it.
 */
import type { DiskModel } from '../disk/sim-disk.ts'
import type { Scenario, Statement } from './scenario.ts'

/** What a reader does in it; also how labs are sorted. */
export const LAB_KINDS = ['guided', 'build', 'predict', 'repair', 'detective', 'race', 'cut', 'review'] as const
export type LabKind = (typeof LAB_KINDS)[number]

export const LAB_LEVELS = ['first-steps', 'working', 'deep'] as const
export type LabLevel = (typeof LAB_LEVELS)[number]

/**
 * One thing that is done.
 *
 * A string is a line, typed at terminal A and carried out to its end; or an event, as in schedules (`!power=none`,
 * `!boot`, `!wait=5`). An object is about a terminal: `line` is typed there; then it goes on to its end, or `until` a
 * point of the scenario, or so many steps.
 */
export type LabMove = string | { readonly at: string; readonly line?: string; readonly until?: string | number }

type StateStatement = Exclude<Statement, { readonly actor: string }>

/** Something that is true of the machine, or is not. `NAME` and names of images are full references: `app:1`. */
export type Goal =
  /** As in scenarios: a check, a row of the list, a name, how many rows. */
  | StateStatement
  /** A name means the image that another name meant when the lab began. */
  | { readonly reference: string; readonly was: string }
  /** All of these names mean images, and no two the same one. */
  | { readonly distinct: readonly string[] }
  /** Every name that was there at the beginning still means the same image, but for these. */
  | { readonly unchangedBut: readonly string[] }
  /** How many containers there are of an image (at least one by default), in a state, with an exit status. */
  | { readonly containersOf: string; readonly are?: 'running' | 'exited'; readonly exit?: number; readonly atLeast?: number }
  /** Since the lab began a command with these words in it ended so, at any terminal. */
  | { readonly command: string; readonly exit?: number; readonly prints?: string }
  /** On a copy of the machine this line would end so. */
  | { readonly would: string; readonly exit?: number; readonly prints?: string }
  /** The power has been cut so often since the lab began, at most and at least. */
  | { readonly cuts: 'none' | 'some' }
  /**
   * What the reader has written into a file of the working directory, against what a line prints on a copy of the machine.
   * Only what matches `pick` counts, in any order. What the line did already it cannot do on the copy: so a prediction comes first.
   */
  | { readonly answer: string; readonly line: string; readonly pick: string }
  /** These are true of a copy of the machine on which something more was done. */
  | { readonly after: readonly LabMove[]; readonly goals: readonly Goal[] }

export interface LabTask {
  /** Names its sentences on the page. */
  readonly id: string
  /** All of them are true at the same moment, while no command is under way. */
  readonly goals: readonly Goal[]
  /** One way there from the end of the task before; it is also typed for a reader who asks. */
  readonly solution: readonly LabMove[]
}

/** What par counts: commands that change something, switches between terminals, cuts, answers. */
export type ParUnit = 'commands' | 'switches' | 'cuts' | 'answers'

export interface Lab {
  readonly id: string
  readonly kind: LabKind
  readonly level: LabLevel
  /** Name of the scenario that it begins with. */
  readonly scenario: string
  /** The replay of it whose lines are offered to tap; they are the same for every way. */
  readonly offers: string
  /**
   * Products and disk models under which it can be done too, beside those of its scenario; tests prove it of each pair.
   * Under another one its page refuses to go on: there its tasks may be impossible, or mean something else.
   */
  readonly alsoUnder?: { readonly profiles?: readonly string[]; readonly models?: readonly DiskModel[] }
  /** Done before the reader comes, and seen at the terminal. */
  readonly before?: readonly LabMove[]
  /** In order; one is looked at when those before it are reached. */
  readonly tasks: readonly [LabTask, ...LabTask[]]
  readonly par: { readonly unit: ParUnit; readonly count: number }
  /** Another way through all tasks; needed where there is one that is not the same with other words. */
  readonly another?: readonly LabMove[]
  /** Ends that a reader can come to and that are not the goal: each is true after its moves. */
  readonly sometimes?: Readonly<Record<string, { readonly moves: readonly LabMove[]; readonly goals: readonly Goal[] }>>
  /** Lines that tests try in every order to find a way shorter than par, beside those of the solution. */
  readonly temptations?: readonly LabMove[]
}

/** Products and disk models under which a lab is done, those of its scenario first. */
export const settingsOf = ({ alsoUnder: { profiles = [], models = [] } = {} }: Lab, { profile = 'docker-20.10', disk: { model } = { model: 'ext4' } }: Scenario): { readonly profiles: readonly string[]; readonly models: readonly DiskModel[] } => ({
  profiles: [profile, ...profiles], models: [model, ...models],
})

/** State a lab. */
export const defineLab = (lab: Lab): Lab => lab

/** How often an outcome of commands that ran together was seen. */
export interface RaceOutcome {
  readonly count: number
  readonly results: readonly Printed[]
  readonly imagesAfter: readonly string[]
}

/** Two commands, run together many times. */
export interface Race {
  readonly rounds: number
  readonly outcomes: readonly RaceOutcome[]
  readonly storeAfterRemovingAll: readonly { readonly count: number, readonly images: number, readonly layers: number }[]
}

/** What a command printed, and its exit status. */
export interface Printed {
  readonly cmd: string
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

/** What was left of a layer after a power cut. */
export interface CutLayer {
  /** Bytes of `link`. */
  readonly link: number
  readonly files: number
  readonly emptyFiles: readonly string[]
}

/** A series of power cuts. */
export interface Cuts {
  readonly runs: readonly {
    readonly secondsAfter: number
    readonly storeAfterReplay: { readonly layers?: readonly CutLayer[] }
    /** Commands after the restart, in order. */
    readonly probes: readonly Printed[]
  }[]
}

/** The engine killed at random moments of a command. */
export interface Kills {
  readonly rounds: number
  readonly outcomes: readonly { readonly count: number, readonly redo: Printed, readonly probe: Printed }[]
}

/** Numbers that pages print, computed from recordings. */
export interface Measurement {
  /** Names of recordings under test/recordings. */
  readonly from: readonly string[]
  /** The raw recording was not kept: how the numbers came about. */
  readonly unrecorded?: string
  /** The numbers by name; what is handed in are the recordings of `from`. */
  readonly numbers: (recordings: readonly unknown[]) => Readonly<Record<string, number>>
}

/** State numbers of one recording. */
export const measured = <Recording>(from: string, numbers: (recording: Recording) => Readonly<Record<string, number>>): Measurement =>
  ({ from: [from], numbers: ([recording]) => numbers(recording as Recording) })

/** State numbers of several recordings. */
export const measuredTogether = <Recording>(from: readonly string[], numbers: (recordings: readonly Recording[]) => Readonly<Record<string, number>>): Measurement =>
  ({ from, numbers: (recordings) => numbers(recordings as readonly Recording[]) })

/** How many rounds had an outcome of this kind. */
export const roundsWith = ({ outcomes }: Race, is: (outcome: RaceOutcome) => boolean): number =>
  outcomes.filter(is).reduce((sum, { count }) => sum + count, 0)

/** What an outcome's removal printed: `Untagged:` lines, and `Deleted:` lines. */
export function removed({ results }: RaceOutcome): { readonly untagged: number, readonly deleted: number } {
  const lines = results.find(({ cmd }) => cmd.startsWith('docker rmi'))?.stdout.split('\n') ?? []
  return { untagged: lines.filter((line) => line.startsWith('Untagged:')).length, deleted: lines.filter((line) => line.startsWith('Deleted:')).length }
}

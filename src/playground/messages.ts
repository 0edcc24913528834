/**
 * What the page and its worker say to each other: plain objects only, so they survive `postMessage`. Requests go one way,
 * news comes back, and views are functions of the news.
 *
 * Words. A *terminal* has a letter; letters are the lane names everywhere. A *position* counts what has happened since
 * the sandbox was opened: one for each step of a terminal's commands, one for each event (a cut, a boot, a wait, keys).
 * Position 0 is the start.
 */
import type { BootLine, Capsule, CheckName, FileView, Happening, JudgedLog, KindOfStep, Lab, LabMove, LaneView, LogWish, LossView, MomentName, Pace, PowerLossChoice, Report, Saved, Scenario, ScheduleItem, Snapshot, TaskView, TerminalName, Violation, Way } from '#sandbox'

export type { BootLine, Happening, KindOfStep, LaneView, LossView, Pace, Saved, StepView, TaskView, TerminalName, Way } from '#sandbox'

/** A file handed in by the reader. */
export interface Upload {
  readonly digest: string
  readonly bytes: Uint8Array
}

/** What the sandbox is asked for. */
export type DeskRequest =
  /** Open a scenario, then do what `schedule` says, and the moves that a lab begins with. Ends whatever was open. */
  | { readonly do: 'open'; readonly scenario: Scenario; readonly schedule: readonly ScheduleItem[]; readonly position?: number; readonly ways?: readonly Way[]; readonly before?: readonly LabMove[]; readonly uploads: readonly Upload[] }
  /** One more terminal. */
  | { readonly do: 'terminal'; readonly terminal: TerminalName }
  /** Enter was pressed at a prompt. Without a pace it goes as its terminal does. */
  | { readonly do: 'line'; readonly terminal: TerminalName; readonly text: string; readonly pace?: Pace }
  /** Typed while a program runs there: its input, whole lines with their newline. */
  | { readonly do: 'keys'; readonly terminal: TerminalName; readonly text: string }
  /** Ctrl-C. */
  | { readonly do: 'interrupt'; readonly terminal: TerminalName }
  /** Ctrl-D while a program runs: the end of its input. */
  | { readonly do: 'end-of-input'; readonly terminal: TerminalName }
  /** Tab. Answered by `completion` with the same `id`. */
  | { readonly do: 'complete'; readonly id: number; readonly terminal: TerminalName; readonly text: string; readonly cursor: number }
  /** From now on this terminal's commands run by themselves, or wait for `step`. */
  | { readonly do: 'pace'; readonly terminal: TerminalName; readonly pace: Pace }
  /** Take steps of one terminal, or a number of them of one task, its own or nobody's; `Infinity`: until it has ended or waits. */
  | { readonly do: 'step'; readonly terminal: TerminalName; readonly steps: number }
  /** Let a terminal go on to a named point of the scenario, or to right before its next step of a kind. */
  | { readonly do: 'run-to'; readonly terminal: TerminalName; readonly point: string }
  /** From now on everything goes on without this task, or with it again. */
  | { readonly do: 'hold-task'; readonly task: string; readonly held: boolean }
  /** From now on runs stop before steps of these kinds. */
  | { readonly do: 'breaks'; readonly kinds: readonly KindOfStep[] }
  /** Go back to a way that was left, to its end; the one gone now is left in its place. */
  | { readonly do: 'way'; readonly index: number }
  /** What does the machine look like at these moments? Nobody moves. Answered by `moments`. */
  | { readonly do: 'moments'; readonly id: number; readonly of: readonly MomentName[] }
  /** Stand at a position, back or forward. What lies ahead is kept until something else is done, unless it is to be forgotten. */
  | { readonly do: 'go'; readonly position: number; readonly forget?: true }
  /** Stop what runs at once, in a consistent state. */
  | { readonly do: 'stop' }
  | { readonly do: 'power'; readonly choice: PowerLossChoice }
  | { readonly do: 'boot' | 'kill-daemon' | 'start-daemon' }
  /** Let virtual time pass. */
  /** Show another host from now on: views, plug and files are its. */
  | { readonly do: 'view'; readonly host: string }
  | { readonly do: 'wait'; readonly seconds: number }
  /** Real milliseconds between two steps while something runs; 0: as fast as possible. */
  | { readonly do: 'speed'; readonly msPerStep: number }
  /** Put a file into the working directory. */
  | { readonly do: 'upload'; readonly name: string; readonly upload: Upload }
  /** Save a text in a file: of the first host unless another is named. */
  | { readonly do: 'write'; readonly path: string; readonly text: string; readonly host?: string }
  /** Read a file of the machine, to download it or to look into it. Answered by `file`. */
  | { readonly do: 'read'; readonly id: number; readonly path: string; readonly host?: string }
  /** How far has the reader come in a lab? Answered by `judged`. `lines` is all that looking may type on copies. */
  | { readonly do: 'judge'; readonly id: number; readonly lab: { readonly is: Lab; readonly lines: string }; readonly log: LogWish }
  /** Ask for the link to this moment. Answered by `link`. */
  | { readonly do: 'link'; readonly id: number }
  /** Look into a link without doing anything. Answered by `capsule`; needs no open sandbox. */
  | { readonly do: 'unpack'; readonly id: number; readonly link: string }
  /** Make this moment an issue, a script and a scenario; the link begins with `at`. Answered by `report`. */
  | { readonly do: 'report'; readonly id: number; readonly at: string }
  /** Is anybody there? Answered by `pong` as soon as the worker looks up. */
  | { readonly do: 'ping' }

export type Request =
  | DeskRequest
  /** The prompt is to be seen: from now on there is time to fetch and prepare what lines need. */
  | { readonly do: 'get-ready' }

/** What can be compared of a moment. */
export interface Moment {
  readonly position: number
  readonly store: StoreView
  /** All that each terminal shows, with prompts and typed lines. */
  readonly outputs: Readonly<Record<TerminalName, string>>
}

/** The store and the disk at one moment: a snapshot that survives `postMessage`. */
export interface StoreView extends Omit<Snapshot, 'files'> {
  /** Files of the data root with the state of the page cache. */
  readonly files: readonly FileView[]
  /** Checks in their order; one that is not judged while a command is under way is absent. */
  readonly checks: readonly { readonly name: CheckName; readonly violations: readonly Violation[] }[]
  /** When the journal commits next and when write-back looks next, in virtual nanoseconds. */
  readonly commitAtTick: number | undefined
  /** A dirty file is written back after so long, in virtual nanoseconds. */
  readonly writeBackTicks: number
}

/** A moment of the sandbox: all that views show. */
export interface State {
  readonly scenario: Scenario
  readonly position: number
  readonly length: number
  readonly atTick: number
  /** Of the first host: its power is what terminals need. */
  readonly powered: boolean
  readonly hosts: readonly { readonly name: string; readonly powered: boolean }[]
  /** The host that `store` is of, and that plug and boot are for. */
  readonly host: string
  readonly lanes: readonly LaneView[]
  /** Tasks of no terminal: containers and jobs that were left running. */
  readonly others: readonly TaskView[]
  /** Of the host in view: what commits its journal, and what writes back. */
  readonly threads: readonly TaskView[]
  readonly store: StoreView
  readonly loss: LossView | undefined
  /** Errors and warnings of the daemon's log since it was last started, without their times. */
  readonly log: readonly string[]
  /** Something runs by itself now. */
  readonly busy: boolean
  /** Other ways, left when something else was done, oldest first. */
  readonly ways: readonly Way[]
  /** Runs stop before steps of these kinds. */
  readonly breaks: readonly KindOfStep[]
  /** A run has stopped here, because the next step of a terminal is of such a kind. */
  readonly stopped: { readonly terminal: TerminalName; readonly kind: string; readonly position: number } | undefined
}

export type News =
  /** The first state of a scenario that was opened. */
  | { readonly is: 'opened'; readonly state: State; readonly timeline: readonly Happening[] }
  /** Characters for a terminal. `fresh`: forget what it showed before (after a jump). */
  | { readonly is: 'output'; readonly terminal: TerminalName; readonly text: string; readonly fresh: boolean }
  /**
   * Something that a terminal's text should show where it happened: the power went, the machine came back. Sent also while
   * a jump builds the terminals anew; then the text around it comes as `output`, with prompts and typed lines in it.
   */
  | { readonly is: 'mark'; readonly mark: 'cut' | 'boot' | 'daemon-killed' | 'daemon-started' | 'wait'; readonly atTick: number; readonly seconds: number }
  /** A command has ended: the transcript for screen readers gets it whole, unless it is only carried out again. */
  | { readonly is: 'command'; readonly terminal: TerminalName; readonly line: string; readonly output: string; readonly exit: number; readonly state: 'ended' | 'lost'; readonly repeated: boolean }
  /** A command has asked for the editor, in what it wrote. */
  | { readonly is: 'edit'; readonly wish: string }
  | { readonly is: 'state'; readonly state: State }
  /** What was added to the timeline from `from` on; what stood there before is replaced. */
  | { readonly is: 'timeline'; readonly from: number; readonly added: readonly Happening[] }
  | { readonly is: 'booted'; readonly lines: readonly BootLine[]; readonly started: boolean; readonly error: string }
  /** A line ends inside a command: nothing was begun, the shell asks for the rest. */
  | { readonly is: 'more'; readonly terminal: TerminalName; readonly text: string }
  | { readonly is: 'completion'; readonly id: number; readonly from: number; readonly insert: string | undefined; readonly choices: readonly { readonly text: string; readonly note: string }[] }
  /** Seen by programs, and what a cut would leave; undefined: there is no such file. */
  | { readonly is: 'file'; readonly id: number; readonly path: string; readonly seen: Uint8Array | undefined; readonly durable: Uint8Array | undefined }
  /** `fragment` without its `#`; or why there is none. */
  | { readonly is: 'link'; readonly id: number; readonly fragment: string; readonly endDigest: string; readonly problem: string }
  /** This moment to hand on; or why it cannot be carried out again. */
  | { readonly is: 'report'; readonly id: number; readonly report: Report | undefined; readonly problem: string }
  /** What a link holds, or why it holds nothing. */
  | { readonly is: 'capsule'; readonly id: number; readonly capsule: Capsule | undefined; readonly problem: string }
  | ({ readonly is: 'judged'; readonly id: number } & JudgedLog)
  /** To be stored: written whenever the sandbox comes to rest. */
  | { readonly is: 'saved'; readonly saved: Saved }
  | { readonly is: 'moments'; readonly id: number; readonly moments: readonly Moment[]; readonly problem: string }
  /** A file appeared or changed in the working directory: it can be downloaded. */
  | { readonly is: 'files'; readonly names: readonly { readonly name: string; readonly sizeBytes: number }[] }
  /** The reader has asked to forget all; or what was stored could not be read or written: `reason` is a key of words. */
  | { readonly is: 'storage'; readonly state: 'kept' | 'denied' | 'full' | 'other-tab' | 'forgotten'; readonly bytes: number }
  /** Something cannot be done; nothing has changed. */
  | { readonly is: 'refused'; readonly reason: string }
  /** A mistake of ours: the sandbox stands at `position`. `revived`: its worker was lost, and a new one does again what was saved. */
  | { readonly is: 'failed'; readonly message: string; readonly position: number; readonly revived?: 'ended' | 'silent' }
  | { readonly is: 'pong' }

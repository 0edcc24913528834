import type { PlayedCommand } from './runs.ts'

/** A command of a `console` fence and what the page says that it prints. */
export interface WrittenCommand {
  readonly line: string
  readonly output: readonly string[]
  /** Lines of the fence before it. */
  readonly at: number
}

const PROMPT = /^[$#] /
/** A line that stands for any number of lines left out. */
const LEFT_OUT = '…'

/** Take a fence apart. Lines before the first prompt belong to no command, and are a mistake. */
export function commandsOfFence(code: string): { readonly commands: readonly WrittenCommand[], readonly stray: boolean } {
  const commands: { line: string, output: string[], at: number }[] = []
  let stray = false
  for (const [at, line] of code.split('\n').entries()) {
    const last = commands.at(-1)
    if (PROMPT.test(line)) commands.push({ line: line.replace(PROMPT, ''), output: [], at })
    else if (last) last.output.push(line)
    else stray ||= line.trim() !== ''
  }
  return { commands, stray }
}

const linesOf = (text: string): readonly string[] => text.replace(/\n+$/, '').split('\n')
const trimmed = (lines: readonly string[]): readonly string[] => linesOf(lines.join('\n'))

/** Is it the same text, when `…` may stand for whole lines? */
export function sameLines(written: readonly string[], printed: readonly string[]): boolean {
  const [first, ...rest] = written
  if (first === undefined) return printed.length === 0
  if (first === LEFT_OUT) return printed.some((_, at) => sameLines(rest, printed.slice(at))) || sameLines(rest, [])
  return printed[0] === first && sameLines(rest, printed.slice(1))
}

/** Why a command's written output is not what was printed; undefined when it is. */
function difference(written: WrittenCommand, printed: readonly string[]): string | undefined {
  const lines = trimmed(written.output)
  if (printed.some((text) => sameLines(lines, linesOf(text)))) return undefined
  const really = linesOf(printed[0] ?? '')
  const at = lines.findIndex((line, index) => line !== really[index])
  return `\`${written.line}\` prints ${JSON.stringify(really[at === -1 ? lines.length : at] ?? '')}, not ${JSON.stringify(lines[at] ?? '')}`
}

/** A mistake in a fence; `at` counts its lines. */
export interface FenceProblem {
  readonly at: number
  readonly what: string
}

/** Compare a fence with sessions that were played: its commands occur in one of them, in this order. */
export function compareWithRun(written: readonly WrittenCommand[], sessions: readonly (readonly PlayedCommand[])[]): readonly FenceProblem[] {
  const position = sessions.map(() => 0)
  return written.flatMap((command) => {
    let found: readonly [session: number, at: number] | undefined
    for (const [session, commands] of sessions.entries()) {
      const at = commands.findIndex(({ line }, index) => index >= (position[session] ?? 0) && line === command.line)
      if (at !== -1) {
        found ??= [session, at]
      }
    }
    if (!found) return [{ at: command.at, what: `the run has no command \`${command.line}\` here` }]
    position[found[0]] = found[1] + 1
    const what = difference(command, [sessions[found[0]]?.[found[1]]?.output ?? ''])
    return what === undefined ? [] : [{ at: command.at, what }]
  })
}

interface RecordedStep {
  readonly cmd?: string
  readonly stdout?: string
  readonly stderr?: string
  readonly screen?: string
  readonly interleaved?: readonly (readonly [string, string])[]
}

/**
 * The steps of a recording from the one that a fence names: `8` is a step counted from 0; `8s/3` is the command 3,
 * counted from 0, after the power cut at 8 seconds (the nth of several at one moment: `0s.1/3`).
 */
export function recordedSteps(recording: unknown, where: string): readonly RecordedStep[] | undefined {
  const { steps, runs } = recording as { steps?: readonly RecordedStep[], runs?: readonly { secondsAfter: number, probes: readonly RecordedStep[] }[] }
  const [, seconds, nth, probe, step] = /^(?:([\d.]+?)s(?:\.(\d+))?\/(\d+)|(\d+))$/.exec(where) ?? []
  if (step !== undefined) return steps?.slice(Number(step))
  if (seconds === undefined) return undefined
  return runs?.filter(({ secondsAfter }) => secondsAfter === Number(seconds))[Number(nth ?? 0)]?.probes.slice(Number(probe))
}

/** Compare a fence with a recording: its first command is the step named, and further ones follow it in this order. */
export function compareWithRecording(written: readonly WrittenCommand[], steps: readonly RecordedStep[]): readonly FenceProblem[] {
  let next = 0
  return written.flatMap((command, index) => {
    const at = index === 0 ? (steps[0]?.cmd === command.line ? 0 : -1) : steps.findIndex(({ cmd }, place) => place >= next && cmd === command.line)
    const step = steps[at]
    if (step === undefined) return [{ at: command.at, what: `the recording says \`${steps[next]?.cmd ?? 'nothing'}\` here, not \`${command.line}\`` }]
    next = at + 1
    const what = difference(command, textsOf(step))
    return what === undefined ? [] : [{ at: command.at, what }]
  })
}

/** What a recorded step printed. Where the recorder kept the streams apart, each may come first. */
function textsOf({ stdout = '', stderr = '', screen, interleaved }: RecordedStep): readonly string[] {
  if (screen !== undefined) return [screen]
  if (interleaved !== undefined) return [interleaved.map(([, text]) => text).join('')]
  return [stderr + stdout, stdout + stderr]
}

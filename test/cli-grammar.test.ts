import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import '../sandbox/all-parts.ts'
import type { ClientVersion } from '../sandbox/cli/clients.ts'
import type { Answer } from '../sandbox/cli/grammar/parse.ts'
import { parseDockerCommandLine } from '../sandbox/cli/grammar/parse.ts'

// Every recorded line whose outcome the grammar alone decides: help, usage errors, the version line.

interface Step {
  readonly cmd?: string
  readonly engine?: string
  readonly tty?: boolean
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

interface Recording {
  readonly name: string
  readonly client: ClientVersion
  readonly steps: readonly Step[]
}

const SCENARIOS = join(import.meta.dirname, 'recordings/scenarios')

function recordings(): readonly Recording[] {
  const files = readdirSync(SCENARIOS, { recursive: true, encoding: 'utf8' })
  return files
    .filter(file => file.endsWith('.json'))
    .sort()
    .map(file => JSON.parse(readFileSync(join(SCENARIOS, file), 'utf8')) as Recording)
}

/** The words of a line that is one plain `docker` command; undefined for anything the shell has a part in. */
function plainWords(line: string): readonly string[] | undefined {
  const words = line.match(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g) ?? []
  if (words[0] !== 'docker') return undefined
  const unquoted = line.replaceAll(/'[^']*'/g, '').replaceAll(/"[^"$`\\]*"/g, '')
  if (/[|&;<>$`*?()\\"]/.test(unquoted)) return undefined
  return words.slice(1).map(word => word.replaceAll(/'([^']*)'|"([^"]*)"/g, '$1$2'))
}

/** What only the grammar prints. */
const BY_GRAMMAR =
  /^\s*Usage:|unknown (?:flag|shorthand)|flag needs an argument|invalid argument "|is not a docker command|unknown command|requires API version|^Docker version /m

function decided(): readonly { name: string; line: string; step: Step; answer: Answer | undefined }[] {
  return recordings().flatMap(({ name, client, steps }) => {
    let isUp = true
    return steps.flatMap(step => {
      if (step.engine !== undefined) isUp = step.engine !== 'stop' && step.engine !== 'kill'
      const words = step.cmd === undefined || step.tty === true ? undefined : plainWords(step.cmd)
      if (step.cmd === undefined || words === undefined) return []
      const parsed = parseDockerCommandLine(words, client, isUp ? {} : { daemon: 'unreachable' })
      const answer = parsed.kind === 'answer' ? parsed : undefined
      const isOurs = BY_GRAMMAR.test(step.stdout + step.stderr) && !/Unable to find|response from daemon/.test(step.stderr)
      return answer !== undefined || isOurs ? [{ name: `${name} (${client})`, line: step.cmd, step, answer }] : []
    })
  })
}

it('answers every recorded line about usage as the real client did', () => {
  const cases = decided()
  for (const { name, line, step, answer } of cases) {
    const { stdout, stderr, exit } = step
    expect({ stdout: answer?.stdout, stderr: answer?.stderr, exit: answer?.exit }, `${name}: ${line}`).toEqual({
      stdout,
      stderr,
      exit,
    })
  }
  const clients = new Set(cases.map(({ name }) => name.replace(/.*\(/, '')))
  expect(clients.size).toBe(3)
  expect(cases.length).toBeGreaterThan(250)
  console.log(`${cases.length} recorded lines are decided by the grammar`)
})

type Line = readonly [words: readonly string[], exit: number, stdout: string, stderr: string] | readonly [words: readonly string[]]

for (const client of ['20.10.24', '28.2.2'] as const) {
  it(`tells like the real client ${client} which lines reach the daemon, and answers the others`, () => {
    const file = join(import.meta.dirname, `recorded-usage/${client}.json`)
    const lines = JSON.parse(readFileSync(file, 'utf8')) as readonly Line[]
    let answered = 0
    let passedOn = 0
    for (const [words, exit, stdout, stderr] of lines) {
      const parsed = parseDockerCommandLine(words, client, {})
      const line = `docker ${words.join(' ')}`
      if (exit === undefined) {
        passedOn++
        expect(parsed.kind, line).toBe('command')
      } else {
        answered++
        expect(parsed, line).toEqual({ kind: 'answer', exit, stdout, stderr })
      }
    }
    expect(answered).toBeGreaterThan(1500)
    expect(passedOn).toBeGreaterThan(100)
  })
}

it('wraps help to the terminal: beside the flags, below them, or not at all', () => {
  const rowsAt = (terminalColumns: number): string => {
    const parsed = parseDockerCommandLine(['ps', '--help'], '20.10.24', { terminalColumns })
    return /^ {6}--format[^]*?(?=^ {2}-n)/m.exec((parsed as Answer).stdout)?.[0] ?? ''
  }
  const whole = '      --format string   Pretty-print containers using a Go template\n'
  const indented = (blanks: number, ...rows: readonly string[]): string =>
    rows.map(row => `${' '.repeat(blanks)}${row}\n`).join('')
  expect(rowsAt(100)).toBe(whole)
  expect(rowsAt(50)).toBe(`      --format string   Pretty-print\n${indented(24, 'containers using a', 'Go template')}`)
  expect(rowsAt(45)).toBe(
    `      --format string   \n${indented(16, 'Pretty-print', 'containers using a Go', 'template')}`,
  )
  expect(rowsAt(20)).toBe(whole)
})

it('takes a daemon that does not answer for one that can do everything', () => {
  const shown = (daemon: 'unreachable' | { apiVersion: string; experimental: boolean }): boolean => {
    const parsed = parseDockerCommandLine(['images', '--help'], '28.2.2', { daemon })
    return (parsed as Answer).stdout.includes('--tree')
  }
  expect(shown('unreachable')).toBe(true)
  expect(shown({ apiVersion: '1.41', experimental: false })).toBe(false)
  expect(shown({ apiVersion: '1.47', experimental: true })).toBe(true)
})

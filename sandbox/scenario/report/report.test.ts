import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import '../../all-parts.ts'
import { afterEach, beforeAll, expect, it } from 'vitest'
import { installNodeCodecs } from '../../node/codecs.ts'
import { unpackCapsule } from '../capsule.ts'
import { playScenario } from '../replay.ts'
import { ScenarioRun } from '../runner.ts'
import type { Scenario, ScheduleItem } from '../scenario.ts'
import { parseSchedule } from '../schedule.ts'
import { validateScenario } from '../validate.ts'
import { reportOf } from './index.ts'
import type { Report } from './index.ts'

beforeAll(installNodeCodecs)
const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

const SCENARIO: Scenario = {
  id: 'case', files: { 'app.tar': { archive: [{ tags: ['app:1'], layers: [{ 'it`s': 'hello\n' }] }] }, 'dir/note': { text: "it's\n" } }, terminal: { columns: 80, rows: 24 },
  start: ['docker load -i app.tar'], actors: { A: ['docker load -i app.tar', 'docker run --rm app:1 /x'], B: ['docker rmi app:1'] }, replays: {},
}

function report(line: string, scenario = SCENARIO): Report {
  const schedule: readonly ScheduleItem[] = parseSchedule(line)
  const { endDigest } = new ScenarioRun(scenario).play(schedule)
  return reportOf({ scenario, schedule, endDigest }, new Map(), 'https://layerlab.example/en/tools/playground/')
}

it('tells an issue in the order of what happened, with what was seen', () => {
  const { issue } = report('A*60 B A')
  expect(issue).toContain('1. A: `docker load -i app.tar` begins\n2. B: `docker rmi app:1`\n3. A: `docker load -i app.tar` goes on for ')
  expect(issue).toContain('B: `docker rmi app:1` ended well\n\n```text\nUntagged: app:1')
  expect(issue).toContain('- file `app.tar`: archive of app:1, ')
  expect(issue).toContain('A: `docker run --rm app:1 /x` ended with 1')
  const [link = ''] = /https:\S+#capsule=\S+/.exec(issue) ?? []
  expect(unpackCapsule(link).schedule).toEqual(parseSchedule('A*60 B A'))
})

it('names broken checks and what a cut took', () => {
  const { issue } = report('A*60 B A*400 !power=none !boot')
  expect(issue).toContain('the power is cut: nothing survives')
  expect(issue).toContain('the machine is switched on')
})

it('makes a scenario that expects what was seen, and passes', () => {
  for (const line of ['A*60 B A', 'B A', 'A*60 !power=none !boot B']) {
    const scenario = validateScenario(JSON.parse(report(line).scenario))
    const { replays: [replay] } = playScenario(scenario)
    expect(replay?.failures).toEqual([])
    expect(scenario.replays['seen']?.expect?.length).toBeGreaterThan(2)
    // In a world where the image is another one it does not.
    const changed = { ...scenario, start: [] }
    expect(playScenario(changed).replays[0]?.failures).not.toEqual([])
  }
})

/** Carries the script out with a docker that only notes what it is asked. */
function carriedOut(script: string, ...args: string[]): { readonly asked: string[]; readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'layerlab-report-'))
  folders.push(folder)
  const docker = join(folder, 'docker')
  writeFileSync(docker, `#!/bin/sh\necho "docker $*" >> ${join(folder, 'asked')}\n`)
  chmodSync(docker, 0o755)
  const file = join(folder, 'replay.sh')
  writeFileSync(file, script)
  execFileSync('sh', [file, ...args], { cwd: folder, env: { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` }, stdio: 'pipe' })
  return { asked: readFileSync(join(folder, 'asked'), 'utf8').trimEnd().split('\n'), folder }
}

it('makes a script that gives a real docker the same files and commands', () => {
  const { script, issue } = report('B A')
  const { asked, folder } = carriedOut(script)
  expect(asked).toEqual(['docker load -i app.tar', 'docker rmi app:1', 'docker load -i app.tar', 'docker run --rm app:1 /x'])
  const made = createHash('sha256').update(readFileSync(join(folder, 'layerlab-replay', 'app.tar'))).digest('hex')
  expect(issue).toContain(`sha256:${made}`)
  expect(readFileSync(join(folder, 'layerlab-replay', 'dir', 'note'), 'utf8')).toBe("it's\n")
})

it('begins together what ran at once, and waits for it', () => {
  const { script } = report('A*60 B A')
  expect(script).toMatch(/\( # A\ndocker load -i app\.tar\n\) &\n\( # B\ndocker rmi app:1\n\) &\nwait\ndocker run/)
  expect(carriedOut(script).asked).toHaveLength(4)
})

it('goes on after a power cut with its next part', () => {
  const { script } = report('A*60 !power=none !boot B')
  const first = carriedOut(script)
  expect(first.asked).toEqual(['docker load -i app.tar', 'docker load -i app.tar'])
  const second = carriedOut(script, '2')
  expect(second.asked).toEqual(['docker rmi app:1', 'docker run --rm app:1 /x'])
  expect(existsSync(join(second.folder, 'layerlab-replay', 'app.tar'))).toBe(false)
})

import { beforeAll, expect, it } from 'vitest'
import { installNodeCodecs } from '../node/codecs.ts'
import { ScenarioRun } from './runner.ts'
import type { ScenarioRegistry } from './scenario.ts'

beforeAll(installNodeCodecs)

const BASE = { 'opt/runtime': { sizeBytes: 4000 } }
const images = [
  { tags: ['app:1'], command: ['/bin/cat', '/app'], layers: [{ ...BASE, 'bin/busybox': { program: 'busybox' }, 'bin/cat': { link: 'busybox' } }, { app: 'for amd64\n' }] },
  { tags: ['app:1'], architecture: 'arm64', layers: [BASE, { app: 'for arm64\n' }] },
  { tags: ['team/tool:2'], layers: [{ tool: 'tool\n' }] },
]

function outcomes(registry: ScenarioRegistry | undefined, lines: readonly string[], schedule: readonly string[] = ['a']): readonly { exit: number; stdout: string; stderr: string }[] {
  const run = new ScenarioRun({ id: 'r', ...(registry ? { registry } : {}), actors: { a: lines }, replays: {} })
  return run.play(schedule as readonly `!${string}`[]).commands['a'] ?? []
}

it('reaches no registry where the scenario has none', () => {
  expect(outcomes(undefined, ['docker pull alpine'])[0]?.stderr).toContain('registry-1.docker.io')
})

it('gives what the scenario describes, the manifest of the right architecture', () => {
  const [pulled, ran, tool, missing] = outcomes({ catalogue: [], images }, ['docker pull -q app:1', 'docker run --rm app:1', 'docker pull -q team/tool:2', 'docker pull alpine'])
  expect(pulled).toMatchObject({ exit: 0, stdout: 'docker.io/library/app:1\n' })
  expect(ran?.stdout).toBe('for amd64\n')
  expect(tool?.exit).toBe(0)
  expect(missing?.stderr).toContain('pull access denied for alpine')
})

it('has of the catalogue what the scenario chooses', () => {
  const [chosen, other] = outcomes({ catalogue: ['hello-world:latest'] }, ['docker run hello-world', 'docker pull busybox'])
  expect(chosen?.stdout).toContain('Hello from Docker!')
  expect(other?.exit).toBe(1)
})

it('says which images the catalogue has when one is misspelt', () => {
  expect(() => outcomes({ catalogue: ['hello-word:latest'] }, ['docker pull hello-word'])).toThrow(/the catalogue has no image hello-word:latest/)
})

it('begins with the fault of the scenario, and takes others from the schedule and from the prompt', () => {
  const lines = ['docker pull -q hello-world', 'registry ok && docker pull -q hello-world', 'registry | head -2', 'registry nonsense']
  const [refused, pulled, shown, wrong] = outcomes({ fault: '500' }, lines)
  expect(refused?.stderr).toContain('500 Internal Server Error')
  expect(pulled?.exit).toBe(0)
  expect(shown?.stdout).toMatch(/^\* ok/)
  expect(wrong?.stderr).toContain("there is no fault 'nonsense'")
  expect(outcomes({}, ['docker pull hello-world'], ['!registry=429', 'a'])[0]?.stderr).toContain('toomanyrequests')
})

it('takes as long as its rate says', () => {
  const [before, , after] = outcomes({ bytesPerSecond: 1_000_000, images: [] }, ['cut -d. -f1 /proc/uptime', 'docker pull -q alpine', 'cut -d. -f1 /proc/uptime'])
  expect(Number(after?.stdout) - Number(before?.stdout)).toBeGreaterThanOrEqual(3)
})

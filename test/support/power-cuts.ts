/** Power cuts of every command that writes, and what an exploration of them counts: what Node and a browser must agree on. */
import type { Scenario } from '../../sandbox/index.ts'
import { exploreCrashes } from '../../sandbox/explore/crash.ts'
import type { DiskModel } from '../../sandbox/disk/sim-disk.ts'

const hello = { tags: ['app:1'], command: ['/bin/cat', '/message'], layers: [{ 'bin/busybox': { program: 'busybox' as const }, 'bin/cat': { link: 'busybox' }, message: 'hello\n' }] }
const base = { tags: ['base:1'], command: ['/bin/sh'], layers: [{ 'bin/sh': { program: 'sh' as const }, 'bin/echo': { program: 'echo' as const } }] }
const load = 'docker load -qi app.tar'
const loadBase = 'docker load -qi base.tar'

/** The line under which the power is cut, and what was typed before, by the name of the command. */
const COMMANDS: Readonly<Record<string, readonly [line: string, ...start: string[]]>> = {
  pull: ['docker pull hello-world'],
  push: ['docker push localhost:5000/app:1', load, 'docker tag app:1 localhost:5000/app:1'],
  load: ['docker load -i app.tar'],
  save: ['docker save -o out.tar app:1', load],
  import: ['docker import out.tar imported:1', load, 'docker create --name one app:1', 'docker export -o out.tar one', 'docker rm one'],
  build: ['docker build -q -t built .', loadBase],
  commit: ['docker commit one snap:1', load, 'docker create --name one app:1'],
  tag: ['docker tag app:1 app:2', load],
  rmi: ['docker rmi app:1', load],
  prune: ['docker image prune -af', load],
  run: ['docker run --name one app:1', load],
  rm: ['docker rm one', load, 'docker create --name one app:1'],
  combine: ['docker combine -t full:1 app:2', loadBase, 'docker build -q --no-parent -t app:2 .'],
}

/** Names of the commands. */
export const CUT_COMMANDS = Object.keys(COMMANDS)

/** A world in which one actor, `A`, gives that command. */
export function cutScenario(command: string, model: DiskModel): Scenario {
  const [line = '', ...start] = COMMANDS[command] ?? []
  return {
    id: `cut-${command}`, disk: { model }, start, actors: { A: [line] }, replays: {},
    // Elsewhere there is none: a build that is repeated on an empty store would fetch its base.
    ...(command === 'pull' || command === 'push' ? { registry: {} } : {}), ...(command === 'combine' ? { profile: 'euleros-1.11' } : {}),
    files: { 'app.tar': { archive: [hello] }, 'base.tar': { archive: [base] }, Dockerfile: { text: 'FROM base:1\nRUN echo hello > /hello\nENV A=b\n' } },
  }
}

/** What an exploration to its end counts. */
export interface CutCounts {
  readonly steps: number
  readonly states: number
  readonly tried: number
  readonly boots: number
  /** Disks by end: `before`, `after`, or its troubles. */
  readonly ends: Readonly<Record<string, number>>
}

/** Explore all power cuts of a command on `ext4`. */
export function countCuts(command: string): CutCounts {
  const search = exploreCrashes(cutScenario(command, 'ext4'), 'A')
  let next = search.next()
  while (!next.done) next = search.next()
  const { steps, states, tried, boots, groups } = next.value
  return { steps, states, tried, boots, ends: Object.fromEntries(groups.map(({ clean, troubles, count }) => [clean ?? troubles.join(), count])) }
}

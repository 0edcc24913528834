/**
 * The power fails before every single step of a command, and what was undecided then survives or does not. Whatever the
 * disk looks like, the machine boots, and the engine either starts or says why not. How it ends is counted.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PowerLossChoice } from '../sandbox/disk/power.ts'
import { powerLoss } from '../sandbox/disk/power.ts'
import type { DiskModel } from '../sandbox/disk/sim-disk.ts'
import { installNodeCodecs } from '../sandbox/node/codecs.ts'
import { makeArchive } from '../sandbox/scenario/archive.ts'
import { World } from '../sandbox/scenario/world.ts'
import { copyOfTree, putTree, reorderDirty, treeKey } from './support/disk-copies.ts'
import type { TreeCopy } from './support/disk-copies.ts'

beforeAll(installNodeCodecs)

const ARCHIVE = 'app.tar'
/** What is on the disk before the command, and the command. */
const COMMANDS: readonly { readonly name: string; readonly before: readonly string[]; readonly line: string }[] = [
  { name: 'load', before: [], line: `docker load -i ${ARCHIVE}` },
  { name: 'tag', before: [`docker load -i ${ARCHIVE}`], line: 'docker tag app:1 app:2' },
  { name: 'rmi', before: [`docker load -i ${ARCHIVE}`], line: 'docker rmi app:1' },
  { name: 'save', before: [`docker load -i ${ARCHIVE}`], line: 'docker save -o out.tar app:1' },
  { name: 'run', before: [`docker load -i ${ARCHIVE}`], line: 'docker run app:1' },
]
const CHOICES: readonly PowerLossChoice[] = ['none', 'all', { seed: 1 }, { seed: 2 }, { seed: 3 }]
const TREES = ['/var/lib/docker', '/root']

function archive(): Uint8Array {
  return makeArchive([{
    tags: ['app:1'], command: ['/bin/cat', '/message'],
    layers: [{ 'bin/busybox': { program: 'busybox' }, 'bin/cat': { link: 'busybox' } }, { message: 'hello\n' }],
  }])
}

function worldOf(model: DiskModel): World {
  const world = World.create({ model })
  world.scheduler.tracing = false
  world.putFile(`/root/${ARCHIVE}`, archive(), { mode: 0o644, uid: 0, mtime: world.options.epochSeconds })
  return world
}

/** One disk that a cut can leave, and how many cuts leave it. */
interface Cut {
  readonly tree: TreeCopy
  count: number
  readonly first: string
}

/** Cut before every step of a command, and once after it. */
function cutsOf(model: DiskModel, before: readonly string[], line: string): { cuts: Map<string, Cut>; steps: number } {
  const world = worldOf(model)
  const { machine, memory, scheduler } = world
  for (const earlier of before) expect(world.run(earlier).exit).toBe(0)
  machine.disk.sync()
  const cuts = new Map<string, Cut>()
  let steps = 0
  const cutHere = (where: string): void => {
    for (const choice of CHOICES) {
      const moment = memory.now()
      powerLoss(machine.disk, choice)
      const key = treeKey(machine.disk, TREES)
      const known = cuts.get(key)
      if (known) known.count++
      else cuts.set(key, { tree: copyOfTree(machine.disk, TREES), count: 1, first: `${line}: before ${where}, ${JSON.stringify(choice)} survives` })
      memory.backTo(moment)
      reorderDirty(machine.disk)
    }
  }
  const { policy } = world
  world.policy = (enabled, of) => {
    const task = policy(enabled, of)
    if (task && !task.background) {
      cutHere(`step ${++steps} (${task.pending?.kind ?? ''} ${task.pending?.target ?? ''})`)
    }
    return task
  }
  expect(world.run(line).exit).toBe(0)
  cutHere('the next command')
  expect(scheduler.steps).toBeGreaterThan(steps)
  return { cuts, steps }
}

/** What a person sees who boots the machine and asks. */
function probe(world: World, { tree, first }: Cut): string {
  if (world.machine.powered) world.cutPower('none')
  putTree(world.machine.disk, tree)
  const { started, error } = world.boot()
  if (!started) {
    expect(error, first).toMatch(/^failed to start daemon: \S/)
    return 'docker does not start'
  }
  const images = world.run('docker images -a')
  expect(images.exit, first).toBe(0)
  const rows = images.stdout.split('\n').slice(1).filter(row => row !== '')
  const names = rows.map(row => row.split(/\s+/).slice(0, 2).join(':')).sort()
  const listed = names.length === 0 ? 'nothing listed' : `${names.join(' and ')} listed`
  const id = rows[0]?.split(/\s+/)[2]
  if (id === undefined) return listed
  const { exit, stdout } = world.run(`docker run --rm ${id}`)
  return `${listed}, ${exit === 0 && stdout === 'hello\n' ? 'runs' : exit === 0 ? 'runs and prints something else' : `does not run (${exit})`}`
}

const table: string[] = []
afterAll(() => console.log(['', 'ends of a power cut before each step', ...table].join('\n')))

describe.each(['ext4', 'posix'] as const)('%s', model => {
  it.each(COMMANDS)('boots after a cut anywhere in $name', ({ name, before, line }) => {
    const { cuts, steps } = cutsOf(model, before, line)
    expect(steps).toBeGreaterThan(10)
    const ends = new Map<string, number>()
    const world = worldOf(model)
    world.memory.keeping = false
    for (const cut of cuts.values()) {
      const end = probe(world, cut)
      ends.set(end, (ends.get(end) ?? 0) + cut.count)
    }
    const total = [...ends.values()].reduce((sum, count) => sum + count, 0)
    expect(total).toBe((steps + 1) * CHOICES.length)
    table.push(`${model} ${name}: ${steps} steps, ${total} cuts, ${cuts.size} different disks`)
    for (const [end, count] of [...ends].sort(([a], [b]) => (a < b ? -1 : 1))) table.push(`  ${String(count).padStart(6)}  ${end}`)
    const good = [...ends.keys()].filter(end => end.endsWith(', runs'))
    const bad = [...ends.keys()].filter(end => /does not|something else|<none>/.test(end))
    expect(good.length, 'some cuts do no harm').toBeGreaterThan(0)
    // A load can lose its data, a removal can stop half-way; with everything synced before, the others harm nothing on ext4.
    if (name === 'load' || name === 'rmi') expect(bad.length, 'some cuts do harm').toBeGreaterThan(0)
  })
})

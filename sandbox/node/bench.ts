/**
 * `npm run bench`: how fast the engine is, against its bars and against what a real Docker Engine 20.10.24 took for the
 * same work on the machine the recordings come from.
 */
import { EngineError } from '../base/errors.ts'
import { load } from '../commands/load.ts'
import { removeImage } from '../engine/remove-image.ts'
import type { Op } from '../sched/op.ts'
import { installNodeCodecs } from './codecs.ts'
import { makeArchive } from '../scenario/archive.ts'
import type { ImageRecipe, LayerFile } from '../scenario/archive.ts'
import { World } from '../scenario/world.ts'
import { randomPolicy } from '../sched/policies/random.ts'

interface Figure {
  readonly what: string
  readonly value: number
  readonly unit: string
  /** What it must reach (`least`) or stay under (`most`). */
  readonly bar: { readonly least: number } | { readonly most: number } | undefined
  readonly note: string
}

installNodeCodecs()
const json = process.argv.includes('--json')
const unknown = process.argv.slice(2).find(word => word !== '--json')
const figures: Figure[] = []

/** Seconds that an action takes. */
function seconds(action: () => void): number {
  const from = performance.now()
  action()
  return (performance.now() - from) / 1000
}

function note(figure: Figure): void {
  figures.push(figure)
  if (json) return
  const { what, value, unit, bar } = figure
  const verdict = bar === undefined ? '' : reached(figure) ? 'ok  ' : 'MISS'
  const wanted = bar === undefined ? '' : 'least' in bar ? `at least ${bar.least}` : `at most ${bar.most}`
  console.log(`${verdict.padEnd(4)} ${what.padEnd(44)} ${value.toPrecision(4).padStart(10)} ${unit.padEnd(8)} ${wanted.padEnd(18)} ${figure.note}`)
}

function reached({ value, bar }: Figure): boolean {
  if (bar === undefined) return true
  return 'least' in bar ? value >= bar.least : value <= bar.most
}

function quietWorld(): World {
  const world = World.create()
  world.scheduler.tracing = false
  world.memory.keeping = false
  return world
}

function must(world: World, line: string): string {
  const { exit, stdout, stderr } = world.run(line)
  if (exit !== 0) throw new Error(`${line} ended with ${exit}: ${stderr}`)
  return stdout
}

const put = (world: World, path: string, bytes: Uint8Array): void => world.putFile(path, bytes, { mode: 0o644, uid: 0, mtime: world.options.epochSeconds })

function steps(): void {
  const world = quietWorld()
  put(world, '/root/app.tar', makeArchive([{ tags: ['app:1'], command: ['/bin/cat', '/message'], layers: [{ message: 'hello\n' }] }]))
  world.policy = randomPolicy(1)
  const round = (): void => {
    const lanes = [world.spawn('docker load -i app.tar', { label: 'loader' }), world.spawn('docker rmi app:1', { label: 'cleaner' })]
    world.scheduler.run(world.policy, () => lanes.every(lane => lane.ended))
  }
  for (let i = 0; i < 200; i++) round()
  const before = world.scheduler.steps
  const took = seconds(() => {
    for (let i = 0; i < 2000; i++) round()
  })
  note({ what: 'steps of `docker load` and `docker rmi` at once', value: (world.scheduler.steps - before) / took, unit: 'steps/s', bar: undefined, note: 'with shells, clients and processes; random order' })
}

/** What an explorer steps through: the daemon's side of two requests. */
function daemonSteps(): void {
  const world = quietWorld()
  const archive = makeArchive([{ tags: ['app:1'], layers: [{ message: 'hello\n' }] }])
  const engine = world.docker.engine
  if (!engine) throw new Error('no engine')
  const policy = randomPolicy(1)
  const round = (): void => {
    let sent = false
    const body = function* (): Op<Uint8Array | undefined> {
      if (sent) return undefined
      sent = true
      return archive
    }
    const remove = function* (): Op<void> {
      try {
        yield* removeImage(engine, { name: 'app:1', force: false, prune: true })
      } catch (error) {
        if (!(error instanceof EngineError)) throw error
      }
    }
    const tasks = [world.scheduler.spawn(load(engine, { body, quiet: true, *emit() {} }), 'load'), world.scheduler.spawn(remove(), 'rmi')]
    world.scheduler.run(policy, () => tasks.every(task => task.ended))
  }
  for (let i = 0; i < 300; i++) round()
  const before = world.scheduler.steps
  const took = seconds(() => {
    for (let i = 0; i < 5000; i++) round()
  })
  note({ what: 'steps of load and rmi in the daemon', value: (world.scheduler.steps - before) / took, unit: 'steps/s', bar: { least: 1_000_000 }, note: 'as an explorer steps them; random order' })
}

/** About 106 MB in 5 layers, with files of many sizes. */
function largeImage(): ImageRecipe {
  const layers: Record<string, LayerFile>[] = []
  let serial = 0
  for (let layer = 0; layer < 5; layer++) {
    const files: Record<string, LayerFile> = {}
    for (let i = 0; i < 8; i++) files[`usr/lib/part${layer}/big${i}.so`] = { sizeBytes: 2_400_000 + 1000 * serial++ }
    for (let i = 0; i < 400; i++) files[`usr/share/part${layer}/doc${i}.txt`] = { sizeBytes: 1000 + 10 * (i % 300) }
    layers.push(files)
  }
  return { tags: ['big:1'], layers }
}

function archives(): void {
  const bytes = makeArchive([largeImage()])
  const megabytes = bytes.length / 1e6
  const world = quietWorld()
  put(world, '/root/big.tar', bytes)
  const load = seconds(() => must(world, 'docker load -i big.tar'))
  note({ what: `docker load of ${megabytes.toFixed(0)} MB`, value: load, unit: 's', bar: { most: 1.1 }, note: `${(megabytes / load).toFixed(0)} MB/s; real: 0.8 to 1.1 s` })
  const save = seconds(() => must(world, 'docker save -o out.tar big:1'))
  note({ what: `docker save of ${megabytes.toFixed(0)} MB`, value: save, unit: 's', bar: { most: 1.1 }, note: `${(megabytes / save).toFixed(0)} MB/s; real: 0.8 to 1.1 s` })
}

const MANY = 10_000

function many(): void {
  const images: ImageRecipe[] = []
  for (let i = 0; i < MANY; i++) images.push({ tags: [`app:${i}`], layers: [{ [`file${i}`]: `${i}\n` }] })
  const world = quietWorld()
  put(world, '/root/many.tar', makeArchive(images))
  const load = seconds(() => must(world, 'docker load -i many.tar'))
  note({ what: `load of ${MANY} images`, value: load, unit: 's', bar: { most: 37 }, note: 'real: 37 s' })
  let rows = 0
  const list = seconds(() => {
    rows = must(world, 'docker images').split('\n').length - 2
  })
  if (rows !== MANY) throw new Error(`docker images lists ${rows} images`)
  note({ what: `docker images with ${MANY} images`, value: list, unit: 's', bar: { most: 0.45 }, note: 'real: 0.45 s' })
  const remove = seconds(() => must(world, 'docker rmi app:5000'))
  note({ what: `rmi of one of ${MANY} images`, value: remove, unit: 's', bar: { most: 0.02 }, note: 'real: 0.02 s' })
  const restart = seconds(() => {
    world.stopDocker()
    world.startDocker()
  })
  note({ what: `restart of the daemon with ${MANY} images`, value: restart, unit: 's', bar: { most: 1.1 }, note: 'real: 1.1 s' })
}

if (unknown !== undefined) {
  console.error(`bench: unknown option ${unknown}; there is only --json`)
  process.exitCode = 2
} else {
  daemonSteps()
  steps()
  archives()
  many()
  if (json) console.log(JSON.stringify({ node: process.version, figures: figures.map(figure => ({ ...figure, reached: reached(figure) })) }, undefined, 1))
}

/**
 * `npm run bench`: how fast the engine is, against its bars and against what a real Docker Engine 20.10.24 took for the
 * same work on the machine the recordings come from.
 */
import { utf8 } from '../base/bytes.ts'
import { EngineError } from '../base/errors.ts'
import { load } from '../commands/load.ts'
import { Actors } from '../explore/actors.ts'
import { exploreCrashes } from '../explore/crash.ts'
import { explore } from '../explore/explore.ts'
import type { Exploration } from '../explore/explore.ts'
import { removeImage } from '../engine/remove-image.ts'
import type { Op } from '../sched/op.ts'
import { installNodeCodecs } from './codecs.ts'
import { makeArchive } from '../scenario/archive.ts'
import type { ImageRecipe, LayerFile } from '../scenario/archive.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { ScenarioRun } from '../scenario/runner.ts'
import { defineScenario } from '../scenario/scenario.ts'
import { Session } from '../scenario/session.ts'
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
const only = process.argv.includes('--explore')
const unknown = process.argv.slice(2).find(word => word !== '--json' && word !== '--explore')
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

/** Commands at once on one small image, and a base that builds stand on. */
const atOnce = (...lines: string[]): Scenario => ({
  id: 'at-once', start: ['docker load -qi app.tar', 'docker load -qi base.tar'], actors: Object.fromEntries(lines.map((line, at) => [['a', 'b', 'c'][at], [line]])), replays: {},
  files: {
    'app.tar': { archive: [{ tags: ['app:1'], layers: [{ message: 'hello\n' }] }] },
    'base.tar': { archive: [{ tags: ['base:1'], command: ['/bin/sh'], layers: [{ 'bin/sh': { program: 'sh' }, 'bin/echo': { program: 'echo' } }] }] },
    Dockerfile: { text: 'FROM base:1\nENV A=b\nRUN echo hello > /hello\nCMD ["/bin/sh"]\n' },
  },
})

function toEnd<Result>(search: Generator<unknown, Result, void>): Result {
  let next = search.next()
  while (!next.done) next = search.next()
  return next.value
}

/** Steps of each lane when they go one after the other. */
function stepsAlone(scenario: Scenario): number[] {
  const names = Object.keys(scenario.actors)
  const actors = new Actors(scenario, names)
  actors.reset()
  return names.map((_, lane) => {
    let steps = 0
    for (; actors.enabled(lane); steps++) actors.step(lane, false)
    return steps
  })
}

/** The decimal logarithm of the number of ways to mix so many steps of each lane. */
function interleavings(steps: readonly number[]): number {
  const logFactorial = (n: number): number => Array.from({ length: n }, (_, i) => Math.log10(i + 1)).reduce((sum, one) => sum + one, 0)
  return logFactorial(steps.reduce((sum, one) => sum + one, 0)) - steps.reduce((sum, one) => sum + logFactorial(one), 0)
}

const boundText = ({ bound, orders }: Exploration): string =>
  bound.kind === 'all-orders' ? `all ${orders} orders` : bound.kind === 'all-states' ? `all ${bound.states} states` : bound.kind === 'preemptions' ? `all with at most ${bound.max} preemptions` : 'stopped'

/** Every order of commands at once, and every power cut of one. */
function exploring(): void {
  const pair = (most: number, ...lines: string[]): void => {
    const scenario = atOnce(...lines)
    let result: Exploration | undefined
    const took = seconds(() => {
      result = toEnd(explore(scenario, {}))
    })
    if (!result) return
    const what = lines.map(line => line.split(' ')[1]).join(' ∥ ')
    const mixed = interleavings(stepsAlone(scenario))
    note({ what: `explore ${what}`, value: took, unit: 's', bar: { most }, note: `${boundText(result)}, ${result.groups.length} ends; of 10^${mixed.toFixed(0)} interleavings` })
    // Quick is not enough: what was not gone through to the end must have come so far.
    const { bound } = result
    if (!bound.kind.startsWith('all-')) note({ what: `forced switches of ${what}`, value: bound.kind === 'preemptions' ? bound.max : 0, unit: 'at most', bar: { least: 3 }, note: 'where it is not complete' })
    note({ what: `steps of ${what}`, value: result.steps / took, unit: 'steps/s', bar: undefined, note: `${(result.steps / result.performed).toFixed(1)} steps taken for each one carried out; ${result.runs} runs` })
  }
  toEnd(explore(atOnce('docker load -i app.tar', 'docker rmi app:1'), {}))
  pair(0.5, 'docker load -i app.tar', 'docker rmi app:1')
  pair(0.5, 'docker tag app:1 app:2', 'docker rmi app:1')
  pair(0.5, 'docker save -o out.tar app:1', 'docker rmi app:1')
  pair(0.5, 'docker rmi app:1', 'docker rmi app:1')
  pair(10, 'docker load -i app.tar', 'docker rmi app:1', 'docker tag app:1 app:2')
  pair(20, 'docker build -t new .', 'docker rmi base:1')
  pair(20, 'docker build -t new .', 'docker build -t other .')
  const cut = (line: string, start = atOnce(line).start): void => {
    let text = ''
    const took = seconds(() => {
      const { states, boots, groups } = toEnd(exploreCrashes({ ...atOnce(line), ...(start ? { start } : {}) }, 'a'))
      text = `${states} disks, ${boots} boots, ${groups.length} ends`
    })
    note({ what: `power cuts of ${line.split(' ').slice(0, 2).join(' ')}`, value: took, unit: 's', bar: { most: 10 }, note: text })
  }
  cut('docker load -qi base.tar', [])
  cut('docker rmi app:1')
  cut('docker build -qt new .')
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

/** As much as a long page does: an image of four layers comes, runs, is packed, goes and comes back. */
const PAGE = defineScenario({
  id: 'page',
  files: {
    'app.tar': {
      archive: [{ tags: ['app:1', 'app:latest'], command: ['/bin/cat', '/message'], layers: [{ 'bin/cat': { program: 'cat' } }, { message: 'hello\n', 'etc/app.conf': 'a=1\n' }, { 'var/data': { sizeBytes: 300_000 } }, { 'var/log/x': 'x\n' }] }],
    },
  },
  actors: { a: ['docker load -qi app.tar', 'docker images', 'docker run --name one app:1', 'docker save -o out.tar app:1', 'docker rm one', 'docker rmi app:1 app:latest', 'docker load -qi out.tar'] },
  replays: { all: { schedule: ['a'] } },
})

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN

/** Carrying out again: a whole replay, and a jump to any step of a session. */
function again(): void {
  let steps = 0
  const play = (): void => {
    steps = new ScenarioRun(PAGE).play(['a']).steps
  }
  note({ what: 'the first replay of a page', value: seconds(play) * 1000, unit: 'ms', bar: undefined, note: 'nothing compiled, nothing remembered' })
  for (let i = 0; i < 10; i++) play()
  note({ what: 'replay of a page', value: median(Array.from({ length: 15 }, () => seconds(play) * 1000)), unit: 'ms', bar: { most: 50 }, note: `${steps} steps, from an empty world` })

  const session = new Session(PAGE, new Map(), { onOutput() {}, onFresh() {}, onBegin() {}, onEvent() {}, onCommand() {} })
  for (const line of PAGE.actors['a'] ?? []) {
    session.type('A', line)
    while (session.canStep('A') && session.step('A', 1000) > 0);
  }
  const { length } = session.happenings
  const jumps: number[] = []
  for (let i = 0; i < 40; i++) {
    session.prepare()
    const position = Math.floor((length * ((i * 17) % 40)) / 40)
    jumps.push(seconds(() => session.go(position)) * 1000)
  }
  note({ what: 'jump to a step', value: median(jumps), unit: 'ms', bar: { most: 16 }, note: `of ${length}, all over the page; the slowest ${Math.max(...jumps).toFixed(0)} ms` })
}

const MANY = 10_000
const CONTAINERS = 200

function many(): void {
  const images: ImageRecipe[] = []
  for (let i = 0; i < MANY; i++) images.push({ tags: [`app:${i}`], layers: [{ [`file${i}`]: `${i}\n` }] })
  const world = quietWorld()
  put(world, '/root/many.tar', makeArchive(images))
  const load = seconds(() => must(world, 'docker load -i many.tar'))
  note({ what: `load of ${MANY} images`, value: load, unit: 's', bar: { most: 37 }, note: 'real: 37 s' })
  const create = seconds(() => {
    for (let i = 0; i < CONTAINERS; i++) must(world, `docker create app:${i} /file${i}`)
  })
  note({ what: `docker create, ${CONTAINERS} times`, value: create, unit: 's', bar: undefined, note: `beside ${MANY} images` })
  let listed = 0
  const ps = seconds(() => {
    listed = must(world, 'docker ps -a').split('\n').length - 2
  })
  if (listed !== CONTAINERS) throw new Error(`docker ps -a lists ${listed} containers`)
  note({ what: `docker ps -a with ${CONTAINERS} containers`, value: ps, unit: 's', bar: { most: 0.1 }, note: `beside ${MANY} images` })
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
  note({ what: `restart with ${MANY} images, ${CONTAINERS} containers`, value: restart, unit: 's', bar: { most: 1.1 }, note: 'real: 1.1 s' })
}

/** A build that finds every step in its cache. */
function cachedBuild(): void {
  const world = quietWorld()
  put(world, '/root/base.tar', makeArchive([{ tags: ['base:1'], layers: [{ 'bin/sh': { program: 'sh' }, 'bin/echo': { program: 'echo' } }] }]))
  put(world, '/root/Dockerfile', utf8('FROM base:1\nENV A=b\nCOPY Dockerfile /there\nRUN echo hello > /hello\nCMD ["/bin/sh"]\n'))
  must(world, 'docker load -qi base.tar && rm base.tar && docker build -t app .')
  const times = Array.from({ length: 9 }, () => seconds(() => must(world, 'docker build -t app .')) * 1000)
  note({ what: 'docker build, 5 instructions, all cached', value: median(times), unit: 'ms', bar: { most: 100 }, note: 'the second time' })
}

if (unknown !== undefined) {
  console.error(`bench: unknown option ${unknown}; there are only --json and --explore`)
  process.exitCode = 2
} else if (only) exploring()
else {
  daemonSteps()
  steps()
  exploring()
  again()
  archives()
  cachedBuild()
  many()
  if (json) console.log(JSON.stringify({ node: process.version, figures: figures.map(figure => ({ ...figure, reached: reached(figure) })) }, undefined, 1))
}

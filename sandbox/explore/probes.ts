/** What a person sees who boots a machine after a power cut and asks: images, starting them, and the checks. */
import { snapshotOf } from '../engine/snapshot.ts'
import { runChecks } from '../check/index.ts'
import type { CheckName } from '../check/index.ts'
import { listedImages, NO_NAME } from '../scenario/look.ts'
import type { World } from '../scenario/world.ts'

/** An image as the probes found it. */
export interface ProbedImage {
  /** Its name, or `<none>`. */
  readonly reference: string
  readonly id: string
  /** Of `docker run --rm`: exit status and what it printed. */
  readonly run: { readonly exit: number; readonly stdout: string; readonly stderr: string }
  /** Of `docker inspect` and `docker save`. */
  readonly inspect: string
  readonly save: string
  /** Another image was made from it: without `-a` it is not listed when it has no name. */
  readonly inner: boolean
}

/** What somebody finds who tries an image out. */
type AskedImage = Omit<ProbedImage, 'inner'>

/** How things stand after a cut. */
export interface Aftermath {
  readonly started: boolean
  /** Why the daemon does not start. */
  readonly error: string
  readonly images: readonly ProbedImage[]
  readonly dangling: readonly string[]
  readonly broken: readonly { readonly check: CheckName; readonly claim: string; readonly found: string }[]
  /** What a repair may meet besides: every kind of claim that does not hold, and the images that containers stand on. */
  readonly details: readonly string[]
  /** Errors and warnings of the daemon's log since the boot. */
  readonly log: readonly string[]
}

/** What can be wrong after a cut. */
export const TROUBLES = [
  'daemon-does-not-start', 'repositories-unreadable', 'image-lost', 'unnamed-image', 'cannot-start', 'wrong-content', 'cannot-be-inspected', 'name-without-image', 'ghost-image', 'layer-data-lost', 'orphan-data',
  'counts-differ', 'daemon-log',
] as const
export type Trouble = (typeof TROUBLES)[number]

/** Seconds that an image gets to run. */
const RUN_SECONDS = 10

/** @param known does the asking, or knows what it would find */
export function probe(world: World, { started, error, logFrom }: { readonly started: boolean; readonly error: string; readonly logFrom: number }, known: (ask: () => readonly AskedImage[]) => readonly AskedImage[] = ask => ask()): Aftermath {
  const first = snapshotOf(world.machine, world.docker.engine, true)
  const log = world.log('docker', logFrom).map(({ line }) => line.replace(/^time="[^"]*" /, '')).filter(line => /^level=(?:error|warning|fatal) /.test(line))
  const parents = new Set([...first.images.values()].map(({ parent }) => parent))
  const images = (started ? known(() => askImages(world, listedImages(first))) : []).map(image => ({ ...image, inner: parents.has(image.id) }))
  const checks = [...runChecks(first)]
  return {
    started, error, images, log,
    broken: checks.flatMap(([check, [violation]]) => (violation ? [{ check, claim: violation.claim, found: violation.found }] : [])),
    details: [
      ...new Set(checks.flatMap(([check, violations]) => violations.map(({ claim }) => masked(`${check}: ${claim}`)))),
      ...new Set(first.containers.map(({ imageID }) => `a container of image ${images.findIndex(({ id }) => id === imageID) + 1}`)),
    ].sort(),
    dangling: [...first.references].filter(([, id]) => !first.images.get(id) || (started && !first.images.get(id)?.inMemory)).map(([name]) => name).sort(),
  }
}

/** What somebody does with each image. */
function askImages(world: World, listed: readonly Pick<AskedImage, 'reference' | 'id'>[]): readonly AskedImage[] {
  world.run('docker images -a')
  return listed.map(({ reference, id }) => {
    const name = reference === NO_NAME ? id : reference
    const { exit, stdout, stderr } = world.run(`timeout ${RUN_SECONDS} docker run --rm ${name}`)
    const save = world.run(`docker save ${name} > /dev/null`)
    const inspect = world.run(`docker inspect ${name} > /dev/null`)
    return { reference, id, run: { exit, stdout, stderr }, inspect: inspect.stderr, save: save.stderr }
  })
}

/** Equal for aftermaths that look alike; names made up on the way left out. */
export function aftermathKey({ started, error, images, dangling, broken, log }: Aftermath): string {
  return JSON.stringify([started, masked(error), images.map(({ reference, id, run, inspect, save }) => [reference, masked(id), run.exit, masked(run.stdout), masked(run.stderr), masked(inspect), masked(save)]), dangling, broken.map(({ check }) => check), log.map(masked)])
}

/** The container never ran its program: the engine or the kernel refused. */
const whyNot = ({ run }: ProbedImage): boolean => (run.exit >= 125 && run.exit <= 127) || /^exec .*: exec format error$/m.test(run.stderr)

const masked = (text: string): string => text.replace(/\b(?:[0-9a-f]{64}|[0-9a-f]{12})\b/g, '<id>').replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')

/** What is wrong with an aftermath that is neither that of before nor that of after. */
export function differences(aftermath: Aftermath, before: Aftermath, after: Aftermath): Trouble[] {
  const { started, error, images, dangling, broken, log } = aftermath
  if (!started) return error.includes('repositories.json') || error.includes('reference store') ? ['repositories-unreadable'] : ['daemon-does-not-start']
  const found = new Set<Trouble>()
  const healthy = [...before.images, ...after.images]
  const same = ({ reference, id }: ProbedImage, other: ProbedImage): boolean => other.id === id || (other.reference === reference && reference !== NO_NAME)
  for (const image of images) {
    const known = healthy.filter(other => same(image, other))
    if (image.reference === NO_NAME && !image.inner && !healthy.some(other => other.reference === NO_NAME && same(image, other))) found.add('unnamed-image')
    if (known.length === 0) continue
    if (!known.some(({ run }) => run.exit === image.run.exit)) found.add(whyNot(image) ? 'cannot-start' : 'wrong-content')
    else if (!known.some(({ run }) => masked(run.stdout) === masked(image.run.stdout)) || !known.some(({ save }) => (save === '') === (image.save === ''))) found.add('wrong-content')
    if (!known.some(({ inspect }) => (inspect === '') === (image.inspect === ''))) found.add('cannot-be-inspected')
  }
  for (const image of before.images) {
    if (after.images.some(other => same(image, other)) && !images.some(other => same(image, other))) found.add('image-lost')
  }
  if (dangling.some(name => !before.dangling.includes(name) && !after.dangling.includes(name))) found.add('name-without-image')
  const ofChecks: Partial<Record<CheckName, Trouble>> = {
    'every-image-has-its-layers': 'ghost-image', 'every-layer-record-has-its-data': 'layer-data-lost', 'no-orphan-data': 'orphan-data', 'counts-agree': 'counts-differ',
  }
  const usual = (check: CheckName): boolean => [before, after].some(other => other.broken.some(one => one.check === check))
  for (const { check } of broken) {
    const trouble = ofChecks[check]
    if (trouble && !usual(check)) found.add(trouble)
  }
  if (log.some(line => ![...before.log, ...after.log].map(masked).includes(masked(line)))) found.add('daemon-log')
  return TROUBLES.filter(trouble => found.has(trouble))
}

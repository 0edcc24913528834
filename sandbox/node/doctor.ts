/**
 * `layerlab doctor`: a real data root (a folder, or a tar of one) is copied onto a simulated disk, our daemon starts on
 * it, and the checks say what is wrong. Repairs are tried on the copy; nothing of the original is touched.
 */
import { closeSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { runChecks } from '../check/index.ts'
import type { CheckName } from '../check/index.ts'
import { Content } from '../disk/content.ts'
import type { Inode } from '../disk/inode.ts'
import { snapshotOf } from '../engine/snapshot.ts'
import { NO_NAME, listedImages } from '../scenario/look.ts'
import { World } from '../scenario/world.ts'
import { OVERLAY, ROOT, shortID } from '../store/layout.ts'
import type { CommandLine } from './command-line.ts'
import { UsageError } from './command-line.ts'
import { copyIn } from './copy-in.ts'
import { worldOptions } from './line.ts'
import { print } from './streams.ts'

const ENTRIES_MAX = 2_000_000
/** Where a data root may be below what is given. */
const PLACES = ['', 'docker', 'var/lib/docker']
/** What a diagnosis needs of it; contents of layers too, where they are in the copy. */
const WANTED = /^(?:image|overlay2|containers)(?:\/|$)/

interface Finding {
  readonly check: CheckName
  readonly claim: string
  readonly found: string
}

interface Diagnosis {
  readonly started: boolean
  /** Why the daemon does not start. */
  readonly error: string
  readonly images: number
  readonly layers: number
  readonly containers: number
  /** False: the copy has no `overlay2`, and whether layers have their data cannot be told. */
  readonly contents: boolean
  readonly findings: readonly Finding[]
  /** Errors and warnings of the daemon's start. */
  readonly log: readonly string[]
}

interface Tried {
  readonly lines: readonly string[]
  /** What was typed and failed, with its words. */
  readonly failed: readonly string[]
  /** Does docker run afterwards? */
  readonly started: boolean
  readonly left: readonly Finding[]
}

/** @returns 0 when all checks hold, 1 when one does not */
export function doctor(options: CommandLine): number {
  const [given] = options.words
  if (given === undefined || options.words.length > 1) throw new UsageError('give a copy of a data root, or a tar of one: layerlab doctor /var/lib/docker')
  const patient = new Patient(given, options)
  try {
    const diagnosis = patient.diagnosis()
    const tried = patient.tryRepairs(diagnosis)
    print(options.json ? `${JSON.stringify({ ...diagnosis, tried }, undefined, 1)}\n` : textOf(given, diagnosis, tried))
    return diagnosis.started && diagnosis.findings.length === 0 ? 0 : 1
  } finally {
    patient.close()
  }
}

/** A machine whose data root is a copy of what was given; each attempt gets a machine of its own. */
class Patient {
  private readonly path: string
  private readonly given: string
  private readonly options: CommandLine
  private readonly open: number[] = []
  private contents: boolean | undefined

  constructor(given: string, options: CommandLine) {
    this.given = given
    this.path = resolve(given)
    this.options = options
    if (!statSync(this.path, { throwIfNoEntry: false })) throw new UsageError(`${given}: there is no such file or directory`)
  }

  diagnosis(): Diagnosis {
    const { world, started, error, logFrom, contents } = this.machine()
    const { images, layers, containers } = snapshotOf(world.machine, world.docker.engine, true)
    const log = world.log('docker', logFrom).map(({ line }) => line.replace(/^time="[^"]*" /, '')).filter(line => /^level=(?:error|warning|fatal) /.test(line))
    return { started, error, images: images.size, layers: layers.size, containers: containers.length, contents, findings: findingsOf(world, this.contents === true), log }
  }

  /** Up to the first that heals all. */
  tryRepairs(diagnosis: Diagnosis): Tried[] {
    const tried: Tried[] = []
    for (const lines of this.repairs(diagnosis)) {
      const attempt = this.attempt(lines)
      tried.push(attempt)
      if (attempt.started && attempt.left.length === 0) break
    }
    return tried
  }

  /** What a person would do, what costs least first. */
  private repairs({ started, findings }: Diagnosis): string[][] {
    if (started && findings.length === 0) return []
    if (!started) return [['rm -f /var/lib/docker/image/overlay2/repositories.json', 'systemctl start docker']]
    const { world } = this.machine()
    const snapshot = snapshotOf(world.machine, world.docker.engine, true)
    const names = listedImages(snapshot).map(({ reference, id }) => (reference === NO_NAME ? shortID(id) : reference))
    const sick = [...snapshot.images.values()].filter(({ inMemory, notRunnable }) => inMemory && notRunnable !== undefined).flatMap(({ id, references }) => (references.length > 0 ? [...references] : [shortID(id)]))
    const dangling = [...snapshot.references].filter(([, id]) => !snapshot.images.get(id)?.inMemory).map(([name]) => name)
    return [
      ['systemctl restart docker'], ['docker image prune -f'],
      ...dangling.slice(0, 1).map(name => [`docker rmi ${name}`]),
      // A tag needs an image: any one does, and then takes the name away again as a whole one.
      ...(dangling.length > 0 && names[0] !== undefined ? [dangling.flatMap(name => [`docker tag ${names[0] as string} ${name}`, `docker rmi ${name}`])] : []),
      ...(sick.length > 0 ? [[`docker rmi -f ${sick.join(' ')}`]] : []),
      ...(names.length > sick.length && sick.length > 0 ? [[`docker rmi -f ${names.join(' ')}`]] : []),
      ['systemctl stop docker', 'rm -rf /var/lib/docker', 'systemctl start docker'],
    ]
  }

  private attempt(lines: readonly string[]): Tried {
    const { world } = this.machine()
    const failed = lines.flatMap(line => {
      const { exit, stdout, stderr } = world.run(line)
      return exit === 0 ? [] : [`${line}: ${(stderr || stdout).trim()}`]
    })
    return { lines, failed, started: world.docker.active(), left: findingsOf(world, this.contents === true) }
  }

  close(): void {
    for (const descriptor of this.open) closeSync(descriptor)
  }

  private machine(): { readonly world: World; readonly started: boolean; readonly error: string; readonly logFrom: number; readonly contents: boolean } {
    const world = World.create(worldOptions(this.options))
    world.scheduler.tracing = false
    world.memory.keeping = false
    world.stopDocker()
    const { machine } = world
    world.run(`rm -rf ${ROOT}`)
    world.run(`mkdir -p ${ROOT}`)
    if (statSync(this.path).isDirectory()) this.copyFolder(world)
    else this.unpack(world)
    machine.disk.sync()
    const logFrom = machine.journal.length
    // The daemon makes the folder when it is not there.
    this.contents ??= hasContents(world)
    return { world, ...world.startDocker(), logFrom, contents: this.contents }
  }

  private copyFolder({ machine: { disk } }: World): void {
    const place = PLACES.find(below => statSync(join(this.path, below, 'image/overlay2'), { throwIfNoEntry: false })?.isDirectory())
    if (place === undefined) throw this.noRoot()
    const root = find(disk.root, ROOT)
    if (root) this.open.push(...copyIn(join(this.path, place), disk, root, { what: 'doctor', entriesMax: ENTRIES_MAX, wanted: path => WANTED.test(path) }))
  }

  private unpack(world: World): void {
    const { disk } = world.machine
    const directory = find(disk.root, world.options.directory)
    if (!directory) return
    const file = disk.create(directory, 'store.tar', 'file', { mode: 0o644, uid: 0, gid: 0 })
    disk.setContent(file, Content.of(new Uint8Array(readFileSync(this.path))))
    const { exit, stderr } = world.run(`mkdir /root/store && tar -xf store.tar -C /root/store && rm store.tar`)
    if (exit !== 0) throw new UsageError(`${this.given} is neither a directory nor a tar: ${stderr.trim()}`)
    const place = PLACES.find(below => find(disk.root, `/root/store/${below}/image/overlay2`))
    if (place === undefined) throw this.noRoot()
    world.run(`rm -rf ${ROOT} && mv /root/store/${place === '' ? '' : place} ${ROOT}`)
  }

  private noRoot(): UsageError {
    return new UsageError(`${this.given} holds no image/overlay2: give the folder that docker info calls Docker Root Dir, or a tar of it (tar -C /var/lib/docker -cf store.tar image overlay2 containers). Only the overlay2 driver is known.`)
  }
}

function find(root: Inode, path: string): Inode | undefined {
  let at: Inode | undefined = root
  for (const name of path.split('/')) if (name !== '') at = at?.entries.get(name)
  return at
}

/** Checks that need the contents of layers. */
const OF_CONTENTS: ReadonlySet<CheckName> = new Set(['every-layer-record-has-its-data', 'a-listed-image-runs'])

const hasContents = ({ machine }: World): boolean => find(machine.disk.root, OVERLAY) !== undefined

function findingsOf(world: World, contents: boolean): Finding[] {
  return [...runChecks(snapshotOf(world.machine, world.docker.engine, true))].filter(([check]) => contents || !OF_CONTENTS.has(check))
    .flatMap(([check, violations]) => violations.map(({ claim, found }): Finding => ({ check, claim, found })))
}

function textOf(given: string, { started, error, images, layers, containers, contents, findings, log }: Diagnosis, tried: readonly Tried[]): string {
  const lines = [`${given}: ${images} images, ${layers} layers, ${containers} containers`, started ? 'docker starts on it' : `docker does not start: ${error}`, ...(contents ? [] : ['overlay2 is not in it: whether layers have their data cannot be told'])]
  if (log.length > 0) lines.push('it logs:', ...log.map(line => `  ${line}`))
  if (started && findings.length === 0) return `${[...lines, 'all checks hold'].join('\n')}\n`
  for (const check of new Set(findings.map(each => each.check))) {
    lines.push(`BROKEN ${check}`, ...findings.filter(each => each.check === check).map(({ claim, found }) => `  ${claim}, but ${found}`))
  }
  lines.push('', `tried on copies (${given} is as it was):`)
  for (const { lines: typed, failed, started: runs, left } of tried) {
    const gone = findings.length - left.filter(one => findings.some(other => other.check === one.check && other.claim === one.claim)).length
    const verdict = !runs ? 'docker is down' : left.length === 0 ? 'heals all' : gone === 0 ? 'heals nothing' : `heals ${gone} of ${findings.length}`
    lines.push(`  ${verdict.padEnd(16)} ${typed.join('; ')}`, ...failed.map(problem => `${' '.repeat(19)}${problem}`))
  }
  lines.push('', 'A removed image has to be loaded, pulled or built again.')
  return `${lines.join('\n')}\n`
}


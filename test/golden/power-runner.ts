/**
 * Power cuts and killed engines. A cut passes when the recorded disk is among those that the model allows at that time,
 * over all phases of journal and write-back, and the engine that starts on it answers the probes as recorded. A kill
 * passes when the recorded outcome is among those of killing the engine before some step of the command.
 */
import { errorText, stopwatch } from './case.ts'
import type { CaseContext, CaseResult, Failure } from './case.ts'
import { unifiedDiff } from './diff.ts'
import { linesOf, Masker } from './masked.ts'
import { changed, preparedSubject } from './race-runner.ts'
import { fixtureInfo } from './recording.ts'
import type { CutLayer, CutRecording, CutRun, KillOutcome, KillRecording, StoreCounts } from './recording.ts'
import { cacheDirectories, countStore, filesBelow, metadataFileSizes, repositoryNames } from './store-dump.ts'
import type { DirtyFile, GoldenSubject, RunResult, StoreReader } from './subject.ts'
import { foreground } from '../../sandbox/sched/policies/foreground.ts'

/** How long one recording may be searched, in time of the processor. */
export const POWER_MILLISECONDS_MAX = 30_000

/** The timers of journal and write-back may stand anywhere: these many seconds are tried on top of the recorded ones. */
const PHASES_SECONDS = [0, 1, 2, 3, 4, 5]

const METADATA = 'image/overlay2'

// Kills

const countsText = (counts: StoreCounts): string =>
  ['images', 'layers', 'cacheDirs', 'cacheDirsWithoutLayer', 'layerdbTmp', 'tmp'].map(key => `${key} ${counts[key as keyof StoreCounts]}`).join(', ')

function killText(outcome: Omit<KillOutcome, 'count'>, masker: Masker): string {
  return [
    `client\n${masker.output(outcome.client)}`,
    `store at kill: ${countsText(outcome.storeAtKill)}`,
    `repositories: ${outcome.repositories.join(' ')}`,
    `engine starts: ${outcome.engineStarts}`,
    `images after start: ${outcome.imagesAfterStart.join(' ')}`,
    `log: ${masker.log(outcome.daemonLog)}`,
    `redo\n${masker.output(outcome.redo)}`,
    `probe\n${masker.output(outcome.probe)}`,
    `images at end: ${outcome.imagesAtEnd.join(' ')}`,
    `store at end: ${countsText(outcome.storeAtEnd)}`,
  ].join('\n')
}

const IMAGE_LIST = "docker images -a --format '{{.Repository}}:{{.Tag}}' | sort"

/** Step a lane until it has ended; the clock of everything else goes on as it likes. */
function finish(subject: GoldenSubject, result: () => RunResult | undefined): RunResult {
  subject.scheduler.run(foreground, () => result() !== undefined)
  const end = result()
  if (end === undefined) throw new Error('the command waits for ever')
  return end
}

/**
 * How many steps to let a command take before the kill: all numbers, those first at which the store has just changed,
 * is about to change, or has long been the same.
 */
function killPoints(subject: GoldenSubject, moment: unknown, line: string): number[] {
  subject.backTo(moment)
  const lane = subject.spawn(line)
  const runs: { first: number; last: number; key: string }[] = []
  for (let steps = 0; ; steps++) {
    const key = JSON.stringify([countStore(subject.store), metadataFileSizes(subject.store)])
    const run = runs.at(-1)
    if (run?.key === key) run.last = steps
    else runs.push({ first: steps, last: steps, key })
    if (lane.result() !== undefined) break
    let left = 1
    subject.scheduler.run(foreground, () => lane.result() !== undefined || left-- <= 0)
  }
  const telling = runs.flatMap(({ first, last }) => [first, Math.floor((first + last) / 2), last])
  // A world that has been taken back may need a few steps more, to bring its daemon back.
  const end = (runs.at(-1)?.last ?? 0) + 5
  return [...new Set([...telling, ...Array.from({ length: end + 1 }, (_, steps) => steps)])]
}

/** A recording of an engine killed at a random moment. */
export function runKill(context: CaseContext, name: string, path: string, recording: KillRecording): CaseResult {
  const start = performance.now()
  const spent = stopwatch()
  const masker = new Masker(fixtureInfo(context.fixtures))
  const wanted = new Map(recording.outcomes.map((outcome, index) => [killText(outcome, masker), index]))
  const missing = new Set(wanted.values())
  const ends = new Set<string>()
  const failures: Failure[] = []
  const [line] = recording.together as [string]
  const [{ redo, probe }] = recording.outcomes as [KillOutcome]
  let kills = 0
  try {
    const subject = preparedSubject(context, recording, [...recording.prepare, ...recording.together, redo.cmd, probe.cmd])
    for (const prepare of recording.prepare) subject.run(prepare, { tty: false })
    const moment = subject.moment()
    const known = new Set<string>()
    for (const steps of killPoints(subject, moment, line)) {
      if (missing.size === 0 || spent() > POWER_MILLISECONDS_MAX) break
      subject.backTo(moment)
      subject.daemonLog()
      const lane = subject.spawn(line)
      let left = steps
      subject.scheduler.run(foreground, () => lane.result() !== undefined || left-- <= 0)
      subject.engine('kill')
      kills++
      const client = finish(subject, () => lane.result())
      const storeAtKill = countStore(subject.store)
      const key = JSON.stringify([client, storeAtKill, metadataFileSizes(subject.store)])
      if (known.has(key)) continue
      known.add(key)
      const repositories = repositoryNames(subject.store)
      subject.daemonLog()
      const { started } = subject.engine('start')
      const daemonLog = subject.daemonLog()
      const images = (): string[] => linesOf(subject.run(IMAGE_LIST, { tty: false }).stdout)
      const imagesAfterStart = images()
      const redone = { cmd: redo.cmd, ...subject.run(redo.cmd, { tty: false }) }
      const probed = { cmd: probe.cmd, ...subject.run(probe.cmd, { tty: false }) }
      const text = killText({
        client, storeAtKill, repositories, engineStarts: started === true, imagesAfterStart, daemonLog,
        redo: redone, probe: probed, imagesAtEnd: images(), storeAtEnd: countStore(subject.store),
      }, masker)
      ends.add(text)
      const index = wanted.get(text)
      if (index !== undefined) missing.delete(index)
    }
    for (const [text, index] of wanted) {
      if (!missing.has(index)) continue
      const nearest = [...ends].map(end => unifiedDiff(text, end)).sort((a, b) => changed(a) - changed(b))[0] ?? ''
      failures.push({ step: `outcome ${index}`, title: `seen ${recording.outcomes[index]?.count ?? 0} times, not among ${ends.size} ends of ${kills} kills; nearest:`, diff: nearest })
    }
  } catch (error) {
    for (const index of missing) failures.push({ step: `outcome ${index}`, title: line, diff: `the simulator failed: ${errorText(error)}` })
  }
  return { name, path, failures, steps: recording.outcomes.length, stores: 0, logs: { steps: 0, differing: [] }, milliseconds: performance.now() - start }
}

// Cuts

/** What the store had before the power went: which files had content. */
type Alive = ReadonlyMap<string, number>

function aliveFiles(store: StoreReader): Alive {
  return new Map(cacheDirectories(store).flatMap(cacheID => filesBelow(store, `overlay2/${cacheID}/diff`).map(({ path, sizeBytes }) => [`${cacheID}/${path}`, sizeBytes] as const)))
}

/** Sizes of compressed recipes depend on the compressor, and those of what is drawn or timed on chance. */
function sizeText(path: string, sizeBytes: number): string {
  const exact = !path.endsWith('tar-split.json.gz') && !path.includes('<ID>') && !path.includes('lastUpdated')
  return exact || sizeBytes === 0 ? String(sizeBytes) : 'some'
}

function layerText({ chainID, entries, link, files, emptyFiles, bytes }: CutLayer): string {
  return `layer ${chainID}: ${[...entries].sort().join(' ')}; link ${link ?? 'none'}; ${files} files, ${bytes} bytes; empty: ${[...emptyFiles].sort().join(' ')}`
}

function diskText(sizes: Readonly<Record<string, number>>, layers: readonly CutLayer[], masker: Masker): string {
  const lines = Object.entries(sizes).map(([path, size]) => {
    const shown = masker.text(path)
    return `${shown} ${sizeText(shown, size)}`
  })
  return [...[...new Set(lines)].sort(), ...layers.map(layer => layerText({ ...layer, chainID: masker.text(layer.chainID) })).sort()].join('\n')
}

function layersOf(store: StoreReader, alive: Alive): CutLayer[] {
  const chains = new Map<string, string>()
  for (const chainID of store.list(`${METADATA}/layerdb/sha256`) ?? []) {
    const cacheID = store.readText(`${METADATA}/layerdb/sha256/${chainID}/cache-id`)
    if (cacheID) chains.set(cacheID, chainID)
  }
  return cacheDirectories(store).map(cacheID => {
    const root = `overlay2/${cacheID}`
    const files = filesBelow(store, `${root}/diff`)
    const link = store.lstat(`${root}/link`)?.size
    return {
      chainID: chains.get(cacheID) ?? '?',
      entries: store.list(root) ?? [],
      ...(link === undefined ? {} : { link }),
      files: files.length,
      emptyFiles: files.filter(({ path, sizeBytes }) => sizeBytes === 0 && (alive.get(`${cacheID}/${path}`) ?? 0) > 0).map(({ path }) => path),
      bytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    }
  })
}

const recordedDisk = (run: CutRun, masker: Masker): string => diskText(run.storeAfterReplay.metadataFileSizes, run.storeAfterReplay.layers ?? [], masker)

function recordedAnswers(run: CutRun, masker: Masker): string {
  return [
    `engine starts: ${run.engineStarts}`, `log: ${masker.log(run.daemonLogAtStart)}`,
    ...run.probes.map(probe => `$ ${probe.cmd}\n${masker.output(probe)}log: ${masker.log(probe.daemonLog)}`),
  ].join('\n')
}

function answers(subject: GoldenSubject, run: CutRun, masker: Masker): string {
  subject.daemonLog()
  const { started, log } = subject.boot()
  const probes = run.probes.map(({ cmd }) => {
    subject.daemonLog()
    const output = subject.run(cmd, { tty: false })
    return `$ ${cmd}\n${masker.output(output)}log: ${masker.log(subject.daemonLog())}`
  })
  return [`engine starts: ${started}`, `log: ${masker.log(log)}`, ...probes].join('\n')
}

/** The files whose data the recorded disk has: the choice that can lead to it. */
function keptAsRecorded(run: CutRun, dirty: readonly DirtyFile[], store: StoreReader, masker: Masker): number[] {
  const sizes = new Map<string, number>()
  for (const [path, size] of Object.entries(run.storeAfterReplay.metadataFileSizes)) {
    const shown = masker.text(path)
    sizes.set(shown, Math.max(size, sizes.get(shown) ?? 0))
  }
  const layers = run.storeAfterReplay.layers ?? []
  const lost = new Set(layers.flatMap(layer => layer.emptyFiles))
  const linkless = new Set(layers.filter(layer => layer.link === 0).map(layer => layer.chainID))
  const chains = new Map<string, string>()
  for (const chainID of store.list(`${METADATA}/layerdb/sha256`) ?? []) chains.set(store.readText(`${METADATA}/layerdb/sha256/${chainID}/cache-id`) ?? '', chainID)
  return dirty.filter(({ path }) => {
    if (path === undefined) return false
    const layer = /^overlay2\/([^/]+)\/(?:diff\/(.*)|(.*))$/s.exec(path)
    if (!layer) return (sizes.get(masker.text(path)) ?? 0) > 0
    if (layer[2] !== undefined) return !lost.has(layer[2])
    return !linkless.has(masker.text(chains.get(layer[1] as string) ?? '?'))
  }).map(({ inode }) => inode)
}

/** The names of a disk without what the data of its files is: a cut that keeps all names leaves them as they are. */
function namesText(paths: readonly string[], layers: readonly CutLayer[], masker: Masker): string {
  return [...new Set(paths.map(path => masker.text(path)))].sort().join('\n') + '\n'
    + layers.map(({ chainID, entries, files }) => `${masker.text(chainID)}: ${[...entries].sort().join(' ')}; ${files}`).sort().join('\n')
}

/** One run of a cut under search. */
class Hunt {
  readonly run: CutRun
  readonly disk: string
  readonly names: string
  readonly answers: string
  found = false
  /** The smallest difference so far, of the disk or, when the disk was met, of the answers. */
  nearest = ''
  private diskMet = false
  private readonly tried = new Set<string>()

  constructor(run: CutRun, masker: Masker) {
    this.run = run
    this.disk = recordedDisk(run, masker)
    this.names = namesText(Object.keys(run.storeAfterReplay.metadataFileSizes), run.storeAfterReplay.layers ?? [], masker)
    this.answers = recordedAnswers(run, masker)
  }

  /** Look at a disk that the model allows; `answer` boots it. */
  look(disk: string, answer: () => string): void {
    if (disk !== this.disk) {
      if (this.diskMet || this.tried.has(disk)) return
      this.tried.add(disk)
      this.note(unifiedDiff(this.disk, disk))
      return
    }
    if (!this.diskMet) this.nearest = ''
    this.diskMet = true
    const given = answer()
    if (given === this.answers) this.found = true
    else this.note(unifiedDiff(this.answers, given))
  }

  private note(diff: string): void {
    if (this.nearest === '' || changed(diff) < changed(this.nearest)) this.nearest = diff
  }
}

/** A recording of power cuts. */
export function runCut(context: CaseContext, name: string, path: string, recording: CutRecording): CaseResult {
  const start = performance.now()
  const spent = stopwatch()
  const masker = new Masker(fixtureInfo(context.fixtures))
  const hunts = recording.runs.map(run => new Hunt(run, masker))
  const failures: Failure[] = []
  const over = (): boolean => spent() > POWER_MILLISECONDS_MAX
  try {
    const lines = [...recording.prepare, recording.cmd, ...recording.runs.flatMap(run => run.probes.map(probe => probe.cmd))]
    const subject = preparedSubject(context, recording, lines)
    for (const line of [...recording.prepare, 'sync']) subject.run(line, { tty: false })
    const moment = subject.moment()
    if (recording.during) huntDuring(subject, moment, recording, hunts, masker, over)
    else for (const [index, hunt] of hunts.entries()) huntAfter(subject, moment, recording, hunt, masker, over, failures, index)
  } catch (error) {
    for (const [index, hunt] of hunts.entries()) {
      if (!hunt.found) failures.push({ step: `run ${index}`, title: recording.cmd, diff: `the simulator failed: ${errorText(error)}` })
    }
    return result()
  }
  hunts.forEach((hunt, index) => {
    if (!hunt.found && !failures.some(failure => failure.step === `run ${index}`)) {
      failures.push({ step: `run ${index}`, title: `power cut ${hunt.run.secondsAfter} s after ${recording.cmd}; nearest:`, diff: hunt.nearest })
    }
  })
  return result()

  function result(): CaseResult {
    return { name, path, failures, steps: recording.runs.length, stores: 0, logs: { steps: 0, differing: [] }, milliseconds: performance.now() - start }
  }
}

/** The cut comes some time after the command: every prefix of the journal, in every phase of the timers. */
function huntAfter(subject: GoldenSubject, moment: unknown, recording: CutRecording, hunt: Hunt, masker: Masker, over: () => boolean, failures: Failure[], index: number): void {
  const { run } = hunt
  for (const before of [0, 2]) {
    for (const phase of PHASES_SECONDS) {
      for (let entries = 0, last = 0; entries <= last; entries++) {
        if (hunt.found || over()) return
        let kept: readonly number[] = []
        for (const strategy of ['recorded', 'none'] as const) {
          if (hunt.found) return
          subject.backTo(moment)
          if (before > 0) subject.advanceSeconds(before)
          const client = subject.run(recording.cmd, { tty: false })
          if (run.client && masker.output(client) !== masker.output(run.client)) {
            failures.push({ step: `run ${index}`, title: recording.cmd, diff: unifiedDiff(masker.output(run.client), masker.output(client)) })
            return
          }
          const alive = aliveFiles(subject.store)
          if (run.secondsAfter + phase > 0) subject.advanceSeconds(run.secondsAfter + phase)
          const undecided = subject.undecided()
          last = undecided.journalEntries
          if (strategy === 'recorded') kept = keptAsRecorded(run, undecided.dirtyFiles, subject.store, masker)
          else if (kept.length === 0) continue
          subject.cut({ journalEntries: entries, keptFiles: strategy === 'recorded' ? kept : [] })
          hunt.look(diskText(metadataFileSizes(subject.store), layersOf(subject.store, alive), masker), () => answers(subject, run, masker))
        }
      }
    }
  }
}

/**
 * The cut comes while the command works: before each of its steps, with all names so far (earlier cuts had fewer). One
 * run to the end finds the steps at which the names are those of the recording; only there the power is cut.
 */
function huntDuring(subject: GoldenSubject, moment: unknown, recording: CutRecording, hunts: readonly Hunt[], masker: Masker, over: () => boolean): void {
  const start = (steps: number): void => {
    subject.backTo(moment)
    const lane = subject.spawn(recording.cmd)
    let left = steps
    subject.scheduler.run(foreground, () => lane.result() !== undefined || left-- <= 0)
  }
  const wanted = new Set(hunts.map(hunt => hunt.names))
  const candidates: { steps: number; names: string }[] = []
  subject.backTo(moment)
  const lane = subject.spawn(recording.cmd)
  for (let steps = 0; ; steps++) {
    const names = namesText(Object.keys(metadataFileSizes(subject.store)), layersOf(subject.store, new Map()), masker)
    if (wanted.has(names)) candidates.push({ steps, names })
    if (lane.result() !== undefined) break
    let left = 1
    subject.scheduler.run(foreground, () => lane.result() !== undefined || left-- <= 0)
  }
  for (const { steps, names } of candidates) {
    const disks = new Set(hunts.filter(hunt => !hunt.found && hunt.names === names).map(hunt => hunt.disk))
    for (const disk of disks) {
      if (over()) return
      const open = hunts.filter(hunt => !hunt.found && hunt.disk === disk)
      const [first] = open as [Hunt]
      start(steps)
      const alive = aliveFiles(subject.store)
      const undecided = subject.undecided()
      subject.cut({ journalEntries: undecided.journalEntries, keptFiles: keptAsRecorded(first.run, undecided.dirtyFiles, subject.store, masker) })
      const left = diskText(metadataFileSizes(subject.store), layersOf(subject.store, alive), masker)
      // Runs with one disk have the same probes; only the first may boot it.
      let given: string | undefined
      for (const hunt of open) hunt.look(left, () => (given ??= answers(subject, hunt.run, masker)))
    }
  }
  for (const hunt of hunts) {
    if (!hunt.found && hunt.nearest === '') hunt.nearest = `at no step of the command are the names on the disk these:\n${hunt.names}`
  }
}

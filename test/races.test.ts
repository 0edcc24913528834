/**
 * Every pair of commands on images that meet, and every way in which they can meet: which replay of which scenario shows
 * it, and that it ends so. The ways are those that follow from Docker's source code (20.10) and from what real engines did.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { installNodeCodecs } from '../sandbox/node/codecs.ts'
import { playSweep } from '../sandbox/scenario/claims.ts'
import { playReplay, whyFalse } from '../sandbox/scenario/replay.ts'
import { ScenarioRun } from '../sandbox/scenario/runner.ts'
import type { Scenario, ScheduleItem, Statement } from '../sandbox/scenario/scenario.ts'
import type { TraceEntry } from '../sandbox/sched/scheduler.ts'

beforeAll(installNodeCodecs)

/** One way in which two commands meet. */
interface Row {
  /** Who does what between which steps of the other. */
  readonly when: string
  /** `scenario/replay`. */
  readonly run: string
  /** What is not among the expectations and claims of the replay. */
  readonly end?: readonly Statement[]
  /** Steps that happen so often in all, by a part of what they work on. */
  readonly steps?: Readonly<Record<string, number>>
}

const kept = (...checks: readonly ('every-reference-resolves' | 'no-orphan-data' | 'counts-agree' | 'every-image-has-its-layers')[]): Statement[] => checks.map(check => ({ check, is: 'kept' }))
const said = (actor: string, exit: number, rest: Partial<Extract<Statement, { actor: string }>> = {}): Statement => ({ actor, command: 1, exit, ...rest })

/** How many ways there are of each pair: a row that is lost is noticed. */
const PAIRS: Readonly<Record<string, { readonly ways: number; readonly rows: readonly Row[] }>> = {
  'tag and rmi': {
    ways: 10,
    rows: [
      { when: 'the name is written before rmi begins', run: 'tag-rmi/tag-first', end: [said('tagger', 0)] },
      { when: 'the name is written before rmi looks for others', run: 'tag-rmi/stepped-back' },
      { when: 'between that look and the look for conflicts', run: 'tag-rmi/seen-by-second-look', end: [said('tagger', 0)] },
      { when: 'the same, and rmi is forced: it does not look at names', run: 'tag-rmi/fresh-name-removed-by-force' },
      { when: 'after the look for conflicts, before the last names are taken', run: 'tag-rmi/fresh-name-removed' },
      { when: 'the same, and the time is written when the image is gone', run: 'tag-rmi/fresh-name-removed-noisy', end: [said('cleaner', 0, { stdout: 'Untagged: app:1\nUntagged: app:stable\nDeleted: ' })] },
      { when: 'after the last names are taken, the time before the deletion', run: 'tag-rmi/silent' },
      { when: 'the name and the time after the deletion', run: 'tag-rmi/noisy', end: [said('cleaner', 0)] },
      { when: 'the image is looked up after the deletion', run: 'tag-rmi/removal-first', end: [said('cleaner', 0, { stdout: 'Deleted: sha256:' })] },
      { when: 'the name left behind, healed', run: 'tag-rmi/heal-by-load', end: [said('tagger', 0), said('cleaner', 0)] },
    ],
  },
  'load and rmi': {
    ways: 14,
    rows: [
      { when: 'rmi is complete before the layers are looked up', run: 'load-rmi/removal-first', end: [said('cleaner', 0, { stdout: 'Deleted: sha256:857735bf5110' }), said('loader', 0)] },
      { when: 'load is complete before rmi begins', run: 'load-rmi/load-first', end: [said('cleaner', 0, { stdout: 'Deleted: sha256:857735bf5110' }), said('loader', 0)] },
      { when: 'rmi while the layers are held, before the image is looked up', run: 'load-rmi/put-back', end: [said('cleaner', 0, { stdoutLacks: 'Deleted: sha256:857735bf5110' }), said('loader', 0, { stdoutIs: 'Loaded image: hello-world:latest' })] },
      { when: 'rmi between the image being found and its name', run: 'load-rmi/found-then-deleted' },
      { when: 'the same, rmi by ID', run: 'load-rmi/found-then-deleted-by-id', end: [said('cleaner-by-id', 0, { stdout: 'Deleted: sha256:967d32277b59' }), { listed: 0 }] },
      { when: 'the name between rmi taking it and looking for others', run: 'load-rmi/stepped-back', end: [said('loader', 0)] },
      { when: 'the same, the image found before rmi began', run: 'load-rmi/found-then-stepped-back', end: [said('cleaner', 0, { stdoutIs: 'Untagged: hello-world:latest' }), said('loader', 0)] },
      { when: 'the name between that look and the look for conflicts', run: 'load-rmi/seen-by-second-look', end: [said('loader', 0), ...kept('every-reference-resolves')] },
      { when: 'the name after the look for conflicts', run: 'load-rmi/fresh-name-removed' },
      { when: 'the same, rmi forced and by ID', run: 'load-rmi/fresh-name-removed-by-force', end: [said('loader', 0), said('forced-cleaner-by-id', 0, { stdout: 'Untagged: hello-world:latest\nUntagged: hello-world:latest\nDeleted: ' })] },
      { when: 'the config is written before the deletion, the image entered after it', run: 'load-rmi/config-lost', end: [said('loader', 0), said('cleaner', 0), { listed: 0, at: 'broken' }, { reference: 'hello-world:latest', is: 'resolves', at: 'broken' }] },
      { when: 'the same, and the daemon restarts', run: 'load-rmi/config-lost-restart', end: [said('loader', 0), said('cleaner', 0)] },
      { when: 'the load fails at its second layer', run: 'load-fails-rmi/removed-between' },
      { when: 'the image is not there at the start', run: 'load-rmi-absent/too-early', end: [said('loader', 0)] },
    ],
  },
  'pull and rmi': {
    ways: 7,
    rows: [
      { when: 'rmi is complete before the image is looked up', run: 'pull-rmi/removal-first', end: [said('cleaner', 0)] },
      { when: 'pull is complete before rmi begins', run: 'pull-rmi/pull-first', end: [said('puller', 0), said('cleaner', 0, { stdout: 'Deleted: sha256:' })] },
      { when: 'rmi between the image being found and its names', run: 'pull-rmi/removed-between' },
      { when: 'the names between rmi taking them and looking for others', run: 'pull-rmi/stepped-back' },
      { when: 'rmi of another image whose lower layer is held', run: 'pull-rmi/base-held' },
      { when: 'rmi of another image, between its layer being known and being held', run: 'pull-rmi/base-gone' },
      { when: 'rmi by ID between the name with the digest and the tag', run: 'pull-rmi/digest-named', end: [said('cleaner', 0)] },
    ],
  },
  'build and rmi': {
    ways: 15,
    rows: [
      { when: 'the container of RUN works', run: 'build-rmi/while-running', end: [{ image: 'base:1', is: 'listed' }] },
      { when: 'the container of RUN has ended', run: 'build-rmi/in-run' },
      { when: 'the container of RUN works, rmi is forced', run: 'build-rmi/while-running-forced' },
      { when: 'the container of RUN has ended, rmi is forced', run: 'build-rmi/in-run-forced' },
      { when: 'the container of LABEL is only made, rmi is forced', run: 'build-rmi-steps/created-forced' },
      { when: 'the same, between reading the parent and naming it', run: 'build-rmi-steps/committing-forced' },
      { when: 'during COPY', run: 'build-rmi/in-copy' },
      { when: 'after FROM, before RUN', run: 'build-rmi/after-from-run' },
      { when: 'between two steps, before RUN', run: 'build-rmi-steps/between-run' },
      { when: 'between two steps, before LABEL', run: 'build-rmi-steps/between-label', end: [said('step-cleaner', 0, { stdout: 'Deleted: sha256:' })] },
      { when: 'between two steps, before COPY', run: 'build-rmi-steps/between-copy', end: [said('step-cleaner', 0, { stdout: 'Deleted: sha256:' })] },
      { when: 'after the new image has become a child', run: 'build-rmi/built-first', end: [said('copier', 0)] },
      { when: 'the finished image, before its name', run: 'build-rmi/finished-then-removed' },
      { when: 'an image from the cache, before RUN', run: 'build-rmi-steps/cache-hit-removed-run', end: [said('earlier', 0), said('step-cleaner', 0, { stdout: 'Deleted: sha256:' })] },
      { when: 'an image from the cache, during COPY', run: 'build-rmi-steps/cache-hit-removed-copy', end: [said('earlier', 0), said('step-cleaner', 0, { stdout: 'Deleted: sha256:' })] },
    ],
  },
  'commit and rmi': {
    ways: 4,
    rows: [
      { when: 'forced, before the image of the container is read', run: 'commit-rmi/removal-first' },
      { when: 'forced, between reading it and naming it as the parent', run: 'commit-rmi/in-between', end: [said('forcer', 0, { stdout: 'Deleted: sha256:' })] },
      { when: 'forced, after the new image has become a child', run: 'commit-rmi/commit-first', end: [said('committer', 0)] },
      { when: 'without force: the container is in the way', run: 'commit-rmi/without-force' },
    ],
  },
  'build and prune': {
    ways: 8,
    rows: [
      { when: 'during the first RUN: there is nothing to clean', run: 'build-prune/in-run', end: [said('cleaner', 0, { stdoutIs: 'Total reclaimed space: 0B' }), said('builder', 0)] },
      { when: 'during a RUN on a step image', run: 'build-prune/in-second-run' },
      { when: 'during COPY', run: 'build-prune/in-copy' },
      { when: 'between two steps', run: 'build-prune/between-steps' },
      { when: 'the finished image, before its name', run: 'build-prune-copy/before-the-name' },
      { when: 'with --all: the image of FROM too', run: 'build-prune-copy/base-goes-too' },
      { when: 'no prune: the next build takes from the cache', run: 'build-prune/cache-kept', end: [said('builder', 0), said('remover', 0)] },
      { when: 'after the build: the next one has no cache', run: 'build-prune/cache-lost', end: [said('builder', 0), said('remover', 0), said('cleaner', 0, { stdout: 'deleted: sha256:' })] },
    ],
  },
  'two prunes': {
    ways: 2,
    rows: [{ when: 'the second while the first works', run: 'prune-prune/at-once' }, { when: 'one after the other', run: 'prune-prune/one-after-the-other', end: [said('first', 0)] }],
  },
  'import and prune': {
    ways: 3,
    rows: [
      { when: 'before the import', run: 'import-rmi/clean-first', end: [said('cleaner', 0), said('importer', 0)] },
      { when: 'between the image and its name', run: 'import-rmi/in-between' },
      { when: 'after the import', run: 'import-rmi/import-first' },
    ],
  },
  'save and rmi': {
    ways: 7,
    rows: [
      { when: 'rmi is complete before the name is looked up', run: 'save-rmi/removal-first', end: [said('cleaner', 0), { listed: 0 }] },
      { when: 'the same, saved by ID', run: 'save-rmi/removal-first-by-id', end: [said('saver-by-id', 1, { stderr: 'No such image' }), said('cleaner', 0), { listed: 0 }] },
      { when: 'rmi between the name and the config', run: 'save-rmi/between-name-and-config', end: [said('cleaner', 0), { listed: 0 }] },
      { when: 'rmi between the config and the hold on the layers', run: 'save-rmi/between-config-and-hold', end: [said('cleaner', 0), { listed: 0 }] },
      { when: 'rmi while the layers are held', run: 'save-rmi/while-saving' },
      { when: 'rmi after save', run: 'save-rmi/save-first' },
      { when: 'the parent is gone before it is asked who it is', run: 'save-rmi-parent/parent-gone', end: [said('cleaner', 0, { stdout: 'Deleted: sha256:2601019897de' })] },
    ],
  },
  'two builds': {
    ways: 7,
    rows: [
      { when: 'of one Dockerfile, neither finds the other, one name', run: 'two-builds/same-name' },
      { when: 'COPY of the same files: the layer is kept once', run: 'two-builds-cache/same-copy', end: [{ listed: 3 }] },
      { when: 'the second looks after the first has made its image a child', run: 'two-builds/from-the-cache' },
      { when: 'what came from the cache is removed', run: 'two-builds-cache/cache-removed', end: [said('starter', 0)] },
      { when: 'the second looks between the image and its becoming a child', run: 'two-builds/not-yet-a-child', end: [said('first', 0)] },
      { when: 'a candidate is deleted between the list of children and reading it', run: 'two-builds-cache/candidate-gone', end: [said('starter', 0), said('starter-removes', 0)] },
      // It needs a daemon with experimental features, which the sandbox has not.
      { when: '--squash is refused', run: 'two-builds/squash-refused' },
    ],
  },
  'two loads': {
    ways: 4,
    rows: [
      { when: 'both unpack, the second is the first to finish', run: 'load-load/second-wins' },
      { when: 'both unpack, the first is the first to finish', run: 'load-load/side-by-side', end: [said('first', 0, { stdoutIs: 'Loaded image: ubuntu:18.04' }), said('second', 0, { stdoutIs: 'Loaded image: ubuntu:18.04' })] },
      { when: 'the power fails under both: the directories of both stay', run: 'load-load/power-cut', end: [{ actor: 'first', command: 1, state: 'lost' }, { actor: 'second', command: 1, state: 'lost' }] },
      { when: 'one fails after a layer that the other uses', run: 'load-fails-rmi/used-by-another-load', end: [said('cleaner', 0), { listed: 1 }] },
    ],
  },
  'two pulls': {
    ways: 8,
    rows: [
      { when: 'the second joins the downloads of the first', run: 'pull-pull/at-once', end: kept('no-orphan-data'), steps: { 'https://registry-1.docker.io/v2/library/app/blobs/sha256:53f0750a698e': 1, 'https://registry-1.docker.io/v2/library/app/blobs/sha256:cef320c41a3e': 2 } },
      { when: 'one after the other', run: 'pull-pull/one-after-the-other', end: [said('first', 0)] },
      { when: 'by tag and by digest', run: 'pull-pull/same-tag', end: [said('app-puller', 0), said('first', 0)], steps: { '/blobs/sha256:53f0750a698e': 1 } },
      { when: 'the first is cancelled', run: 'cancelled-pulls/first-cancelled', steps: { '/blobs/sha256:53f0750a698e': 1 } },
      { when: 'both are cancelled', run: 'cancelled-pulls/both-cancelled' },
      { when: 'a third comes while a cancelled one winds down', run: 'cancelled-pulls/third-comes', steps: { '/blobs/sha256:53f0750a698e': 2 } },
      { when: 'of images that begin with the same layers', run: 'pull-pull/alike-below', end: [said('app-puller', 0), said('other-puller', 0)], steps: { '/blobs/sha256:53f0750a698e': 1 } },
      { when: 'of images with the same layer above different ones', run: 'pull-pull/alike-above', end: [said('app-puller', 0), said('odd-puller', 0)], steps: { '/blobs/sha256:53f0750a698e': 2 } },
    ],
  },
  'two removals': {
    ways: 8,
    rows: [
      { when: 'one after the other', run: 'rmi-rmi/one-after-the-other' },
      // The daemon answers "reference does not exist" with status 404, and the client makes its own sentence of that.
      { when: 'both have found the image by its name', run: 'rmi-rmi/both-found' },
      { when: 'both have found the image by its ID', run: 'rmi-rmi/shared' },
      { when: 'of two names of an image: both see that none is left', run: 'rmi-rmi/two-names', end: [said('namer', 0)] },
      { when: 'of two names of an image: the slower one finds it deleted', run: 'rmi-rmi/two-names-in-turn', end: [said('namer', 0)] },
      { when: 'of the parent first: it loses its name only, and goes with the child', run: 'rmi-rmi-parent/parent-first' },
      { when: 'of the parent by ID first: it is refused', run: 'rmi-rmi-parent/parent-first-by-id', end: [said('child-remover', 0)] },
      { when: 'both want the parent: whoever is second reports an error', run: 'rmi-rmi-parent/both-want-the-parent' },
    ],
  },
  'run, lists and rmi': {
    ways: 7,
    rows: [
      // The daemon says that there is no such image, and the client tries to pull it.
      { when: 'between the name and the config', run: 'run-rmi/name-found' },
      { when: 'between the config and the hold on the layers', run: 'run-rmi/image-found' },
      { when: 'after the hold, before the container is registered', run: 'run-rmi/layers-held' },
      { when: 'after the container is registered', run: 'run-rmi/run-first', end: [said('runner', 0)] },
      { when: 'images: between the list and the layer', run: 'run-rmi/list', end: [said('cleaner', 0)] },
      { when: 'inspect: between the image and the layer', run: 'run-rmi/inspect', end: [said('cleaner', 0), { listed: 0 }] },
      { when: 'history: between the image and the layer', run: 'run-rmi/history', end: [said('cleaner', 0), { listed: 0 }] },
    ],
  },
}

const shelf = import.meta.glob<{ readonly default: Scenario }>('../content/scenarios/*.ts', { eager: true })

function scenarioNamed(name: string): Scenario {
  const found = shelf[`../content/scenarios/${name}.ts`]?.default
  if (!found) throw new Error(`there is no scenario ${name}`)
  return found
}

/** Actors of a schedule, in the order in which they begin. */
const actorsOf = (schedule: readonly ScheduleItem[]): string[] => [...new Set(schedule.map(item => (typeof item === 'string' ? item : item[0])).filter(name => !name.startsWith('!')))]

describe.each(Object.entries(PAIRS))('%s', (_, { ways, rows }) => {
  it('has a row for every way', () => {
    expect(rows).toHaveLength(ways)
    expect(new Set(rows.map(({ run }) => run)).size).toBe(ways)
  })

  it.each(rows)('$when: $run', ({ run, end: more = [], steps = {} }) => {
    const [name = '', replayName = ''] = run.split('/')
    const scenario = scenarioNamed(name)
    const replay = scenario.replays[replayName]
    const claimed = Object.values(scenario.claims ?? {}).filter(claim => claim.replay === replayName && claim.holds.includes('docker-20.10')).flatMap(({ expect: statements }) => statements)
    const stated = [...(replay?.expect ?? []), ...claimed, ...more]
    // Whoever met is spoken of, and what stays.
    const met = actorsOf(replay?.schedule ?? []).slice(0, 2)
    expect(met.filter(actor => !stated.some(statement => 'actor' in statement && statement.actor === actor)), 'how each command ended').toEqual([])
    expect(stated.some(statement => !('actor' in statement)), 'what stays').toBe(true)
    const entries: TraceEntry[] = []
    const { end, failures } = playReplay({ ...scenario, profile: 'docker-20.10' }, replayName, undefined, { onStep: (__, entry) => entries.push(entry) })
    expect(failures).toEqual([])
    for (const statement of stated) expect(whyFalse(statement, end)).toBeUndefined()
    for (const [part, times] of Object.entries(steps)) expect(entries.filter(({ target }) => target.includes(part)), part).toHaveLength(times)
  })
})

it('writes no time for an image that is being deleted: one lock covers its files', () => {
  const scenario = scenarioNamed('tag-rmi')
  const sweep = scenario.sweeps?.['time-into-deletion']
  if (!sweep) throw new Error('there is no such sweep')
  const { places = 0, silent = 0, noisy = 0, 'nothing-of-it': nothing } = playSweep(scenario, sweep)
  // The name was written too late at each place; with the time before the deletion nobody is told.
  expect(silent).toBeGreaterThan(0)
  expect(noisy).toBeGreaterThan(0)
  expect([silent + noisy, nothing]).toEqual([places, places])
})

it('lets lists, loads, new containers and other removals wait while an image is deleted, and lets tag through', () => {
  const run = new ScenarioRun(scenarioNamed('rmi-blocks'))
  run.move(['cleaner', 'deleting'])
  const waiting = ['lister', 'loader', 'creator', 'other-cleaner']
  for (const actor of [...waiting, 'tagger']) run.move(actor)
  const states = (): string[] => [...waiting, 'tagger', 'cleaner'].map(actor => run.outcomes[actor]?.[0]?.state ?? 'never begun')
  expect(states()).toEqual(['running', 'running', 'running', 'running', 'ended', 'running'])
  run.play(['cleaner', ...waiting])
  expect(states()).toEqual(['ended', 'ended', 'ended', 'ended', 'ended', 'ended'])
  for (const actor of [...waiting, 'tagger', 'cleaner']) expect(run.outcomes[actor]?.[0]?.exit, actor).toBe(0)
})

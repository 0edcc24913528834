/** Stores as scenarios leave them, each with a state worth drawing: for tests of the views and for the gallery. */
import { ScenarioRun, snapshotOf } from '#sandbox'
import type { Scenario, ScheduleItem, Snapshot } from '#sandbox'
import { app, app2, base, helloWorld, other, ubuntu } from '../../content/images.ts'
import { storeViewOf } from '../../src/playground/store-view.ts'
import type { StoreView } from '../../src/playground/messages.ts'

/** Twenty layers, one file each. */
const deep = { tags: ['deep:1'], command: ['/bin/cat'], layers: [...ubuntu.layers, ...Array.from({ length: 16 }, (_, n) => ({ [`opt/part-${n}`]: { sizeBytes: 10 ** (n % 6) } }))] }
/** Names of images that share nothing with each other but their base. */
const many = Array.from({ length: 44 }, (_, n) => ({ tags: [`team/service-${n}:1`], command: ['/bin/cat', '/n'], layers: [...base.layers, { n: `${n}\n` }] }))

const FILES: NonNullable<Scenario['files']> = {
  'ubuntu.tar': { archive: [ubuntu] }, 'base.tar': { archive: [base] }, 'app.tar': { archive: [app] }, 'app2.tar': { archive: [app2] }, 'other.tar': { archive: [other] },
  'hello.tar': { archive: [helloWorld] }, 'all.tar': { archive: [base, app, other] }, 'deep.tar': { archive: [deep] }, 'many.tar': { archive: many },
}
const LAYERS = '/var/lib/docker/image/overlay2/layerdb/sha256'
const OVERLAY = '/var/lib/docker/overlay2'

interface Recipe {
  readonly start?: readonly string[]
  readonly lines?: readonly string[]
  readonly schedule?: readonly ScheduleItem[]
  /** Go on step by step until this is so. */
  readonly until?: (snapshot: Snapshot) => boolean
}

const RECIPES = {
  empty: {},
  loaded: { lines: ['docker load -i ubuntu.tar'] },
  durable: { start: ['docker load -i ubuntu.tar'] },
  loading: { lines: ['docker load -i ubuntu.tar'], until: ({ writeSets, layers }) => writeSets.length > 0 && layers.size === 3 },
  shared: { start: ['docker load -i all.tar'] },
  'shared-dirty': { start: ['docker load -i base.tar'], lines: ['docker load -i app.tar', 'docker load -i other.tar', 'docker load -i hello.tar'] },
  'two-names': { start: ['docker load -i app.tar', 'docker tag app:1 registry.example/team/app:production', 'docker tag app:1 app:latest'] },
  'tag-moved': { start: ['docker load -i app.tar', 'docker load -i app2.tar'], lines: ['docker tag app:2 app:1'] },
  dark: { lines: ['docker load -i ubuntu.tar'], schedule: ['user', '!wait=8', '!power=none'] },
  'cut-1-s': { lines: ['docker load -i ubuntu.tar'], schedule: ['user', '!wait=1', '!power=none', '!boot'] },
  'cut-8-s': { lines: ['docker load -i ubuntu.tar'], schedule: ['user', '!wait=8', '!power=none', '!boot'] },
  'cut-shared': { start: ['docker load -i hello.tar'], lines: ['docker load -i base.tar', 'docker load -i app.tar', 'docker load -i other.tar'], schedule: ['user', '!wait=8', '!power=none', '!boot'] },
  'running-container': { start: ['docker load -i all.tar', 'docker run -d --name web app:1 /bin/sleep 100000', 'docker run --name once app:1', 'docker run --name odd other:1'] },
  'image-removed-under-container': { start: ['docker load -i all.tar', 'docker run --name once app:1', 'docker rmi -f app:1'] },
  'damaged-data': { start: ['docker load -i all.tar', `rm -r $(ls -d ${OVERLAY}/*/diff/app)`] },
  'damaged-file': { start: ['docker load -i all.tar', `: > $(ls -d ${OVERLAY}/*/diff/opt/runtime)`] },
  'damaged-record': { start: ['docker load -i all.tar'], lines: [`echo > $(ls -d ${LAYERS}/* | head -n 1)/size`] },
  'record-removed': { start: ['docker load -i ubuntu.tar'], lines: [`rm -r $(ls -d ${LAYERS}/* | head -n 1)`] },
  'config-removed': { start: ['docker load -i all.tar'], lines: ['rm /var/lib/docker/image/overlay2/imagedb/content/sha256/$(docker images -q --no-trunc app:1 | cut -d : -f 2)'] },
  'killed-load': { lines: ['docker load -i ubuntu.tar'], schedule: [], until: ({ writeSets, layers }) => writeSets.length > 0 && layers.size === 2 },
  orphan: { start: ['docker load -i all.tar', 'docker run --name once app:1'], lines: [`rm -r $(grep -l $(basename $(dirname $(dirname $(ls -d ${OVERLAY}/*/diff/app)))) ${LAYERS}/*/cache-id | xargs dirname)`], schedule: ['user', '!kill', '!start'] },
  removing: { start: ['docker load -i all.tar'], lines: ['docker rmi app:1'], until: ({ removing }) => removing.length > 0 },
  deep: { start: ['docker load -i deep.tar'] },
  'deep-cut': { lines: ['docker load -i deep.tar'], schedule: ['user', '!wait=8', '!power=none', '!boot'] },
  many: { start: ['docker load -i many.tar'] },
} as const satisfies Record<string, Recipe>

export type SceneName = keyof typeof RECIPES | 'name-of-nothing'

export const SCENES: readonly SceneName[] = [...(Object.keys(RECIPES) as SceneName[]), 'name-of-nothing']

const made = new Map<SceneName, StoreView>()

/** The store of a scene; made once. */
export function scene(name: SceneName): StoreView {
  const known = made.get(name)
  if (known) return known
  const store = structuredClone(make(name))
  made.set(name, store)
  return store
}

const viewOf = (run: ScenarioRun): StoreView => storeViewOf(snapshotOf(run.world.machine, run.world.docker.engine, run.atRest))

function make(name: SceneName): StoreView {
  if (name === 'name-of-nothing') {
    const run = new ScenarioRun({
      id: name, files: FILES, start: ['docker load -i app.tar', 'docker load -i other.tar'], actors: { loader: ['docker load -i app.tar'], cleaner: ['docker rmi app:1'] },
      points: { known: { step: 'lock', target: 'references' } }, replays: {},
    })
    for (const item of [['loader', 'known'], 'cleaner', 'loader'] as const) run.move(item)
    return viewOf(run)
  }
  const { start = [], lines = [], schedule, until }: Recipe = RECIPES[name]
  const run = new ScenarioRun({ id: name, files: FILES, start, actors: { user: lines }, replays: {} })
  if (until) {
    for (let steps = 0; !until(snapshotOf(run.world.machine, run.world.docker.engine, false)); steps++) {
      if (steps > 2000) throw new Error(`${name} is not reached`)
      run.move(['user', 1])
    }
  }
  for (const item of schedule ?? (lines.length > 0 && !until ? ['user'] : [])) run.move(item)
  if (name === 'killed-load') for (const item of ['!kill', 'user', '!wait=40', '!start'] as const) run.move(item)
  return viewOf(run)
}

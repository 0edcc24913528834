import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { cruise } from 'dependency-cruiser'
import type { IConfiguration, ICruiseResult } from 'dependency-cruiser'

const { forbidden = [], options = {} } = createRequire(import.meta.url)('../.dependency-cruiser.cjs') as IConfiguration

/** One file whose import the rule must reject: [rule, file, what it imports]. */
const VIOLATIONS: readonly (readonly [rule: string, from: string, to: string])[] = [
  ['engine-layer-base', 'sandbox/base/a.ts', '../sched/z.ts'],
  ['engine-layer-sched', 'sandbox/sched/a.ts', '../disk/z.ts'],
  ['engine-layer-disk', 'sandbox/disk/a.ts', '../store/z.ts'],
  ['engine-layer-oci', 'sandbox/oci/a.ts', '../disk/z.ts'],
  ['engine-layer-machine', 'sandbox/machine/a.ts', '../engine/z.ts'],
  ['engine-layer-store', 'sandbox/store/a.ts', '../engine/z.ts'],
  ['engine-layer-registry', 'sandbox/registry/a.ts', '../store/z.ts'],
  ['engine-layer-engine', 'sandbox/engine/a.ts', '../commands/z.ts'],
  ['engine-layer-commands', 'sandbox/commands/a.ts', '../cli/z.ts'],
  ['engine-layer-cli', 'sandbox/cli/a.ts', '../programs/z.ts'],
  ['engine-layer-programs', 'sandbox/programs/a.ts', '../shell/z.ts'],
  ['engine-layer-shell', 'sandbox/shell/a.ts', '../scenario/z.ts'],
  ['engine-layer-check', 'sandbox/check/a.ts', '../engine/z.ts'],
  ['engine-layer-scenario', 'sandbox/scenario/a.ts', '../explore/z.ts'],
  ['engine-layer-lab', 'sandbox/lab/a.ts', '../explore/z.ts'],
  ['engine-layer-explore', 'sandbox/explore/a.ts', '../index.ts'],
  ['commands-are-apart', 'sandbox/commands/tag.ts', './z.ts'],
  ['nothing-uses-node', 'sandbox/shell/b.ts', '../node/z.ts'],
  ['engine-knows-no-site', 'sandbox/store/b.ts', '../../content/z.ts'],
  ['engine-knows-no-tests', 'sandbox/engine/b.ts', '../../test/golden/z.ts'],
  ['engine-is-pure', 'sandbox/base/b.ts', 'node:fs'],
  ['engine-is-pure', 'sandbox/oci/b.ts', 'fflate'],
  ['doors-to-the-engine', 'src/islands/a.ts', '#sandbox/engine/z'],
  ['the-door-has-a-name', 'src/playground/a.ts', '../../sandbox/index.ts'],
  ['content-is-scenarios', 'content/scenarios/a.ts', '#sandbox'],
  ['site-layer-playground', 'src/playground/b.ts', '../islands/z.ts'],
  ['site-layer-islands', 'src/islands/b.ts', '../components/z.ts'],
  ['site-layer-components', 'src/components/b.ts', '../pages/z.ts'],
  ['no-cycle', 'sandbox/disk/loop.ts', './pool.ts'],
  ['resolvable', 'sandbox/disk/b.ts', './nowhere.ts'],
]

/** Imports the rules must let through. */
const ALLOWED: readonly (readonly [from: string, to: string])[] = [
  ['sandbox/shell/ok.ts', '../base/z.ts'],
  ['sandbox/check/ok.ts', '../engine/snapshot.ts'],
  ['sandbox/commands/index.ts', './z.ts'],
  ['sandbox/node/ok.ts', 'node:fs'],
  ['sandbox/node/golden.ts', '../../test/golden/z.ts'],
  ['sandbox/base/ok.test.ts', '../node/z.ts'],
  ['src/playground/ok.ts', '#sandbox'],
  ['src/pages/ok.ts', '../components/z.ts'],
  ['content/scenarios/ok.ts', '#sandbox/scenario'],
]

const FOLDERS = ['base', 'sched', 'disk', 'oci', 'machine', 'store', 'registry', 'engine', 'commands', 'cli', 'programs', 'shell', 'check', 'scenario', 'lab', 'explore', 'node']
const root = mkdtempSync(join(tmpdir(), 'layerlab-deps-'))
let found: Set<string>

function put(file: string, content: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), content)
}

beforeAll(async () => {
  const here = process.cwd()
  for (const file of ['package.json', 'tsconfig.json', 'node_modules']) symlinkSync(join(here, file), join(root, file))
  for (const folder of FOLDERS) put(`sandbox/${folder}/z.ts`, 'export const z = 1\n')
  for (const folder of ['playground', 'islands', 'components', 'pages']) put(`src/${folder}/z.ts`, 'export const z = 1\n')
  for (const file of ['sandbox/index.ts', 'sandbox/scenario/index.ts', 'sandbox/engine/snapshot.ts', 'content/z.ts', 'test/golden/z.ts']) {
    put(file, 'export const z = 1\n')
  }
  put('sandbox/disk/pool.ts', `import { z } from './loop.ts'\nexport { z }\n`)
  for (const [, from, to] of VIOLATIONS) put(from, `import * as z from '${to}'\nexport { z }\n`)
  for (const [from, to] of ALLOWED) put(from, `import type * as z from '${to}'\nexport type { z }\n`)

  process.chdir(root) // the paths of the rules are relative to the project
  try {
    const { output } = await cruise(['sandbox', 'src', 'content', 'test'], { ...options, validate: true, ruleSet: { forbidden } })
    found = new Set((output as ICruiseResult).summary.violations.map(({ rule, from }) => `${rule.name} ${from}`))
  } finally {
    process.chdir(here)
  }
}, 30_000)

afterAll(() => rmSync(root, { recursive: true }))

it.each(VIOLATIONS)('%s rejects %s importing %s', (rule, from) => {
  expect(found).toContain(`${rule} ${from}`)
})

it('lets through every import the map allows', () => {
  const files = ALLOWED.map(([from]) => from)
  expect([...found].filter((violation) => files.some((file) => violation.endsWith(` ${file}`)))).toEqual([])
})

it('has an example for each rule', () => {
  const tried = new Set<string | undefined>(VIOLATIONS.map(([rule]) => rule))
  expect(forbidden.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([])
})

/** `npm run new-lab NAME` makes a lab that passes its own tests. */
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import '../sandbox/all-parts.ts'
import type { MapPage } from '../content/map/page.ts'
import { installNodeCodecs } from '../sandbox/node/codecs.ts'
import { treeOf } from '../src/markdown/check-page.ts'
import { factsOf } from '../src/markdown/page-facts.ts'
import { proveLab } from './support/lab-proof.ts'
import { labsIn, shorterWays } from './support/labs.ts'

beforeAll(installNodeCodecs)

// A project of its own, with this engine and the map.
const root = mkdtempSync(join(tmpdir(), 'layerlab-new-lab-'))
const content = join(root, 'content')
mkdirSync(content)
symlinkSync(resolve('sandbox'), join(root, 'sandbox'))
cpSync('content/map', join(content, 'map'), { recursive: true })
writeFileSync(join(root, 'package.json'), JSON.stringify({ type: 'module', imports: { '#sandbox/scenario': './sandbox/scenario/index.ts' } }))
const make = (name: string): { readonly status: number | null; readonly out: string } => {
  const { status, stdout, stderr } = spawnSync('node', ['src/tools/new-lab.ts', name, '--into', content], { encoding: 'utf8' })
  return { status, out: stdout + stderr }
}
const made = make('lost-layer')
afterAll(() => rmSync(root, { recursive: true }))

const known = await labsIn(content)

it('makes data, scenario, pages in three languages, and an entry of the map', async () => {
  expect(made.status, made.out).toBe(0)
  expect(known.map(({ lab }) => lab.id)).toEqual(['lost-layer'])
  const pages = ['en', 'ru', 'zh'].map(code => factsOf(treeOf(readFileSync(join(content, 'docs', code, 'labs/lost-layer.mdx'), 'utf8'))))
  expect(pages[0]?.boxes).toEqual(['Lab lost-layer layers', 'Task name', 'Task only-name'])
  expect(pages[1]).toEqual(pages[0])
  expect(pages[2]).toEqual(pages[0])
  const { LABS } = (await import(pathToFileURL(join(content, 'map/labs.ts')).href)) as { LABS: readonly MapPage[] }
  expect(LABS.at(-1)).toMatchObject({ path: 'labs/lost-layer', next: 'labs/for-trainers', lab: { kind: 'guided', par: '2c' } })
  expect(LABS.filter(({ next }) => next === 'labs/lost-layer')).toHaveLength(1)
})

it('has no way shorter than par', () => {
  expect(known.flatMap(lab => shorterWays(lab).found)).toEqual([])
})

it('refuses a lab that is there and a name that is none, and keeps the titles of one that is planned', () => {
  expect(make('lost-layer')).toMatchObject({ status: 1 })
  expect(make('../x')).toMatchObject({ status: 2 })
  const before = readFileSync(join(content, 'map/labs.ts'), 'utf8')
  expect(make('wrong-machine').status).toBe(0)
  expect(readFileSync(join(content, 'docs/ru/labs/wrong-machine.mdx'), 'utf8')).toContain('title: "Не та машина"')
  expect(readFileSync(join(content, 'map/labs.ts'), 'utf8')).toBe(before)
  expect(existsSync(join(content, 'labs/wrong-machine.ts'))).toBe(true)
  expect(execFileSync('node', ['-p', 'JSON.parse(require("fs").readFileSync("package.json")).scripts["new-lab"]'], { encoding: 'utf8' })).toContain('src/tools/new-lab.ts')
})

for (const one of known) proveLab(one)

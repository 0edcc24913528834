import { defineScenario } from '#sandbox/scenario'
import { expect, it } from 'vitest'
import { installBuildCodecs } from '../content-runs/codecs.ts'
import { Runs } from '../content-runs/runs.ts'
import type { Sources } from '../content-runs/sources.ts'
import { treeOf } from './check-page.ts'
import { fillPage } from './fill-page.ts'
import { found, isElement } from './tree.ts'

installBuildCodecs()
const runs = new Runs()

/** A folder that grows; looking into it is what grows with it. */
const folder = defineScenario({
  id: 'folder',
  actors: { writer: ['touch a', 'ls | wc -l', 'for f in *; do cat $f; done', 'touch b c d', 'ls | wc -l', 'for f in *; do cat $f; done'] },
  replays: { grow: { schedule: ['writer'] } },
})
const sources = { scenario: (id: string) => Promise.resolve(id === 'folder' ? folder : undefined) } as unknown as Sources

async function filled(source: string): Promise<{ readonly said: readonly string[], readonly json: string }> {
  const root = treeOf(source)
  const problems = await fillPage(root, { file: 'content/docs/en/hazards/sample.mdx', lang: 'en', path: 'hazards/sample' }, sources, runs)
  return { said: problems.map(({ what }) => what), json: JSON.stringify(found(root, isElement)) }
}

it('counts the steps of a command at each size that the run prints', async () => {
  const { said, json } = await filled('<Growth scenario="folder" replay="grow" actor="writer" size="ls | wc -l" alt="A line rises." />')
  expect(said).toEqual([])
  expect(json).toMatch(/\\"rows\\":\[\{\\"size\\":1,\\"steps\\":\[\d+\]\},\{\\"size\\":4,/)
})

it('refuses what no run shows', async () => {
  expect((await filled('<Growth scenario="folder" replay="shrink" actor="writer" size="ls | wc -l" alt="A line." />')).said).toEqual(['there is no replay folder/shrink'])
  expect((await filled('<Growth scenario="folder" replay="grow" actor="writer" size="ls" alt="A line." />')).said).toEqual(['writer repeats no command at each of two numbers that `ls` prints'])
  expect((await filled('<Growth scenario="folder" replay="grow" actor="writer" size="ls | wc -l" />')).said).toEqual(['a chart has an alt of at most 120 characters'])
  expect((await filled('<Waiting scenario="folder" replays="grow" actor="writer" command="1" size="ls | wc -l" every="500" alt="A line." />')).said.join()).toContain('asks for no list in its command 1')
})

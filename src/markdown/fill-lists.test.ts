import { expect, it } from 'vitest'
import { installBuildCodecs } from '../content-runs/codecs.ts'
import { Runs } from '../content-runs/runs.ts'
import { projectSources } from '../content-runs/sources.ts'
import { treeOf } from './check-page.ts'
import { fillPage } from './fill-page.ts'
import type { GlossaryEntry } from './fill-glossary.ts'
import type { SourceRow } from './fill-sources.ts'
import { found, isElement } from './tree.ts'

installBuildCodecs()
const runs = new Runs()

async function filled<Value>(source: string, name: string, lang: 'en' | 'ru' | 'zh' = 'en'): Promise<{ readonly value: Value | undefined, readonly said: readonly string[] }> {
  const root = treeOf(source)
  const said = await fillPage(root, { file: `content/docs/${lang}/reference/sample.mdx`, lang, path: 'reference/sample' }, projectSources(), runs)
  const [node] = found(root, isElement)
  const given = node?.attributes?.find((entry) => entry.name === name)?.value as { value: string } | undefined
  return { value: given && (JSON.parse(given.value) as Value), said: said.map(({ what }) => what) }
}

it('lists the glossary in the order of each alphabet, with the other two names', async () => {
  const { value: russian = [] } = await filled<GlossaryEntry[]>('<GlossaryList />', 'entries', 'ru')
  const names = russian.map(({ name }) => name)
  expect(names.length).toBeGreaterThan(40)
  expect(names.indexOf('архив')).toBeLessThan(names.indexOf('слой'))
  expect(russian.find(({ id }) => id === 'layer')).toMatchObject({ name: 'слой', elsewhere: [{ lang: 'en', name: 'layer' }, { lang: 'zh-CN', name: '层' }] })
  expect(russian.every(({ text }) => text.length > 0)).toBe(true)
})

it('says of every statement of a document where it went', async () => {
  const { value: rows = [], said } = await filled<SourceRow[]>('<SourceIndex of="S2" />', 'rows')
  expect(said).toEqual([])
  expect(rows[0]?.first).toBe(1)
  expect(rows.at(-1)?.last).toBe(70)
  for (const [at, row] of rows.entries()) {
    if (at > 0) expect(row.first).toBe((rows[at - 1]?.last ?? 0) + 1)
    expect(row.pages.length, `S2.${row.first}`).toBeGreaterThan(0)
  }
  expect((await filled('<SourceIndex of="S9" />', 'rows')).said).toEqual(['a source document is one of S0, S1, S2, S3, S4, not S9'])
})

import { readFileSync, readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { GLOSSARY_NAMES } from './glossary-names.ts'

const folder = 'content/glossary'

it.each(readdirSync(folder))('explains %s in three languages, shortly', (id) => {
  expect(readdirSync(`${folder}/${id}`).sort()).toEqual(['en.md', 'ru.md', 'zh.md'])
  const entries = ['en', 'ru', 'zh'].map((lang) => readFileSync(`${folder}/${id}/${lang}.md`, 'utf8').trim())
  for (const entry of entries) {
    expect(entry.length).toBeGreaterThan(10)
    expect(entry.length).toBeLessThanOrEqual(200)
    expect(entry.split('`').length % 2, 'backticks in pairs').toBe(1)
  }
  expect(new Set(entries).size).toBe(3)
})

it('has a name for each entry, and an entry for each name, none twice in a language', () => {
  expect(Object.keys(GLOSSARY_NAMES)).toEqual(readdirSync(folder).sort())
  for (const lang of ['en', 'ru', 'zh'] as const) {
    const names = Object.values(GLOSSARY_NAMES).map((name) => name[lang])
    expect(names.filter((name, at) => names.indexOf(name) !== at), lang).toEqual([])
  }
})

import { existsSync } from 'node:fs'
import { beforeAll, expect, it } from 'vitest'
import { CHECK_NAMES } from '#sandbox'
import { installNodeCodecs } from '../../../sandbox/node/codecs.ts'
import { SCENES, scene } from '../../../test/support/store-scenes.ts'
import type { SceneName } from '../../../test/support/store-scenes.ts'
import { LOCALES } from '../../i18n/locales.ts'
import { messagesOf } from '../../i18n/messages.ts'
import { wordsFrom } from '../../i18n/words.ts'
import { brokenCount, checkRows } from './checks.ts'

beforeAll(installNodeCodecs)

const row = (name: SceneName, check: string) => checkRows(scene(name)).find(each => each.name === check)
const english = wordsFrom(messagesOf('en'), 'en')
const said = (name: SceneName, check: string): string[] =>
  (row(name, check)?.findings ?? []).map(({ object, found }) => `${object}: ${found.map(each => ('key' in each ? english(each.key, each.params) : each.text)).join('; ')}`)

it('has all checks of the engine, broken ones first', () => {
  for (const name of SCENES) {
    const rows = checkRows(scene(name))
    expect(rows.map(each => each.name).sort()).toEqual([...CHECK_NAMES].sort())
    const order = rows.map(({ verdict }) => ['broken', 'holds', 'later'].indexOf(verdict))
    expect(order).toEqual([...order].sort())
    expect(rows.filter(({ verdict }) => verdict === 'broken')).toHaveLength(brokenCount(scene(name)))
  }
})

it('says of what is broken what was found', () => {
  expect(said('name-of-nothing', 'every-reference-resolves')).toEqual(['app:1: there is no image cef320c41a3e'])
  expect(said('damaged-file', 'every-layer-record-has-its-data')).toEqual(['6308bffedf9c: 5\u202f882 of 45\u202f882 bytes are there'])
  expect(said('damaged-record', 'every-layer-record-has-its-data')).toEqual(['04ef0d5d1475: size is empty'])
  expect(said('config-removed', 'counts-agree')).toEqual(['d6b76fbe2c1a: the count is 1, its users are 0'])
  expect(said('cut-8-s', 'a-listed-image-runs')).toEqual(['ubuntu:18.04: mounting its layers fails: too many levels of symbolic links'])
})

it('shows three things and counts the rest', () => {
  expect(row('cut-8-s', 'every-layer-record-has-its-data')).toMatchObject({ verdict: 'broken', more: 1 })
  expect(row('cut-8-s', 'every-layer-record-has-its-data')?.findings).toHaveLength(3)
})

it('leads to files that are there', () => {
  for (const name of SCENES) {
    const paths = new Set(scene(name).files.map(file => file.path))
    for (const { paths: shown, verdict, name: check } of checkRows(scene(name))) {
      if (verdict !== 'broken') expect(shown).toEqual([])
      for (const path of shown) expect(paths.has(path) || [...paths].some(each => each.startsWith(`${path}/`)), `${name} ${check} ${path}`).toBe(true)
    }
  }
})

it('leads to pages that are there, in every language', () => {
  for (const { code } of LOCALES) {
    for (const { why, repair } of checkRows(scene('empty'))) for (const page of [why, repair]) expect(existsSync(`content/docs/${code}/${page}.mdx`), `${code} ${page}`).toBe(true)
  }
})

it('judges some only at rest', () => {
  expect(checkRows(scene('loading')).filter(({ verdict }) => verdict === 'later').map(each => each.name)).toEqual(['no-orphan-data', 'counts-agree'])
})

it('knows every sentence that the checks say, in every language', () => {
  for (const { code, lang } of LOCALES) {
    const words = wordsFrom(messagesOf(code), lang)
    for (const name of SCENES) {
      for (const { findings, name: check } of checkRows(scene(name))) {
        for (const { object, found } of findings) {
          expect(object).not.toMatch(/ |[0-9a-f]{13}/)
          for (const each of found) {
            // Why an image does not run is said in the words of the engine.
            if ('key' in each) expect(words(each.key, each.params)).not.toMatch(/checks\.|[{}]/)
            else expect(check, each.text).toBe('a-listed-image-runs')
          }
        }
      }
    }
  }
})

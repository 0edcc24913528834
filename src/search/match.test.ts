import { expect, it } from 'vitest'
import { isSameWord } from './endings.ts'
import type { IndexedPage } from './extract.ts'
import { searchIn } from './match.ts'

const page = (url: string, title: string, ...parts: readonly (readonly [id: string, heading: string, text: string])[]): IndexedPage => ({
  url,
  title,
  description: '',
  parts: parts.map(([id, heading, text]) => ({ id, heading, text })),
})
const find = (pages: readonly IndexedPage[], lang: string, query: string) => searchIn(pages, lang)(query).map(({ url }) => url)

const EN = [
  page('/load/', 'Loading and removing at once', ['', '', 'Both commands report success.'], ['notice', 'How to notice', 'The daemon says: Error response from daemon: reference does not exist. Tagging helps.']),
  page('/size/', 'Why deleting does not shrink an image', ['', '', 'Each download adds a layer.'], ['flag', 'Flags', 'The flag --no-parent is for EulerOS only.']),
]
const RU = [page('/слой/', 'Общие слои', ['', '', 'Каждый слой хранится один раз. Ещё о загрузке архива.'])]
const ZH = [page('/zh/', '掉电：镜像看得到，却启动不了', ['', '', '断电后，虚悬引用会留在元数据里，守护进程不会报错。'])]

it('finds an error message as it stands, and at its heading', () => {
  expect(find(EN, 'en', 'Error response from daemon: reference does not exist')).toEqual(['/load/#notice'])
})

it('finds a pasted message whose names differ from those of the page', () => {
  expect(find(EN, 'en', 'Error response from daemon: reference xyzzy1 does not exist')).toEqual(['/load/#notice'])
})

it('finds words with other endings, Russian and English', () => {
  expect(find(RU, 'ru', 'слоёв')).toEqual(['/слой/'])
  expect(find(RU, 'ru', 'загрузками')).toEqual(['/слой/'])
  expect(find(RU, 'ru', 'еще')).toEqual(['/слой/'])
  expect(find(EN, 'en', 'tags')).toEqual(['/load/#notice'])
  expect(find(EN, 'en', 'shrinking')).toEqual(['/size/'])
})

it('finds the beginning of a word, not its middle', () => {
  expect(find(EN, 'en', 'down')).toEqual(['/size/'])
  expect(find(EN, 'en', 'load')).toEqual(['/load/'])
})

it('finds a Chinese word inside a sentence, and words of a question one by one', () => {
  expect(find(ZH, 'zh-CN', '元数据')).toEqual(['/zh/'])
  expect(find(ZH, 'zh-CN', '断电元数据')).toEqual(['/zh/'])
})

it('finds flags as written', () => {
  expect(find(EN, 'en', '--no-parent')).toEqual(['/size/#flag'])
})

it.each([
  ['en', EN, 'xylophone'],
  ['en', EN, 'image xylophone'],
  ['en', EN, 'qwertz asdfgh zxcvbn poiuyt'],
  ['ru', RU, 'кракозябра'],
  ['ru', RU, 'слово'],
  ['zh-CN', ZH, '犇骉鱻'],
  ['zh-CN', ZH, '葡萄酒'],
  ['en', EN, '   '],
  ['en', EN, '///'],
] as const)('finds nothing for what is nowhere (%s, %s: %s)', (lang, pages, query) => {
  expect(find(pages, lang, query)).toEqual([])
})

it('marks what it found, and nothing else', () => {
  const excerpt = searchIn(EN, 'en')('flag euleros')[0]?.excerpt ?? []
  expect(excerpt.map(({ text }) => text).join('')).toBe('The flag --no-parent is for EulerOS only.')
  expect(excerpt.filter(({ found }) => found).map(({ text }) => text)).toEqual(['flag', 'EulerOS'])
})

it('tells endings from other words', () => {
  expect(isSameWord('образами', 'образ')).toBe(true)
  expect(isSameWord('tagging', 'tag')).toBe(true)
  expect(isSameWord('слон', 'слой')).toBe(false)
  expect(isSameWord('lost', 'lose')).toBe(false)
})

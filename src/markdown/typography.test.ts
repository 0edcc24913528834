import { expect, it } from 'vitest'
import { treeOf } from './check-page.ts'
import { hanWords } from './han-words.ts'
import { textOf } from './tree.ts'
import { keepTogether, setSpaces } from './typography.ts'

const shown = (text: string): string => text.replaceAll('\u00A0', '_')
function spaced(source: string, lang: 'ru' | 'zh'): string {
  const root = treeOf(source)
  setSpaces(root, lang)
  return shown((root.children ?? []).map((node) => JSON.stringify(node).match(/"value":"([^"]*)"/g)?.map((part) => part.slice(9, -1)).join('') ?? '').join('|'))
}

it.each([
  ['образ — это слои', 'образ_— это слои'],
  ['образ\n— это', 'образ_— это'],
  ['через 40 с, 1,99 МБ и 5 слоёв', 'через 40_с, 1,99_МБ и 5 слоёв'],
  ['слои и т. д., и т.п., то есть т. е.', 'слои и_т._д., и_т._п., то есть т._е.'],
  ['№ 5', '№_5'],
])('sets the spaces that must not break in Russian: %s', (text, expected) => {
  expect(shown(keepTogether(text, 'ru'))).toBe(expected)
})

it('keeps numbers and units together in English, and leaves Chinese alone', () => {
  expect(shown(keepTogether('after 0.3 s, 64.2 MB and 3 seconds more', 'en'))).toBe('after 0.3_s, 64.2_MB and 3_seconds more')
  expect(keepTogether('40 秒', 'zh')).toBe('40 秒')
})

it.each([
  ['删除\n镜像', '删除镜像'],
  ['镜像原本就在，\n各步', '镜像原本就在，各步'],
  ['存在。\n`docker` 看', '存在。docker 看'],
  ['执行\n`docker` 命令', '执行 docker 命令'],
  ['版本\n20.10', '版本 20.10'],
  ['**删除**\n镜像', '删除镜像'],
])('takes line breaks out of Chinese: %j', (text, expected) => {
  expect(spaced(text, 'zh')).toBe(expected)
})

it('leaves code and line breaks of Russian as they are', () => {
  expect(spaced('`a — b` слой — это', 'ru')).toBe('a — b слой_— это')
})

it('finds the words of a Chinese title', () => {
  expect(hanWords('删除镜像').filter(({ whole }) => whole).map(({ text }) => text)).toContain('镜像')
  expect(hanWords('用 docker 删除').map(({ text }) => text).join('')).toBe('用 docker 删除')
  expect(textOf({ type: 'text', value: ' a\n b ' })).toBe('a b')
})

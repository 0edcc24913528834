import type { LocaleCode } from '../i18n/locales.ts'
import { walk } from './tree.ts'
import type { Node } from './tree.ts'

const HAN = /\p{Script=Han}/u
/** Signs that are as wide as a Chinese character and bring their own space. */
const WIDE_SIGN = /[，。：；？！（）、《》“”‘’…—]/u
const UNITS = { ru: 'с|мс|мин|ч|Б|КБ|МБ|ГБ|ТБ|КиБ|МиБ|ГиБ|байт|байта|байтов|секунд|секунды|секунда', en: 's|ms|min|h|B|kB|KB|MB|GB|TB|KiB|MiB|GiB|bytes|seconds' }
const NUMBER_UNIT = { ru: new RegExp(`(\\d) (?=(?:${UNITS.ru})(?![\\p{L}\\d]))`, 'gu'), en: new RegExp(`(\\d) (?=(?:${UNITS.en})(?![\\p{L}\\d]))`, 'gu') }

/** Set the spaces that must not break. */
export function keepTogether(text: string, lang: LocaleCode): string {
  if (lang === 'zh') return text
  const units = text.replace(NUMBER_UNIT[lang], '$1\u00A0')
  if (lang === 'en') return units
  return units.replace(/[ \n]—/g, '\u00A0—').replace(/№ (?=\d)/g, '№\u00A0')
    .replace(/(?<!\p{L})(и )?т\. ?([дпек])\./gu, (_, and: string | undefined, letter: string) => `${and === undefined ? '' : 'и\u00A0'}т.\u00A0${letter}.`)
}

/** What stands for a line break between two characters of a Chinese page: nothing between Han, a space beside Latin and digits. */
export function breakBetween(before: string, after: string): '' | ' ' {
  if (WIDE_SIGN.test(before) || WIDE_SIGN.test(after)) return ''
  return HAN.test(before) && HAN.test(after) ? '' : ' '
}

const CODE = 'c'

/** The text nodes of a block and, as a letter, the code between them. */
function leaves(node: Node): readonly { readonly node: Node, readonly text: string }[] {
  if (node.type === 'text') return [{ node, text: node.value ?? '' }]
  if (node.type === 'inlineCode') return [{ node, text: CODE }]
  return (node.children ?? []).flatMap(leaves)
}

const BLOCKS = new Set(['paragraph', 'heading', 'tableCell'])
const isBlock = (node: Node): boolean => BLOCKS.has(node.type) || (node.type === 'mdxJsxFlowElement' && (node.children ?? []).some(({ type }) => type === 'text' || type === 'inlineCode'))

/** Take line breaks out of Chinese, and set the spaces of the other languages. */
export function setSpaces(root: Node, lang: LocaleCode): void {
  walk(root, (node, ancestors) => {
    if (!isBlock(node) || ancestors.some(isBlock)) return
    const parts = leaves(node)
    const whole = parts.map(({ text }) => text).join('')
    let offset = 0
    for (const { node: leaf, text } of parts) {
      const start = offset
      offset += text.length
      if (leaf.type !== 'text') continue
      leaf.value = lang === 'zh' ? joined(text, start, whole) : keepTogether(text, lang)
    }
  })
}

function joined(text: string, start: number, whole: string): string {
  return text.replace(/[ \t]*\n[ \t]*/g, (gap: string, at: number) => {
    const before = Array.from(whole.slice(0, start + at).trimEnd()).at(-1)
    const after = Array.from(whole.slice(start + at + gap.length).trimStart())[0]
    return before === undefined || after === undefined ? '' : breakBetween(before, after)
  })
}

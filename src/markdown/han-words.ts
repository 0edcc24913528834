import type { Node } from './tree.ts'
import { walk } from './tree.ts'

const HAN_WORD = /^\p{Script=Han}{2,}$/u
/** Words of this subject that general dictionaries do not have. */
const OURS = /(守护进程|镜像|掉电|断电|标签|摘要|引用|归档|悬空|虚悬|残留|沙箱|隐患|实录|落盘|写回|存储)/
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })

/** A Chinese line in pieces: `whole` ones are words of several characters, which a title must not break. */
export function hanWords(text: string): readonly { readonly text: string, readonly whole: boolean }[] {
  const pieces: { text: string, whole: boolean }[] = []
  const segments = text.split(OURS).flatMap((part, at) => (at % 2 === 1 ? [part] : Array.from(segmenter.segment(part), ({ segment }) => segment)))
  for (const segment of segments) {
    const last = pieces.at(-1)
    const whole = HAN_WORD.test(segment)
    if (whole || last === undefined || last.whole) pieces.push({ text: segment, whole })
    else last.text += segment
  }
  return pieces
}

/** Keep the words of Chinese headings whole. */
export function keepHeadingWords(root: Node): void {
  walk(root, (heading) => {
    if (heading.type !== 'heading') return
    heading.children = (heading.children ?? []).flatMap((child) => {
      if (child.type !== 'text') return [child]
      return hanWords(child.value ?? '').map(({ text, whole }): Node => {
        const plain: Node = { type: 'text', value: text }
        return whole ? { type: 'emphasis', data: { hName: 'span', hProperties: { class: 'word' } }, children: [plain] } : plain
      })
    })
  })
}

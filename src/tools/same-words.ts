/**
 * `node src/tools/same-words.ts FOLDER [PAGE…]`: no sentence of a page may have eight words in a row (Chinese: fourteen
 * characters) of a text in FOLDER. Code is left out, and what a correction quotes. Ends with 1 when it found any.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { writtenPages } from '../content-runs/page-source.ts'
import { pageOfFile } from '../content-runs/page.ts'
import { treeOf } from '../markdown/check-page.ts'
import { isElement, lineOf } from '../markdown/tree.ts'
import type { Node } from '../markdown/tree.ts'

const WORDS = 8
const HAN = 14
/** Words of letters and digits, and every Chinese character by itself. */
const TOKENS = /\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu
const QUOTED = /“[^”]*”|«[^»]*»|‘[^’]*’|"[^"]*"/g

const tokensOf = (text: string): readonly string[] => (text.toLowerCase().match(TOKENS) ?? [])
const isHan = (token: string | undefined): boolean => token !== undefined && /\p{Script=Han}/u.test(token)

/** All stretches of a text that are long enough to be the same sentence. */
function* stretches(tokens: readonly string[]): Generator<string> {
  for (let at = 0; at < tokens.length; at++) {
    const length = isHan(tokens[at]) ? HAN : WORDS
    const part = tokens.slice(at, at + length)
    if (part.length === length && (length === WORDS || part.every(isHan))) yield part.join(' ')
  }
}

/** The prose of a page, block by block. */
function* blocksOf(node: Node, correction = false): Generator<{ readonly line: number, readonly text: string }> {
  const inside = correction || (isElement(node) && node.name === 'Correction')
  const phrasing = node.children?.some(({ type }) => type === 'text') === true
  if (phrasing) yield { line: lineOf(node), text: inside ? prose(node).replace(QUOTED, ' | ') : prose(node) }
  else for (const child of node.children ?? []) yield* blocksOf(child, inside)
}
const prose = (node: Node): string => (node.type === 'text' ? (node.value ?? '') : node.type === 'inlineCode' ? ' code ' : (node.children ?? []).map(prose).join(''))

const [folder, ...files] = process.argv.slice(2)
if (folder === undefined) throw new Error('name the folder of the documents')
const known = new Map<string, string>()
for (const name of readdirSync(folder)) for (const stretch of stretches(tokensOf(readFileSync(join(folder, name), 'utf8')))) known.set(stretch, name)

let same = 0
for (const page of files.length > 0 ? files.flatMap((file) => pageOfFile(file) ?? []) : writtenPages()) {
  for (const { line, text } of blocksOf(treeOf(readFileSync(page.file, 'utf8')))) {
    const hit = [...stretches(tokensOf(text))].find((stretch) => known.has(stretch))
    if (hit === undefined) continue
    same++
    console.log(`${page.file}:${line}: as in ${known.get(hit) ?? ''}: ${hit}`)
  }
}
console.log(`${same} blocks with the same words`)
process.exitCode = same > 0 ? 1 : 0

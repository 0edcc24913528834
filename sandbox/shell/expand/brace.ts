/** Brace expansion: `{a,b}`, `{1..5}`, `{a..e..2}`; it happens before anything else and knows only the text. */
import type { Part, Word } from '../parse/ast.ts'
import { ExpansionError } from '../run/control.ts'

/** Words that one word may become. */
export const BRACE_WORDS_MAX = 1_000_000

/** Braces within braces. */
const BRACE_DEPTH_MAX = 200

type Piece = string | Part

const remembered = new WeakMap<Word, readonly Word[]>()

/** The words a word stands for. */
export function expandBraces(word: Word): readonly Word[] {
  if (!word.source.includes('{')) return [word]
  let known = remembered.get(word)
  if (!known) remembered.set(word, (known = expand(word)))
  return known
}

function expand(word: Word): readonly Word[] {
  if (!word.parts.some(part => part.kind === 'text' && !part.quoted && part.text.includes('{'))) return [word]
  const pieces: Piece[] = []
  for (const part of word.parts) {
    if (part.kind === 'text' && !part.quoted) pieces.push(...part.text)
    else pieces.push(part)
  }
  if (depthOf(pieces) > BRACE_DEPTH_MAX) throw new ExpansionError('brace expansion: maximum nesting level exceeded')
  const budget = { left: BRACE_WORDS_MAX }
  const all = sequences(pieces, budget)
  if (all.length === 1) return [word]
  return all.map(toWord)
}

function toWord(pieces: readonly Piece[]): Word {
  const parts: Part[] = []
  let text = ''
  for (const piece of pieces) {
    if (typeof piece === 'string') text += piece
    else {
      if (text !== '') parts.push({ kind: 'text', text, quoted: false })
      text = ''
      parts.push(piece)
    }
  }
  if (text !== '') parts.push({ kind: 'text', text, quoted: false })
  return { parts, source: pieces.map(piece => (typeof piece === 'string' ? piece : piece.kind === 'text' ? piece.text : '$')).join('') }
}

function sequences(pieces: readonly Piece[], budget: { left: number }): Piece[][] {
  for (let start = 0; start < pieces.length; start++) {
    if (pieces[start] !== '{') continue
    const end = closing(pieces, start)
    if (end < 0) continue
    const inside = pieces.slice(start + 1, end)
    const items = alternatives(inside)
    let middles: Piece[][]
    if (items.length > 1) middles = items.flatMap(item => sequences(item, budget))
    else {
      const range = rangeOf(inside, budget)
      if (!range) {
        // Not an expansion, but there may be one inside or behind it.
        const inner = sequences(inside, budget)
        const rest = sequences(pieces.slice(end + 1), budget)
        const head = pieces.slice(0, start + 1)
        return inner.flatMap(a => rest.map(b => [...head, ...a, '}', ...b]))
      }
      middles = range.map(text => [...text])
    }
    const head = pieces.slice(0, start)
    const tails = sequences(pieces.slice(end + 1), budget)
    budget.left -= middles.length * tails.length
    if (budget.left < 0) throw new ExpansionError('brace expansion: cannot allocate memory for so many words')
    return middles.flatMap(middle => tails.map(tail => [...head, ...middle, ...tail]))
  }
  return [[...pieces]]
}

function depthOf(pieces: readonly Piece[]): number {
  let depth = 0
  let most = 0
  for (const piece of pieces) {
    if (piece === '{') most = Math.max(most, ++depth)
    else if (piece === '}' && depth > 0) depth--
  }
  return most
}

/** The closing brace of the one at `start`; -1 when there is none. `${` never comes here: it is a part. */
function closing(pieces: readonly Piece[], start: number): number {
  let open = 0
  for (let i = start; i < pieces.length; i++) {
    if (pieces[i] === '{') open++
    else if (pieces[i] === '}' && --open === 0) return i
  }
  return -1
}

function alternatives(inside: readonly Piece[]): Piece[][] {
  const items: Piece[][] = [[]]
  let open = 0
  for (const piece of inside) {
    if (piece === ',' && open === 0) items.push([])
    else {
      if (piece === '{') open++
      else if (piece === '}') open--
      items[items.length - 1]?.push(piece)
    }
  }
  return items
}

function rangeOf(inside: readonly Piece[], budget: { left: number }): string[] | undefined {
  if (!inside.every(piece => typeof piece === 'string')) return undefined
  const text = inside.join('')
  const numbers = /^(-?[0-9]+)\.\.(-?[0-9]+)(?:\.\.(-?[0-9]+))?$/.exec(text)
  const letters = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.(-?[0-9]+))?$/.exec(text)
  const found = numbers ?? letters
  if (!found) return undefined
  const [, a = '', b = '', step] = found
  const from = numbers ? Number(a) : a.charCodeAt(0)
  const to = numbers ? Number(b) : b.charCodeAt(0)
  const by = Math.max(1, Math.abs(Number(step ?? 1)))
  if ((Math.abs(to - from) / by) > budget.left) throw new ExpansionError('brace expansion: cannot allocate memory for so many words')
  const padded = numbers && (/^-?0[0-9]/.test(a) || /^-?0[0-9]/.test(b)) ? Math.max(a.length, b.length) : 0
  const words: string[] = []
  for (let value = from; from <= to ? value <= to : value >= to; value += from <= to ? by : -by) {
    if (!numbers) words.push(String.fromCharCode(value))
    else if (padded === 0) words.push(String(value))
    else words.push(value < 0 ? `-${String(-value).padStart(padded - 1, '0')}` : String(value).padStart(padded, '0'))
  }
  return words
}

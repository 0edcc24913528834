/** Bytes of a file as a person can read them. */
import { plain } from './steps.ts'

export interface Content {
  readonly as: 'absent' | 'empty' | 'json' | 'text' | 'hex'
  readonly text: string
  /** How much of it is shown. */
  readonly shownBytes: number
  readonly totalBytes: number
}

const TEXT_BYTES_MAX = 8192
const HEX_BYTES_MAX = 512

/** What a file holds: JSON in lines, text, or the first bytes in hex. */
export function contentOf(bytes: Uint8Array | undefined): Content {
  if (!bytes) return { as: 'absent', text: '', shownBytes: 0, totalBytes: 0 }
  const totalBytes = bytes.length
  if (totalBytes === 0) return { as: 'empty', text: '', shownBytes: 0, totalBytes }
  const shown = bytes.subarray(0, TEXT_BYTES_MAX)
  const text = textOf(shown)
  if (text === undefined) return { as: 'hex', text: hexOf(bytes.subarray(0, HEX_BYTES_MAX)), shownBytes: Math.min(HEX_BYTES_MAX, totalBytes), totalBytes }
  const json = totalBytes <= TEXT_BYTES_MAX ? jsonOf(text) : undefined
  return { as: json === undefined ? 'text' : 'json', text: json ?? lines(text), shownBytes: shown.length, totalBytes }
}

/** Control characters made visible, lines kept. */
const lines = (text: string): string => text.split('\n').map(line => plain(line.replaceAll('\t', '  '))).join('\n')

function textOf(bytes: Uint8Array): string | undefined {
  try {
    // Cut in the middle of a character, the last bytes are kept back by `stream`.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text) ? undefined : text
  } catch {
    return undefined
  }
}

function jsonOf(text: string): string | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined
  try {
    return lines(JSON.stringify(JSON.parse(text), undefined, 2))
  } catch {
    return undefined
  }
}

function hexOf(bytes: Uint8Array): string {
  const rows: string[] = []
  for (let at = 0; at < bytes.length; at += 8) {
    const row = [...bytes.subarray(at, at + 8)]
    const hex = row.map(byte => byte.toString(16).padStart(2, '0')).join(' ')
    rows.push(`${at.toString(16).padStart(4, '0')}  ${hex.padEnd(23)}  ${row.map(byte => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('')}`)
  }
  return rows.join('\n')
}

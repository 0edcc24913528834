import { utf8 } from '../../base/bytes.ts'
import { decodeText } from '../characters.ts'
import { compactJson, numberJson } from './jq-json.ts'
import type { Json } from './jq-json.ts'
import { JqError, isArray, shown } from './jq-values.ts'
import { decodeBase64, encodeBase64 } from './base64-codec.ts'

/** A value as text: strings as they are, others as JSON. */
export const asText = (value: Json): string => (typeof value === 'string' ? value : compactJson(value))

/** `@name` applied to a value. @throws JqError */
export function applyFormat(name: string, value: Json): string {
  switch (name) {
    case '@text': return asText(value)
    case '@json': return compactJson(value)
    case '@html': return asText(value).replace(/[<>&'"]/g, character => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;', "'": '&#39;', '"': '&quot;' } as Readonly<Record<string, string>>)[character] ?? '')
    case '@uri': return [...utf8(asText(value))].map(byte => (/[A-Za-z0-9\-_.~]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)).join('')
    case '@csv': return row(value, 'csv', ',', text => `"${text.replaceAll('"', '""')}"`)
    case '@tsv': return row(value, 'tsv', '\t', text => text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r'))
    case '@sh': {
      const one = (item: Json): string => {
        if (typeof item === 'object' && item !== null) throw new JqError(`${shown(item)} can not be escaped for shell`)
        return typeof item === 'string' ? `'${item.replaceAll("'", String.raw`'\''`)}'` : compactJson(item)
      }
      return isArray(value) ? value.map(one).join(' ') : one(value)
    }
    case '@base64': return encodeBase64(utf8(asText(value)))
    case '@base64d': {
      const text = asText(value)
      const decoded = decodeBase64(text.replace(/=+$/, ''))
      if (decoded === undefined || (decoded.length === 0 && text.replace(/=+$/, '') !== '')) throw new JqError(`${shown(value)} ${text.replace(/=+$/, '').length % 4 === 1 ? 'trailing base64 byte found' : 'is not valid base64 data'}`)
      return decodeText(decoded).replace(/[\udc80-\udcff]/g, '\ufffd')
    }
    default: throw new JqError(`${name.slice(1)} is not a valid format`)
  }
}

function row(value: Json, kind: string, separator: string, quote: (text: string) => string): string {
  if (!isArray(value)) throw new JqError(`${shown(value)} cannot be ${kind}-formatted, only array`)
  return value.map(item => {
    if (item === null) return ''
    if (typeof item === 'boolean') return String(item)
    if (typeof item === 'number') return numberJson(item)
    if (typeof item === 'string') return quote(item)
    throw new JqError(`${shown(item)} is not valid in a csv row`)
  }).join(separator)
}

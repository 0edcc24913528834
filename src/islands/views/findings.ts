/**
 * What checks found, object by object, in words that can be translated. The engine says it in English sentences; one
 * that is not known here is shown as it is.
 */
import type { WordKey, WordParams } from '../../i18n/words.ts'
import type { StoreView } from '../../playground/messages.ts'

/** A word with its parameters, or the engine's own sentence. */
export type Found = { readonly key: WordKey; readonly params: WordParams } | { readonly text: string }

/** All that is wrong with one thing. */
export interface Finding {
  /** A name, an ID with 12 digits or a path. */
  readonly object: string
  readonly found: readonly Found[]
}

interface Violation {
  readonly claim: string
  readonly found: string
}

const HEX = '(?:sha256:)?([0-9a-f]{64})'

/** Sentences of the checks. Groups become parameters in the order of `names`; `*` means the claim. */
const SENTENCES: readonly { readonly found: RegExp; readonly claim?: RegExp; readonly key: WordKey; readonly names?: readonly string[] }[] = [
  { found: /^its directory is missing$/, key: 'checks.found.directory' },
  { found: /^its files hold (\d+) of (\d+) bytes$/, key: 'checks.found.bytes', names: ['found', 'count'] },
  { found: /^(\S+) is missing$/, key: 'checks.found.missing', names: ['file'] },
  { found: /^(\S+) is empty$/, key: 'checks.found.empty', names: ['file'] },
  { found: /^(\S+) is not valid$/, key: 'checks.found.invalid', names: ['file'] },
  { found: /^(.+) leads nowhere$/, key: 'checks.found.nowhere', names: ['file'] },
  { found: new RegExp(`^there is no image ${HEX}$`), key: 'checks.found.noImage', names: ['id'] },
  { found: new RegExp(`^there is no layer ${HEX}$`), key: 'checks.found.noLayer', names: ['id'] },
  { found: new RegExp(`^the daemon does not know layer ${HEX}$`), key: 'checks.found.unknownLayer', names: ['id'] },
  { found: new RegExp(`^the daemon does not know ${HEX}$`), key: 'checks.found.unknownImage', names: ['id'] },
  { found: /^(?:it|the config of \S+) is damaged$/, key: 'checks.found.config.damaged' },
  { found: /^(?:it|the config of \S+) is absent$/, key: 'checks.found.config.absent' },
  { found: /^it is in memory only$/, key: 'checks.found.memoryOnly' },
  { found: /^no record names it$/, key: 'checks.found.noRecord' },
  { found: /^layerdb\/tmp\//, key: 'checks.found.halfMade' },
  { found: /^layerdb\/sha256\//, key: 'checks.found.halfRemoved' },
  { found: /^no image, layer or container stands on it$/, key: 'checks.found.unused' },
  { found: /^(\d+)$/, claim: /^the count of layer \S+ is (\d+)$/, key: 'checks.found.count', names: ['found', 'expected'] },
  { found: /^it cannot be read$/, key: 'checks.found.unreadable' },
  { found: /^(\S+) is not there$/, key: 'checks.found.nameAbsent', names: ['name'] },
  { found: /^(\S+) is only on the disk$/, key: 'checks.found.nameOnDisk', names: ['name'] },
  { found: new RegExp(`^(\\S+) is ${HEX}$`), key: 'checks.found.nameIs', names: ['name', 'id'] },
]

/** Group violations by what they are about. */
export function findingsOf(store: StoreView, violations: readonly Violation[]): Finding[] {
  const objects = new Map<string, Found[]>()
  for (const violation of violations) {
    const object = objectOf(store, violation)
    const known = objects.get(object)
    if (known) known.push(foundOf(violation))
    else objects.set(object, [foundOf(violation)])
  }
  return [...objects].map(([object, found]) => ({ object, found }))
}

/** One sentence. */
export function foundOf({ claim, found }: Violation): Found {
  for (const sentence of SENTENCES) {
    const match = sentence.found.exec(found)
    const about = sentence.claim?.exec(claim)
    if (!match || (sentence.claim && !about)) continue
    const values = [...match.slice(1), ...(about?.slice(1) ?? [])]
    return { key: sentence.key, params: Object.fromEntries((sentence.names ?? []).map((name, at) => [name, valueOf(name, values[at] ?? '')])) }
  }
  return { text: shorten(found) }
}

const valueOf = (name: string, text: string): string | number => (name === 'id' ? text.slice(0, 12) : /^\d+$/.test(text) ? Number(text) : shorten(text))

/** IDs with 12 digits, as everywhere; the reader can copy whole ones elsewhere. */
const shorten = (text: string): string => text.replace(/(?:sha256:)?\b([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1')

function objectOf(store: StoreView, { claim, found }: Violation): string {
  if (/^layerdb\//.test(found)) return shorten(found)
  const image = store.images.get(new RegExp(`sha256:[0-9a-f]{64}`).exec(claim)?.[0] ?? '')
  if (image) return image.references[0] ?? shorten(image.id)
  const [first = ''] = new RegExp(`${HEX}|^\\S+(?= (?:runs|names an image|belongs|has the names))|^overlay2/\\S+`).exec(claim) ?? []
  return first === '' ? shorten(claim) : shorten(first)
}

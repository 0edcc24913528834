/**
 * The text of `repositories.json`. Docker writes the whole file for every name that changes; with thousands of names
 * that would be most of a load's work here, so the text is made when somebody reads it. Its length is known at once.
 */
import { assert } from '../base/assert.ts'
import { utf8 } from '../base/bytes.ts'
import { ImmutableMap } from '../base/immutable-map.ts'
import type { Generated } from '../disk/content.ts'
import { encode, sortedMap } from '../oci/go-json.ts'
import type { Digest } from './layout.ts'

/** Repository (familiar name) → reference (familiar form) → image ID. Never changed, only replaced. */
export type Repositories = ImmutableMap<string, References>
export type References = ImmutableMap<string, Digest>

/** Bytes that a map's text takes, without the commas between its members. */
const lengths = new WeakMap<object, number>()

/** `repositories` with `references` (none: without them) for a repository. */
export function withRepository(repositories: Repositories, name: string, references: References): Repositories {
  const former = repositories.get(name)
  const changed = references.size > 0 ? repositories.with(name, references) : repositories.without(name)
  lengths.set(changed, lengthOfAll(repositories) - (former ? memberLength(name, former) : 0) + (references.size > 0 ? memberLength(name, references) : 0))
  return changed
}

/** `references` where `reference` means `id` (undefined: is not there). */
export function withReference(references: References, reference: string, id: Digest | undefined): References {
  const former = references.get(reference)
  const changed = id === undefined ? references.without(reference) : references.with(reference, id)
  lengths.set(changed, lengthOf(references) - (former === undefined ? 0 : pairLength(reference, former)) + (id === undefined ? 0 : pairLength(reference, id)))
  return changed
}

/** None at all. */
export const NO_REPOSITORIES: Repositories = ImmutableMap.of([])
export const NO_REFERENCES: References = ImmutableMap.of([])

/** The file's content. */
export function repositoriesJson(repositories: Repositories): Generated {
  const length = '{"Repositories":{}}'.length + lengthOfAll(repositories) + commas(repositories.size)
  let bytes: Uint8Array | undefined
  return {
    length,
    read(from, to) {
      if (!bytes) {
        bytes = utf8(encode({ Repositories: sortedMap(new Map(Array.from(repositories, ([name, references]) => [name, sortedMap(new Map(references))] as const))) }))
        assert(bytes.length === length, 'the length of repositories.json was foretold')
      }
      return bytes.subarray(from, to)
    },
  }
}

const commas = (members: number): number => Math.max(0, members - 1)

const PLAIN = /^[A-Za-z0-9_.:@/-]*$/
const textLength = (text: string): number => (PLAIN.test(text) ? text.length + 2 : utf8(encode(text)).length)
const pairLength = (reference: string, id: Digest): number => textLength(reference) + 1 + textLength(id)
const memberLength = (name: string, references: References): number => textLength(name) + '{}:'.length + lengthOf(references) + commas(references.size)

function lengthOf(references: References): number {
  let length = lengths.get(references)
  if (length === undefined) {
    length = 0
    for (const [reference, id] of references) length += pairLength(reference, id)
    lengths.set(references, length)
  }
  return length
}

function lengthOfAll(repositories: Repositories): number {
  let length = lengths.get(repositories)
  if (length === undefined) {
    length = 0
    for (const [name, references] of repositories) length += memberLength(name, references)
    lengths.set(repositories, length)
  }
  return length
}

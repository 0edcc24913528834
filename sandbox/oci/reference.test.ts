import { expect, it } from 'vitest'
import { isDigest, parseDigest } from './digest.ts'
import { familiarString, normalisedString, parseAnyReference, parseReference, withDefaultTag, withTag, type Grammar } from './reference.ts'

const HEX = 'a172cedcae47474b615c54d510a5d84a8dea3032e958587430b413538be3f333'
const failure = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    return (error as Error).message
  }
  return 'no error'
}
const refused = (typed: string, grammar: Grammar = 'classic'): string => failure(() => parseReference(typed, grammar))

it('normalises typed names and shows them in familiar form', () => {
  const names: [string, string, string][] = [
    ['alpine', 'docker.io/library/alpine:latest', 'alpine:latest'],
    ['docker.io/x:9', 'docker.io/library/x:9', 'x:9'],
    ['index.docker.io/library/x:9', 'docker.io/library/x:9', 'x:9'],
    ['team/app', 'docker.io/team/app:latest', 'team/app:latest'],
    ['localhost/x', 'localhost/x:latest', 'localhost/x:latest'],
    ['localhost:5000/a/b:1', 'localhost:5000/a/b:1', 'localhost:5000/a/b:1'],
    ['Upper.com/x', 'Upper.com/x:latest', 'Upper.com/x:latest'],
    ['a/b/c__d.e-f---g:T_1.2-3', 'docker.io/a/b/c__d.e-f---g:T_1.2-3', 'a/b/c__d.e-f---g:T_1.2-3'],
    [`x@sha256:${HEX}`, `docker.io/library/x@sha256:${HEX}`, `x@sha256:${HEX}`],
    [`x:1@sha256:${HEX}`, `docker.io/library/x:1@sha256:${HEX}`, `x:1@sha256:${HEX}`],
    ['library/a/b', 'docker.io/library/a/b:latest', 'library/a/b:latest'],
  ]
  for (const [typed, normalised, familiar] of names) {
    for (const grammar of ['classic', 'modern'] as const) {
      const reference = withDefaultTag(parseReference(typed, grammar))
      expect(normalisedString(reference), typed).toBe(normalised)
      expect(familiarString(reference), typed).toBe(familiar)
    }
  }
  expect(names).toHaveLength(11)
})

it('refuses what is not a reference, in the words of each age', () => {
  const wrong = ['', 'a//b', 'a/', '/a', 'a b', 'http://x/y', 'a:b:c', 'x:', 'a:-x', 'x@sha256:00', `x:${'t'.repeat(129)}`, 'a..b', 'a___b', '-a', 'a-']
  for (const typed of wrong) for (const grammar of ['classic', 'modern'] as const) expect(refused(typed, grammar), typed).toBe('invalid reference format')
  expect(wrong).toHaveLength(15)
  expect(refused('Hello')).toBe('invalid reference format: repository name must be lowercase')
  expect(refused('Hello', 'modern')).toBe('invalid reference format: repository name (library/Hello) must be lowercase')
  expect(refused('UPPER/x')).toBe('invalid reference format: repository name must be lowercase')
  expect(normalisedString(parseReference('UPPER/x', 'modern'))).toBe('UPPER/x')
  expect(refused('[::1]:5000/x')).toBe('invalid reference format')
  expect(normalisedString(parseReference('[::1]:5000/x', 'modern'))).toBe('[::1]:5000/x')
  expect(refused(HEX)).toBe(`invalid repository name (${HEX}), cannot specify 64-byte hexadecimal strings`)
  expect(refused(`x@sha256:${HEX.toUpperCase()}`)).toBe('invalid checksum digest format')
  expect(refused(`x@sha256:${HEX.slice(1)}`)).toBe('invalid checksum digest length')
  expect(refused(`x@md5:${HEX}`)).toBe('unsupported digest algorithm')
})

it('limits the length of the name, or in the modern grammar of the path', () => {
  expect(refused('a'.repeat(237))).toBe('no error')
  expect(refused('a'.repeat(238))).toBe('repository name must not be more than 255 characters')
  expect(refused('a'.repeat(247), 'modern')).toBe('no error')
  expect(refused('a'.repeat(248), 'modern')).toBe('repository name must not be more than 255 characters')
})

it('tells IDs from names', () => {
  expect(parseAnyReference(HEX, 'classic')).toEqual({ id: `sha256:${HEX}` })
  expect(parseAnyReference(`sha256:${HEX}`, 'classic')).toEqual({ id: `sha256:${HEX}` })
  expect(parseAnyReference('sha256:a172', 'classic')).toEqual({ reference: { domain: 'docker.io', path: 'library/sha256', tag: 'a172' } })
})

it('checks tags and digests', () => {
  expect(withTag(parseReference('x:1', 'classic'), 'y').tag).toBe('y')
  expect(failure(() => withTag(parseReference('x', 'classic'), 'a b'))).toBe('invalid tag format')
  expect(isDigest(`sha256:${HEX}`)).toBe(true)
  expect(isDigest(HEX)).toBe(false)
  expect(failure(() => parseDigest('sha256:'))).toBe('invalid checksum digest format')
})

import { expect, it } from 'vitest'
import { rowsOf, shortened } from './steps.ts'
import type { TracedStep } from './steps.ts'

const ID = 'ab'.repeat(32)
const DB = '/var/lib/docker/image/overlay2'
const step = (kind: TracedStep['kind'], target: string): TracedStep => ({ task: 'daemon', kind, target })

it('begins with the first request, and counts what happens in one directory', () => {
  const rows = rowsOf([
    step('stat', '/usr/bin/docker'), step('network', 'POST /v1.41/images/load?quiet=1'),
    step('create', `${DB}/layerdb/tmp/write-set-1234567/diff`), step('write', `${DB}/layerdb/tmp/write-set-1234567/diff`), step('fsync', `${DB}/layerdb/tmp/write-set-1234567/diff`),
    step('create', `${DB}/layerdb/tmp/write-set-1234567/size`), step('write', `${DB}/layerdb/tmp/write-set-1234567/size`),
  ])
  expect(rows.map(({ kind, place, names, calls, durable }) => [kind, place, names, calls, durable])).toEqual([
    ['request', 'POST /v1.41/images/load', [], [], undefined],
    ['disk', 'image/overlay2/layerdb/tmp/write-set-…/', ['diff', 'size'], ['create ×2', 'write ×2', 'fsync'], 'partly'],
  ])
})

it('tells contents that are left to the kernel from names', () => {
  const rows = rowsOf([step('network', 'x'), step('write', `/var/lib/docker/overlay2/${ID}/diff/bin/sh`), step('rename', `${DB}/a -> ${DB}/b`), step('write', `${DB}/c`), step('fsync', `${DB}/c`)])
  expect(rows.slice(1).map(({ durable }) => durable)).toEqual(['later', 'synced'])
  expect(rows[2]?.calls).toEqual(['rename → b', 'write', 'fsync'])
})

it('names where a file goes that leaves its directory', () => {
  expect(rowsOf([step('network', 'x'), step('rename', `${DB}/layerdb/tmp/write-set-1234567 -> ${DB}/layerdb/sha256/${ID}`)])[1]?.calls).toEqual(['rename → image/overlay2/layerdb/sha256/abababababab…'])
})

it('shows a lock beside what is done under it, and one that is left at once in a row of its own', () => {
  const rows = rowsOf([step('network', 'x'), step('lock', 'layers'), step('lock', 'references (read)'), step('mkdir', `${DB}/new`), step('unlock', 'references'), step('mkdir', `${DB}/new2`)])
  expect(rows.slice(1).map(({ kind, names, locks }) => [kind, kind === 'lock' ? names : locks])).toEqual([['lock', ['layers']], ['disk', ['references (read)']], ['disk', []]])
})

it('shows reading only where nothing in the store is changed', () => {
  const reading = step('read', `${DB}/imagedb/content/sha256/${ID}`)
  expect(rowsOf([step('network', 'x'), reading]).map(({ kind, place }) => [kind, place])).toEqual([['request', 'x'], ['read', 'image/overlay2/imagedb/']])
  expect(rowsOf([step('network', 'x'), reading, step('mkdir', `${DB}/new`)]).map(({ kind }) => kind)).toEqual(['request', 'disk'])
})

it('shortens ids, random digits and short links', () => {
  expect(shortened(`overlay2/${ID}/`)).toBe('overlay2/abababababab…/')
  expect(shortened('.tmp-repositories.json3095031056')).toBe('.tmp-repositories.json…')
  expect(shortened('E67DKC7APXPQ37NW5Q3SV53QTS')).toBe('E67D…')
})

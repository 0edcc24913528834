import { expect, it } from 'vitest'
import { NO_CHANGES, changesOf, readChanges, withChanges } from './changes.ts'

const original = { 'a.ts': '1', 'b/c.ts': '2' }

it('keeps only what differs, and comes back to the same files', () => {
  const now = { 'a.ts': '1', 'd.ts': '3' }
  const changes = changesOf(original, now)
  expect(changes).toEqual({ changed: { 'd.ts': '3' }, removed: ['b/c.ts'] })
  expect(withChanges(original, readChanges(JSON.stringify(changes)))).toEqual(now)
  expect(changesOf(original, original)).toEqual(NO_CHANGES)
})

it('leaves out what is no change', () => {
  expect(readChanges('no json')).toEqual(NO_CHANGES)
  expect(readChanges(undefined)).toEqual(NO_CHANGES)
  expect(readChanges('{"changed":{"../x":"1","engine/layerlab.js":"2","ok.ts":"3","n.ts":4},"removed":[5,"a.ts"]}')).toEqual({ changed: { 'ok.ts': '3' }, removed: ['a.ts'] })
})

import { expect, it } from 'vitest'
import { messagesOf } from './messages.ts'
import { laterAreas, sandboxAreas } from './sandbox-words.ts'

it('keeps the words that a sandbox speaks, and leaves out those of the pages', () => {
  const areas = new Set(Object.keys(messagesOf('en')).map(key => key.split('.')[0] ?? ''))
  const kept = [...areas].filter(area => sandboxAreas().has(area))
  expect(kept).toEqual(expect.arrayContaining(['checks', 'disk', 'lanes', 'layers', 'plug', 'sandbox', 'scrubber', 'steps', 'terminal', 'upload']))
  expect(kept).not.toContain('capsule')
  expect(kept).not.toContain('lab')
  expect(kept).not.toContain('footer')
  expect(kept).not.toContain('site')
})

it('keeps the words of what comes after the prompt apart', () => {
  expect([...laterAreas()]).toEqual(expect.arrayContaining(['breaks', 'capsule', 'diff', 'editor', 'explorer', 'keys', 'report', 'tasks', 'ways', 'workshop']))
  expect([...laterAreas()].filter(area => sandboxAreas().has(area))).toEqual([])
})

import { expect, it } from 'vitest'
import { doneOffers } from './done.ts'

const line = (text: string) => ({ kind: 'line' as const, actor: 'a', line: text })

it('counts each typed line once, in whatever order, and waits by their length', () => {
  const offers = [line('docker images'), { kind: 'wait' as const, seconds: 8 }, line('docker images'), line('docker rmi app:1')]
  expect(doneOffers(offers, [], [])).toEqual(new Set())
  expect(doneOffers(offers, ['docker images '], [{ kind: 'event', item: '!wait=5', atTick: 0 }])).toEqual(new Set([0]))
  expect(doneOffers(offers, ['docker rmi app:1', 'docker images', 'ls', 'docker images'], [{ kind: 'event', item: '!wait=8', atTick: 0 }])).toEqual(new Set([0, 1, 2, 3]))
})

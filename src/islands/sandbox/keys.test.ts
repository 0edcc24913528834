import { expect, it } from 'vitest'
import type { Happening } from '../../playground/messages.ts'
import { keyAction, switchAfter, switchBefore } from './keys.ts'

const press = (code: string, key = '', held: Partial<Record<'shiftKey' | 'altKey' | 'ctrlKey', boolean>> = {}, where = { typing: false, singles: true }) =>
  keyAction({ code, key, shiftKey: false, altKey: false, ctrlKey: false, metaKey: false, ...held }, ['A', 'B'], where)

it('knows the keys of the plate', () => {
  expect(press('Digit2')).toEqual({ do: 'view', view: 'disk' })
  expect(press('KeyB', 'и')).toEqual({ do: 'step', terminal: 'B' })
  expect(press('KeyC')).toBeUndefined()
  expect(press('Comma', ',')).toEqual({ do: 'go', where: 'back' })
  expect(press('Period', '>', { shiftKey: true })).toEqual({ do: 'go', where: 'switch-forward' })
  expect(press('KeyP', 'P', { shiftKey: true })).toEqual({ do: 'plug' })
  expect(press('Slash', '?', { shiftKey: true })).toEqual({ do: 'help' })
  expect(press('Digit3', '3', { altKey: true })).toEqual({ do: 'offer', index: 2 })
})

it('leaves single characters to the terminal, to fields, and to readers who switched them off', () => {
  for (const where of [{ typing: true, singles: true }, { typing: false, singles: false }]) {
    expect(press('Digit2', '2', {}, where)).toBeUndefined()
    expect(press('KeyA', 'a', {}, where)).toBeUndefined()
    expect(press('F6', 'F6', {}, where)).toEqual({ do: 'region' })
    expect(press('Digit1', '1', { altKey: true }, where)).toEqual({ do: 'offer', index: 0 })
  }
  expect(press('KeyA', 'a', { ctrlKey: true })).toBeUndefined()
})

it('finds where the lanes change', () => {
  const timeline = [...'AABB!A'].map((name): Happening => name === '!'
    ? { kind: 'event', item: '!power=none', atTick: 0 }
    : { kind: 'step', step: { terminal: name, command: 1, task: name, kind: 'read', target: '', atTick: 0 } })
  expect([6, 5, 4, 3, 2, 1, 0].map(position => switchBefore(timeline, position))).toEqual([5, 4, 2, 2, 0, 0, 0])
  expect([0, 1, 2, 3, 4, 5, 6].map(position => switchAfter(timeline, position))).toEqual([2, 2, 4, 4, 5, 6, 6])
})

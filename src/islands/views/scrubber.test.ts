import { beforeAll, expect, it } from 'vitest'
import { installNodeCodecs } from '../../../sandbox/node/codecs.ts'
import { bench, carryOut, cutAfter, loadMeetsRmi, openSession, stateOf } from '../../../test/support/moments.ts'
import { messagesOf } from '../../i18n/messages.ts'
import { wordsFrom } from '../../i18n/words.ts'
import { moveTo, positionSentence, scrubberKey, scrubberOf } from './scrubber.ts'

beforeAll(installNodeCodecs)

const key = (name: string, shiftKey = false) => ({ key: name, shiftKey, altKey: false, ctrlKey: false, metaKey: false })

it('marks what became durable, the cut, the wait and the boot where they happened', () => {
  const session = cutAfter(8, true)
  const { marks, length } = scrubberOf(stateOf(session), session.happenings)
  expect(marks.filter(({ kind }) => kind !== 'sync')).toEqual([{ kind: 'wait', position: length - 2, count: 1 }, { kind: 'cut', position: length - 1, count: 1 }, { kind: 'boot', position: length, count: 1 }])
  const syncs = session.happenings.filter(happening => happening.kind === 'step' && happening.step.kind === 'fsync').length
  expect(marks.filter(({ kind }) => kind === 'sync').reduce((sum, { count }) => sum + count, 0)).toBe(syncs)
})

it('keeps few ticks on a long ruler', () => {
  const session = openSession(bench)
  carryOut(session, 'A', 'docker load -i ubuntu.tar', Infinity)
  const { length, minor, major } = scrubberOf(stateOf(session), session.happenings)
  expect(length / minor).toBeLessThanOrEqual(60)
  expect(major).toBeGreaterThan(minor)
})

it('moves by steps and by switches of lane, and not past the ends', () => {
  const session = loadMeetsRmi()
  const state = stateOf(session)
  const firstOfB = session.happenings.findIndex(happening => happening.kind === 'step' && happening.step.terminal === 'B')
  expect(moveTo('back', state, session.happenings)).toBe(state.length - 1)
  expect(moveTo('forward', state, session.happenings)).toBe(state.length)
  expect(moveTo('switch-back', state, session.happenings)).toBe(firstOfB)
  expect(moveTo('switch-back', { position: firstOfB, length: state.length }, session.happenings)).toBe(0)
  expect(moveTo('switch-forward', { position: 0, length: state.length }, session.happenings)).toBe(firstOfB)
  expect(moveTo('back', { position: 0, length: 9 }, session.happenings)).toBe(0)
})

it('answers its keys, and arrows only when it has the focus', () => {
  const session = loadMeetsRmi()
  const state = stateOf(session)
  const to = (name: string, shift: boolean, onSlider: boolean) => scrubberKey(key(name, shift), state, session.happenings, onSlider)
  expect(to(',', false, false)).toEqual({ do: 'go', position: state.length - 1 })
  expect(to('<', true, false)).toEqual(to(',', true, false))
  expect(to('Home', false, false)).toEqual({ do: 'go', position: 0 })
  expect(to('ArrowLeft', false, true)).toEqual({ do: 'go', position: state.length - 1 })
  expect(to('ArrowLeft', false, false)).toBeUndefined()
  expect(scrubberKey({ ...key(','), ctrlKey: true }, state, session.happenings, true)).toBeUndefined()
})

it('says where the reader stands, and shows a branch that was left', () => {
  const session = loadMeetsRmi()
  const words = wordsFrom(messagesOf('en'), 'en')
  expect(positionSentence(stateOf(session), session.happenings, words)).toMatch(/^Step \d+ of \d+, 0\.\d+ s: B looks for the config of image/)
  const length = session.position
  session.go(50)
  session.step('A', 3)
  const { branch } = scrubberOf(stateOf(session), session.happenings)
  expect(branch?.from).toBe(50)
  expect(session.happenings.length).toBeLessThan(length)
})

import { expect, it } from 'vitest'
import home from '../../../content/scenarios/power-load.ts'
import { Desk } from '../../playground/desk.ts'
import { firstState } from '../../playground/first-state.ts'
import type { News } from '../../playground/messages.ts'
import { Paper } from '#sandbox'
import { terminalsOf } from '../../playground/terminals.ts'
import { begunWith, openingOf } from './opening.ts'

it('opens with what its poster shows as done', async () => {
  const [replay, columns] = ['eight-seconds', 72]
  const poster = await firstState(home, terminalsOf(home, replay), 1, columns)
  const news: News[] = []
  const desk = new Desk({ tell: one => void news.push(structuredClone(one)), now: () => 0, later: () => undefined, load: () => Promise.reject(new Error('everything is here')) })
  const { schedule } = poster.begun
  desk.handle({ do: 'open', scenario: begunWith(openingOf(home, replay, columns), { lines: poster.begun.scenario.actors['A'] ?? [], schedule }), schedule, uploads: [] })
  const opened = news.find(one => one.is === 'opened')
  expect(opened?.state.store.images).toHaveLength(1)
  expect(opened?.state.store).toEqual(poster.state.store)
  expect(opened?.timeline).toEqual(poster.timeline)
  const paper = new Paper(columns)
  for (const one of news) if (one.is === 'output' && one.terminal === 'A') paper.write(one.text)
  expect(paper.text.trimEnd()).toBe(poster.screen)
})

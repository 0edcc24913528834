import { beforeAll, describe, expect, it } from 'vitest'
import { installNodeCodecs } from '../../../sandbox/node/codecs.ts'
import { bench, carryOut, cutAfter, loadMeetsRmi, openSession, stateOf } from '../../../test/support/moments.ts'
import { NOBODY } from '#sandbox'
import { LOCALES } from '../../i18n/locales.ts'
import { messagesOf } from '../../i18n/messages.ts'
import { wordsFrom } from '../../i18n/words.ts'
import type { Words } from '../../i18n/words.ts'
import { cellKey, commandName, headingOf, lanesOf, linesOf, waitSentence } from './lanes.ts'
import { tellHappening } from './timeline.ts'

beforeAll(installNodeCodecs)

const wordsOf = (code: string): Words => wordsFrom(messagesOf(code), LOCALES.find(locale => locale.code === code)?.lang ?? 'en')
const english = wordsOf('en')
const NONE: ReadonlySet<string> = new Set()

describe('load and rmi at once', () => {
  it('says who does what and who waits, in each language', () => {
    const session = loadMeetsRmi()
    const heading = (code: string): string => headingOf(stateOf(session), session.happenings, wordsOf(code)).replace(/\d+/, 'N')
    expect(heading('en')).toBe('Step N: B looks for the config of image 967d32277b59, A waits')
    expect(heading('ru')).toBe('Шаг N: B проверяет, есть ли файл конфигурации образа 967d32277b59, A ждёт')
    expect(heading('zh')).toBe('第 N 步：B 检查镜像 967d32277b59 的配置文件是否存在，A 在等待')
  })

  it('keeps every position in exactly one block, in order, within the room there is', () => {
    const session = loadMeetsRmi()
    const state = stateOf(session)
    for (const room of [4, 6, 9, 14, 40]) {
      const { cells } = lanesOf(state, session.happenings, room, NONE)
      expect(cells.length).toBeLessThanOrEqual(room)
      expect(cells.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index))).toEqual(Array.from({ length: state.position }, (_, index) => index + 1))
      for (const { from, to, lane } of cells) if (lane !== undefined) expect(new Set(session.happenings.slice(from - 1, to).map(h => (h.kind === 'step' ? h.step.terminal : '')))).toEqual(new Set([lane]))
    }
  })

  it('shows the lock that is held as open, the one that was held as closed, and what waits for it', () => {
    const session = loadMeetsRmi()
    const { locks, waits } = lanesOf(stateOf(session), session.happenings, 12, NONE)
    const images = locks.find(({ name }) => name === 'images')
    expect(images?.bars.at(-1)).toMatchObject({ lane: 'B', to: undefined, brief: false })
    const closed = locks.find(({ name }) => name === 'imagedb')?.bars.filter(({ to, brief }) => to !== undefined && !brief)
    expect(closed?.length).toBeGreaterThan(0)
    expect(waits).toEqual([{ lane: 'A', target: 'images', heldBy: 'B', since: images?.bars.at(-1)?.from }])
    expect(waits.map(waiting => waitSentence(waiting, wordsOf('zh')))).toEqual(['A 在等待 B 持有的 images'])
  })

  it('unfolds a block, and what is in it when that is folded too', () => {
    const session = loadMeetsRmi()
    const state = stateOf(session)
    const before = lanesOf(state, session.happenings, 8, NONE).cells
    const big = before.find(({ lane, from, to }) => lane === 'A' && to > from)
    if (!big) throw new Error('nothing is folded')
    const after = lanesOf(state, session.happenings, 8, new Set([cellKey(big)])).cells
    expect(after.length).toBeGreaterThan(before.length)
    expect(after[0]?.from).toBe(1)
    expect(after.at(-1)?.to).toBe(state.position)
  })

  it('keeps what lies ahead apart when the reader has stepped back', () => {
    const session = loadMeetsRmi()
    session.go(session.position - 20)
    const { cells } = lanesOf(stateOf(session), session.happenings, 10, NONE)
    expect(cells.filter(({ ahead }) => !ahead).at(-1)?.to).toBe(session.position)
    expect(cells.filter(({ ahead }) => ahead)[0]?.from).toBe(session.position + 1)
  })
})

it('counts what only memory holds, and forgets it with the power', () => {
  const session = openSession(bench)
  carryOut(session, 'A', 'docker load -i ubuntu.tar', Infinity)
  const { kernel } = lanesOf(stateOf(session), session.happenings, 12, NONE)
  expect(kernel.dirtyBytes).toBeGreaterThan(5600)
  expect(kernel.writeBackSeconds).toBeGreaterThanOrEqual(30)
  expect(kernel.from).toBeGreaterThan(1)
  session.event('!wait=40')
  expect(lanesOf(stateOf(session), session.happenings, 12, NONE).kernel).toMatchObject({ dirtyBytes: 0, from: undefined, writeBackSeconds: undefined })
  carryOut(session, 'A', 'docker images', Infinity)
  expect(lanesOf(stateOf(session), session.happenings, 12, NONE).kernel.marks.map(({ kind }) => kind)).toContain('write-back')
})

it('gives every event a block and a sentence', () => {
  const session = cutAfter(8, true)
  const { cells } = lanesOf(stateOf(session), session.happenings, 12, NONE)
  expect(cells.slice(-3).map(({ event }) => event?.kind)).toEqual(['wait', 'cut', 'boot'])
  expect(session.happenings.slice(-3).map(happening => tellHappening(happening, english))).toEqual(['8 s pass', 'the power is cut', 'the machine is switched on'])
})

it('stays within its room when hundreds of steps switch between lanes, and says so in the text form', () => {
  const session = openSession(bench)
  session.type('A', 'docker load -i ubuntu.tar')
  session.type('B', 'docker load -i hello.tar')
  for (let turn = 0; turn < 120; turn++) session.step(turn % 2 === 0 ? 'A' : 'B', 3)
  const state = stateOf(session)
  const lanes = lanesOf(state, session.happenings, 9, NONE)
  expect(lanes.cells.length).toBeLessThanOrEqual(9)
  expect(lanes.cells[0]).toMatchObject({ from: 1, lane: undefined })
  expect(linesOf(lanes, session.happenings, english)[0]?.text).toMatch(/^1–\d+\. \d+ steps of several lanes$/)
})

it('names a lane after what runs there', () => {
  expect([commandName('docker load -i app.tar'), commandName('sync'), commandName(''), commandName('docker')]).toEqual(['load', 'sync', '', 'docker'])
})

describe('tasks beside each other', () => {
  const layer = (n: number): Record<string, string> => ({ [`f${n}`]: `${n}\n`.repeat(2000) })
  const registry = { images: [1, 2, 3, 4].map(n => ({ tags: [`app:${n}`], command: ['/bin/true'], layers: [layer(n * 10), layer(n * 10 + 1)] })), bytesPerSecond: 200_000 }

  it('have a row each while a pull has several downloads, within six, and none when there is one', () => {
    const session = openSession({ ...bench, registry })
    session.type('A', 'docker pull -a app')
    let most = 0
    for (let steps = 0; session.step('A', 7) > 0 && steps < 400; steps++) {
      const state = stateOf(session)
      const { strands, cells } = lanesOf(state, session.happenings, 8, NONE)
      const shown = strands.get('A')?.shown ?? []
      most = Math.max(most, shown.length)
      expect(shown.length).toBeLessThanOrEqual(6)
      for (const { name, active, live } of shown) {
        expect(live).toBe(state.lanes[0]?.tasks.some(task => task.name === name) ?? false)
        for (const index of active) {
          const { from, to } = cells[index] ?? { from: 0, to: 0 }
          expect(session.happenings.slice(from - 1, to).some(happening => happening.kind === 'step' && happening.step.task === name)).toBe(true)
        }
      }
    }
    expect(most).toBeGreaterThanOrEqual(4)
    carryOut(session, 'A', 'docker images', Infinity)
    expect(lanesOf(stateOf(session), session.happenings, 8, NONE).strands.get('A')).toBeUndefined()
  })

  it('are in one row each, also when what a command started is left to itself', () => {
    const session = openSession(bench)
    carryOut(session, 'A', 'docker load -qi ubuntu.tar', Infinity)
    session.type('A', 'docker run -d --name web ubuntu:18.04 sh -c "while true; do date > /x; sleep 1; done"; sleep 9 &')
    let ofBoth = 0
    do {
      const rows = [...lanesOf(stateOf(session), session.happenings, 8, NONE).strands].flatMap(([lane, { shown }]) => shown.map(({ name }) => ({ lane, name })))
      expect(rows.filter(({ name }, index) => rows.findIndex(row => row.name === name) !== index)).toEqual([])
      if (rows.some(({ lane }) => lane === '')) ofBoth++
    } while (session.step('A', 7) > 0)
    expect(ofBoth).toBeGreaterThan(0)
  })

  it('are shown for containers and jobs that were left running', () => {
    const session = openSession(bench)
    carryOut(session, 'A', 'docker load -qi ubuntu.tar; docker run -d --name web ubuntu:18.04 sleep 100', Infinity)
    session.event('!wait=3')
    const { strands } = lanesOf(stateOf(session), session.happenings, 8, NONE)
    expect(strands.get('')?.shown.map(({ label, live }) => [label.replace(/\d+$/, ''), live])).toContainEqual(['web', true])
  })

  it('have blocks of their own where they were stepped by hand, named as they are', () => {
    const session = openSession(bench)
    carryOut(session, 'A', 'docker load -qi ubuntu.tar; docker run -d --name web ubuntu:18.04 sleep 100', Infinity)
    const container = session.otherTasks().find(({ name }) => /\/web\d+$/.test(name))?.name ?? ''
    session.hold(container, true)
    session.step('kernel#journal', 1)
    session.step(container, 1)
    const state = stateOf(session)
    const lanes = lanesOf(state, session.happenings, 8, NONE)
    const last = lanes.cells.slice(-3)
    expect(last.map(({ lane, event }) => event ?? lane)).toEqual([expect.objectContaining({ kind: 'hold', task: container }), NOBODY, NOBODY])
    expect(lanes.strands.get('')?.shown.find(({ name }) => name === container)?.active.has(lanes.cells.length - 1)).toBe(true)
    expect(lanes.kernel.marks.at(-1)).toEqual({ kind: 'commit', before: state.position - 1 })
    const label = container.split('/').at(-1) ?? ''
    const told = (cells: typeof last): string[] => linesOf({ ...lanes, cells }, session.happenings, english).map(({ text }) => text)
    expect(told(last)).toEqual([`${label} is held`, 'journal commits the journal', label].map(text => expect.stringContaining(text)))
    expect(told(last.slice(-1).map(cell => ({ ...cell, from: cell.from - 1 })))).toEqual([expect.stringContaining(`journal, ${label}: 2 steps`)])
  })
})

/** What every lab has to prove, as tests of vitest. */
import { describe, expect, it } from 'vitest'
import { walk } from '../../sandbox/lab/walk.ts'
import { settingsOf } from '../../sandbox/scenario/lab.ts'
import { IDLE_MOVES, openLab, tryMoves } from './labs.ts'
import type { KnownLab } from './labs.ts'

/** Tests of one lab. */
export const proveLab = (known: KnownLab): void => void describe(`the lab ${known.lab.id}`, () => {
  const { lab } = known

  it('is solved by its solution, task by task, each of which asks for something', () => {
    const { session, judge } = openLab(known)
    expect(judge.judge(session).reachedAt, 'at the start').toEqual([])
    lab.tasks.forEach((task, at) => {
      const { gaps, reachedAt } = judge.judge(session)
      expect(gaps, `${task.id} is not reached before its solution`).not.toEqual([])
      expect(reachedAt).toHaveLength(at)
      walk(session, task.solution)
      expect(judge.judge(session), `${task.id} after its solution`).toMatchObject({ reachedAt: Array(at + 1).fill(expect.any(Number)) })
    })
    expect(judge.judge(session).gaps).toEqual([])
  })

  it('is not solved by looking and waiting', () => {
    for (const move of IDLE_MOVES) expect(tryMoves(known, [move])?.reachedAt ?? [], String(move)).toEqual([])
    expect(tryMoves(known, IDLE_MOVES)?.reachedAt ?? []).toEqual([])
  })

  it.runIf(lab.another)('is solved in another way too', () => {
    const another = lab.another ?? []
    expect(another).not.toEqual(lab.tasks.flatMap(({ solution }) => solution))
    const judged = tryMoves(known, another)
    expect(judged, 'it can be done').toBeDefined()
    expect(judged?.gaps).toEqual([])
    expect(judged?.reachedAt).toHaveLength(lab.tasks.length)
  })

  it('has a par that one of its ways comes to', () => {
    const ways = [lab.tasks.flatMap(({ solution }) => solution), ...(lab.another ? [lab.another] : [])]
    expect(Math.min(...ways.map(way => tryMoves(known, way)?.used[lab.par.unit] ?? Infinity))).toBe(lab.par.count)
  })

  const { profiles, models } = settingsOf(lab, known.scenario)
  const others = profiles.flatMap(profile => models.map(model => ({ profile, disk: { model } }))).slice(1)
  it.each(others.map(settings => [`${settings.profile} on ${settings.disk.model}`, settings] as const))('is solved by its solution, and not by looking, under %s', (_, settings) => {
    const { session, judge } = openLab(known, settings)
    lab.tasks.forEach((task, at) => {
      const { gaps, reachedAt } = judge.judge(session)
      expect(gaps, `${task.id} is not reached before its solution`).not.toEqual([])
      expect(reachedAt).toHaveLength(at)
      walk(session, task.solution)
      expect(judge.judge(session).reachedAt, `${task.id} after its solution`).toHaveLength(at + 1)
    })
    expect(tryMoves(known, IDLE_MOVES, settings)?.reachedAt ?? []).toEqual([])
    // A way that is right here is right there.
    if (lab.another) expect(tryMoves(known, lab.another, settings)?.reachedAt).toHaveLength(lab.tasks.length)
  })

  it.runIf(lab.sometimes)('can end in each other way that it names', () => {
    for (const [name, { moves, goals }] of Object.entries(lab.sometimes ?? {})) {
      const { session, judge } = openLab(known)
      walk(session, moves)
      expect(judge.gaps(goals, session), name).toEqual([])
      expect(judge.judge(session).reachedAt.length, name).toBeLessThan(lab.tasks.length)
    }
  })
})

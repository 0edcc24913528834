/** The labs of the repository, and what is asked of every one of them. */
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Judge } from '../../sandbox/lab/judge.ts'
import type { Judged } from '../../sandbox/lab/judge.ts'
import { walk } from '../../sandbox/lab/walk.ts'
import type { Lab, LabMove } from '../../sandbox/scenario/lab.ts'
import { RunError } from '../../sandbox/scenario/runner.ts'
import type { Scenario } from '../../sandbox/scenario/scenario.ts'
import { SILENT, Session, SessionError } from '../../sandbox/scenario/session.ts'

export interface KnownLab {
  readonly lab: Lab
  readonly scenario: Scenario
  readonly file: string
}

const exported = async (file: string): Promise<unknown> => ((await import(pathToFileURL(resolve(file)).href)) as { default: unknown }).default

/** Labs in a folder of content, by name. */
export async function labsIn(content: string): Promise<readonly KnownLab[]> {
  const names = readdirSync(join(content, 'labs')).filter(name => name.endsWith('.ts')).sort()
  return Promise.all(names.map(async name => {
    const lab = (await exported(join(content, 'labs', name))) as Lab
    return { lab, scenario: (await exported(join(content, 'scenarios', `${lab.scenario}.ts`))) as Scenario, file: name }
  }))
}

/** A lab as a reader opens it, with what judges it; under another product or disk model when one is given. */
export function openLab({ lab, scenario }: KnownLab, settings: Pick<Scenario, 'profile' | 'disk'> = {}): { readonly session: Session; readonly judge: Judge } {
  const { claims: _, sweeps: __, expect: ___, golfPar: ____, ...kept } = scenario
  const session = new Session({ ...kept, ...settings, terminal: { columns: 72, rows: 24 }, actors: { A: [] }, replays: {} }, new Map(), SILENT)
  walk(session, lab.before ?? [])
  return { session, judge: new Judge(lab, session) }
}

/** Do moves in a lab that was just opened. @returns what that came to; undefined when one of them cannot be done */
export function tryMoves(known: KnownLab, moves: readonly LabMove[], settings: Pick<Scenario, 'profile' | 'disk'> = {}): Judged | undefined {
  const { session, judge } = openLab(known, settings)
  try {
    walk(session, moves)
  } catch (error) {
    if (error instanceof RunError || error instanceof SessionError) return undefined
    throw error
  }
  return judge.judge(session)
}

/** Lines that look and change nothing, and time that passes. */
export const IDLE_MOVES: readonly LabMove[] = ['docker images', 'docker images -a', 'docker ps -a', 'docker system df', 'ls -la', 'cat /etc/hostname', '!wait=60', 'docker image inspect nothing', 'find /var/lib/docker -type f | wc -l']

/** So many ways are tried in the search for a short one. */
const WAYS_MAX = 120

/** What a reader may think of: what is offered, what the solution does, and what the lab says tempts. */
export function alphabetOf({ lab, scenario }: KnownLab): readonly LabMove[] {
  const lines = new Map<string, LabMove>()
  const add = (move: LabMove): void => void lines.set(JSON.stringify(move), move)
  const schedule = scenario.replays[lab.offers]?.schedule ?? []
  const actors = [...new Set(schedule.flatMap(item => (typeof item === 'string' ? (item.startsWith('!') ? [] : [item]) : [item[0]])))]
  actors.forEach((actor, at) => scenario.actors[actor]?.forEach(line => add(actors.length > 1 && lab.kind === 'race' ? { at: at === 0 ? 'A' : 'B', line } : line)))
  for (const move of [...lab.tasks.flatMap(({ solution }) => solution), ...(lab.temptations ?? [])]) {
    if (typeof move === 'string' ? !move.startsWith('!') : move.line !== undefined && move.until === undefined) add(move)
  }
  return [...lines.values()]
}

/**
 * Try ways that use less than par: every order of moves of the alphabet, shortest first, as far as the bound goes.
 *
 * @returns ways that reach everything with less, and how many were tried
 */
export function shorterWays(known: KnownLab): { readonly found: readonly (readonly LabMove[])[]; readonly tried: number } {
  const { unit, count } = known.lab.par
  const alphabet = alphabetOf(known)
  const found: (readonly LabMove[])[] = []
  let tried = 0
  const lengthMax = unit === 'commands' ? Math.max(2, count - 1) : 3
  let ways: readonly { readonly moves: readonly LabMove[]; readonly changes: number }[] = [{ moves: [], changes: 0 }]
  for (let length = 1; length <= lengthMax && tried < WAYS_MAX; length++) {
    const longer: { readonly moves: readonly LabMove[]; readonly changes: number }[] = []
    for (const way of ways) {
      for (const move of alphabet) {
        if (tried >= WAYS_MAX) break
        tried++
        const moves = [...way.moves, move]
        const judged = tryMoves(known, moves)
        // Looking changes nothing, so it leads nowhere new; and what has used up par is no shorter way.
        if (!judged || judged.used[unit] >= count) continue
        const changes = judged.used.commands + judged.used.answers
        if (judged.reachedAt.length === known.lab.tasks.length) found.push(moves)
        else if (changes > way.changes) longer.push({ moves, changes })
      }
    }
    ways = longer
  }
  return { found, tried }
}

/** Lines carried out in a world that is thrown away: afterwards the browser has compiled what a reader's first lines need. */
import type { Scenario } from '#sandbox'
import { Desk } from './desk.ts'
import type { Host } from './desk.ts'

const SCENARIO: Scenario = {
  id: 'rehearsal', files: { 'app.tar': { archive: [{ tags: ['app:1'], layers: [{ message: 'hello\n' }] }] } }, terminal: { columns: 80, rows: 24 }, actors: { A: [] }, replays: {},
}
const LINES = ['docker images', 'docker load -i app.tar', 'docker images', 'docker rmi app:1']

/** Begin. It gives way to whatever else there is to do, and nobody hears of it. */
export function rehearse(host: Omit<Host, 'tell'>): void {
  const lines = [...LINES]
  const desk = new Desk({
    ...host,
    tell({ is }) {
      const text = is === 'opened' || is === 'saved' ? lines.shift() : undefined
      if (text !== undefined) host.later(() => desk.handle({ do: 'line', terminal: 'A', text, pace: 'run' }), 0)
    },
  })
  desk.handle({ do: 'open', scenario: SCENARIO, schedule: [], uploads: [] })
}

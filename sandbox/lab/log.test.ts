import { beforeAll, describe, expect, it } from 'vitest'
import '../all-parts.ts'
import { utf8 } from '../base/bytes.ts'
import { sha256Hex } from '../base/codecs.ts'
import { installNodeCodecs } from '../node/codecs.ts'
import { defineLab } from '../scenario/lab.ts'
import type { Lab } from '../scenario/lab.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { SILENT, Session } from '../scenario/session.ts'
import { Judge } from './judge.ts'
import { BROUGHT_BYTES_MAX, LogError, gradeLog, logOf, readLog, sealed } from './log.ts'
import type { LabLog } from './log.ts'
import { walk } from './walk.ts'

beforeAll(installNodeCodecs)

const scenario: Scenario = {
  id: 'two-names', start: ['docker load -qi app.tar'], actors: { A: [] }, replays: {},
  files: { 'app.tar': { archive: [{ tags: ['app:1'], command: ['/bin/cat', '/message'], layers: [{ 'bin/busybox': { program: 'busybox' }, 'bin/cat': { link: 'busybox' }, message: 'hello\n' }] }] } },
}

const lab: Lab = defineLab({
  id: 'two-names', kind: 'repair', level: 'working', scenario: 'two-names', offers: 'none', alsoUnder: { profiles: ['docker-19.03'], models: ['posix'] }, before: ['docker tag app:1 app:old', 'echo kept > note'],
  tasks: [
    { id: 'name', goals: [{ reference: 'app:2', was: 'app:old' }], solution: ['docker tag app:old app:2'] },
    { id: 'keep', goals: [{ after: ['!power=none', '!boot'], goals: [{ image: 'app:2', is: 'listed' }, { would: 'cat note', exit: 0, prints: 'kept' }] }, { cuts: 'none' }], solution: ['sync'] },
  ],
  par: { unit: 'commands', count: 1 },
})

function begin(settings: Partial<Scenario> = {}): { readonly session: Session; readonly judge: Judge } {
  const session = new Session({ ...scenario, ...settings, terminal: { columns: 72, rows: 24 } }, new Map(), SILENT)
  walk(session, lab.before ?? [])
  return { session, judge: new Judge(lab, session) }
}

function finished(settings: Partial<Scenario> = {}): LabLog {
  const { session, judge } = begin(settings)
  walk(session, ['docker images', ...lab.tasks.flatMap(({ solution }) => solution)])
  return logOf(lab, session, judge.judge(session).reachedAt.length)
}

describe('a judge', () => {
  it('says what is missing as two states, and ticks a task when it is reached', () => {
    const { session, judge } = begin()
    expect(judge.judge(session)).toMatchObject({
      reachedAt: [], startPosition: session.position,
      gaps: [{ about: { key: 'lab.of.name', params: { name: 'app:2' } }, goal: { key: 'lab.is.meansOf' }, yours: { key: 'lab.is.absent' } }],
    })
    walk(session, ['docker tag app:old app:2'])
    const at = session.position
    expect(judge.judge(session).reachedAt).toEqual([at])
    expect(judge.judge(session).gaps).toContainEqual(expect.objectContaining({ after: ['!power=none', '!boot'], goal: { key: 'lab.is.endsAndPrints', params: { exit: '0', text: 'kept' } } }))
  })

  it('comes to the same whether it looks after each command or once at the end', () => {
    const moves = ['docker tag app:old other:1', 'docker tag app:old app:2', 'docker rmi app:2', 'docker images', 'docker tag app:old app:2', 'sync']
    const one = begin()
    const each = moves.map(move => {
      walk(one.session, [move])
      return one.judge.judge(one.session)
    })
    const other = begin()
    walk(other.session, moves)
    expect(other.judge.judge(other.session)).toEqual(each.at(-1))
    expect(each.map(({ reachedAt }) => reachedAt.length)).toEqual([0, 1, 1, 1, 1, 2])
  })

  it('takes back what was reached when the reader goes back, and gives it again', () => {
    const { session, judge } = begin()
    const start = session.position
    walk(session, ['docker tag app:old app:2'])
    const end = session.position
    judge.judge(session)
    session.go(start)
    expect(judge.judge(session).reachedAt).toEqual([])
    session.go(end)
    expect(judge.judge(session).reachedAt).toEqual([end])
    session.go(start)
    walk(session, ['docker images'])
    expect(judge.judge(session).reachedAt).toEqual([])
  })

  it('does not look while a command is under way, and counts only what changes something', () => {
    const { session, judge } = begin()
    walk(session, ['docker images', { at: 'A', line: 'docker tag app:old app:2', until: 12 }])
    expect(judge.judge(session)).toMatchObject({ reachedAt: [], gaps: [] })
    walk(session, [{ at: 'A' }])
    expect(judge.judge(session).reachedAt).toHaveLength(1)
    expect(judge.judge(session).used).toEqual({ commands: 1, switches: 0, cuts: 0, answers: 0 })
  })

  it('leaves the machine as it was, whatever it tries on copies', () => {
    const { session, judge } = begin()
    walk(session, ['docker tag app:old app:2'])
    const before = logOf(lab, session, 0)
    judge.judge(session)
    expect(logOf(lab, session, 0)).toEqual(before)
  })
})

describe('a log', () => {
  it('is graded as it was made', () => {
    const log = finished()
    expect(gradeLog(readLog(JSON.stringify(log)), lab, scenario)).toMatchObject({ passed: true, reached: 2, tasks: 2, tampering: [], otherEdition: false, used: { commands: 1 }, end: log.end })
  })

  it('is told when it claims what was not reached', () => {
    const { session, judge } = begin()
    walk(session, ['docker tag app:old app:2'])
    judge.judge(session)
    const log = sealed({ ...logOf(lab, session, 1), reached: 2 })
    expect(gradeLog(log, lab, scenario)).toMatchObject({ passed: false, reached: 1, tampering: [{ kind: 'reached', claimed: 2 }] })
  })

  it('is told when a line, a step or the end was changed', () => {
    const log = finished()
    const kinds = (changed: Partial<LabLog>): readonly string[] => gradeLog(sealed({ ...log, ...changed }), lab, scenario).tampering.map(({ kind }) => kind)
    const swapped = (from: string, to: string): LabLog['lines'] => Object.fromEntries(Object.entries(log.lines).map(([terminal, lines]) => [terminal, lines.map(line => (line === from ? to : line))]))
    expect(kinds({ lines: swapped('docker tag app:old app:2', 'docker tag app:old app:5') })).toEqual(['reached', 'end'])
    expect(kinds({ lines: swapped('docker images', 'docker tag app:old app:3') })).not.toEqual([])
    expect(kinds({ schedule: log.schedule.replace(/\d+$/, digits => String(Number(digits) + 7)) })).toEqual(['steps'])
    expect(kinds({ end: log.end.replace(/^./, digit => (digit === '0' ? '1' : '0')) })).toEqual(['end'])
    expect(kinds({ schedule: `!power=none !power=none ${log.schedule}` })).toContain('impossible')
    expect(kinds({ lines: swapped('echo kept > note', 'echo lost > note') })).toContain('beginning')
    expect(kinds({})).toEqual([])
  })

  it('is told by its seal when something was changed that makes no difference to the run', () => {
    const log = finished()
    const kinds = (changed: Partial<LabLog>): readonly string[] => gradeLog({ ...log, ...changed }, lab, scenario).tampering.map(({ kind }) => kind)
    for (const changed of [{ terminal: { columns: 73, rows: 24 } }, { profile: 'docker-19.03' }, { engine: '9.9.9' }, { edition: '0'.repeat(16) }, { lines: { ...log.lines, B: ['docker images'] } }]) expect(kinds(changed), JSON.stringify(changed)).toContain('seal')
    expect(kinds({})).toEqual([])
  })

  it('is graded under the product and disk model that the reader chose', () => {
    for (const profile of ['docker-20.10', 'docker-19.03']) {
      for (const model of ['ext4', 'posix'] as const) {
        const log = finished({ profile, disk: { model } })
        expect([log.profile, log.disk]).toEqual([profile, model])
        expect(gradeLog(readLog(JSON.stringify(log)), lab, scenario)).toMatchObject({ passed: true, tampering: [], otherEdition: false, profile, disk: model })
      }
    }
    // Said to be done under another one, it is told, whether or not somebody makes a new seal for it.
    const log = finished({ disk: { model: 'posix' } })
    expect(gradeLog({ ...log, disk: 'ext4' }, lab, scenario).tampering).toContainEqual({ kind: 'seal' })
  })

  it('that was done under a product for which the lab is not made is told', () => {
    expect(gradeLog(finished({ profile: 'openeuler-18.09' }), lab, scenario)).toMatchObject({ passed: false, tampering: [{ kind: 'settings', profile: 'openeuler-18.09', disk: 'ext4' }] })
  })

  it('carries the files that were put in, and is told when one was exchanged', () => {
    const { session, judge } = begin()
    const put = (name: string, bytes: Uint8Array): string => {
      const digest = `sha256:${sha256Hex(bytes)}`
      session.upload(name, digest, bytes)
      return digest
    }
    const digest = put('own.txt', utf8('mine\n'))
    walk(session, ['cat own.txt', ...lab.tasks.flatMap(({ solution }) => solution)])
    const log = readLog(JSON.stringify(logOf(lab, session, judge.judge(session).reachedAt.length)))
    expect(log.uploads).toEqual({ [digest]: 'bWluZQo=' })
    expect(gradeLog(log, lab, scenario)).toMatchObject({ passed: true, tampering: [] })
    expect(gradeLog(sealed({ ...log, uploads: { [digest]: 'eW91cnMK' } }), lab, scenario)).toMatchObject({ passed: false, tampering: expect.arrayContaining([{ kind: 'upload', digest }]) })
    expect(gradeLog(sealed({ ...log, uploads: {} }), lab, scenario)).toMatchObject({ passed: false, tampering: [{ kind: 'impossible' }, expect.anything(), expect.anything()] })
    // What was taken back is not in it.
    session.go(begin().session.position)
    expect(logOf(lab, session, 0).uploads).toEqual({})
  })

  it('is refused where more was put in than goes with a log', () => {
    const { session } = begin()
    const bytes = new Uint8Array(BROUGHT_BYTES_MAX)
    session.upload('large', `sha256:${sha256Hex(bytes)}`, bytes)
    expect(logOf(lab, session, 0).uploads).not.toEqual({})
    session.write('/root/note', 'one more\n')
    expect(() => logOf(lab, session, 0)).toThrow(/16777225 bytes were put in, and a log takes no more than 16777216/)
  })

  it('of another edition says so', () => {
    expect(gradeLog(sealed({ ...finished(), edition: '0'.repeat(16) }), lab, scenario)).toMatchObject({ passed: true, otherEdition: true })
  })

  it('is refused when it is none', () => {
    for (const text of ['', '{}', 'null', '[]', '{"file":"layerlab lab log","form":1}', '{"file":"layerlab lab log","form":2}', JSON.stringify({ ...finished(), uploads: [3] }), JSON.stringify({ ...finished(), lines: 3 })]) expect(() => readLog(text), text).toThrow(LogError)
    expect(() => gradeLog({ ...finished(), schedule: 'A*x' }, lab, scenario)).toThrow(LogError)
    expect(() => gradeLog({ ...finished(), terminal: { columns: 1, rows: 1 } }, lab, scenario)).toThrow(LogError)
    expect(() => gradeLog({ ...finished(), profile: 'docker-99' }, lab, scenario)).toThrow(LogError)
    expect(() => gradeLog({ ...finished(), uploads: { [`sha256:${'0'.repeat(64)}`]: '!' } }, lab, scenario)).toThrow(LogError)
  })
})

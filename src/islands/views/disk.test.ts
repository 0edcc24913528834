import { beforeAll, describe, expect, it } from 'vitest'
import { installNodeCodecs } from '../../../sandbox/node/codecs.ts'
import { bench, carryOut, cutAfter, openSession, stateOf } from '../../../test/support/moments.ts'
import { LOCALES } from '../../i18n/locales.ts'
import { messagesOf } from '../../i18n/messages.ts'
import { wordsFrom } from '../../i18n/words.ts'
import type { Session } from '../../../sandbox/scenario/session.ts'
import { changedPaths, diskOf, logOf, sayDue, summarySentence } from './disk.ts'
import type { DiskRow } from './disk.ts'
import { contentOf } from './disk-content.ts'
import { diffOf, diffSentence } from './diff.ts'

beforeAll(installNodeCodecs)

const english = wordsFrom(messagesOf('en'), 'en')
const rowsOf = (session: Session): DiskRow[] => diskOf(stateOf(session), session.happenings, undefined, 'all', 'due').groups.flatMap(({ rows, settled }) => [...rows, ...settled])
const rowAt = (session: Session, end: string): DiskRow | undefined => rowsOf(session).find(({ path }) => path.endsWith(end))
function loaded(): Session {
  const session = openSession(bench)
  carryOut(session, 'A', 'docker load -i ubuntu.tar', Infinity)
  return session
}

describe('after a load', () => {
  it('tells data in memory from records on disk, and when each was or will be written', () => {
    const session = loaded()
    session.event('!wait=8')
    const data = rowAt(session, 'etc/os-release')
    expect(data).toMatchObject({ group: 'data', state: 'memory', durableBytes: 0, due: { kind: 'write-back', seconds: 27 } })
    const record = rowAt(session, '/size')
    expect(record).toMatchObject({ group: 'records', state: 'durable', due: { kind: 'synced' } })
    const all = diskOf(stateOf(session), session.happenings, undefined, 'all', 'due')
    expect(summarySentence(all.summary, english)).toMatch(/^14 files in memory only, [\d\u202f]+ bytes; written back in 27 s$/)
  })

  it('counts down in whole seconds to the moment when the data really is on disk', () => {
    const session = loaded()
    const due = (): number => {
      const row = rowAt(session, 'etc/os-release')
      return row?.due.kind === 'write-back' ? row.due.seconds : -1
    }
    const first = due()
    session.event('!wait=5')
    expect(due()).toBe(first - 5)
    session.event(`!wait=${due() - 1}`)
    expect(due()).toBe(1)
    expect(rowAt(session, 'etc/os-release')?.state).toBe('memory')
    session.event('!wait=1')
    expect(rowAt(session, 'etc/os-release')).toMatchObject({ state: 'written', durableBytes: 0, due: { kind: 'commit' } })
    session.event('!wait=6')
    expect(rowAt(session, 'etc/os-release')).toMatchObject({ state: 'durable', durableBytes: 79 })
  })

  it('says of a record under a new name that its name waits for the journal', () => {
    const session = openSession(bench)
    session.type('A', 'docker load -i ubuntu.tar')
    let state: string | undefined
    for (let steps = 0; steps < 400 && state === undefined; steps++) {
      session.step('A', 1)
      const last = session.happenings.at(-1)
      if (last?.kind === 'step' && last.step.kind === 'rename') state = rowAt(session, '/cache-id')?.state
    }
    // The file's own name is on disk; that of its directory is not.
    expect(state).toBe('name')
  })

  it('sorts what is due first to the top, or by path; and keeps only what is at risk or has changed', () => {
    const session = loaded()
    const before = stateOf(session).store
    session.event('!wait=8')
    const of = (filter: 'all' | 'risk' | 'changed', order: 'due' | 'path'): DiskRow[] => diskOf(stateOf(session), session.happenings, before, filter, order).groups.flatMap(({ rows }) => rows)
    expect(of('risk', 'due').every(({ state }) => state !== 'durable')).toBe(true)
    expect(of('risk', 'due').length).toBe(14)
    const changed = changedPaths(before, stateOf(session).store)
    expect(of('changed', 'due').length).toBeGreaterThan(0)
    expect(of('changed', 'due').every(({ path }) => changed.has(path))).toBe(true)
    const paths = of('all', 'path').filter(({ group }) => group === 'records').map(({ path }) => path)
    expect(paths).toEqual([...paths].sort())
  })

  it('puts what is settled behind one line', () => {
    const session = loaded()
    session.event('!wait=8')
    const [records] = diskOf(stateOf(session), session.happenings, undefined, 'all', 'due').groups
    expect(records?.settled.length).toBeGreaterThan(10)
    expect(records?.settled.every(({ state }) => state === 'durable')).toBe(true)
  })
})

describe('after a cut', () => {
  it('says what was and what is, and that the records are whole', () => {
    const session = cutAfter(8, true)
    expect(rowAt(session, 'lists/archive.list')).toMatchObject({ state: 'lost', wasBytes: 5600, seenBytes: 0, due: { kind: 'lost' } })
    const { summary } = diskOf(stateOf(session), session.happenings, undefined, 'all', 'due')
    expect(summary.records).toBe(4)
    expect(summary.lostFiles).toBe(14)
    expect(summarySentence(summary, english)).toMatch(/^the records of 4 layers are whole, data of 14 files lost, 6,?\u202f?136 bytes$/)
  })

  it('shows what a panic and a reset took, as it does after the plug', () => {
    for (const line of ['echo c > /proc/sysrq-trigger', 'echo b > /proc/sysrq-trigger', 'reboot -f -n']) {
      const session = loaded()
      session.event('!wait=8')
      carryOut(session, 'A', line, Infinity)
      if (!session.powered) session.event('!boot')
      const { summary } = diskOf(stateOf(session), session.happenings, undefined, 'all', 'due')
      expect([summary.lostFiles, summary.records], line).toEqual([14, 4])
    }
  })

  it('says how long data has been in memory only, and nothing of data that is on disk', () => {
    const session = loaded()
    const first = rowAt(session, 'etc/os-release')?.ageSeconds ?? -1
    session.event('!wait=8')
    expect(rowAt(session, 'etc/os-release')?.ageSeconds).toBe(first + 8)
    expect(rowAt(session, '/size')?.ageSeconds).toBeUndefined()
  })

  it('puts the daemon’s words beside the file that they are about', () => {
    const session = loaded()
    carryOut(session, 'A', 'sync; f=$(ls -d /var/lib/docker/image/overlay2/layerdb/sha256/*/ | head -1); : > ${f}size; sync; kill -9 $(pidof dockerd)', Infinity)
    session.event('!start')
    const { store, log } = stateOf(session)
    expect(log.length).toBeGreaterThan(0)
    const damaged = store.files.find(({ path, sizeBytes }) => path.endsWith('/size') && sizeBytes === 0)?.path ?? ''
    const whole = store.files.find(({ path, sizeBytes }) => path.endsWith('/size') && sizeBytes > 0)?.path ?? ''
    expect(logOf(damaged, store, log).join()).toContain('layer does not exist')
    expect(logOf('image/overlay2/repositories.json', store, log)).toEqual([])
    expect(whole).not.toBe('')
  })

  it('forgets a loss that was made good', () => {
    const session = cutAfter(8, true)
    carryOut(session, 'A', 'for f in /var/lib/docker/overlay2/*/link; do echo again > $f; done', Infinity)
    expect(rowsOf(session).filter(({ path }) => path.endsWith('/link')).map(({ state }) => state)).not.toContain('lost')
    expect(rowAt(session, 'lists/archive.list')?.state).toBe('lost')
  })

  it('shows in two moments compared what came, what is lost, and what only became safer', () => {
    const session = loaded()
    const early = stateOf(session).store
    session.event('!wait=8')
    const late = stateOf(session).store
    session.cut('none')
    session.event('!boot')
    const dark = stateOf(session).store
    expect(diffOf(early, early).counts).toMatchObject({ added: 0, removed: 0, changed: 0, lost: 0, state: 0 })
    expect(diffSentence(diffOf(early, early), english)).toBe('The store is the same at both moments')
    expect(diffOf(early, late).counts.state).toBeGreaterThan(0)
    expect(diffOf(late, dark).counts).toMatchObject({ lost: 14, added: 0 })
    const start = stateOf(openSession(bench)).store
    expect(diffOf(start, late).names).toMatchObject([{ name: 'ubuntu:18.04', was: undefined }])
    expect(diffOf(late, start).counts.removed).toBe(diffOf(start, late).counts.added)
    expect(diffOf(start, late).counts.added).toBeGreaterThan(30)
  })
})

it('folds more than 200 rows by directory, with their counts', () => {
  const session = openSession(bench)
  carryOut(session, 'A', 'docker load -i many.tar', Infinity)
  const disk = diskOf(stateOf(session), session.happenings, undefined, 'all', 'due')
  expect(disk.total).toBeGreaterThan(200)
  const folders = disk.groups.flatMap(group => group.folders ?? [])
  expect(folders.reduce((sum, { rows }) => sum + rows.length, 0)).toBe(disk.total)
  expect(folders.some(({ directory, state }) => /^overlay2\/[0-9a-f]{64}$/.test(directory) && state === 'memory')).toBe(true)
})

it('has a word for every due time in each language', () => {
  for (const { code, lang } of LOCALES) {
    const words = wordsFrom(messagesOf(code), lang)
    const said = [{ kind: 'write-back', seconds: 26 }, { kind: 'commit', seconds: 3 }, { kind: 'synced', atSeconds: 0.31 }, { kind: 'journal' }, { kind: 'durable' }, { kind: 'lost' }] as const
    const sentences = said.map(due => sayDue(due, words))
    expect(new Set(sentences).size).toBe(said.length)
    for (const sentence of sentences) expect(sentence).not.toMatch(/\{|disk\./)
  }
})

it('shows contents as JSON, text or hex, and says when there is none', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
  expect(contentOf(bytes('{"a":[1]}'))).toMatchObject({ as: 'json', text: '{\n  "a": [\n    1\n  ]\n}' })
  expect(contentOf(bytes('{"a":'))).toMatchObject({ as: 'text' })
  expect(contentOf(bytes('x\u001b[0m\n'))).toMatchObject({ as: 'text', text: 'x\ufffd[0m\n' })
  expect(contentOf(new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 255]))).toMatchObject({ as: 'hex', text: '0000  7f 45 4c 46 00 ff        .ELF..' })
  expect(contentOf(new Uint8Array(5000))).toMatchObject({ as: 'hex', shownBytes: 512, totalBytes: 5000 })
  expect(contentOf(undefined).as).toBe('absent')
  expect(contentOf(new Uint8Array()).as).toBe('empty')
  expect(contentOf(bytes('ы'.repeat(5000))).as).toBe('text')
})

it('shows only what another view points at: a file, or a directory with all that is in it', () => {
  const session = loaded()
  const shown = (paths: readonly string[]): string[] => diskOf(stateOf(session), session.happenings, undefined, 'shown', 'path', paths).groups.flatMap(({ rows }) => rows).map(({ path }) => path)
  expect(shown(['image/overlay2/repositories.json'])).toEqual(['image/overlay2/repositories.json'])
  const below = shown(['image/overlay2'])
  expect(below.length).toBeGreaterThan(1)
  expect(below.every(path => path.startsWith('image/overlay2/'))).toBe(true)
  expect(shown(['image/overlay'])).toEqual([])
})

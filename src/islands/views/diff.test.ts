import { beforeAll, describe, expect, it } from 'vitest'
import { installNodeCodecs } from '../../../sandbox/node/codecs.ts'
import { bench, carryOut, openSession, stateOf } from '../../../test/support/moments.ts'
import { LOCALES } from '../../i18n/locales.ts'
import { messagesOf } from '../../i18n/messages.ts'
import { wordsFrom } from '../../i18n/words.ts'
import type { Words } from '../../i18n/words.ts'
import { kindsOnOffer, sayKind, sayStopped } from './breaks.ts'
import { outputDiff, shownLines, thingsIn } from './diff.ts'

beforeAll(installNodeCodecs)

const wordsOf = (code: string): Words => wordsFrom(messagesOf(code), LOCALES.find(locale => locale.code === code)?.lang ?? 'en')

describe('what differs in a store', () => {
  it('says images, layers, containers and checks in words of each language', () => {
    const session = openSession(bench)
    const start = stateOf(session).store
    carryOut(session, 'A', 'docker load -qi ubuntu.tar', Infinity)
    const loaded = stateOf(session).store
    session.event('!wait=8')
    session.cut('none')
    session.event('!boot')
    const cut = stateOf(session).store
    for (const { code } of LOCALES) {
      const words = wordsOf(code)
      const came = thingsIn(start, loaded, words)
      expect(came.images).toMatchObject([{ was: undefined, is: 'ubuntu:18.04' }])
      expect(came.images[0]?.name).toMatch(/^[0-9a-f]{12}$/)
      expect(came.layers).toHaveLength(4)
      expect(came.layers[0]?.is).toBe(`${words('diff.layer.whole')}, ${words('diff.layer.users', { count: 1 })}`)
      expect([came.containers, came.checks]).toEqual([[], []])
      const went = thingsIn(loaded, cut, words)
      expect(went.layers.map(({ is }) => is?.split(', ')[0])).toContain(words('diff.layer.damaged'))
      expect(went.checks.map(({ was, is }) => [was, is])).toContainEqual([words('diff.check.kept'), words('diff.check.broken')])
      for (const { name } of went.checks) expect(name).not.toContain('checks.')
      expect(thingsIn(cut, cut, words)).toEqual({ images: [], layers: [], containers: [], checks: [] })
    }
  })
})

describe('what terminals show', () => {
  it('is what stands there in the end: a progress bar over itself, a line erased, no sequences', () => {
    expect(shownLines('a\r\nb 1%\rb 99%\r\nc\r\n')).toEqual(['a', 'b 99%', 'c'])
    expect(shownLines('one\r\ntwo\r\n\x1b[2A\x1b[2Kfirst\r\n\x1b[1Bthree\x1b[31m!\x1b[0m\x1b]0;title\x07')).toEqual(['first', 'two', 'three!'])
    expect(shownLines('long line\rab\x1b[K')).toEqual(['ab'])
    expect(shownLines('')).toEqual([])
  })

  it('differs by the lines that stand there at one moment only', () => {
    const before = { A: '# docker load\r\nLoaded\r\n# docker images\r\nREPOSITORY\r\napp\r\n', B: 'same\r\n', C: 'gone\r\n' }
    const after = { A: '# docker load\r\nLoaded\r\n# docker rmi app\r\nDeleted\r\n# docker images\r\nREPOSITORY\r\n', B: 'same\r\n' }
    expect(outputDiff(before, after)).toEqual([
      { terminal: 'A', rows: [{ change: 'same', lines: 2 }, { change: 'added', line: '# docker rmi app' }, { change: 'added', line: 'Deleted' }, { change: 'same', lines: 2 }, { change: 'removed', line: 'app' }] },
      { terminal: 'C', rows: [{ change: 'removed', line: 'gone' }] },
    ])
    expect(outputDiff(before, before)).toEqual([])
  })

  it('is compared also where there is very much of it', () => {
    const many = (word: string): string => Array.from({ length: 5000 }, (_, n) => `${word} ${n}\r\n`).join('')
    const [only] = outputDiff({ A: `first\r\n${many('x')}` }, { A: `first\r\n${many('y')}` })
    expect(only?.rows).toHaveLength(10_001)
    expect(only?.rows[0]).toEqual({ change: 'same', lines: 1 })
  })
})

describe('break points', () => {
  it('are on offer for every kind that steps have, said in each language without a gap', () => {
    const session = openSession(bench)
    carryOut(session, 'A', 'docker load -qi ubuntu.tar; mkdir b; echo FROM ubuntu:18.04 > b/Dockerfile; docker build -q b | cat; docker run --rm ubuntu:18.04 true; docker rmi -f ubuntu:18.04; sync', Infinity)
    const { common, seen } = kindsOnOffer(session.happenings, session.laneViews())
    expect(common.find(({ kind }) => kind === 'rename/layer-record')?.count).toBe(4)
    expect(common.find(({ kind }) => kind === 'fsync/any')?.count).toBeGreaterThan(10)
    expect(seen.length).toBeGreaterThan(15)
    for (const { code } of LOCALES) {
      const said = [...common, ...seen].map(({ kind }) => sayKind(kind, wordsOf(code)))
      for (const sentence of said) expect(sentence).not.toMatch(/breaks\.|steps\.|[{}/]/)
    }
    expect(sayKind('rename/repositories.json', wordsOf('en'))).toBe('put the list of names in its place')
    expect(sayKind('lock/references', wordsOf('ru'))).toBe('взять блокировку references')
    expect(sayStopped({ terminal: 'B', kind: 'write/image-config', position: 33 }, wordsOf('en'))).toBe('B stopped before step 34: write the config of an image')
  })
})

import { expect, it } from 'vitest'
import { NOBODY } from '#sandbox'
import { wordsOf } from '../../i18n/messages.ts'
import { capsuleLines, capsuleOrder, capsuleUploads } from './capsule-rows.ts'

const digest = `sha256:${'a'.repeat(64)}`

it('shows each command of a stranger as plain text', () => {
  const rows = capsuleLines({ id: 'x', start: ['true'], actors: { A: ['echo \x1b]0;owned\x07hello'], B: ['docker rmi <b>app</b>'] }, replays: {} })
  expect(rows.map(({ terminal, text }) => `${terminal}:${text}`)).toEqual([':true', 'A:echo hello', 'B:docker rmi <b>app</b>'])
})

it('tells what happens in order, in each language', () => {
  const schedule = [['A', 200], 'B', ['A', 'before-tag'], ['B', 'rename/layer-record'], '!wait=8', '!power=seed:7', '!boot', '!look=x', `!put=YQ:${digest}`, ['A/docker2/web1', 3], ['kernel#journal', 1], '!hold=A/docker2/web1', '!release=kernel#flusher'] as const
  for (const code of ['en', 'ru', 'zh']) {
    const rows = capsuleOrder(wordsOf(code), schedule)
    expect(rows.map(({ kind }) => kind)).toEqual(['steps', 'steps', 'steps', 'steps', 'event', 'power', 'event', 'event', 'steps', 'steps', 'event', 'event'])
    for (const { text } of rows) expect(text).not.toMatch(/(?:capsule|terminal|plug|breaks|steps|lanes)\.|[{}]/)
    expect(rows[5]?.text).toContain('7')
    expect(rows.slice(8).map(({ terminal }) => terminal)).toEqual(['A', NOBODY, '', ''])
    expect([rows[8]?.text, rows[10]?.text]).toEqual([expect.stringContaining('web1'), expect.stringContaining('web1')])
  }
})

it('names the archives that must be at hand', () => {
  expect(capsuleUploads({ id: 'x', files: { a: { upload: digest }, b: { text: '' } }, actors: {}, replays: {} }, [`!put=YQ:${digest}`])).toEqual([digest])
})

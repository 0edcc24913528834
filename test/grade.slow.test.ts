/** `layerlab grade` on files as a trainer collects them. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import '../sandbox/all-parts.ts'
import { logOf, sealed } from '../sandbox/lab/log.ts'
import { walk } from '../sandbox/lab/walk.ts'
import { installNodeCodecs } from '../sandbox/node/codecs.ts'
import { labsIn, openLab } from './support/labs.ts'

beforeAll(installNodeCodecs)

const folder = mkdtempSync(join(tmpdir(), 'layerlab-grade-'))
afterAll(() => rmSync(folder, { recursive: true }))

function grade(...words: readonly string[]): { readonly status: number; readonly out: string } {
  try {
    return { status: 0, out: execFileSync('node', ['sandbox/node/layerlab.mjs', 'grade', ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }) }
  } catch (error) {
    const { status, stdout, stderr } = error as { readonly status: number; readonly stdout: string; readonly stderr: string }
    return { status, out: stdout + stderr }
  }
}

const file = (name: string, content: unknown): string => {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

it('grades a log that was made under another product, with a file of the reader in it', async () => {
  const known = (await labsIn('content')).find(({ lab }) => lab.id === 'archive-without-name')!
  const { session, judge } = openLab(known, { profile: 'docker-19.03', disk: { model: 'posix' } })
  const bytes = new TextEncoder().encode('mine\n')
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
  session.upload('own.txt', digest, bytes)
  walk(session, known.lab.tasks.flatMap(({ solution }) => solution))
  const log = logOf(known.lab, session, judge.judge(session).reachedAt.length)
  const passed = grade(file('dora.json', log))
  expect(passed).toMatchObject({ status: 0, out: expect.stringMatching(/archive-without-name: passed, 2 of 2 tasks[^]*done under docker-19\.03 on posix, and not under docker-20\.10 on ext4/) })
  const exchanged = grade(file('egon.json', sealed({ ...log, uploads: { [digest]: Buffer.from('yours\n').toString('base64') } })))
  expect(exchanged.status).toBe(1)
  expect(exchanged.out).toContain(`CHANGED since it was exported: its file ${digest.slice(0, 19)} is not the one that was put in`)
})

it('grades logs, tells those that were changed, and says what is no log', async () => {
  const known = (await labsIn('content')).find(({ lab }) => lab.id === 'first-image')!
  const { session, judge } = openLab(known)
  walk(session, known.lab.tasks.flatMap(({ solution }) => solution))
  const log = logOf(known.lab, session, judge.judge(session).reachedAt.length)
  const whole = file('anna.json', log)
  const passed = grade(whole)
  expect(passed.out).toContain('anna.json: first-image: passed, 3 of 3 tasks, 3 commands (par 2)')
  expect(passed.status).toBe(0)
  const changed = grade(whole, file('boris.json', { ...log, lines: { A: ['docker images', 'docker images', 'docker images'] } }))
  expect(changed.status).toBe(1)
  expect(changed.out).toMatch(/anna\.json: .*passed[\s\S]*boris\.json: first-image: NOT passed, 0 of 3 tasks[\s\S]*CHANGED since it was exported/)
  const settings = grade(file('clara.json', { ...log, profile: 'docker-19.03' }))
  expect(settings.status).toBe(1)
  expect(settings.out).toContain('CHANGED since it was exported: its checksum is not that of the rest')
  expect(grade(file('none.json', '{"file": "something"}')).out).toContain('no grade: the file is no log of a lab')
  expect(grade(file('other.json', { ...log, lab: '../scenarios/tag-moves' })).out).toContain('there is no lab')
  expect(JSON.parse(grade('--json', whole).out)).toMatchObject([{ passed: true, tampering: [] }])
  expect(grade().status).toBe(2)
})

/** The command `layerlab serve` as a process: where it listens, what it keeps, how it ends. */
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
const COMMAND = join(ROOT, 'sandbox', 'node', 'layerlab.mjs')
const FIXTURES = join(import.meta.dirname, 'recordings', 'fixtures')

/** Start it on a free port. */
async function start(...flags: string[]): Promise<{ readonly process: ChildProcess; readonly url: string }> {
  const child = spawn(process.execPath, [COMMAND, 'serve', '--listen', 'tcp://127.0.0.1:0', ...flags], { stdio: ['ignore', 'pipe', 'inherit'] })
  let printed = ''
  for await (const chunk of child.stdout) {
    printed += String(chunk)
    const port = /DOCKER_HOST=tcp:\/\/127\.0\.0\.1:(\d+)/.exec(printed)?.[1]
    if (port !== undefined) return { process: child, url: `http://127.0.0.1:${port}` }
  }
  throw new Error(`it ended: ${printed}`)
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<number | null> {
  const code = new Promise<number | null>(done => child.once('exit', done))
  child.kill(signal)
  return await code
}

it('keeps images and containers in a directory, which nobody else may have meanwhile', async () => {
  const state = mkdtempSync(join(tmpdir(), 'layerlab-state-'))
  try {
    const first = await start('--state', state)
    const load = await fetch(`${first.url}/v1.41/images/load?quiet=1`, { method: 'POST', body: readFileSync(join(FIXTURES, 'base.tar')) })
    expect(await load.json()).toEqual({ stream: 'Loaded image: base:v1\n' })
    const create = async (url: string, name: string): Promise<number> =>
      (await fetch(`${url}/v1.41/containers/create?name=${name}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ Image: 'base:v1' }) })).status
    expect(await create(first.url, 'kept')).toBe(201)
    const other = spawnSync(process.execPath, [COMMAND, 'serve', '--listen', `unix://${state}/s.sock`, '--state', state], { encoding: 'utf8' })
    expect([other.status, other.stderr]).toEqual([2, expect.stringContaining(`process ${first.process.pid} has it`)])
    expect(await end(first.process, 'SIGTERM')).toBe(0)

    const second = await start('--state', state)
    const rows = (await (await fetch(`${second.url}/v1.41/containers/json?all=1`)).json()) as { Names: string[] }[]
    expect(rows.map(({ Names }) => Names)).toEqual([['/kept']])
    expect(await create(second.url, 'later')).toBe(201)
    // What was saved last stays, however it ends.
    await new Promise(done => setTimeout(done, 6000))
    await end(second.process, 'SIGKILL')
    const third = await start('--state', state)
    expect(((await (await fetch(`${third.url}/v1.41/containers/json?all=1`)).json()) as object[]).length).toBe(2)
    expect(await end(third.process, 'SIGINT')).toBe(0)
  } finally {
    rmSync(state, { recursive: true })
  }
})

it('says what is wrong with its flags', () => {
  const refused = (...flags: string[]): string => {
    const { status, stderr } = spawnSync(process.execPath, [COMMAND, 'serve', ...flags], { encoding: 'utf8' })
    expect(status).toBe(2)
    return stderr
  }
  expect(refused('--listen', 'tcp://0.0.0.0:2375')).toContain('only this machine may connect')
  expect(refused('--registry', '/nowhere')).toContain('there is no index.json')
  expect(refused('docker images')).toContain('only flags')
})

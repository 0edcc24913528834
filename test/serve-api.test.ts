/** The Docker Engine API of `layerlab serve`, asked in plain HTTP. */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { UsageError, parseCommandLine } from '../sandbox/node/command-line.ts'
import { addressOf } from '../sandbox/node/serve/command.ts'
import { registryFolder } from '../sandbox/node/serve/registry-folder.ts'
import { StateDirectory } from '../sandbox/node/serve/state.ts'
import { Served, unframed } from './support/served-world.ts'

const FIXTURES = join(import.meta.dirname, 'recordings', 'fixtures')
const fixture = (name: string): Uint8Array => new Uint8Array(readFileSync(join(FIXTURES, name)))

let served: Served
beforeAll(async () => {
  served = await new Served({ registry: () => registryFolder(join(FIXTURES, 'registry')) }).listen()
  const loaded = await served.ask('POST', '/v1.41/images/load?quiet=1', fixture('base.tar'), { 'Content-Type': 'application/x-tar' })
  expect(Served.messages(loaded)).toEqual([{ stream: 'Loaded image: base:v1\n' }])
})
afterAll(async () => {
  expect(served.fault).toBeUndefined()
  await served.close()
})

const created = async (body: object, name: string): Promise<string> => {
  const answer = await served.ask('POST', `/v1.41/containers/create?name=${name}`, { Image: 'base:v1', ...body })
  expect(answer.status, answer.body.toString()).toBe(201)
  return (answer.json() as { Id: string }).Id
}

describe('the transport', () => {
  it('answers a ping without a version, with the headers that clients negotiate by', async () => {
    const head = await served.ask('HEAD', '/_ping')
    expect([head.status, head.body.length]).toEqual([200, 0])
    expect(head.headers).toMatchObject({ 'api-version': '1.41', ostype: 'linux', 'docker-experimental': 'false', 'cache-control': 'no-cache, no-store, must-revalidate' })
    expect(head.headers['builder-version']).toBeUndefined()
    expect((await served.ask('GET', '/_ping')).body.toString()).toBe('OK')
  })

  it('takes old versions of the API and no version, and refuses newer and too old ones', async () => {
    const of = async (path: string): Promise<[number, unknown]> => {
      const answer = await served.ask('GET', path)
      return [answer.status, answer.status === 200 ? (answer.json() as { ApiVersion: string }).ApiVersion : answer.json()]
    }
    expect(await of('/version')).toEqual([200, '1.41'])
    expect(await of('/v1.24/version')).toEqual([200, '1.41'])
    expect(await of('/v1.60/version')).toEqual([400, { message: 'client version 1.60 is too new. Maximum supported API version is 1.41' }])
    expect(await of('/v1.9/version')).toEqual([400, { message: 'client version 1.9 is too old. Minimum supported API version is 1.12, please upgrade your client to a newer version' }])
  })

  it('says what does not exist, and what a real engine has and this one has not', async () => {
    const refused = async (method: string, path: string, body?: unknown): Promise<[number, string]> => {
      const answer = await served.ask(method, path, body)
      return [answer.status, (answer.json() as { message: string }).message]
    }
    expect(await refused('GET', '/v1.41/nonsense')).toEqual([404, 'page not found'])
    expect(await refused('DELETE', '/v1.41/images/')).toEqual([404, 'page not found'])
    expect(await refused('GET', '/v1.41/swarm')).toEqual([501, 'GET /swarm is not simulated by Layerlab'])
    expect(await refused('POST', '/v1.41/build?version=2')).toEqual([501, 'BuildKit is not simulated by Layerlab: set DOCKER_BUILDKIT=0'])
    expect(await refused('GET', '/v1.41/images/nope/json')).toEqual([404, 'no such image: nope: No such image: nope:latest'])
    expect(await refused('GET', '/v1.41/images/json?filters=%7B%22bogus%22%3A%7B%22x%22%3Atrue%7D%7D')).toEqual([400, "Invalid filter 'bogus'"])
    expect(await refused('POST', '/v1.41/containers/create', { Image: 'base:v1', HostConfig: { Memory: 1 << 30 } })).toEqual([501, 'HostConfig.Memory is not simulated by Layerlab'])
    expect(await refused('POST', '/v1.41/containers/create', { Image: 1 })).toEqual([400, 'json: cannot unmarshal number into Go struct field ContainerConfigWrapper.Image of type string'])
    expect((await served.ask('GET', '/v1.41/info', undefined, { Origin: 'http://example.org' })).status).toBe(403)
  })
})

describe('a container', () => {
  it('gives its output in frames to who attached before the start, and its status to who waits', async () => {
    const id = await created({ Cmd: ['sh', '-c', 'cat; echo bad >&2; exit 3'], OpenStdin: true, StdinOnce: true, AttachStdin: true }, 'framed')
    const waiting = served.ask('POST', `/v1.41/containers/${id}/wait?condition=next-exit`)
    const { head, data } = await served.hijack(`/v1.41/containers/${id}/attach?stream=1&stdin=1&stdout=1&stderr=1`, {
      typed: 'one\ntwo\n',
      whenOpen: async () => expect((await served.ask('POST', `/v1.41/containers/${id}/start`)).status).toBe(204),
    })
    expect(head).toBe('101 application/vnd.docker.raw-stream')
    expect(unframed(data)).toEqual({ stdout: 'one\ntwo\n', stderr: 'bad\n' })
    expect((await waiting).json()).toEqual({ Error: null, StatusCode: 3 })
    const logs = await served.ask('GET', `/v1.41/containers/${id}/logs?stdout=1&stderr=1`)
    expect(unframed(logs.body)).toEqual({ stdout: 'one\ntwo\n', stderr: 'bad\n' })
  })

  it('has a terminal that echoes, edits a line and makes a signal of Ctrl-C', async () => {
    const id = await created({ Cmd: ['sh'], Tty: true, OpenStdin: true, StdinOnce: true }, 'terminal')
    const { data } = await served.hijack(`/v1.41/containers/${id}/attach?stream=1&stdin=1&stdout=1&stderr=1`, {
      talk: [['/ # ', 'echo abd\x7fc\r'], ['/ # ', 'echo go; sleep 1000\r'], ['\r\ngo\r\n', '\x03'], ['/ # ', 'exit 5\r']],
      whenOpen: async () => void (await served.ask('POST', `/v1.41/containers/${id}/start`)),
    })
    expect(data.toString()).toContain('echo abd\b \bc')
    expect(data.toString()).toContain('\r\nabc\r\n')
    expect((await served.ask('POST', `/v1.41/containers/${id}/wait`)).json()).toMatchObject({ StatusCode: 5 })
  })

  it('says once that it runs already, and that it does not', async () => {
    const id = await created({ Cmd: ['sleep', '1000'] }, 'twice')
    const status = async (what: string): Promise<number> => (await served.ask('POST', `/v1.41/containers/${id}/${what}`)).status
    expect([await status('start'), await status('start')]).toEqual([204, 304])
    expect([await status('kill'), await status('stop')]).toEqual([204, 304])
    expect((await served.ask('DELETE', `/v1.41/containers/${id}`)).status).toBe(204)
  })

  it('tells who waits for its removal when the start of one that removes itself fails', async () => {
    const id = await created({ Cmd: ['/nope'], HostConfig: { AutoRemove: true } }, 'fails')
    const waiting = served.ask('POST', `/v1.41/containers/${id}/wait?condition=removed`)
    const start = await served.ask('POST', `/v1.41/containers/${id}/start`)
    expect(start.status).toBe(400)
    expect((await waiting).json()).toMatchObject({ StatusCode: 127 })
  })

  it('lets a command in beside it, whose refusal comes as output', async () => {
    const id = await created({ Cmd: ['sleep', '1000'] }, 'beside')
    await served.ask('POST', `/v1.41/containers/${id}/start`)
    const run = async (Cmd: string[]): Promise<[string, unknown]> => {
      const exec = ((await served.ask('POST', `/v1.41/containers/${id}/exec`, { Cmd, AttachStdout: true, AttachStderr: true })).json() as { Id: string }).Id
      const { data } = await served.hijack(`/v1.41/exec/${exec}/start`, { body: JSON.stringify({ Detach: false, Tty: false }) })
      return [unframed(data).stdout, ((await served.ask('GET', `/v1.41/exec/${exec}/json`)).json() as { ExitCode: number }).ExitCode]
    }
    expect(await run(['sh', '-c', 'echo in; exit 4'])).toEqual(['in\n', 4])
    const [words, status] = await run(['nope'])
    expect(words).toContain('exec: "nope": executable file not found in $PATH')
    expect(status).toBe(126)
    await served.ask('POST', `/v1.41/containers/${id}/kill`)
  })

  it('brings files out with what they are in a header, and takes them in', async () => {
    const id = await created({ Cmd: ['true'] }, 'files')
    const stat = await served.ask('HEAD', `/v1.41/containers/${id}/archive?path=/bin/sh`)
    const decoded = JSON.parse(Buffer.from(String(stat.headers['x-docker-container-path-stat']), 'base64').toString()) as { name: string; mode: number; linkTarget: string }
    expect(decoded).toMatchObject({ name: 'sh', linkTarget: '/bin/busybox' })
    expect(Math.floor(decoded.mode / 2 ** 27)).toBe(1)
    const out = await served.ask('GET', `/v1.41/containers/${id}/archive?path=/etc/passwd`)
    expect(out.status).toBe(200)
    expect((await served.ask('PUT', `/v1.41/containers/${id}/archive?path=/tmp`, new Uint8Array(out.body))).status).toBe(200)
    expect((await served.ask('GET', `/v1.41/containers/${id}/changes`)).json()).toContainEqual({ Path: '/tmp/passwd', Kind: 1 })
    expect((await served.ask('GET', `/v1.41/containers/${id}/archive?path=/nope`)).status).toBe(404)
  })

  it('is not left mounted by a client that goes away in the middle of an archive', async () => {
    const { covered } = served.world.machine.namespace
    const id = await created({ Cmd: ['true'] }, 'left')
    const before = covered.size
    await new Promise<void>(done => {
      const asked = request({ socketPath: served.socket, path: `/v1.41/containers/${id}/archive?path=/bin` }, answer => {
        answer.once('data', () => asked.destroy())
        answer.on('error', () => {})
        answer.on('close', done)
      })
      asked.on('error', () => {})
      asked.end()
    })
    await vi.waitFor(() => expect(covered.size).toBe(before), { timeout: 5000, interval: 20 })
    expect((await served.ask('DELETE', `/v1.41/containers/${id}`)).status).toBe(204)
  })
})

describe('images', () => {
  it('are pulled, saved, loaded, built and removed', async () => {
    const pulled = Served.messages(await served.ask('POST', '/v1.41/images/create?fromImage=hello-world&tag=latest'))
    expect(pulled[0]).toEqual({ status: 'Pulling from library/hello-world', id: 'latest' })
    expect(pulled.at(-1)).toEqual({ status: 'Status: Downloaded newer image for hello-world:latest' })
    const missing = await served.ask('POST', '/v1.41/images/create?fromImage=hello-world&tag=none')
    expect(missing.status).toBe(404)
    const archive = await served.ask('GET', '/v1.41/images/get?names=hello-world')
    expect([archive.status, archive.headers['content-type']]).toEqual([200, 'application/x-tar'])
    const removed = (await served.ask('DELETE', '/v1.41/images/hello-world')).json() as { Untagged?: string }[]
    expect(removed[0]).toEqual({ Untagged: 'hello-world:latest' })
    expect(Served.messages(await served.ask('POST', '/v1.41/images/load', new Uint8Array(archive.body))).at(-1)).toEqual({ stream: 'Loaded image: hello-world:latest\n' })
    const broken = await served.ask('POST', '/v1.41/images/load', new TextEncoder().encode('not an archive'))
    expect(broken.status).toBe(200)
    expect(Served.messages(broken).at(-1)).toHaveProperty('errorDetail')
  })
})

describe('faults and schedules by hand', () => {
  it('hold the world, and do one step at a time', async () => {
    expect((await served.ask('POST', '/layerlab/step')).status).toBe(400)
    await served.ask('POST', '/layerlab/hold')
    let answered = false
    const asking = served.ask('POST', '/v1.41/images/base:v1/tag?repo=held').then(answer => {
      answered = true
      return answer.status
    })
    await new Promise(done => setTimeout(done, 100))
    expect(answered).toBe(false)
    const { steps } = (await served.ask('POST', '/layerlab/step?count=3')).json() as { steps: { kind: string; target: string }[] }
    expect(steps).toHaveLength(3)
    expect(steps[0]).toMatchObject({ kind: 'network', target: 'POST /v1.41/images/base:v1/tag?repo=held' })
    expect(answered).toBe(false)
    await served.ask('POST', '/layerlab/release')
    expect(await asking).toBe(201)
  })

  it('cut the power: what was not on the disk is gone, and the daemon comes back', async () => {
    expect((await served.ask('POST', '/v1.41/images/base:v1/tag?repo=lost')).status).toBe(201)
    const watching = served.ask('GET', '/v1.41/events').catch((error: Error) => error)
    await new Promise(done => setTimeout(done, 50))
    const cut = (await served.ask('POST', '/layerlab/power-loss?keep=none&boot=0')).json() as { powered: boolean }
    expect(cut.powered).toBe(false)
    expect(await watching).toBeInstanceOf(Error)
    await expect(served.ask('GET', '/v1.41/info')).rejects.toThrow()
    expect((await served.ask('POST', '/layerlab/boot')).json()).toMatchObject({ powered: true, started: true })
    expect((await served.ask('GET', '/v1.41/info')).status).toBe(200)
  })
})

describe('the state directory', () => {
  it('brings images, tags and containers back, and writes contents once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'layerlab-state-'))
    const first = await new Served().listen()
    const second = await new Served().listen()
    try {
      await first.ask('POST', '/images/load?quiet=1', fixture('ubuntu.tar.gz'))
      const { Id } = (await first.ask('POST', '/containers/create?name=kept', { Image: 'ubuntu:18.04', Cmd: ['true'] })).json() as { Id: string }
      const state = new StateDirectory(folder)
      state.save(first.world.machine.disk)
      const contents = readdirSync(join(folder, 'content')).length
      state.save(first.world.machine.disk)
      expect(readdirSync(join(folder, 'content'))).toHaveLength(contents)
      expect(contents).toBeGreaterThan(30)
      state.release()

      second.world.stopDocker()
      const again = new StateDirectory(folder)
      expect(again.restore(second.world.machine.disk)).toBe(true)
      again.release()
      expect(second.world.startDocker()).toEqual({ started: true, error: '' })
      const rows = async (of: Served, path: string): Promise<unknown> => (await of.ask('GET', path)).json()
      expect(await rows(second, '/images/json')).toEqual(await rows(first, '/images/json'))
      expect(await rows(second, '/images/ubuntu:18.04/history')).toEqual(await rows(first, '/images/ubuntu:18.04/history'))
      expect((await second.ask('POST', `/containers/${Id}/start`)).status).toBe(204)
      expect((await second.ask('POST', '/containers/kept/wait')).json()).toMatchObject({ StatusCode: 0 })
    } finally {
      await first.close()
      await second.close()
      rmSync(folder, { recursive: true })
    }
  })
})

it('listens for this machine only', () => {
  expect(addressOf('unix:///tmp/x.sock', '--listen')).toEqual({ path: '/tmp/x.sock' })
  expect(addressOf('tcp://127.0.0.1:2375', '--listen')).toEqual({ host: '127.0.0.1', port: 2375 })
  for (const bad of ['tcp://0.0.0.0:2375', 'tcp://10.1.2.3:1', 'localhost:1', 'unix://']) expect(() => addressOf(bad, '--listen'), bad).toThrow(UsageError)
  expect(parseCommandLine(['serve', '--listen', 'tcp://localhost:1'])).toMatchObject({ kind: 'serve', listen: 'tcp://localhost:1', state: undefined })
})

describe('an engine that joins partial images', () => {
  it('strips, joins, and tells what is missing; others do not know how', async () => {
    const euleros = await new Served({ engine: 'euleros-1.11', client: '1.11.2' }).listen()
    try {
      await euleros.ask('POST', '/images/load?quiet=1', fixture('base.tar'), { 'Content-Type': 'application/x-tar' })
      const context = euleros.world.run("mkdir c; printf 'FROM base:v1\\nRUN echo a > /a\\n' > c/Dockerfile; tar -cf - -C c . | base64 -w0").stdout
      const built = await euleros.ask('POST', '/v1.23/build?noparent=1&t=a:1', new Uint8Array(Buffer.from(context, 'base64')), { 'Content-Type': 'application/x-tar' })
      expect(Served.messages(built)).toContainEqual({ stream: 'Stripping parent image\n' })
      expect((await euleros.ask('GET', '/v1.23/images/a:1/json')).json()).toMatchObject({ From: expect.stringMatching(/^base:v1@sha256:/) })
      const joined = await euleros.ask('POST', '/v1.23/images/combine?image=a:1')
      expect([joined.status, joined.json()]).toEqual([200, { ImageID: expect.stringMatching(/^sha256:/), DefaultTag: 'a_1-base_v1' }])
      expect((await euleros.ask('GET', '/v1.24/version')).status).toBe(400)
    } finally {
      await euleros.close()
    }
    expect((await served.ask('POST', '/v1.41/images/combine?image=base:v1')).json()).toEqual({ message: 'page not found' })
  })
})

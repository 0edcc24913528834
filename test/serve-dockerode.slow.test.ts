/** The basic calls of dockerode, a client library that others wrote, against `layerlab serve`. */
import { createReadStream, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
// @ts-expect-error: the package has no types; what is used of it is described below
import Client from 'dockerode'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { registryFolder } from '../sandbox/node/serve/registry-folder.ts'
import { Served } from './support/served-world.ts'

const FIXTURES = join(import.meta.dirname, 'recordings', 'fixtures')

interface Exec { start(options: object): Promise<NodeJS.ReadWriteStream>; inspect(): Promise<{ ExitCode: number }> }
interface Container {
  readonly id: string
  start(): Promise<unknown>
  stop(options?: object): Promise<unknown>
  wait(): Promise<{ StatusCode: number }>
  remove(options?: object): Promise<unknown>
  inspect(): Promise<{ Name: string; State: { Running: boolean; ExitCode: number } }>
  attach(options: object): Promise<NodeJS.ReadWriteStream>
  exec(options: object): Promise<Exec>
  logs(options: object): Promise<NodeJS.ReadableStream & Buffer>
  changes(): Promise<{ Path: string; Kind: number }[] | null>
  commit(options: object): Promise<{ Id: string }>
  top(): Promise<{ Titles: string[]; Processes: string[][] }>
}
interface Image { inspect(): Promise<{ Id: string; RepoTags: string[] }>; history(): Promise<object[]>; tag(options: object): Promise<unknown>; remove(options?: object): Promise<object[]>; get(): Promise<NodeJS.ReadableStream> }
interface Dockerode {
  ping(): Promise<Buffer>
  version(): Promise<{ ApiVersion: string }>
  info(): Promise<{ Driver: string }>
  df(): Promise<{ LayersSize: number }>
  listImages(options?: object): Promise<{ Id: string; RepoTags: string[] }[]>
  listContainers(options?: object): Promise<{ Id: string; Names: string[] }[]>
  createContainer(options: object): Promise<Container>
  getContainer(id: string): Container
  getImage(name: string): Image
  getEvents(options: object): Promise<NodeJS.ReadableStream>
  loadImage(file: NodeJS.ReadableStream, options: object): Promise<NodeJS.ReadableStream>
  pull(name: string): Promise<NodeJS.ReadableStream>
  buildImage(context: object, options: object): Promise<NodeJS.ReadableStream>
  run(image: string, command: string[], output: NodeJS.WritableStream | NodeJS.WritableStream[], options?: object): Promise<[{ StatusCode: number }, Container]>
  pruneImages(options?: object): Promise<{ SpaceReclaimed: number }>
  modem: { followProgress(stream: NodeJS.ReadableStream, done: (error: Error | null, output: Record<string, unknown>[]) => void): void; demuxStream(stream: NodeJS.ReadableStream, out: NodeJS.WritableStream, err: NodeJS.WritableStream): void }
}

const Docker = Client as new (options: object) => Dockerode

let served: Served
let docker: Dockerode
beforeAll(async () => {
  served = await new Served({ registry: () => registryFolder(join(FIXTURES, 'registry')) }).listen()
  docker = new Docker({ socketPath: served.socket })
})
afterAll(async () => {
  expect(served.fault).toBeUndefined()
  await served.close()
})

const progress = (stream: NodeJS.ReadableStream): Promise<Record<string, unknown>[]> =>
  new Promise((done, failed) => docker.modem.followProgress(stream, (error, output) => (error ? failed(error) : done(output))))

it('asks how the engine is', async () => {
  expect(String(await docker.ping())).toBe('OK')
  expect((await docker.version()).ApiVersion).toBe('1.41')
  expect((await docker.info()).Driver).toBe('overlay2')
  expect((await docker.df()).LayersSize).toBe(0)
})

it('loads, pulls, lists, tags, saves and removes images', async () => {
  expect(await progress(await docker.loadImage(createReadStream(join(FIXTURES, 'base.tar')), { quiet: true }))).toEqual([{ stream: 'Loaded image: base:v1\n' }])
  expect((await progress(await docker.pull('hello-world:latest'))).at(-1)).toMatchObject({ status: 'Status: Downloaded newer image for hello-world:latest' })
  expect((await docker.listImages()).flatMap(({ RepoTags }) => RepoTags).sort()).toEqual(['base:v1', 'hello-world:latest'])
  expect(await docker.listImages({ filters: { reference: ['base'] } })).toHaveLength(1)
  const image = docker.getImage('base:v1')
  await image.tag({ repo: 'other', tag: 'x' })
  expect((await image.inspect()).RepoTags).toEqual(['base:v1', 'other:x'])
  expect((await image.history()).length).toBeGreaterThan(0)
  let bytes = 0
  for await (const chunk of await docker.getImage('other:x').get()) bytes += (chunk as Buffer).length
  expect(bytes).toBeGreaterThan(1_900_000)
  expect(await docker.getImage('other:x').remove()).toEqual([{ Untagged: 'other:x' }])
  await expect(docker.getImage('nope').inspect()).rejects.toMatchObject({ statusCode: 404 })
})

it('runs a container and sees both streams', async () => {
  const [out, err] = [new PassThrough(), new PassThrough()]
  const texts = Promise.all([text(out), text(err)])
  const [{ StatusCode }, container] = await docker.run('base:v1', ['sh', '-c', 'echo good; echo bad >&2; exit 7'], [out, err], { Tty: false })
  out.end()
  err.end()
  expect([StatusCode, ...(await texts)]).toEqual([7, 'good\n', 'bad\n'])
  await container.remove()
})

it('attaches to a container, with and without taking the connection over', async () => {
  // The library sends its options as the body: who types has to take the connection over.
  for (const hijack of [true, false]) {
    const container = await docker.createContainer({ Image: 'base:v1', Cmd: hijack ? ['cat'] : ['echo', 'typed'], OpenStdin: hijack, StdinOnce: true, AttachStdin: hijack, AttachStdout: true, Tty: false })
    const stream = await container.attach({ stream: true, stdin: hijack, stdout: true, stderr: true, hijack })
    const [out, err] = [new PassThrough(), new PassThrough()]
    docker.modem.demuxStream(stream, out, err)
    const printed = text(out)
    const over = new Promise(done => stream.on('end', done))
    await container.start()
    if (hijack) {
      stream.write('typed\n')
      stream.end()
    }
    expect((await container.wait()).StatusCode, `hijack ${hijack}`).toBe(0)
    await over
    out.end()
    expect(await printed, `hijack ${hijack}`).toBe('typed\n')
    await container.remove()
  }
})

it('does what else there is to a container', async () => {
  const container = await docker.createContainer({ Image: 'base:v1', Cmd: ['sh', '-c', 'echo line; sleep 1000'], name: 'long' })
  await container.start()
  expect((await container.inspect())).toMatchObject({ Name: '/long', State: { Running: true } })
  const exec = await container.exec({ Cmd: ['sh', '-c', 'echo made > /made; exit 2'], AttachStdout: true, AttachStderr: true })
  const stream = await exec.start({})
  await new Promise(done => stream.on('end', done).resume())
  expect((await exec.inspect()).ExitCode).toBe(2)
  expect(await container.changes()).toContainEqual({ Path: '/made', Kind: 1 })
  expect((await container.top()).Processes.map(row => row.at(-1))).toContain('sleep 1000')
  expect(String(await container.logs({ stdout: true, stderr: true })).slice(8)).toBe('line\n')
  const { Id } = await container.commit({ repo: 'committed', tag: 'v1' })
  expect((await docker.getImage('committed:v1').inspect()).Id).toBe(Id)
  await container.stop({ t: 0 })
  expect((await container.inspect()).State).toMatchObject({ Running: false, ExitCode: 137 })
  expect((await docker.listContainers({ all: true })).map(({ Names }) => Names)).toEqual([['/long']])
  await container.remove({ force: true })
})

it('builds from a folder, and sees events', async () => {
  const events = await docker.getEvents({ filters: { type: ['image'] } })
  const seen: string[] = []
  events.on('data', (chunk: Buffer) => seen.push(...chunk.toString().split('\n').filter(line => line !== '').map(line => (JSON.parse(line) as { Action: string }).Action)))
  const folder = join(served.socket, '..')
  writeFileSync(join(folder, 'Dockerfile'), 'FROM base:v1\nRUN echo built > /built\n')
  const output = await progress(await docker.buildImage({ context: folder, src: ['Dockerfile'] }, { t: 'built:1' }))
  expect(output.at(-1)).toEqual({ stream: 'Successfully tagged built:1\n' })
  expect(output.some(({ aux }) => aux !== undefined)).toBe(true)
  expect((await docker.pruneImages({ filters: { dangling: ['true'] } })).SpaceReclaimed).toBe(0)
  await new Promise(done => setTimeout(done, 100))
  expect(seen).toContain('tag')
  ;(events as NodeJS.ReadableStream & { destroy(): void }).destroy()
})

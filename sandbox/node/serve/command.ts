/** `layerlab serve`: a Docker engine that real clients can talk to. */
import { randomInt } from 'node:crypto'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { rmSync } from 'node:fs'
import { World } from '../../scenario/world.ts'
import { UsageError } from '../command-line.ts'
import type { CommandLine } from '../command-line.ts'
import { worldOptions } from '../line.ts'
import { complain, print } from '../streams.ts'
import { registryFolder } from './registry-folder.ts'
import { ApiServer } from './server.ts'
import type { Address } from './server.ts'
import { StateDirectory } from './state.ts'

/** How often the state is saved while something happens. */
const SAVE_INTERVAL_MS = 5000

/** Serve until SIGINT or SIGTERM. @returns the exit status */
export async function runServe(options: CommandLine): Promise<number> {
  if (options.words.length > 0) throw new UsageError(`layerlab serve takes no ${JSON.stringify(options.words[0])}: only flags`)
  const docker = addressOf(options.listen ?? `unix://${join(tmpdir(), `layerlab-${userInfo().uid}.sock`)}`, '--listen')
  const control = options.control === undefined ? undefined : addressOf(options.control, '--control')
  await free(docker)
  if (control) await free(control)
  const registry = options.registry === undefined ? undefined : registryFolder(resolve(options.registry))
  const world = World.create({
    ...worldOptions(options), seed: randomInt(2 ** 31), epochSeconds: Math.floor(Date.now() / 1000), ...(registry ? { registry: () => registry } : {}),
  })
  world.scheduler.tracing = false
  world.memory.keeping = false
  const state = options.state === undefined ? undefined : new StateDirectory(resolve(options.state))
  try {
    if (state) restore(world, state)
    return await serve(world, docker, control, state)
  } finally {
    state?.release()
  }
}

function restore(world: World, state: StateDirectory): void {
  world.stopDocker()
  state.restore(world.machine.disk)
  const { started, error } = world.startDocker()
  if (!started) complain(`layerlab: docker does not start: ${error}\n`)
}

async function serve(world: World, docker: Address, control: Address | undefined, state: StateDirectory | undefined): Promise<number> {
  let fault: (error: unknown) => void = () => {}
  const faults = new Promise<never>((_done, failed) => {
    fault = failed
  })
  const server = new ApiServer(world, { docker, control, onFault: error => fault(error) })
  const url = await server.listen()
  print(`Docker Engine API ${world.docker.engine?.profile.apiVersion} of a simulated machine. Ctrl-C ends it.\nexport DOCKER_HOST=${url} DOCKER_BUILDKIT=0\n`)
  let savedSteps = -1
  const save = (): void => {
    if (!state || !world.machine.powered || world.scheduler.steps === savedSteps) return
    savedSteps = world.scheduler.steps
    state.save(world.machine.disk)
  }
  const timer = setInterval(save, SAVE_INTERVAL_MS)
  try {
    await Promise.race([signalled(), faults])
  } finally {
    clearInterval(timer)
    await server.close()
  }
  if (world.machine.powered && world.docker.active()) world.stopDocker()
  save()
  return 0
}

function signalled(): Promise<void> {
  return new Promise(done => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => done())
  })
}

/** @throws UsageError */
export function addressOf(text: string, flag: string): Address {
  const unix = /^unix:\/\/(.+)$/.exec(text)?.[1]
  if (unix !== undefined) return { path: resolve(unix) }
  const [, host = '', port = ''] = /^tcp:\/\/(\[[^\]]*\]|[^:/]+):(\d+)\/?$/.exec(text) ?? []
  const bare = host.replace(/^\[|\]$/g, '')
  if (host === '' || Number(port) > 65535) throw new UsageError(`${flag} ${text}: give unix:///path/of/socket or tcp://127.0.0.1:2375`)
  if (!/^127(?:\.\d+){3}$|^localhost$|^::1$/.test(bare)) throw new UsageError(`${flag} ${text}: only this machine may connect; give tcp://127.0.0.1:${port}`)
  return { host: bare, port: Number(port) }
}

/** A socket that a dead server left is taken away; a living one keeps it. */
async function free(address: Address): Promise<void> {
  if (!('path' in address) || !existsSync(address.path)) return
  const taken = await new Promise<boolean>(done => {
    const socket = connect(address.path)
    socket.once('connect', () => {
      socket.destroy()
      done(true)
    })
    socket.once('error', error => done((error as { code?: string }).code !== 'ECONNREFUSED'))
  })
  if (taken) throw new UsageError(`${address.path}: somebody listens there, or it is no socket; give another --listen`)
  rmSync(address.path)
}

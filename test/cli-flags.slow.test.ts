import { afterAll, expect, it, vi } from 'vitest'
import '../sandbox/all-parts.ts'
import { Client } from '../sandbox/cli/client.ts'
import { CLIENT_VERSIONS } from '../sandbox/cli/clients.ts'
import type { ClientVersion } from '../sandbox/cli/clients.ts'
import { commandNamed } from '../sandbox/cli/commands.ts'
import { WHOLE } from '../sandbox/cli/grammar/commands/index.ts'
import type { CommandSpec, FlagSpec } from '../sandbox/cli/grammar/spec.ts'
import { installNodeCodecs } from '../sandbox/node/codecs.ts'
import { World } from '../sandbox/scenario/world.ts'
import { fixture, recordedRegistry } from './support/fixtures.ts'

// Every flag of every command that is simulated, in every client and every spelling of the command, is typed once in a
// world where it means something. It must be looked at by the command, or refused in words: never silently ignored.

/** What makes a flag's command reach the place where it looks at the flag. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  rmi: 'app:1', combine: 'app:1', tag: 'app:1 app:2', history: 'app:1', 'image inspect': 'app:1', save: 'app:1', load: '< app.tar', import: 'app.tar', pull: 'app:2', push: 'app:1', build: '.',
  'container inspect': 'still', rm: 'still', rename: 'still quiet', start: 'still', stop: 'busy', restart: 'busy', kill: 'busy', pause: 'busy', unpause: 'busy', wait: 'still',
  logs: 'still', attach: 'busy', top: 'busy', port: 'busy', diff: 'still', cp: 'still:/message .', export: 'still', commit: 'still', create: 'app:1', run: 'app:1', exec: 'busy true',
  inspect: 'still', search: 'hello', 'manifest inspect': 'hello-world:1', 'image prune': '-f', 'container prune': '-f', 'system prune': '-f', 'builder prune': '-f',
}

/** Where a flag matters only in another place. */
const ARGUMENTS_BY_FLAG: Readonly<Record<string, string>> = {
  'rm --force': 'busy', 'cp --quiet': 'still:/bin .', 'start --interactive': 'still', 'cp --archive': 'app.tar still:/', 'cp --follow-link': 'app.tar still:/', 'create --quiet': 'hello-world:1', 'run --quiet': 'hello-world:1',
  'image prune --force': '', 'container prune --force': '', 'system prune --force': '', 'builder prune --force': '',
}

/** A value that the grammar takes, by the kind of the flag. */
const VALUES: Readonly<Partial<Record<FlagSpec['kind'], string>>> = {
  int: '1', uint: '1', uint16: '10', uint32: '1', uint64: '1', float: '1', decimal: '1', bytes: '64m', 'swap-bytes': '64m', duration: '1s', 'positive-duration': '1s', ulimit: 'nofile=5',
  network: 'none', mount: 'type=volume,source=v1,target=/v', 'gpu-request': 'all', env: 'A=1', label: 'a=b', attach: 'stdout', 'add-host': 'h:1.2.3.4', 'ip-address': '1.2.3.4',
  'dns-search': 'example.com', link: 'still', 'build-tag': 'b:1', sysctl: 'net.a=1', 'device-cgroup-rule': 'c 1:3 mr', 'weight-device': '/dev/vda:10', 'rate-device': '/dev/vda:1mb',
  'iops-device': '/dev/vda:1', filter: 'label=a', map: 'a=b', stringToString: 'a=b',
}

/** Where only some values say something. */
const VALUES_BY_NAME: Readonly<Record<string, string>> = {
  format: '{{json .}}', type: 'image', output: '/dev/null', input: 'app.tar', file: 'Dockerfile', signal: 'KILL', since: '1m', until: '0s', tail: '1', platform: 'linux/amd64',
  'disable-content-trust': 'false', 'sig-proxy': 'false', 'env-file': 'Dockerfile', 'label-file': 'Dockerfile', 'keep-storage': '1gb', isolation: 'default', pull: 'never', change: 'CMD x',
  cgroupns: 'host', ipc: 'host', pid: 'host', userns: 'host', uts: 'host',
}

/** Flags that change nothing here, and why that is the truth. */
const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  'run --sig-proxy': 'looked at when a signal comes: test/containers.test.ts',
  'build --progress': 'the classic builder of the real client does not look at it either',
  'builder prune --all': 'there is no cache of BuildKit that could be dangling or not',
  'builder prune --keep-storage': 'there is no cache of BuildKit to keep',
  'stop --signal': 'the 28 client does not send it to an engine of API 1.41', 'restart --signal': 'the 28 client does not send it to an engine of API 1.41',
  'version --kubeconfig': 'the real client reads the file only to ask a cluster, and there is none',
}

function typed(flag: FlagSpec): string {
  const value = VALUES_BY_NAME[flag.name] ?? VALUES[flag.kind] ?? (flag.kind === 'bool' ? undefined : 'x')
  if (flag.name === 'pull' && flag.kind === 'bool') return '--pull'
  if (flag.kind === 'bool' && value === undefined) return `--${flag.name}`
  return `--${flag.name}='${value ?? ''}'`
}

installNodeCodecs()

const looked = new Set<string>()
const spies = (['changed', 'flag', 'text', 'list', 'int'] as const).map(method => {
  const original = Client.prototype[method] as (this: Client, name: string) => never
  return vi.spyOn(Client.prototype, method).mockImplementation(function (this: Client, name: string) {
    looked.add(name)
    return original.call(this, name)
  } as never)
})
afterAll(() => spies.forEach(spy => spy.mockRestore()))

const archive = fixture('base.tar')
const registry = recordedRegistry()

function worldFor(client: ClientVersion): World {
  const world = World.create({ client, registry: () => registry })
  world.scheduler.tracing = false
  const put = (name: string, bytes: Uint8Array): void => world.putFile(`${world.options.directory}/${name}`, bytes, { mode: 0o644, uid: 0, mtime: world.options.epochSeconds })
  put('app.tar', archive)
  put('Dockerfile', new TextEncoder().encode('FROM app:1\nLABEL a=b\n'))
  for (const line of ['docker load -q -i app.tar', 'docker tag base:v1 app:1', 'docker create --name still app:1 echo hi', 'docker run -d --name busy app:1 sleep 1000']) expect(world.run(line).exit, line).toBe(0)
  return world
}

const simulated = WHOLE.commands.filter(command => commandNamed(command.paths[0] as string) !== undefined)
const inClient = (clients: readonly ClientVersion[] | undefined, client: ClientVersion): boolean => clients === undefined || clients.includes(client)

/** What a flag may have changed in the world; a new one is made when it did. */
const stateOf = (world: World): string => world.run('docker ps -a --no-trunc --format "{{.ID}} {{.Names}} {{.State}}"; docker images -a --no-trunc; ls').stdout.replaceAll(/\d+ \w+ ago/g, '')

/** Type one flag; what is wrong with it, if anything. */
function problemOf(world: World, command: CommandSpec, path: string, flag: FlagSpec, client: ClientVersion): string | undefined {
  const key = command.paths[0] as string
  looked.clear()
  const line = `timeout 20 docker ${path} ${typed(flag)} ${ARGUMENTS_BY_FLAG[`${key} --${flag.name}`] ?? ARGUMENTS[key] ?? ''}${key === 'events' && flag.name !== 'until' ? ' --until 0s' : ''}`
  const { exit, stderr } = world.run(line)
  const refused = exit !== 0 && /is not simulated|are not simulated|has no accounts|is only supported on|requires API version|unknown flag/.test(stderr)
  if (refused || looked.has(flag.name)) return undefined
  const known = WITHOUT_EFFECT[`${key} --${flag.name}`]
  return known === undefined ? `${client}: ${line}: exit ${exit}: ${stderr.trim()}` : undefined
}

it.each(CLIENT_VERSIONS)('looks at every flag of every command of client %s, or refuses it', client => {
  const problems: string[] = []
  let count = 0
  let world = worldFor(client)
  const fresh = stateOf(world)
  for (const command of simulated.filter(({ clients }) => inClient(clients, client))) {
    for (const flag of command.flags) {
      if (!inClient(flag.clients, client) || flag.name === 'help') continue
      if (stateOf(world) !== fresh) world = worldFor(client)
      const problem = problemOf(world, command, command.paths.at(-1) as string, flag, client)
      if (problem !== undefined) problems.push(problem)
      count++
    }
  }
  expect(problems).toEqual([])
  expect(count).toBeGreaterThan(200)
})

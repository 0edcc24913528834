/**
 * One engine, two clients: a real docker client over the socket and ours inside. After each of many random changes both
 * are asked the same; they print the same, byte for byte. What only fails is asked of both as well.
 */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { RandomStream } from '../sandbox/sched/random.ts'
import { bytesOf, registryOf } from './golden/case.ts'
import { RealHost, realClients } from './golden/real-client.ts'
import type { Printed } from './golden/real-client.ts'
import { recordedWorld } from './golden/world-subject.ts'

const FIXTURES = join(import.meta.dirname, 'recordings', 'fixtures')
const CHANGES = 25
const QUERIES = 4
const SEEDS = process.env['LAYERLAB_SERVE_SEEDS']?.split(',').map(Number) ?? [1, 2]
/** A second, and with it an age, may pass between the two clients: then both are asked again. */
const TRIES = 4

const ARCHIVES = ['hello.tar', 'hello-v2.tar', 'base.tar', 'ubuntu.tar.gz', 'app-a.tar.gz', 'app-b.tar.gz', 'wh.tar.gz', 'twotags.tar', 'byid.tar', 'multi.tar']
const NAMES = ['hello-world', 'base:v1', 'ubuntu:18.04', 'team/app-a:1.0', 'team/app-b:1.0', 'wh:1', 'demo:1.0', 'demo', 'greet:old', 'new:1', 'new:2', 'made', 'nope', 'Bad', 'a:b:c', 'dca66a87ab4c', 'sha256:dca66a87ab4c']
const CONTAINERS = ['c1', 'c2', 'c3', 'gone', '!']

type Draw = (kind: 'name' | 'container' | 'archive') => string

/** What changes the state, if it succeeds. Files are those of the real client's folder. */
const changes: readonly ((draw: Draw) => string)[] = [
  draw => `docker load -qi ${draw('archive')}`,
  draw => `docker load -qi ${draw('archive')}`,
  draw => `docker tag ${draw('name')} new:1`,
  draw => `docker tag ${draw('name')} ${draw('name')}`,
  draw => `docker rmi ${draw('name')}`,
  draw => `docker rmi -f ${draw('name')}`,
  draw => `docker create --name ${draw('container')} --label l=${draw('container')} -e A=1 -w /tmp ${draw('name')} sleep 1000`,
  draw => `docker run -d --name ${draw('container')} base:v1 sh -c 'echo > /changed; sleep 1000'`,
  draw => `docker run --name ${draw('container')} base:v1 sh -c 'exit 3'`,
  draw => `docker start ${draw('container')}`,
  draw => `docker kill ${draw('container')}`,
  draw => `docker pause ${draw('container')}`,
  draw => `docker unpause ${draw('container')}`,
  draw => `docker rm ${draw('container')}`,
  draw => `docker rm -f ${draw('container')}`,
  draw => `docker rename ${draw('container')} ${draw('container')}`,
  draw => `docker commit -m why -c 'ENV B=2' ${draw('container')} made`,
  () => `printf 'FROM base:v1\\nLABEL stage=one\\nRUN echo 1 > /1\\n' | docker build -q -t new:2 -`,
  () => 'docker import rootfs-small.tar made:imported',
  draw => `docker pull -q ${draw('name')}`,
  () => 'docker image prune -f',
]

/** What both are asked. */
const queries: readonly ((draw: Draw) => string)[] = [
  () => 'docker images',
  () => 'docker images -a --no-trunc --digests',
  draw => `docker images ${draw('name')}`,
  () => `docker images -f dangling=true -q`,
  draw => `docker images --filter since=${draw('name')}`,
  draw => `docker images --format '{{.Repository}}\\t{{.Tag}}\\t{{.ID}}\\t{{.Size}}' --filter reference='${draw('name')}*'`,
  () => `docker images --format '{{json .}}'`,
  () => 'docker ps -a',
  () => 'docker ps -a --no-trunc --size',
  draw => `docker ps -a --filter name=${draw('container')} --filter status=exited`,
  draw => `docker ps -a --filter ancestor=${draw('name')} --format '{{.ID}} {{.Image}} {{.Status}} {{.Labels}}'`,
  draw => `docker history ${draw('name')}`,
  draw => `docker history --no-trunc -H=false ${draw('name')}`,
  draw => `docker image inspect ${draw('name')}`,
  draw => `docker inspect ${draw('name')} ${draw('container')}`,
  draw => `docker inspect -f '{{json .Config}} {{.Created}} {{len .GraphDriver.Data}}' ${draw('name')}`,
  draw => `docker inspect ${draw('container')}`,
  draw => `docker container inspect -s ${draw('container')} -f '{{.SizeRw}} {{.State.Status}} {{.HostConfig.NetworkMode}}'`,
  draw => `docker diff ${draw('container')}`,
  draw => `docker logs ${draw('container')}`,
  draw => `docker top ${draw('container')}`,
  draw => `docker exec ${draw('container')} sh -c 'echo in; echo err >&2; exit 4'`,
  draw => `docker cp ${draw('container')}:/etc/passwd - | sha256sum`,
  draw => `docker save ${draw('name')} | tar tf - | wc -l`,
  draw => `docker export ${draw('container')} | tar tf - | wc -l`,
  () => 'docker system df',
  () => 'docker system df -v',
  () => 'docker info',
  () => 'docker version',
  () => 'docker search hello',
  draw => `docker tag nope ${draw('name')}`,
  draw => `docker rmi nope ${draw('container')}:none`,
  draw => `docker run --rm nope:${draw('container')} true`,
  draw => `docker run --rm base:v1 ${draw('container')}`,
  () => "docker run --rm base:v1 sh -c 'echo out; echo err >&2; exit 5'",
  draw => `docker kill -s BOGUS ${draw('container')}`,
  () => 'docker run --rm -w relative base:v1 true',
  () => 'docker create --name "no good" base:v1',
  draw => `docker push ${draw('name')}`,
  draw => `docker wait ${draw('container')}x`,
  () => 'docker inspect --type volume nope',
  draw => `docker port ${draw('container')}`,
  () => 'docker system prune -f --filter until=1h --filter bogus=1',
]

const say: string[] = []
const clients = realClients(line => say.push(line))
for (const line of say) console.log(line)

describe.each(['20.10.24', '28.2.2'].map(version => ({ version, program: clients.get(version) })))('the client $version', ({ version, program }) => {
  it.skipIf(program === undefined).each(SEEDS)('and ours print the same of the same states, seed %i', async seed => {
    const world = recordedWorld({ client: '20.10.24', seed, registry: registryOf(FIXTURES) }, Math.floor(Date.now() / 1000))
    const host = await RealHost.start(world, program as string)
    const random = new RandomStream(seed)
    const pick = <T>(list: readonly T[]): T => list[random.below(list.length)] as T
    const draw: Draw = kind => (kind === 'name' ? pick(NAMES) : kind === 'container' ? pick(CONTAINERS) : pick(ARCHIVES))
    const done: string[] = []
    const different: { readonly question: string; readonly real: Printed; readonly ours: Printed; readonly after: readonly string[] }[] = []
    let asked = 0
    let succeeded = 0
    try {
      for (const name of [...ARCHIVES, 'rootfs-small.tar']) host.put(name, bytesOf(join(FIXTURES, name)))
      await host.run('docker load -qi base.tar', false)
      for (let change = 0; change < CHANGES; change++) {
        const line = pick(changes)(draw)
        const { exit } = await host.run(line, false)
        done.push(`${line} # ${exit}`)
        for (let query = 0; query < QUERIES; query++) {
          const question = pick(queries)(draw)
          const [real, ours] = await both(host, question, version)
          if (JSON.stringify(ours) !== JSON.stringify(real)) different.push({ question, real, ours, after: [...done] })
          asked++
          if (real.exit === 0) succeeded++
        }
      }
    } finally {
      await host.close()
    }
    expect(host.fault).toBeUndefined()
    expect(different, `seed ${seed}`).toEqual([])
    console.log(`client ${version}, seed ${seed}: ${asked} questions, ${succeeded} of them without an error`)
    expect(succeeded).toBeGreaterThan(asked / 4)
    expect(succeeded).toBeLessThan(asked)
  }, 300_000)
})

async function both(host: RealHost, question: string, version: string): Promise<readonly [Printed, Printed]> {
  for (let attempt = 1; ; attempt++) {
    const real = await host.run(question, false)
    const { exit, stdout, stderr } = await host.control(`/shell?directory=/root`, `export HOME=/home/user LAYERLAB_DOCKER_CLIENT=${version}; ${question}`)
    const ours = { exit: exit as number, stdout: stdout as string, stderr: stderr as string }
    if (attempt === TRIES || (withoutNew(real.stdout) === withoutNew(ours.stdout) && withoutNew(real.stderr) === withoutNew(ours.stderr) && real.exit === ours.exit)) {
      return [{ exit: real.exit, stdout: withoutNew(real.stdout), stderr: withoutNew(real.stderr) }, { exit: ours.exit, stdout: withoutNew(ours.stdout), stderr: withoutNew(ours.stderr) }]
    }
  }
}

/** Without what a question makes anew, and what a real client prints by chance: the order of a Go map, and a line about its own hurry. */
const withoutNew = (text: string): string => text
  .replace(/^ ?(?:System Time|Name|ID): .*\n/gm, '')
  .replace(/^time="[^"]*" level=error msg="error waiting for container: context canceled"\n/gm, '')
  .replace(/^( Runtimes: )(.*)$/m, (_line, head: string, names: string) => head + names.split(' ').sort().join(' '))

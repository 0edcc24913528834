/** Programs that stand in images of the catalogue and nowhere else. Their names are no words that one could type. */
import { machineName } from './kernel.ts'
import type { Process, Program } from '../../machine/process.ts'
import type { Op } from '../../sched/op.ts'
import { Interrupted } from '../../sched/scheduler.ts'

const GREETING = `
Hello from Docker!
You see this because the whole way worked: your client asked the daemon, the
daemon fetched this image from the registry, made a container of it, and sent
back what the program in it wrote.

Next, something larger: docker run -it ubuntu bash
`

/** Goes on until somebody stops it. @returns 0 when it was asked to end */
function* serve(target: string): Op<number> {
  try {
    yield { kind: 'wait', target, ticks: 0, blocked: () => true }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error
  }
  return 0
}

function* hello(process: Process): Op<number> {
  yield* process.print(GREETING)
  return 0
}

function* tool(process: Process): Op<number> {
  yield* process.print(`tool 1 runs on ${machineName(process.machine.facts.architecture)}\n`)
  return 0
}

function* sensor(process: Process): Op<number> {
  yield* process.print(`sensor 1 runs on Linux ${process.machine.facts.kernelRelease}\n`)
  return 0
}

function* nginx(process: Process): Op<number> {
  const version = process.env.get('NGINX_VERSION')?.split('-')[0] ?? '1.14.0'
  if (process.argv.some(word => word === '-v' || word === '-V')) {
    yield* process.complain(`nginx version: nginx/${version}\n`)
    return 0
  }
  if (process.argv.includes('-t')) {
    const there = yield* process.fs.exists('/etc/nginx/nginx.conf')
    yield* process.complain(there ? 'nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\nnginx: configuration file /etc/nginx/nginx.conf test is successful\n'
      : 'nginx: [emerg] open() "/etc/nginx/nginx.conf" failed (2: No such file or directory)\n')
    return there ? 0 : 1
  }
  return yield* serve('requests')
}

function* redisServer(process: Process): Op<number> {
  const version = process.env.get('REDIS_VERSION') ?? '7.2.3'
  if (process.argv.some(word => word === '-v' || word === '--version')) {
    yield* process.print(`Redis server v=${version} sha=00000000:0 malloc=jemalloc-5.3.0 bits=64\n`)
    return 0
  }
  yield* process.print(`${process.ownPid}:M * Running mode=standalone, port=6379.\n${process.ownPid}:M * Ready to accept connections tcp\n`)
  return yield* serve('requests')
}

export const imagePrograms: ReadonlyMap<string, Program> = new Map<string, Program>([
  ['image:hello', hello], ['image:tool', tool], ['image:sensor', sensor], ['image:nginx', nginx], ['image:redis-server', redisServer],
])

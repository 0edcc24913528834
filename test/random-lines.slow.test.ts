/** Random command lines: whatever is typed, the world stays whole, and a daemon that starts anew shows the same. */
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { installNodeCodecs } from '../sandbox/node/codecs.ts'
import { World } from '../sandbox/scenario/world.ts'
import type { WorldOptions } from '../sandbox/scenario/world.ts'
import { fixture, recordedRegistry } from './support/fixtures.ts'
import { brokenChecks } from './support/hostile.ts'

beforeAll(installNodeCodecs)

const SEED = 20261128
/** Another seed, or more sequences: `LAYERLAB_RANDOM_SEED=7 LAYERLAB_RANDOM_SEQUENCES=5000`. */
const seed = Number(process.env['LAYERLAB_RANDOM_SEED'] ?? SEED)
const sequences = Number(process.env['LAYERLAB_RANDOM_SEQUENCES'] ?? 250)
const LINES_MAX = 10

const name = fc.constantFrom('base:v1', 'a:1', 'a:2', 'b', 'hello-world', '$(docker images -aq | head -1)', '$(docker images -aq | tail -1)', '$(docker images -q | head -1)')
const target = fc.constantFrom('a:1', 'a:2', 'b', 'hello-world', 'reg.example.com/c:x')
const container = fc.constantFrom('c1', 'c2', '$(docker ps -aq | head -1)')
const join = (...words: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> => fc.tuple(...words).map(parts => parts.filter(part => part !== '').join(' '))
const say = (text: string): fc.Arbitrary<string> => fc.constant(text)
const maybe = (...flags: readonly string[]): fc.Arbitrary<string> => fc.subarray([...flags]).map(chosen => chosen.join(' '))

const line = fc.oneof(
  join(say('docker build'), maybe('-q', '--no-cache', '--rm=false', '--force-rm'), say('-t'), target, say('- <'), fc.constantFrom('Dockerfile.a', 'Dockerfile.b', 'Dockerfile.c', 'Dockerfile.broken')),
  join(say('docker commit'), maybe('-m msg', '-c "ENV A=b"'), container, fc.oneof(target, say(''))),
  join(say('docker import'), maybe('-m msg', '-c "CMD x"'), say('small.tar'), fc.oneof(target, say(''))),
  join(say('docker load'), maybe('-q'), say('-i'), fc.constantFrom('hello.tar', 'hello-v2.tar', 'base.tar', 'bad.tar', 'saved.tar')),
  join(say('docker save -o saved.tar'), name, fc.oneof(name, say(''))),
  join(say('docker tag'), name, target),
  join(say('docker rmi'), maybe('-f', '--no-prune'), name, fc.oneof(name, say(''))),
  join(say('docker image prune -f'), maybe('-a', '--filter until=1h')),
  join(say('docker system prune -f'), maybe('-a', '--volumes')),
  join(say('docker run'), maybe('--rm', '-d', '-v /data', '-v kept:/kept'), fc.constantFrom('', '--name c1', '--name c2'), name, fc.constantFrom('', "sh -c 'echo x > /x; rm -rf /data; exit 3'", 'sleep 100', 'nosuch')),
  join(say('docker create'), fc.constantFrom('', '--name c1', '--name c2'), name),
  join(say('docker rm'), maybe('-f', '-v'), container),
  join(fc.constantFrom('docker start', 'docker stop -t 0', 'docker kill', 'docker restart -t 0'), container),
  join(say('docker pull'), maybe('-q'), fc.constantFrom('hello-world', 'nowhere:1')),
  fc.constantFrom('sync', 'sleep 40', 'docker container prune -f', 'systemctl restart docker', 'kill -9 $(pidof dockerd); systemctl start docker'),
)
/** What EulerOS has besides. */
const eulerosLine = fc.oneof(
  join(say('docker build --no-parent'), maybe('--no-cache', '-q'), say('-t'), target, say('- <'), fc.constantFrom('Dockerfile.a', 'Dockerfile.b', 'Dockerfile.c', 'Dockerfile.broken')),
  join(say('docker combine'), maybe('-t b', '-t a:2'), name),
  join(say('docker load -p -i'), fc.constantFrom('hello.tar', 'saved.tar')),
)
/** A cut decides what survives by its own seed. */
const cut = fc.nat({ max: 1000 }).map(choice => ({ cut: choice }))
const sequence = fc.array(fc.oneof({ weight: 12, arbitrary: line }, { weight: 1, arbitrary: cut }), { minLength: 1, maxLength: LINES_MAX })
const eulerosSequence = fc.array(fc.oneof({ weight: 8, arbitrary: line }, { weight: 6, arbitrary: eulerosLine }, { weight: 1, arbitrary: cut }), { minLength: 1, maxLength: LINES_MAX })

function start(profile: Partial<WorldOptions> = {}): World {
  const world = World.create({ registry: recordedRegistry, ...profile })
  world.scheduler.tracing = false
  const put = (file: string, bytes: Uint8Array): void => world.putFile(`/root/${file}`, bytes, { mode: 0o644, uid: 0, mtime: 1584732022 })
  const text = (file: string, content: string): void => put(file, new TextEncoder().encode(content))
  for (const file of ['hello.tar', 'hello-v2.tar', 'base.tar']) put(file, fixture(file))
  put('small.tar', fixture('rootfs-small.tar'))
  put('bad.tar', fixture('bad-diffid.tar'))
  text('Dockerfile.a', 'FROM base:v1\nRUN echo a > /a\nENV A=b\n')
  text('Dockerfile.b', 'FROM a:1\nRUN rm -rf /data\nLABEL x=y\n')
  text('Dockerfile.c', 'FROM scratch\nLABEL only=this\n')
  text('Dockerfile.broken', 'FROM base:v1\nRUN echo half > /half\nRUN exit 4\n')
  for (const typed of ['docker load -q -i base.tar', 'docker load -q -i hello.tar', 'sync']) expect(world.run(typed).exit).toBe(0)
  return world
}

/** What a daemon knows, without what the clock changes. */
const SHOWN = [
  "docker images -a --no-trunc --digests --format '{{.ID}} {{.Repository}}:{{.Tag}} {{.Digest}} {{.Size}} {{.CreatedAt}}'",
  "docker ps -a --no-trunc --format '{{.ID}} {{.Image}} {{.Command}} {{.Names}} {{.State}} {{.Size}} {{.Mounts}}'",
  'docker system df',
]

/** @throws InvariantError and everything else that is a mistake of ours */
function play(world: World, lines: readonly (string | { readonly cut: number })[]): void {
  let whole = true
  for (const typed of lines) {
    if (typeof typed === 'string') world.run(`timeout 100 sh -c ${JSON.stringify(typed).replaceAll('$', '\\$')}`)
    else {
      world.cutPower({ seed: typed.cut })
      // What Docker loses then is what the site is about: damage is not ours.
      whole = false
      world.boot()
    }
    // An image that somebody gives a command which is not in it does not run: that is no damage.
    if (whole) expect(brokenChecks(world).filter(check => check !== 'a-listed-image-runs'), String(typed)).toEqual([])
  }
  world.run('docker ps -q | xargs -r docker kill')
  // Those of `run --rm -d` are removed behind the client's back.
  world.wait(2)
  expect(world.docker.engine?.holds.size ?? 0, 'nobody is at work').toBe(0)
  const before = SHOWN.map(typed => world.run(typed)).map(({ exit, stdout, stderr }) => ({ exit, stdout, stderr }))
  world.stopDocker()
  const { started } = world.startDocker()
  if (!started) return expect(whole, 'only damage keeps the daemon from starting').toBe(false)
  const after = SHOWN.map(typed => world.run(typed)).map(({ exit, stdout, stderr }) => ({ exit, stdout, stderr }))
  expect(after).toEqual(before)
}

function tryAll(world: World, sequences: number, of: typeof sequence): void {
  const moment = world.moment()
  console.log(`seed ${seed}, ${sequences} sequences of up to ${LINES_MAX} lines`)
  let lines = 0
  fc.assert(fc.property(of, typed => {
    world.backTo(moment)
    lines += typed.length
    play(world, typed)
  }), { seed, numRuns: sequences })
  expect(lines).toBeGreaterThan(sequences * 2)
}

it('leave a whole world, which a new daemon finds on the disk as it was', () => tryAll(start(), sequences, sequence), 600_000)

it('do so with partial images too, and nothing stays held on', () => tryAll(start({ engine: 'euleros-1.11', client: '1.11.2' }), Math.ceil(sequences / 2), eulerosSequence), 600_000)

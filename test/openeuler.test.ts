/** What openEuler's patches make of damage that Docker leaves: each patch with the damage it was written for, under both products. */
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { app, base, helloWorld, other } from '../content/images.ts'
import { installNodeCodecs } from '../sandbox/node/codecs.ts'
import { ScenarioRun } from '../sandbox/scenario/runner.ts'
import type { Scenario, ScheduleItem } from '../sandbox/scenario/scenario.ts'
import { World } from '../sandbox/scenario/world.ts'
import { fixture } from './support/fixtures.ts'
import { registryFolder } from '../sandbox/node/serve/registry-folder.ts'

beforeAll(installNodeCodecs)

const DOCKER = 'docker-20.10'
const OPENEULER = 'openeuler-18.09'
const RECORDS = '/var/lib/docker/image/overlay2/layerdb'
const DIRECTORIES = '/var/lib/docker/overlay2'
const APP_LAYER = 'd6b76fbe2c1a'
const directoryOf = (chain: string): string => `${DIRECTORIES}/$(cat ${RECORDS}/sha256/${chain}*/cache-id)`
const LISTED = "docker images --format '{{.Repository}}' | sort"
const COUNT = `ls ${DIRECTORIES} | grep -v '^l$' | wc -l; ls ${DIRECTORIES}/l | wc -l; ls ${RECORDS}/sha256 | wc -l`

type Worked = { readonly out: (line: string) => string; readonly run: ScenarioRun }

/** Play a schedule under a product, with a shell at its end. */
function played(profile: string, lines: Readonly<Record<string, readonly string[]>>, schedule: readonly ScheduleItem[], more: Partial<Scenario> = {}): Worked {
  const scenario: Scenario = {
    id: 'patch', profile, actors: lines, replays: {},
    files: { 'hello.tar': { archive: [helloWorld] }, 'base.tar': { archive: [base] }, 'app.tar': { archive: [app] }, 'other.tar': { archive: [other] } }, ...more,
  }
  const run = new ScenarioRun(scenario)
  for (const item of schedule) run.move(item)
  return { run, out: line => run.world.run(line).stdout }
}

const broken = ({ run }: Worked, check: string): boolean => (run.play([]).looks.get('end')?.checks as ReadonlyMap<string, readonly unknown[]>).get(check)?.length !== 0

/** Damage done by hand, and a start of the daemon. */
const damaged = (profile: string, damage: string, start: readonly string[] = ['docker load -qi app.tar']): Worked =>
  played(profile, { breaker: [damage] }, ['breaker', '!kill', '!start'], { start })

describe('0020, 0170, 0175: leftovers', () => {
  it('of a load that was killed go at the start', () => {
    const killed = (profile: string): Worked => played(profile, { loader: ['docker load -qi app.tar'] }, [['loader', 'record'], '!kill', '!start'], { points: { record: { step: 'rename', target: 'layerdb/sha256' } } })
    expect(killed(DOCKER).out(`${COUNT}; ls ${RECORDS}/tmp | wc -l`)).toBe('1\n1\n0\n1\n')
    expect(killed(OPENEULER).out(`${COUNT}; ls ${RECORDS}/tmp | wc -l`)).toBe('0\n0\n0\n0\n')
    expect(killed(OPENEULER).out('journalctl -u docker')).toContain('remove redundant cacheID: ')
  })

  it('of a save of the names go at the start', () => {
    const killed = (profile: string): Worked => played(profile, { tagger: ['docker tag app:1 app:2'] }, [['tagger', 'saved'], '!kill', '!start'], { start: ['docker load -qi app.tar'], points: { saved: { step: 'rename', target: 'repositories.json' } } })
    const TEMPORARY = 'ls -A /var/lib/docker/image/overlay2 | grep -c tmp-repositories'
    expect(killed(DOCKER).out(TEMPORARY)).toBe('1\n')
    expect(killed(OPENEULER).out(TEMPORARY)).toBe('0\n')
  })

  it('of a container without its config go at the start', () => {
    const start = ['docker load -qi app.tar', 'docker create --name one app:1']
    const lost = (profile: string): Worked => damaged(profile, 'rm /var/lib/docker/containers/*/config.v2.json', start)
    const LEFT = `ls /var/lib/docker/containers | wc -l; ls ${RECORDS}/mounts | wc -l; ls ${DIRECTORIES} | grep -v '^l$' | wc -l`
    expect(lost(DOCKER).out(LEFT)).toBe('1\n1\n4\n')
    expect(lost(OPENEULER).out(LEFT)).toBe('0\n0\n2\n')
  })

  it('are not what a container or an image needs', () => {
    const start = ['docker load -qi app.tar', 'docker run --name one app:1 touch /mark']
    const world = damaged(OPENEULER, 'true', start)
    expect(world.out('docker diff one; docker run --rm app:1')).toBe('A /mark\napp 1\n')
    expect(broken(world, 'no-orphan-data')).toBe(false)
  })
})

describe('0033: a layer whose directory is gone', () => {
  it('loses its record, and with it what stands on it', () => {
    const gone = (profile: string): Worked => damaged(profile, `rm -rf ${directoryOf('6308bffedf9c')}`, ['docker load -qi app.tar', 'docker load -qi other.tar', 'docker load -qi hello.tar'])
    expect(gone(DOCKER).out(LISTED)).toBe('app\nhello-world\nother\n')
    expect(gone(OPENEULER).out(LISTED)).toBe('hello-world\n')
    expect(gone(OPENEULER).out(COUNT)).toBe('1\n1\n1\n')
    expect(gone(OPENEULER).out('journalctl -u docker')).toContain('does not exists in graphdriver')
  })

  it('is what a power cut can leave on a file system that keeps no order', () => {
    const cut = (profile: string): Worked => played(profile, { loader: ['docker load -qi app.tar'] }, ['loader', '!power=none', '!boot'], { disk: { model: 'posix' } })
    expect([broken(cut(DOCKER), 'no-orphan-data'), broken(cut(OPENEULER), 'no-orphan-data')]).toContain(false)
    expect(broken(cut(OPENEULER), 'every-layer-record-has-its-data')).toBe(false)
    expect(broken(cut(OPENEULER), 'every-reference-resolves')).toBe(false)
  })
})

describe('0045, 0059: short links', () => {
  it('that a power cut left empty take the layer along, so that one load heals', () => {
    const cut = (profile: string): Worked => played(profile, { loader: ['docker load -qi app.tar'] }, ['loader', '!wait=6', '!power=none', '!boot'])
    const HEAL = 'docker images -q | wc -l; docker load -qi app.tar; docker run --rm app:1 2>&1 | head -1'
    expect(cut(DOCKER).out(HEAL)).toMatch(/^1\nLoaded image: app:1\ndocker: Error response from daemon: /)
    expect(cut(OPENEULER).out(HEAL)).toBe('0\nLoaded image: app:1\napp 1\n')
  })

  it('that are missing are made again', () => {
    const lost = (profile: string): Worked => damaged(profile, `rm ${DIRECTORIES}/l/*`)
    expect(lost(DOCKER).run.world.run('docker run --rm app:1').stderr).toContain('error creating overlay mount')
    expect(lost(OPENEULER).out('docker run --rm app:1')).toBe('app 1\n')
    expect(lost(OPENEULER).out('journalctl -u docker')).toContain('is missing, create a new one')
  })

  it('that lead nowhere go at the start', () => {
    const stray = (profile: string): Worked => damaged(profile, `ln -s ../nothing/diff ${DIRECTORIES}/l/ABCDEFGHIJKLMNOPQRSTUVWXYZ`)
    expect(stray(DOCKER).out(COUNT)).toBe('2\n3\n2\n')
    expect(stray(OPENEULER).out(COUNT)).toBe('2\n2\n2\n')
  })

  it('go after the directory when a layer is removed', () => {
    const order = (profile: string): string[] => {
      const { run } = played(profile, { remover: ['docker rmi hello-world'] }, ['remover'], { start: ['docker load -qi hello.tar'] })
      return run.world.scheduler.trace.filter(({ kind, target }) => (kind === 'unlink' && target.includes('/overlay2/l/')) || (kind === 'rmdir' && /overlay2\/[0-9a-f]{64}$/.test(target))).map(({ kind }) => kind)
    }
    expect(order(DOCKER)).toEqual(['unlink', 'rmdir'])
    expect(order(OPENEULER)).toEqual(['rmdir', 'unlink'])
  })
})

it('0048: a base layer without its directory is dropped like any other', () => {
  const gone = damaged(OPENEULER, `rm -rf ${directoryOf('857735bf5110')}`, ['docker load -qi hello.tar'])
  expect(gone.out(`docker images -q | wc -l; ${COUNT}`)).toBe('0\n0\n0\n0\n')
})

it('0053, 0054: a container that could not be made leaves no directories', () => {
  /** Directories that are left, by the number of free blocks with which the container could not be made. */
  const left = (engine: string): number[] => {
    const counts: number[] = []
    for (let blocks = 0; blocks < 12; blocks += 2) {
      const world = World.create({ engine, diskBytes: 9_000_000 })
      world.putFile('/root/base.tar', fixture('base.tar'), { mode: 0o644, uid: 0, mtime: 0 })
      expect(world.run(`docker load -qi base.tar && truncate -s 0 spare && dd if=/dev/zero of=spare bs=4096 count=${blocks}`).exit).toBe(0)
      world.run('dd if=/dev/zero of=fill bs=65536; dd if=/dev/zero of=rest bs=4096; rm spare')
      const { exit, stderr } = world.run('docker create --name one base:v1')
      if (exit === 0) continue
      expect(stderr).toContain('no space left on device')
      counts.push(Number(world.run(`ls ${DIRECTORIES} | grep -v '^l$' | wc -l`).stdout) - 1)
    }
    return counts
  }
  expect(Math.max(...left(DOCKER))).toBe(2)
  expect(new Set(left(OPENEULER))).toEqual(new Set([0]))
})

describe('0108, 0110, 0185: names whose image was not loaded', () => {
  it('are dropped, whatever image comes before', () => {
    // Whole images on both sides of the damaged one: the order that 0110 got wrong.
    const lost = (profile: string): Worked => damaged(profile, 'rm /var/lib/docker/image/overlay2/imagedb/content/sha256/cef320c41a3e*', ['docker load -qi hello.tar', 'docker load -qi base.tar', 'docker load -qi app.tar', 'docker tag app:1 team/app:1', 'docker load -qi other.tar'])
    const NAMES = "jq -r '.Repositories[] | keys[]' /var/lib/docker/image/overlay2/repositories.json"
    expect(lost(DOCKER).out(NAMES).split('\n')).toContain('app:1')
    expect(lost(OPENEULER).out(NAMES).split('\n').sort()).toEqual(['', 'base:1', 'hello-world:latest', 'other:1'])
    expect(lost(OPENEULER).out('journalctl -u docker')).toContain('Delete reference docker.io/team/app:1 for image id sha256:cef320c41a3e')
  })
})

it('0109: a layer whose `lower` names another parent is dropped', () => {
  const wrong = (profile: string): Worked => damaged(profile, `echo -n l/ABCDEFGHIJKLMNOPQRSTUVWXYZ > ${directoryOf(APP_LAYER)}/lower`, ['docker load -qi base.tar', 'docker load -qi app.tar'])
  expect(wrong(DOCKER).out(LISTED)).toBe('app\nbase\n')
  expect(wrong(OPENEULER).out(LISTED)).toBe('base\n')
})

it('0110, 0129: a pull fetches an image that is on the disk and was not loaded', () => {
  const fixtures = join(import.meta.dirname, 'recordings/fixtures/registry')
  const pulledAgain = (engine: string): string => {
    const world = World.create({ engine, registry: () => registryFolder(fixtures) })
    expect(world.run('docker pull -q ubuntu:18.04 || docker pull ubuntu:18.04').exit).toBe(0)
    const top = world.run("for record in /var/lib/docker/image/overlay2/layerdb/sha256/*; do grep -qs $(basename $record) /var/lib/docker/image/overlay2/layerdb/sha256/*/parent || echo $record; done").stdout.trim()
    world.run(`rm -rf ${top}; systemctl restart docker`)
    expect(world.run('docker images -q').stdout).toBe('')
    world.run('docker pull ubuntu:18.04')
    return world.run('docker images -q | wc -l').stdout
  }
  expect(pulledAgain(DOCKER)).toBe('0\n')
  expect(pulledAgain(OPENEULER)).toBe('1\n')
})

it('0232: a removal takes the record first, so that a kill leaves no record without data', () => {
  const killed = (profile: string, start: boolean): Worked =>
    played(profile, { remover: ['docker rmi hello-world'] }, [['remover', 'data'], '!kill', ...(start ? ['!start' as const] : [])], { start: ['docker load -qi hello.tar'], points: { data: { step: 'rmdir', target: '/diff' } } })
  const RECORD = `ls ${RECORDS}/sha256 | sed 's/^[0-9a-f]*//; s/-[0-9a-f]*-/-/'`
  expect(killed(DOCKER, false).out(RECORD)).toBe('-removing\n')
  expect(killed(OPENEULER, false).out(RECORD)).toBe('')
  expect(broken(killed(DOCKER, true), 'no-orphan-data')).toBe(true)
  expect(broken(killed(OPENEULER, true), 'no-orphan-data')).toBe(false)
})

it('none of them looks inside a file', () => {
  const emptied = (profile: string): string => damaged(profile, `: > ${directoryOf(APP_LAYER)}/diff/app/version`).out('docker images -q | wc -l; docker run --rm app:1 | wc -c')
  expect(emptied(DOCKER)).toBe('1\n0\n')
  expect(emptied(OPENEULER)).toBe('1\n0\n')
})

it('the product says what it is, in the words of its age', () => {
  const { out, run } = played(OPENEULER, {}, [])
  expect(out('docker version')).toContain(' Version:           18.09.0\n EulerVersion:      18.09.0.325\n API version:       1.39\n')
  expect(out('docker info')).toMatch(/^Containers: 0\n Running: 0\n[^]*\nHugetlb Pagesize: 2MB\n[^]*\nDebug Mode \(client\): false\nDebug Mode \(server\): false\n/)
  expect(out('docker images')).toBe('REPOSITORY          TAG                 IMAGE ID            CREATED             SIZE\n')
  expect(run.world.run('docker context ls').stderr).toBe("docker: 'context' is not a docker command.\nSee 'docker --help'\n")
  expect(run.world.run('docker combine app:1').stderr).toBe("docker: 'combine' is not a docker command.\nSee 'docker --help'\n")
  expect(run.world.run('docker build --no-parent .').stderr).toBe("unknown flag: --no-parent\nSee 'docker build --help'.\n")
  expect(run.world.run('docker run --gpus all app:1').stderr).toContain('unknown flag: --gpus')
})

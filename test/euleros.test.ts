/** What EulerOS's Docker 1.11 adds: holds on images, partial images, and what becomes of them when builds meet. Others refuse. */
import { beforeAll, describe, expect, it } from 'vitest'
import { app, base } from '../content/images.ts'
import { installNodeCodecs } from '../sandbox/node/codecs.ts'
import type { CommandOutcome } from '../sandbox/scenario/lane.ts'
import { ScenarioRun } from '../sandbox/scenario/runner.ts'
import type { Scenario, ScheduleItem } from '../sandbox/scenario/scenario.ts'

beforeAll(installNodeCodecs)

const EULEROS = 'euleros-1.11'
const OTHERS = ['docker-20.10', 'docker-19.03', 'openeuler-18.09']
const HELD = 'Error response from daemon: can not remove image: reference is not zero\n'
const LISTED = "docker images -a --format '{{.Repository}}:{{.Tag}}' | sort"

const FILES: NonNullable<Scenario['files']> = {
  'base.tar': { archive: [base] }, 'app.tar': { archive: [app] },
  'mid/Dockerfile': { text: 'FROM base:1\nRUN echo mid > /mid\nCMD ["/bin/cat", "/mid"]\n' },
  'one/Dockerfile': { text: 'FROM mid:V2\nRUN echo one > /one\n' },
  'two/Dockerfile': { text: 'FROM mid:V2\nRUN echo two > /two\n' },
  'bad/Dockerfile': { text: 'FROM mid:V2\nRUN false\n' },
  'plain/Dockerfile': { text: 'FROM base:1\nRUN echo one > /one\n' },
  'copy/Dockerfile': { text: 'FROM base:1\nCOPY Dockerfile /file\n' },
  'empty/Dockerfile': { text: 'FROM scratch\nCOPY Dockerfile /file\n' },
}
const MID = ['docker load -qi base.tar', 'docker build -q --no-parent -t mid:V2 mid']

interface Worked {
  /** Standard output of a line that is typed now. */
  readonly out: (line: string) => string
  /** Standard error, likewise. */
  readonly err: (line: string) => string
  readonly run: ScenarioRun
}

function played(start: readonly string[], actors: Scenario['actors'] = {}, schedule: readonly ScheduleItem[] = [], more: Partial<Scenario> = {}): Worked {
  const run = new ScenarioRun({ id: 'euleros', profile: EULEROS, files: FILES, start, actors, replays: {}, ...more })
  for (const item of schedule) run.move(item)
  return { run, out: line => run.world.run(line).stdout, err: line => run.world.run(line).stderr }
}

/** What the last command of an actor came to. */
const outputOf = ({ run }: Worked, actor: string): Partial<CommandOutcome> => run.lanes.get(actor)?.outcomes().at(-1) ?? {}

describe('a partial image', () => {
  it('holds the layers of one build, says what it is from, and has no parent', () => {
    const { out } = played(MID)
    expect(out("docker images --format '{{.Repository}}:{{.Tag}} {{.Size}}'")).toBe('mid:V2 4B\nbase:1 45.9kB\n')
    expect(out("docker inspect -f '{{.From}}' mid:V2")).toMatch(/^base:1@sha256:2601019897de[0-9a-f]{52}\n$/)
    expect(out("docker inspect -f '{{.Parent}}|{{len .RootFS.Layers}}' mid:V2")).toBe('|1\n')
    expect(out("docker inspect -f '{{.From}}' base:1")).toBe('\n')
    expect(out('docker inspect base:1')).not.toContain('"From"')
    expect(out('docker history -q mid:V2 | wc -l')).toBe('2\n')
    expect(out("docker history --no-trunc mid:V2 | grep -c 'echo mid'")).toBe('1\n')
  })

  it('is what is left of its build: steps and complete image are gone', () => {
    expect(played(MID).out(LISTED)).toBe('base:1\nmid:V2\n')
  })

  it('has a second copy of its layer once it is joined', () => {
    const { out } = played(MID)
    const COPIES = 'ls -d /var/lib/docker/overlay2/*/diff/mid | wc -l'
    expect(out(COPIES)).toBe('1\n')
    expect(out(`docker combine -t full mid:V2 >/dev/null; ${COPIES}`)).toBe('2\n')
  })

  it('runs: it is joined, and the result stays under a name made of its parts, topmost first', () => {
    const { out } = played(MID)
    expect(out('docker run --name once mid:V2')).toBe('mid\n')
    expect(out(LISTED)).toBe('base:1\nmid:V2\nmid_v2-base_1:latest\n')
    expect(out("docker ps -a --format '{{.Image}}'")).toBe('mid_v2-base_1\n')
    expect(out(`docker rm once; ${LISTED}`)).toBe('once\nbase:1\nmid:V2\nmid_v2-base_1:latest\n')
  })

  it('is joined to the same image again after a restart of the daemon', () => {
    const { out } = played(MID)
    const first = out('docker combine mid:V2')
    expect(first).toMatch(/^Image ID: sha256:[0-9a-f]{64}\nImage Tag: mid_v2-base_1\n$/)
    expect(out('docker rmi mid_v2-base_1 >/dev/null; systemctl restart docker; docker combine mid:V2')).toBe(first)
  })

  it('may stand on a partial image; all parts must be here, by ID', () => {
    const { out, run } = played(MID)
    out('docker build -q --no-parent -t top:3 one')
    expect(out("docker inspect -f '{{.From}}' top:3 | cut -d@ -f1")).toBe('mid:V2\n')
    expect(out('docker combine top:3 | tail -1')).toBe('Image Tag: top_3-mid_v2-base_1\n')
    expect(out('docker run --rm top:3 cat /mid /one')).toBe('mid\none\n')
    out('docker tag base:1 ground:1; docker rmi -f top_3-mid_v2-base_1 base:1')
    expect(out('docker combine top:3 | tail -1')).toBe('Image Tag: top_3-mid_v2-base_1\n')
    out('docker rmi -f top_3-mid_v2-base_1 mid:V2')
    const failed = run.world.run('docker combine top:3')
    expect([failed.exit, failed.stderr]).toEqual([1, expect.stringMatching(/^Error response from daemon: No such image: sha256:[0-9a-f]{64}\n$/)])
  })

  it('is not found in the cache, though it was made by the same step', () => {
    const { out } = played(MID)
    expect(out('docker build --no-parent -t again:1 mid')).not.toContain('Using cache')
    expect(out('docker build -t scratch:1 empty')).not.toContain('Using cache')
  })

  it('of FROM scratch is a complete image, with a warning', () => {
    const { out } = played([])
    expect(out('docker build --no-parent -t none:1 empty')).toContain("Warning: '--no-parent' option specified, but no parent image found.\nSuccessfully built ")
    expect(out("docker inspect -f '{{.From}}' none:1")).toBe('\n')
  })

  it('is an image with too few layers to others: they do not know the member', () => {
    const archive = played([...MID, 'docker save -o mid.tar mid:V2'])
    const bytes = archive.run.world.run('base64 -w0 mid.tar').stdout
    const other = new ScenarioRun({ id: 'other', profile: 'docker-20.10', files: { 'mid.tar': { base64: bytes } }, start: ['docker load -qi mid.tar'], actors: {}, replays: {} })
    expect(other.world.run('docker images -q | wc -l').stdout).toBe('1\n')
    expect(other.world.run('docker run --rm mid:V2').stderr).toContain('stat /bin/cat: no such file or directory')
  })
})

describe('docker combine', () => {
  it('gives the names that are asked for, and then tells none', () => {
    const { out } = played(MID)
    expect(out('docker combine -t full:1 -t full:2 mid:V2')).toMatch(/^Image ID: sha256:[0-9a-f]{64}\n$/)
    expect(out(LISTED)).toBe('base:1\nfull:1\nfull:2\nmid:V2\n')
  })

  it('leaves a complete image as it is', () => {
    const { out } = played(MID)
    expect(out('docker combine base:1')).toMatch(/^Image ID: sha256:2601019897de[0-9a-f]{52}\nImage Tag: base:1\n$/)
    expect(out(LISTED)).toBe('base:1\nmid:V2\n')
  })

  it('takes one image, by a name or the beginning of its ID', () => {
    const { out, err } = played(MID)
    expect(err('docker combine')).toContain('"docker combine" requires exactly 1 argument.')
    expect(err('docker combine mid:V2 base:1')).toContain('"docker combine" requires exactly 1 argument.')
    expect(err('docker combine nope:1')).toBe('Error response from daemon: No such image: nope:1\n')
    expect(err('docker combine -t BAD mid:V2')).toContain('invalid argument "BAD" for "-t, --tag" flag')
    expect(out('docker combine $(docker images -q mid) | tail -1')).toMatch(/^Image Tag: [0-9a-f]{12}-base_1\n$/)
  })
})

describe('docker load -p', () => {
  it('tells which part is missing first, and nothing of what is whole', () => {
    const start = [...MID, 'docker build -q --no-parent -t top:3 one', 'docker save -o top.tar top:3', 'docker save -o mid.tar mid:V2', 'docker save -o base.tar base:1', 'docker rmi top:3 mid:V2 base:1']
    const { out } = played(start)
    expect(out(LISTED)).toBe('')
    expect(out('docker load -p -i top.tar')).toMatch(/^Loaded image: top:3\nToBePulled: mid:V2@sha256:[0-9a-f]{64}\n$/)
    expect(out('docker load --to-be-pulled -i mid.tar')).toMatch(/^Loaded image: mid:V2\nToBePulled: base:1@sha256:[0-9a-f]{64}\n$/)
    expect(out('docker load -i top.tar')).toBe('Loaded image: top:3\n')
    expect(out('docker load -p -i base.tar; docker load -p -i top.tar')).toBe('Loaded image: base:1\nLoaded image: top:3\n')
  })
})

describe('hold-on', () => {
  const points = { committed: { step: 'lock', target: 'images', nth: 8 }, 'tag-next': { step: 'lock', target: 'references', nth: 2 } } as const
  const CLEAN = 'docker rmi $(docker images -qf dangling=true)'
  const start = ['docker load -qi base.tar']

  it('comes too late when the new image is removed first: the step is done again', () => {
    const build = (profile: string): Worked => played(start, { builder: ['docker build -t new:1 plain'], cleaner: [CLEAN] }, [['builder', 'committed'], 'cleaner', 'builder'], { points, profile })
    const world = build(EULEROS)
    expect(outputOf(world, 'cleaner').stdout).toMatch(/^Deleted: sha256:/)
    expect(outputOf(world, 'builder').exit).toBe(0)
    expect(world.out('docker run --rm new:1 cat /one')).toBe('one\n')
  })

  it('makes a step that is lost ten times a failure', () => {
    const cleaners = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`cleaner${at}`, [CLEAN]]))
    // Each time three locks of the images: to create, to note the parent, to hold on.
    const windows = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`window${at}`, { step: 'lock', target: 'images', nth: 8 + 3 * at } as const]))
    const lost = (times: number): Worked => {
      const schedule: ScheduleItem[] = Array.from({ length: times }, (_, at) => [['builder', `window${at}`] as ScheduleItem, `cleaner${at}`]).flat()
      return played(start, { builder: ['docker build -t new:1 plain'], ...cleaners }, [...schedule, 'builder'], { points: windows })
    }
    const nine = lost(9)
    expect(outputOf(nine, 'cleaner8').stdout).toMatch(/^Deleted: /)
    expect(outputOf(nine, 'builder').exit).toBe(0)
    const ten = lost(10)
    expect(outputOf(ten, 'cleaner9').stdout).toMatch(/^Deleted: /)
    expect(outputOf(ten, 'builder')).toMatchObject({ exit: 1, stderr: expect.stringMatching(/^Commit and hold on image failed after retry 10 times: unrecognized image ID sha256:[0-9a-f]{64}\n$/) })
  })

  it('keeps an image that has no name yet, and lets go when it has one', () => {
    const world = played(start, { builder: ['docker build -t new:1 plain'], cleaner: [CLEAN] }, [['builder', 'tag-next'], 'cleaner', 'builder'], { points })
    expect(outputOf(world, 'cleaner')).toMatchObject({ exit: 1, stderr: HELD })
    expect(world.out('docker rmi new:1')).toMatch(/^Untagged: new:1\nDeleted: sha256:/)
  })

  it('keeps the image of a COPY too, where others fail', () => {
    const build = (profile: string): Worked => played(start, { builder: ['docker build -t new:1 copy'], cleaner: ['docker rmi base:1'] }, [['builder', 'layer'], 'cleaner', 'builder'], { profile, points: { layer: { step: 'create', target: '/cache-id' } } })
    expect(outputOf(build('docker-20.10'), 'builder').stderr).toContain('unknown parent image ID')
    const world = build(EULEROS)
    expect(outputOf(world, 'cleaner')).toMatchObject({ exit: 1, stdout: '', stderr: HELD })
    expect(outputOf(world, 'builder').exit).toBe(0)
    // The name went all the same.
    expect(world.out(LISTED)).toBe('<none>:<none>\nnew:1\n')
  })

  it('ends with a build that fails, and with the daemon', () => {
    const failed = played(start, {}, [])
    failed.out('printf "FROM base:1\\nRUN false\\n" | docker build -')
    expect(failed.out('docker rm -f $(docker ps -aq) >/dev/null; docker rmi base:1')).toMatch(/^Untagged: base:1\nDeleted: /)
    const killed = played(start, { builder: ['docker build -t new:1 copy'] }, [['builder', 'layer'], '!kill', '!start'], { points: { layer: { step: 'create', target: '/cache-id' } } })
    expect(killed.out('docker rmi base:1')).toMatch(/^Untagged: base:1\nDeleted: /)
  })

  it('keeps an image while a container of it is made', () => {
    const world = played(start, { maker: ['docker create base:1'], cleaner: ['docker rmi -f base:1'] }, [['maker', 'layer'], 'cleaner', 'maker'], { points: { layer: { step: 'create', target: '/mount-id' } } })
    expect(outputOf(world, 'cleaner')).toMatchObject({ exit: 1, stderr: HELD })
    expect(outputOf(world, 'maker').exit).toBe(0)
  })

  it('makes a removal during a save leave the image without its name, in one of three ways to end it', () => {
    const saved = (profile: string): Worked => played(['docker load -qi app.tar'], { saver: ['docker save -o saved.tar app:1'], cleaner: ['docker rmi app:1'] }, [['saver', 'archive'], 'cleaner', 'saver'], { profile, points: { archive: { step: 'mkdir', target: 'docker-export' } } })
    expect(outputOf(saved('docker-20.10'), 'cleaner').stdout).toContain('Deleted: ')
    const world = saved(EULEROS)
    expect(outputOf(world, 'cleaner')).toMatchObject({ exit: 1, stdout: '', stderr: HELD })
    expect(outputOf(world, 'saver').exit).toBe(0)
    expect(world.out(LISTED)).toBe('<none>:<none>\n')
    expect(world.out('docker tag $(docker images -q) app:1; docker run --rm app:1')).toBe('app 1\n')
    expect(world.out('docker rmi app:1; docker load -qi saved.tar')).toMatch(/^Untagged: app:1\nDeleted: [^]*Loaded image: app:1\n$/)
  })
})

describe('builds with --no-parent at the same time', () => {
  const points = {
    // The image that FROM was joined to has its name and is held on; the container of RUN is about to be made.
    holding: { step: 'create', target: '/mount-id' },
    // The container of RUN has ended; its changes are about to be made a layer. (A build that joins has made a layer before.)
    'layer-next': { step: 'create', target: '/cache-id' },
    // All steps are done; the partial image is about to be made.
    stripping: { step: 'create', target: '/cache-id', nth: 3 },
  } as const
  const actors = { a: ['docker build --no-parent -t a:1 one'], b: ['docker build --no-parent -t b:1 two'], same: ['docker build --no-parent -t b:1 one'], bad: ['docker build --no-parent -t b:1 bad'] }
  const after = (schedule: readonly ScheduleItem[]): string => {
    const world = played(MID, actors, schedule, { points })
    return world.out(LISTED)
  }

  it('leave nothing one after the other', () => {
    expect(after(['a', 'b'])).toBe('a:1\nb:1\nbase:1\nmid:V2\n')
  })

  it('leave the joined image with its name when the second has a container on it', () => {
    const world = played(MID, actors, [['a', 'holding'], ['b', 'layer-next'], 'a', 'b'], { points })
    expect(world.out(LISTED)).toBe('a:1\nb:1\nbase:1\nmid:V2\nmid_v2-base_1:latest\n')
    expect(world.out('journalctl -u docker')).toContain('must force')
    expect(world.out('docker rmi mid_v2-base_1')).toContain('Deleted: ')
  })

  it('leave it without a name when the second holds on it and fails', () => {
    expect(after([['a', 'holding'], ['bad', 'holding'], 'a'])).toBe('<none>:<none>\na:1\nbase:1\nmid:V2\n')
    const world = played(MID, actors, [['a', 'holding'], ['bad', 'holding'], 'a', 'bad'], { points })
    expect(world.out(`docker rm $(docker ps -aq) >/dev/null; ${LISTED}`)).toBe('<none>:<none>\na:1\nbase:1\nmid:V2\n')
    expect(world.out(`docker rmi $(docker images -qf dangling=true) >/dev/null; ${LISTED}`)).toBe('a:1\nbase:1\nmid:V2\n')
  })

  it('leave no trace of it when the second makes an image of its own: pruning its steps takes it along', () => {
    expect(after([['a', 'holding'], ['b', 'holding'], 'a'])).toContain('<none>')
    expect(after([['a', 'holding'], ['b', 'holding'], 'a', 'b'])).toBe('a:1\nb:1\nbase:1\nmid:V2\n')
  })

  it('leave the complete image when the second found all its steps done', () => {
    const world = played(MID, actors, [['a', 'stripping'], ['same', 'layer-next'], 'a', 'same'], { points })
    expect(outputOf(world, 'same').stdout).toContain('Using cache')
    expect(world.out(LISTED)).toContain('<none>:<none>\n')
  })
})

describe('a name without an image', () => {
  it('is an error to run and to remove, but the removal takes it away', () => {
    const world = played(['docker load -qi base.tar', 'docker load -qi app.tar', 'rm /var/lib/docker/image/overlay2/imagedb/content/sha256/2601019897de*'])
    expect(world.err('docker run --rm base:1')).toMatch(/Error response from daemon: .*no such file or directory/)
    expect(world.run.world.run('docker rmi base:1').exit).toBe(1)
    expect(world.out('cat /var/lib/docker/image/overlay2/repositories.json')).not.toContain('base:1')
  })
})

it('others do not know any of it, each in its own words', () => {
  for (const profile of OTHERS) {
    const { err } = played(['docker load -qi base.tar'], {}, [], { profile })
    expect(err('docker build --no-parent .'), profile).toBe("unknown flag: --no-parent\nSee 'docker build --help'.\n")
    expect(err('docker combine base:1'), profile).toContain("docker: 'combine' is not a docker command.\nSee 'docker --help'")
    expect(err('docker load -p -i base.tar'), profile).toContain("unknown shorthand flag: 'p' in -p")
    expect(err("docker inspect -f '{{.From}}' base:1"), profile).toContain('From')
  }
})

it('its client has the commands and flags of its time', () => {
  const { err, out } = played([])
  expect(err('docker image ls')).toContain("docker: 'image' is not a docker command.")
  expect(err('docker system prune')).toContain("docker: 'system' is not a docker command.")
  expect(err('docker build --target x .')).toContain('unknown flag: --target')
  expect(err('docker run --gpus all base:1')).toContain('unknown flag: --gpus')
  expect(out('docker --version')).toBe('Docker version 1.11.2, build b9f10c9\n')
  expect(out('docker build --help')).toContain('      --no-parent               Strip parent image after a successful build\n')
  expect(out("docker version -f '{{.Server.APIVersion}}'")).toBe('1.23\n')
})

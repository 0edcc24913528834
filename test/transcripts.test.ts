/**
 * What the source documents show, typed again: each command under the version that it stems from, and what that version
 * prints. IDs and sizes are other images'; everything else is compared to the letter, but for the differences listed here.
 */
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { installNodeCodecs } from '../sandbox/node/codecs.ts'
import type { RegistryContent } from '../sandbox/registry/registry.ts'
import { makeArchive } from '../sandbox/scenario/archive.ts'
import type { ImageRecipe } from '../sandbox/scenario/archive.ts'
import { World } from '../sandbox/scenario/world.ts'
import type { WorldOptions } from '../sandbox/scenario/world.ts'
import { registryFolder } from '../sandbox/node/serve/registry-folder.ts'

beforeAll(installNodeCodecs)

const FIXTURES = join(import.meta.dirname, 'recordings', 'fixtures', 'registry')
const recorded = registryFolder(FIXTURES)
const { tags } = recorded
const [UBUNTU, HELLO] = [tags['library/ubuntu']?.['latest'] ?? '', tags['library/hello-world']?.['1'] ?? '']
/** The recorded registry under the names that the documents use: an ubuntu of March 2020 and a hello-world of January 2019, as theirs were. */
const registry = (): RegistryContent => ({
  ...recorded, tags: { 'library/ubuntu': { latest: UBUNTU }, 'library/hello-world': { latest: HELLO }, 'library/nginx': { '1.14.0': UBUNTU } },
})
const centos: readonly ImageRecipe[] = [{ tags: ['centos:latest'], layers: [{ 'bin/busybox': { program: 'busybox' }, 'bin/sh': { link: 'busybox' }, 'bin/sleep': { link: 'busybox' } }], command: ['/bin/sh'], created: '2020-01-18T00:22:44Z' }]

/** A machine in the middle of April 2020, with the three images of the blog note. */
function machine(options: Partial<WorldOptions>): World {
  const world = World.create({ registry, epochSeconds: 1_586_649_600, ...options })
  world.putFile('/root/centos.tar', makeArchive(centos), { mode: 0o644, uid: 0, mtime: 1_586_649_600 })
  for (const line of ['docker pull ubuntu', 'docker load -qi centos.tar', 'docker pull hello-world']) expect(world.run(line).exit, line).toBe(0)
  return world
}

const NOTE = { engine: 'docker-19.03', client: '19.03.15' } as const

/** IDs keep their length, so that columns keep their place; sizes end their line. */
const canonical = (text: string): string => text.replace(/[0-9a-f]{64}/g, digits => 'x'.repeat(digits.length)).replace(/\b[0-9a-f]{12}\b/g, 'x'.repeat(12)).replace(/(\d+(?:\.\d+)?)[kMG]?B$/gm, 'SIZE')

/** Type a line; what it printed on both streams, canonical. */
function typed(world: World, line: string): { readonly shown: string; readonly exit: number } {
  const { interleaved, exit } = world.run(line)
  return { shown: canonical(interleaved.map(([, text]) => text).join('')), exit }
}

const shows = (world: World, line: string, transcript: string, exit = 0): void =>
  expect(typed(world, line), line).toEqual({ shown: canonical(transcript), exit })

const HEADER = 'REPOSITORY          TAG                 IMAGE ID            CREATED             SIZE\n'
const UBUNTU_ROW = 'ubuntu              latest              4e5021d210f6        3 weeks ago         64.2MB\n'
const CENTOS_ROW = 'centos              latest              470671670cac        2 months ago        237MB\n'
const HELLO_ROW = 'hello-world         latest              fce289e99eb9        15 months ago       1.84kB\n'
const TABLE = HEADER + UBUNTU_ROW + CENTOS_ROW + HELLO_ROW
const LONG = (id: string): string => `sha256:${id.padEnd(64, '0')}`

describe('the note "Docker Image" (Docker 19.03)', () => {
  it('lists: S4.8 to S4.19', () => {
    const world = machine(NOTE)
    shows(world, 'docker images -a', TABLE)
    shows(world, 'docker images -a --no-trunc', [
      'REPOSITORY          TAG                 IMAGE ID                                                                  CREATED             SIZE\n',
      `ubuntu              latest              ${LONG('4e5021d210f6')}   3 weeks ago         64.2MB\n`,
      `centos              latest              ${LONG('470671670cac')}   2 months ago        237MB\n`,
      `hello-world         latest              ${LONG('fce289e99eb9')}   15 months ago       1.84kB\n`,
    ].join(''))
    shows(world, 'docker images -a -q', '4e5021d210f6\n470671670cac\nfce289e99eb9\n')
    shows(world, 'docker images centos', HEADER + CENTOS_ROW)
    shows(world, 'docker images hello-world', HEADER + HELLO_ROW)
  })

  it('takes what the note writes behind its commands for a name, which no image has: `//` begins no comment', () => {
    shows(machine(NOTE), 'docker images -a  //详细', HEADER)
    shows(machine(NOTE), 'docker images -a -q   //只看截断', '')
  })

  it('inspects: S4.20 to S4.26', () => {
    const world = machine(NOTE)
    const { stdout, exit } = world.run('docker inspect ubuntu:latest')
    expect(exit).toBe(0)
    // The order and the form of the members, to the one at which the note breaks off.
    expect(canonical(stdout).slice(0, canonical(stdout).indexOf('        "ContainerConfig"'))).toBe(canonical(
      `[\n    {\n        "Id": "${LONG('4e50')}",\n        "RepoTags": [\n            "ubuntu:latest"\n        ],\n        "RepoDigests": [\n            "ubuntu@${LONG('bec5')}"\n        ],\n` +
      `        "Parent": "",\n        "Comment": "",\n        "Created": "2020-03-20T19:20:22.835345724Z",\n        "Container": "${'f'.repeat(64)}",\n`))
  })

  it('removes by name: S4.29 to S4.35', () => {
    const world = machine(NOTE)
    expect(world.run('docker run hello-world').exit).toBe(0)
    shows(world, 'docker rmi hello-world', 'Error response from daemon: conflict: unable to remove repository reference "hello-world" (must force) - container 4701ad8080a3 is using its referenced image fce289e99eb9\n', 1)
    // The step that the note leaves out: as it stands, its second command cannot succeed.
    expect(typed(world, 'docker rmi hello-world').exit).toBe(1)
    expect(world.run('docker rm $(docker ps -aq)').exit).toBe(0)
    shows(world, 'docker rmi hello-world', `Untagged: hello-world:latest\nUntagged: hello-world@${LONG('f9df')}\nDeleted: ${LONG('fce2')}\nDeleted: ${LONG('af0b')}\n`)
    // And so is the next: the note's list shows the image again.
    shows(world, 'docker images -a', HEADER + UBUNTU_ROW + CENTOS_ROW)
  })

  it('removes by ID: S4.36 to S4.39', () => {
    const world = machine(NOTE)
    expect(world.run('docker run hello-world').exit).toBe(0)
    shows(world, 'docker images -a', TABLE)
    const id = world.run('docker images -q hello-world').stdout.trim()
    shows(world, `docker rmi ${id}`, 'Error response from daemon: conflict: unable to delete fce289e99eb9 (must be forced) - image is being used by stopped container c6508810a656\n', 1)
    shows(world, `docker rmi -f ${id}`, `Untagged: hello-world:latest\nUntagged: hello-world@${LONG('f9df')}\nDeleted: ${LONG('fce2')}\n`)
  })

  it('knows no --no-pune: S4.28', () => {
    shows(machine(NOTE), 'docker rmi --no-pune hello-world', "unknown flag: --no-pune\nSee 'docker rmi --help'.\n", 125)
  })

  /** Lines of S4's `docker info` that our machine tells differently, and why. */
  const DIFFERENT: Readonly<Record<string, readonly [line: string, why: string]>> = {
    '  Backing Filesystem: <unknown>': ['  Backing Filesystem: extfs', 'S4.45: our disk is an ext4; the word was a gap in the table of that build'],
    ' Kernel Version: 5.4.0-21-generic': [' Kernel Version: 6.1.0-18-amd64', 'S4.55: all machines here run one kernel'],
    ' Operating System: Ubuntu Focal Fossa (development branch)': [' Operating System: Debian GNU/Linux 12 (bookworm)', 'S4.55: the host is the one of the recordings'],
    ' Total Memory: 1.914GiB': [' Total Memory: 16GiB', 'S4.56: another machine'],
    ' Name: ubuntu': [' Name: host-a', 'S4.56: another machine'],
    ' ID: FMRX:YQAC:BFRN:ETDY:DMK6:7XOJ:VQCM:IEY4:FOJK:GEDE:6B54:7TAR': [' ID: <id>', 'S4.56: drawn for each host'],
    'WARNING: No swap limit support': ['', 'S4.63: our kernel counts swap'],
  }

  it('tells of the system, line by line: S4.40 to S4.63', () => {
    const world = machine(NOTE)
    expect(world.run('docker run -d --name one centos sleep 1000').exit).toBe(0)
    expect(world.run('for n in 1 2 3 4 5 6 7 8 9 10 11 12; do docker run hello-world; done').exit).toBe(0)
    const note = [
      'Client:', ' Debug Mode: false', '', 'Server:', ' Containers: 13', '  Running: 1', '  Paused: 0', '  Stopped: 12', ' Images: 3', ' Server Version: 19.03.8', ' Storage Driver: overlay2',
      '  Backing Filesystem: <unknown>', '  Supports d_type: true', '  Native Overlay Diff: true', ' Logging Driver: json-file', ' Cgroup Driver: cgroupfs', ' Plugins:', '  Volume: local',
      '  Network: bridge host ipvlan macvlan null overlay', '  Log: awslogs fluentd gcplogs gelf journald json-file local logentries splunk syslog', ' Swarm: inactive', ' Runtimes: runc',
      ' Default Runtime: runc', ' Init Binary: docker-init', ' containerd version: ', ' runc version: ', ' init version: ', ' Security Options:', '  apparmor', '  seccomp', '   Profile: default',
      ' Kernel Version: 5.4.0-21-generic', ' Operating System: Ubuntu Focal Fossa (development branch)', ' OSType: linux', ' Architecture: x86_64', ' CPUs: 2', ' Total Memory: 1.914GiB', ' Name: ubuntu',
      ' ID: FMRX:YQAC:BFRN:ETDY:DMK6:7XOJ:VQCM:IEY4:FOJK:GEDE:6B54:7TAR', ' Docker Root Dir: /var/lib/docker', ' Debug Mode: false', ' Registry: https://index.docker.io/v1/', ' Labels:',
      ' Experimental: false', ' Insecure Registries:', '  127.0.0.0/8', ' Live Restore Enabled: false', '', 'WARNING: No swap limit support',
    ]
    for (const line of Object.keys(DIFFERENT)) expect(note).toContain(line)
    const { stdout, stderr, exit } = world.run('docker info')
    expect(exit).toBe(0)
    const ours = `${stdout}${stderr}`.replace(/^ ID: (?:[A-Z2-7]{4}:){11}[A-Z2-7]{4}$/m, ' ID: <id>')
    expect(ours.split('\n')).toEqual([...note.map(line => DIFFERENT[line]?.[0] ?? line)])
    expect(world.run('docker images -aq | sort -u | wc -l').stdout).toBe('3\n')
  })
})

describe.each(['20.10.24', '19.03.15'] as const)('the page "Managing Images", client %s', client => {
  const page = (): World => World.create({ registry, client })

  it('pulls in two ways: S3.1 to S3.3', () => {
    const world = page()
    const first = typed(world, 'docker image pull nginx:1.14.0')
    expect(first.exit).toBe(0)
    expect(first.shown).toMatch(/^1\.14\.0: Pulling from library\/nginx\n/)
    expect(first.shown).toMatch(/\nDigest: sha256:x{64}\nStatus: Downloaded newer image for nginx:1\.14\.0\ndocker\.io\/library\/nginx:1\.14\.0\n$/)
    shows(world, 'docker pull nginx:1.14.0', `1.14.0: Pulling from library/nginx\nDigest: ${LONG('7')}\nStatus: Image is up to date for nginx:1.14.0\ndocker.io/library/nginx:1.14.0\n`)
  })

  it('lists, and with -a the same where nothing was built: S3.4, S3.5', () => {
    const world = page()
    world.run('docker pull nginx:1.14.0')
    const list = typed(world, 'docker image ls')
    expect(list.shown.split('\n')).toHaveLength(3)
    expect(typed(world, 'docker image ls -a')).toEqual(list)
    expect(typed(world, 'docker images')).toEqual(list)
  })

  it('inspects with templates, right and wrong: S3.6 to S3.11', () => {
    const world = page()
    world.run('docker pull nginx:1.14.0')
    expect(JSON.parse(world.run('docker image inspect nginx:1.14.0').stdout)).toMatchObject([{ RepoTags: ['nginx:1.14.0'], Architecture: 'amd64', Os: 'linux' }])
    shows(world, 'docker image inspect nginx:1.14.0 --format "{{.Architecture}}"', 'amd64\n')
    shows(world, 'docker image inspect nginx:1.14.0 --format "{{.Architecture}} {{.Os}}"', 'amd64 linux\n')
    shows(world, 'docker image inspect nginx:1.14.0 --formate "GO_TEMPLATE"', "unknown flag: --formate\nSee 'docker image inspect --help'.\n", 125)
    const t = client === '19.03.15' ? 'T' : 't'
    shows(world, 'docker image inspect nginx:1.14.0 --format "{{Architecture}} {{.Os}}"', `${t}emplate parsing error: template: :1: function "Architecture" not defined\n`, 64)
    // A template without braces is a text.
    shows(world, 'docker image inspect nginx:1.14.0 --format "GO_TEMPLATE"', 'GO_TEMPLATE\n')
  })

  it('is told by the shell when placeholders are typed as they stand', () => {
    const world = page()
    for (const line of ['docker image inspect <IMAGE>', 'docker image inspect <IMAGE> --format <TEMPLATE>', 'docker image rm <IMAGE>', 'docker rmi <IMAGE>', 'docker image rm -f <IMAGE>']) {
      const { shown, exit } = typed(world, line)
      expect(shown, line).toContain("syntax error near unexpected token `newline'")
      expect(exit, line).toBe(2)
    }
    expect(typed(world, 'docker image inspect <IMAGE> --formate "GO_TEMPLATE"')).toEqual({ shown: expect.stringContaining('IMAGE: No such file or directory') as string, exit: 1 })
    shows(world, 'docker image pull IMAGE[:TAG]', 'invalid reference format: repository name must be lowercase\n', 1)
  })

  it('removes: S3.12 to S3.17', () => {
    const world = page()
    world.run('docker pull nginx:1.14.0; docker tag nginx:1.14.0 web:1')
    const id = world.run('docker images -q nginx').stdout.trim()
    shows(world, 'docker image rm nginx:1.14.0', `Untagged: nginx:1.14.0\nUntagged: nginx@${LONG('7')}\n`)
    world.run('docker tag web:1 nginx:1.14.0')
    shows(world, `docker rmi ${id}`, `Error response from daemon: conflict: unable to delete ${id} (must be forced) - image is referenced in multiple repositories\n`, 1)
    expect(typed(world, `docker image rm -f ${id}`)).toEqual({ shown: expect.stringMatching(/^Untagged: nginx:1\.14\.0\nUntagged: web:1\n(?:Deleted: sha256:x{64}\n){5}$/) as string, exit: 0 })
  })

  it('prunes dangling images, not unused ones: S3.18', () => {
    const world = page()
    world.run('docker pull nginx:1.14.0')
    const asked = 'WARNING! This will remove all dangling images.\nAre you sure you want to continue? [y/N] '
    shows(world, 'echo y | docker image prune', `${asked}Total reclaimed space: 0B\n`)
    expect(world.run('docker images -q').stdout).not.toBe('')
    expect(world.run('echo y | docker image prune -a').stdout).toContain('untagged: nginx:1.14.0')
  })

  it('takes an en dash for a name: S0.60', () => {
    const world = page()
    world.run('docker pull hello-world')
    const { shown, exit } = typed(world, 'docker rmi –f hello-world')
    expect(exit).toBe(1)
    expect(shown).toContain('Untagged: hello-world:latest\n')
    expect(shown).toContain('Error response from daemon: invalid reference format\n')
  })
})

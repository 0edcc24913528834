/** What `docker save` writes: the bytes that a real engine wrote, and archives that real tools accept. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { installNodeCodecs } from '../sandbox/node/codecs.ts'
import { World } from '../sandbox/scenario/world.ts'
import { fixture, recordedRegistry, unpackedFixture } from './support/fixtures.ts'

beforeAll(installNodeCodecs)

/** Archive and the names whose images it holds, as they were given to the real `docker save`. */
const SAVED: readonly (readonly [archive: string, name: string])[] = [
  ['hello.tar', 'hello-world:latest'], ['hello-v2.tar', 'hello-world:latest'], ['base.tar', 'base:v1'], ['ubuntu.tar.gz', 'ubuntu:18.04'], ['app-a.tar.gz', 'team/app-a:1.0'],
  ['app-b.tar.gz', 'team/app-b:1.0'], ['wh.tar.gz', 'wh:1'], ['arm64.tar', 'hello-arm64:latest'], ['twotags.tar', 'demo:1.0 demo:latest'],
  ['byid.tar', '39c1fc547ffe'],
]

function worldWith(archive: string): World {
  const world = World.create()
  world.putFile('/root/in.tar', fixture(archive), { mode: 0o644, uid: 0, mtime: 1584732022 })
  expect(world.run('docker load -i in.tar').exit, archive).toBe(0)
  return world
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

describe('an archive that was loaded and saved again', () => {
  it.each(SAVED)('%s has the bytes that the real engine wrote', (archive, name) => {
    const { exit, stdoutBytes, stderr } = worldWith(archive).run(`docker save ${name}`)
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' })
    expect(sha256(stdoutBytes)).toBe(sha256(unpackedFixture(archive)))
  })
})

const have = (tool: string): boolean => spawnSync('sh', ['-c', 'command -v "$0"', tool]).status === 0

describe('real tools accept what is saved here', () => {
  it.runIf(have('tar'))('GNU tar lists the members in order (without tar on the machine this is left out)', () => {
    const { stdoutBytes } = worldWith('ubuntu.tar.gz').run('docker save ubuntu:18.04')
    const { status, stdout } = spawnSync('tar', ['tf', '-'], { input: stdoutBytes })
    const members = stdout.toString().trimEnd().split('\n')
    expect(status).toBe(0)
    expect(members).toContain('manifest.json')
    expect(members).toEqual([...members].sort())
    expect(members.length).toBe(4 * 4 + 3)
  })

  it.runIf(have('skopeo'))('skopeo reads the configuration and the layers of everything that was loaded, built, committed, imported or pulled (without skopeo on the machine this is left out)', () => {
    const world = worldOfAllSorts()
    const images = world.run(`docker images --no-trunc --format '{{if eq .Tag "<none>"}}{{.ID}}{{else}}{{.Repository}}:{{.Tag}}{{end}}'`).stdout.trimEnd().split('\n')
    const directory = mkdtempSync(join(tmpdir(), 'layerlab-skopeo-'))
    try {
      for (const name of images) {
        const file = join(directory, 'saved.tar')
        writeFileSync(file, world.run(`docker save ${name}`).stdoutBytes)
        const { status, stdout, stderr } = spawnSync('skopeo', ['inspect', '--insecure-policy', '--raw', `docker-archive:${file}`], { encoding: 'utf8' })
        expect({ status, stderr }, name).toEqual({ status: 0, stderr: '' })
        const { config, layers } = JSON.parse(stdout) as { config: { digest: string }; layers: { digest: string }[] }
        const [id, ...diffIDs] = world.run(`docker image inspect -f '{{.Id}}{{range .RootFS.Layers}} {{.}}{{end}}' ${name}`).stdout.trimEnd().split(' ')
        expect(config.digest, name).toBe(id)
        expect(layers.map(({ digest }) => digest), name).toEqual(diffIDs)
      }
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
    expect(new Set(world.run('docker images -q').stdout.split('\n')).size).toBeGreaterThan(20)
  })
})

/** A world with images of every origin. */
function worldOfAllSorts(): World {
  const world = World.create({ registry: recordedRegistry })
  const put = (name: string, bytes: Uint8Array): void => world.putFile(`/root/${name}`, bytes, { mode: 0o644, uid: 0, mtime: 1584732022 })
  for (const archive of ['hello-v2.tar', 'base.tar', 'ubuntu.tar.gz', 'app-a.tar.gz', 'app-b.tar.gz', 'wh.tar.gz', 'arm64.tar', 'twotags.tar', 'gz-layer.tar', 'legacy-v1.tar', 'rootfs.tar.gz', 'rootfs-small.tar', 'rootfs-small.tar.bz2', 'rootfs-small.tar.xz']) put(archive, fixture(archive))
  put('Dockerfile.copy', new TextEncoder().encode('FROM base:v1\nCOPY Dockerfile.copy /here\nRUN rm /data/hello.txt\nRUN ln -s /here /link && mkdir -m 700 /deep\n'))
  put('Dockerfile.scratch', new TextEncoder().encode('FROM scratch\nADD rootfs-small.tar /\nLABEL a="<&>" b="\u00e9"\nCMD ["/x"]\n'))
  put('Dockerfile.stages', new TextEncoder().encode('FROM base:v1 AS first\nRUN echo 1 > /one\nFROM base:v1\nCOPY --from=first /one /two\nVOLUME /v\nHEALTHCHECK CMD true\n'))
  put('Dockerfile.empty', new TextEncoder().encode('FROM base:v1\nENV A=b\n'))
  const lines = [
    ...['hello-v2.tar', 'base.tar', 'ubuntu.tar.gz', 'app-a.tar.gz', 'app-b.tar.gz', 'wh.tar.gz', 'arm64.tar', 'twotags.tar', 'gz-layer.tar', 'legacy-v1.tar'].map(archive => `docker load -qi ${archive}`),
    ...['copy', 'scratch', 'stages', 'empty'].map(kind => `docker build -q -t built:${kind} -f Dockerfile.${kind} .`),
    "docker run --name changed base:v1 sh -c 'rm -r /data; mkdir /data; echo x > /data/new; chmod 4755 /bin/busybox || true'",
    'docker create --name untouched base:v1',
    'docker commit -a me -m changed changed made:changed',
    'docker commit -c \'CMD ["a b"]\' -c "EXPOSE 80" untouched made:untouched',
    ...['rootfs.tar.gz', 'rootfs-small.tar', 'rootfs-small.tar.bz2', 'rootfs-small.tar.xz'].map((archive, at) => `docker import -m ${archive} ${archive} imported:${at}`),
    'docker import -c "LABEL x=y" rootfs-small.tar imported:labelled',
    'docker pull -q hello-world', 'docker pull -q multi', 'docker pull -q --platform linux/arm64 multi',
  ]
  for (const line of lines) {
    const { exit, stderr } = world.run(line)
    expect({ exit, stderr: exit === 0 ? '' : stderr }, line).toEqual({ exit: 0, stderr: '' })
  }
  return world
}

/** What `docker save` writes: the bytes that a real engine wrote, and archives that real tools accept. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { installNodeCodecs } from '../sandbox/node/codecs.ts'
import { World } from '../sandbox/scenario/world.ts'
import { fixture, unpackedFixture } from './support/fixtures.ts'

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

  it.runIf(have('skopeo'))('skopeo inspect reads the layers and the name (without skopeo on the machine this is left out)', () => {
    const directory = mkdtempSync(join(tmpdir(), 'layerlab-skopeo-'))
    try {
      const file = join(directory, 'saved.tar')
      writeFileSync(file, worldWith('app-a.tar.gz').run('docker save team/app-a:1.0').stdoutBytes)
      const { status, stdout, stderr } = spawnSync('skopeo', ['inspect', '--insecure-policy', `docker-archive:${file}`], { encoding: 'utf8' })
      expect(stderr).toBe('')
      expect(status).toBe(0)
      const seen = JSON.parse(stdout) as { Layers: string[]; Architecture: string; Labels: Record<string, string> }
      expect(seen.Layers).toHaveLength(4)
      expect(seen.Architecture).toBe('amd64')
      expect(seen.Labels['tier']).toBe('backend')
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  })
})

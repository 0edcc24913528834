import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { Content } from '../disk/content.ts'
import { installNodeCodecs } from '../node/codecs.ts'
import type { RegistryContent } from '../registry/registry.ts'
import { World } from '../scenario/world.ts'

const FIXTURES = join(import.meta.dirname, '..', '..', 'test', 'recordings', 'fixtures', 'registry')
const UBUNTU = 'docker pull ubuntu:18.04'

beforeAll(installNodeCodecs)

function world(): World {
  const { tags, mediaTypes } = JSON.parse(readFileSync(join(FIXTURES, 'index.json'), 'utf8')) as Pick<RegistryContent, 'tags' | 'mediaTypes'>
  const made = World.create({
    registry: () => ({
      tags, mediaTypes,
      blob: hex => {
        const path = join(FIXTURES, 'blobs', 'sha256', hex)
        return existsSync(path) ? Content.of(new Uint8Array(readFileSync(path))) : undefined
      },
    }),
  })
  made.scheduler.tracing = false
  return made
}

const names = (of: World, path: string): string[] => of.run(`ls ${path}`).stdout.split('\n').filter(name => name !== '' && name !== 'l')

it('downloads each blob once for two pulls of the same image', () => {
  const both = world()
  const urls: string[] = []
  both.scheduler.tracing = true
  const { exit } = both.run(`${UBUNTU} > a & ${UBUNTU} > b; wait`)
  for (const { kind, target } of both.scheduler.trace) if (kind === 'network' && /\/blobs\//.test(target)) urls.push(target)
  expect(exit).toBe(0)
  expect(urls.filter(url => url.endsWith('11f930b6eaa7bbb273334b237d7e43b88608bb13b2f51c77a81d6ab68011a786'))).toHaveLength(1)
  expect(both.run('tail -2 a b').stdout).toContain('Image is up to date')
  expect(names(both, '/var/lib/docker/overlay2')).toHaveLength(4)
})

it('lets a transfer go on for the other pull when one is interrupted', () => {
  const slow = world()
  slow.registry?.setMode('slow')
  slow.run(`${UBUNTU} > a & first=$!; ${UBUNTU} > b & sleep 3; kill -TERM $first; wait`)
  expect(slow.run('docker images -q').stdout).not.toBe('')
  expect(slow.run('cat b').stdout).toContain('Downloaded newer image')
  expect(slow.run('cat a').stdout).not.toContain('Status')
})

it.each(['TERM', 'KILL'])('leaves nothing behind when the only pull gets %s', signal => {
  const slow = world()
  slow.registry?.setMode('slow')
  slow.run(`${UBUNTU} > a & sleep 3; kill -${signal} $!; wait; sleep 5`)
  expect(names(slow, '/var/lib/docker/tmp')).toEqual([])
  expect(names(slow, '/var/lib/docker/overlay2')).toEqual([])
  expect(slow.run(UBUNTU).exit).toBe(0)
})

it('tells the client when the daemon dies under a pull', () => {
  const slow = world()
  slow.registry?.setMode('slow')
  const { stderr } = slow.run(`${UBUNTU} > a & sleep 3; kill -9 $(pidof dockerd); wait`)
  expect(stderr).toContain('unexpected EOF')
  expect(slow.startDocker().started).toBe(true)
  expect(slow.run(UBUNTU).exit).toBe(0)
})

it.each([
  ['corrupt', 'filesystem layer verification failed for digest'],
  ['badconfig', 'image config verification failed for digest'],
  ['404blob', 'unknown blob'],
  ['cut', 'unexpected EOF'],
  ['429', 'toomanyrequests'],
] as const)('fails with the fault %s, and works when it is over', (mode, message) => {
  const faulty = world()
  faulty.registry?.setMode(mode)
  const failed = faulty.run(UBUNTU)
  expect(failed.exit).toBe(1)
  expect(failed.stderr).toContain(message)
  expect(names(faulty, '/var/lib/docker/overlay2')).toEqual([])
  faulty.registry?.setMode('ok')
  expect(faulty.run(UBUNTU).exit).toBe(0)
})

it('takes over a layer that the registry has in another repository', () => {
  const pushing = world()
  pushing.run('docker pull -q team/app-a:1.0; docker tag team/app-a:1.0 127.0.0.1:5000/a/one; docker tag team/app-a:1.0 127.0.0.1:5000/a/two')
  expect(pushing.run('docker push 127.0.0.1:5000/a/one').stdout.match(/Pushed/g)).toHaveLength(4)
  expect(pushing.run('docker push 127.0.0.1:5000/a/two').stdout.match(/Mounted from a\/one/g)).toHaveLength(4)
})

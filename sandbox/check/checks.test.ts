import { beforeAll, expect, it } from 'vitest'
import { installNodeCodecs } from '../node/codecs.ts'
import { snapshotOf } from '../engine/snapshot.ts'
import { DiskView } from '../engine/disk-view.ts'
import type { Inode } from '../disk/inode.ts'
import { Content } from '../disk/content.ts'
import { utf8 } from '../base/bytes.ts'
import { makeArchive } from '../scenario/archive.ts'
import { World } from '../scenario/world.ts'
import { CHECKS, CHECK_NAMES } from './index.ts'
import type { CheckName } from './index.ts'

beforeAll(installNodeCodecs)

const archive = (): Uint8Array => makeArchive([{
  tags: ['app:1'], command: ['/bin/cat', '/message'],
  layers: [{ 'bin/busybox': { program: 'busybox' }, 'bin/cat': { link: 'busybox' } }, { message: 'hello\n' }],
}])

function loaded(): World {
  const world = World.create()
  world.putFile('/root/app.tar', archive(), { mode: 0o644, uid: 0, mtime: world.options.epochSeconds })
  expect(world.run('docker load -i app.tar').exit).toBe(0)
  return world
}

function broken(world: World): CheckName[] {
  const snapshot = snapshotOf(world.machine, world.docker.engine, true)
  return CHECKS.filter(check => check.run(snapshot).length > 0).map(check => check.name)
}

/** What `rm` and `truncate` would do as root while the daemon runs. */
class Hand {
  readonly disk
  readonly view
  constructor(world: World) {
    this.disk = world.machine.disk
    this.view = new DiskView(this.disk)
  }

  place(path: string): { directory: Inode; name: string; inode: Inode } {
    const slash = path.lastIndexOf('/')
    const directory = this.view.find(path.slice(0, slash))
    const inode = this.view.find(path)
    if (!directory || !inode) throw new Error(`no ${path}`)
    return { directory, name: path.slice(slash + 1), inode }
  }

  remove(path: string): void {
    const { directory, name, inode } = this.place(path)
    if (inode.type === 'directory') for (const below of [...inode.entries.keys()]) this.remove(`${path}/${below}`)
    this.disk.unlink(directory, name)
  }

  write(path: string, text: string): void {
    this.disk.setContent(this.place(path).inode, Content.of(utf8(text)))
  }

  names(path: string): string[] {
    return this.view.names(path)
  }
}

const ROOT = '/var/lib/docker'
const LAYERS = `${ROOT}/image/overlay2/layerdb/sha256`
const CONTENT = `${ROOT}/image/overlay2/imagedb/content/sha256`

it('finds nothing wrong after load, run, tag, rmi and a restart', () => {
  const world = loaded()
  expect(broken(world)).toEqual([])
  world.run('docker run --name one app:1')
  expect(broken(world)).toEqual([])
  world.run('docker tag app:1 app:2')
  world.run('docker rmi app:1')
  expect(broken(world)).toEqual([])
  world.stopDocker()
  expect(broken(world)).toEqual([])
  world.startDocker()
  expect(broken(world)).toEqual([])
  world.run('docker rm one')
  world.run('docker rmi app:2')
  expect(broken(world)).toEqual([])
  expect(snapshotOf(world.machine, world.docker.engine, true).layers.size).toBe(0)
})

/** Damage done with real means, and the check that must see it. */
const DAMAGE: Record<CheckName, (world: World, hand: Hand) => void> = {
  'every-reference-resolves': (_world, hand) => hand.remove(`${CONTENT}/${hand.names(CONTENT)[0] ?? ''}`),
  'every-image-has-its-layers': (world, hand) => {
    hand.remove(`${LAYERS}/${hand.names(LAYERS)[0] ?? ''}`)
    world.stopDocker()
    world.startDocker()
  },
  'every-layer-record-has-its-data': (_world, hand) => {
    const cacheID = hand.names(`${ROOT}/overlay2`).find(name => hand.names(`${ROOT}/overlay2/${name}/diff`).includes('message')) ?? ''
    hand.write(`${ROOT}/overlay2/${cacheID}/diff/message`, '')
  },
  'no-orphan-data': (world, hand) => {
    hand.remove(`${CONTENT}/${hand.names(CONTENT)[0] ?? ''}`)
    world.stopDocker()
    world.startDocker()
  },
  'a-listed-image-runs': (_world, hand) => {
    const cacheID = hand.names(`${ROOT}/overlay2`).find(name => hand.names(`${ROOT}/overlay2/${name}/diff`).includes('bin')) ?? ''
    hand.write(`${ROOT}/overlay2/${cacheID}/diff/bin/busybox`, '')
  },
  'counts-agree': (_world, hand) => hand.write(`${ROOT}/image/overlay2/repositories.json`, '{"Repositories":{}}'),
}

it.each(CHECK_NAMES)('%s sees damage', name => {
  const world = loaded()
  DAMAGE[name](world, new Hand(world))
  expect(broken(world)).toContain(name)
})

it('sees an image for another machine', () => {
  const world = World.create()
  world.putFile('/root/arm.tar', makeArchive([{ tags: ['arm:1'], command: ['/bin/busybox'], layers: [{ 'bin/busybox': { program: 'busybox' } }], architecture: 'arm64' }]), { mode: 0o644, uid: 0, mtime: 0 })
  expect(world.run('docker load -i arm.tar').exit).toBe(0)
  expect(broken(world)).toEqual(['a-listed-image-runs'])
})

it('tells what is in memory only, what waits for the journal and what is durable', () => {
  const world = loaded()
  const states = (): Map<string, string> => new Map(snapshotOf(world.machine, world.docker.engine, true).files().map(file => [file.path, file.persistence]))
  const message = [...states().keys()].find(path => path.endsWith('/diff/message')) ?? ''
  expect(states().get(message)).toBe('memory')
  expect(states().get('image/overlay2/repositories.json')).toBe('written')
  world.wait(8)
  expect(states().get(message)).toBe('memory')
  expect(states().get('image/overlay2/repositories.json')).toBe('durable')
  world.wait(40)
  expect(states().get(message)).toBe('durable')
})

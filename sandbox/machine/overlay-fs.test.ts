import { expect, it } from 'vitest'
import { text, utf8 } from '../base/bytes.ts'
import { SyscallError } from '../base/errors.ts'
import { DiskFs, Namespace } from '../disk/file-system.ts'
import type { Mount } from '../disk/file-system.ts'
import { Fs } from '../disk/fs.ts'
import { SimDisk } from '../disk/sim-disk.ts'
import { Memory } from '../sched/memory.ts'
import type { Op } from '../sched/op.ts'
import { foreground } from '../sched/policies/foreground.ts'
import { Scheduler } from '../sched/scheduler.ts'
import { overlayOf } from './overlay-fs.ts'

const EPOCH = 1_795_219_200

/** A disk with two lower directories, an upper one and a mount of them at `/m`. */
function world(prepare: readonly [path: string, content?: string][]) {
  const memory = new Memory()
  const scheduler = new Scheduler(memory, 1)
  const disk = new SimDisk(scheduler, { model: 'ext4', capacityBytes: 1 << 30, epochSeconds: EPOCH })
  const base = new DiskFs(disk, () => {})
  const root: Mount = { fs: base, root: base.root, path: '/', source: 'disk', options: 'rw', readOnly: false }
  const namespace = new Namespace(root)
  const fs = new Fs(namespace, '/', { uid: 0, gid: 0 }, new Map())
  const run = <T>(op: Op<T>): T => {
    const task = scheduler.spawn(op, 'test')
    scheduler.run(foreground)
    if (task.error) throw task.error
    return task.result as T
  }
  run((function* () {
    for (const name of ['l1', 'l2', 'u', 'w', 'm']) yield* fs.mkdir(`/${name}`, 0o755)
    for (const [path, content] of prepare) {
      if (content === undefined) yield* fs.mkdirAll(path, 0o755)
      else {
        yield* fs.mkdirAll(path.replace(/\/[^/]*$/, ''), 0o755)
        yield* fs.writeFile(path, utf8(content), 0o644)
        yield* fs.utimes(path, 1000)
      }
    }
  })())
  const overlay = overlayOf(fs, { lowerdir: 'l1:l2', upperdir: 'u', workdir: 'w' }, memory, base)
  const point = fs.find('/m', true, 'mount').node
  memory.put(namespace.covered, point, { fs: overlay, root: overlay.root, path: '/m', source: 'overlay', options: 'rw', readOnly: false })
  const list = (path: string): string[] => run(fs.readdir(path))
  const read = (path: string): string => run(fs.readText(path))
  return { memory, disk, base, fs, run, list, read, overlay }
}

const code = (action: () => unknown): string => {
  try {
    action()
  } catch (error) {
    if (error instanceof SyscallError) return error.code
    throw error
  }
  return 'none'
}

it('shows each name from the nearest layer and merges directories', () => {
  const { list, read } = world([['/l1/a', 'near'], ['/l2/a', 'far'], ['/l1/d/x', '1'], ['/l2/d/y', '2'], ['/l2/z', '']])
  expect(list('/m')).toEqual(['a', 'd', 'z'])
  expect(list('/m/d')).toEqual(['x', 'y'])
  expect(read('/m/a')).toBe('near')
})

it('lets a file of a near layer hide a directory of a far one, and the reverse', () => {
  const { list, read } = world([['/l1/a', 'file'], ['/l2/a/b', 'x'], ['/l1/d/n', 'n'], ['/l2/d', 'file']])
  expect(read('/m/a')).toBe('file')
  expect(list('/m/d')).toEqual(['n'])
})

it('copies a file up with its owner, mode and time when it is written', () => {
  const { run, fs, read, list } = world([['/l1/d/f', 'old']])
  run(fs.chown('/l1/d/f', 7, 8))
  run(fs.utimes('/l1/d', 500))
  const before = run(fs.stat('/m/d/f'))
  run((function* () {
    const file = yield* fs.open('/m/d/f', { write: true, append: true })
    yield* file.write(utf8(' and new'))
  })())
  expect(read('/m/d/f')).toBe('old and new')
  expect(read('/l1/d/f')).toBe('old')
  expect(run(fs.stat('/u/d/f'))).toMatchObject({ uid: 7, gid: 8, mode: 0o644 })
  expect(run(fs.stat('/u/d')).mtime).toBe(500)
  expect(run(fs.stat('/m/d/f')).inode).toBe(before.inode)
  expect(list('/w/work')).toEqual([])
})

it('copies a file up when it is opened for writing and nothing is written', () => {
  const { run, fs, list } = world([['/l1/f', 'x'], ['/l1/empty', ''], ['/l1/g', 'y']])
  run(fs.open('/m/f', { write: true }))
  run(fs.create('/m/empty', 0o644))
  run(fs.open('/m/g', {}))
  expect(list('/u')).toEqual(['empty', 'f'])
})

it('shows a reader that has the file open what was written after its copy-up', () => {
  const { run, fs } = world([['/l1/f', 'old']])
  const open = run(fs.open('/m/f', {}))
  run(fs.writeFile('/m/f', utf8('new'), 0o644))
  expect(text(run(open.read()))).toBe('new')
})

it('changes the copy when mode or owner change', () => {
  const { run, fs, read } = world([['/l1/f', 'data']])
  run(fs.chmod('/m/f', 0o600))
  expect(run(fs.stat('/l1/f')).mode).toBe(0o644)
  expect(run(fs.stat('/u/f')).mode).toBe(0o600)
  expect(read('/u/f')).toBe('data')
  expect(run(fs.stat('/m/f')).mtime).toBe(1000)
})

it('leaves a whiteout for a name that a lower layer has, and nothing for one of its own', () => {
  const { run, fs, list } = world([['/l2/f', 'x']])
  run(fs.writeFile('/m/own', utf8('y'), 0o644))
  run(fs.unlink('/m/own'))
  run(fs.writeFile('/m/f', utf8('copied'), 0o644))
  run(fs.unlink('/m/f'))
  expect(list('/m')).toEqual([])
  expect(list('/u')).toEqual(['f'])
  expect(run(fs.lstat('/u/f'))).toMatchObject({ type: 'character', device: { major: 0, minor: 0 }, mode: 0 })
})

it('makes a directory that takes the place of a removed one opaque', () => {
  const { run, fs, list } = world([['/l1/d/a', '1'], ['/l2/d/b', '2']])
  run(fs.removeAll('/m/d'))
  expect(list('/m')).toEqual([])
  expect(run(fs.lstat('/u/d')).type).toBe('character')
  run(fs.mkdir('/m/d', 0o755))
  expect(list('/m/d')).toEqual([])
  expect(text(run(fs.lstat('/u/d')).xattrs?.get('trusted.overlay.opaque') ?? new Uint8Array())).toBe('y')
  expect(run(fs.lstat('/m/d')).xattrs).toBeUndefined()
})

it('does not mark a directory that is simply new', () => {
  const { run, fs } = world([['/l1/d/a', '1']])
  run(fs.mkdir('/m/new', 0o755))
  run(fs.mkdir('/m/d/new', 0o755))
  expect(run(fs.lstat('/u/new')).xattrs).toBeUndefined()
  expect(run(fs.lstat('/u/d')).xattrs).toBeUndefined()
})

it('obeys whiteouts and opaque directories of lower layers', () => {
  const { run, fs, list } = world([['/l2/gone', 'x'], ['/l2/d/below', 'x'], ['/l1/d/above', 'x']])
  run(fs.mknod('/l1/gone', 'character', 0, { major: 0, minor: 0 }))
  run(fs.setxattr('/l1/d', 'trusted.overlay.opaque', utf8('y')))
  expect(list('/m')).toEqual(['d'])
  expect(list('/m/d')).toEqual(['above'])
})

it('renames a file of a lower layer by copying it up and leaving a whiteout', () => {
  const { run, fs, list, read } = world([['/l1/a', 'A'], ['/l1/b', 'B']])
  run(fs.rename('/m/a', '/m/b'))
  expect(list('/m')).toEqual(['b'])
  expect(read('/m/b')).toBe('A')
  expect(run(fs.lstat('/u/a')).type).toBe('character')
})

it('refuses to rename a directory that has a lower part, and renames one of its own', () => {
  const { run, fs, list } = world([['/l1/d/a', '1']])
  expect(code(() => run(fs.rename('/m/d', '/m/e')))).toBe('EXDEV')
  run(fs.mkdir('/m/own', 0o755))
  run(fs.writeFile('/m/own/f', utf8('1'), 0o644))
  run(fs.rename('/m/own', '/m/other'))
  expect(list('/m')).toEqual(['d', 'other'])
  expect(list('/m/other')).toEqual(['f'])
})

it('gives a new name to a lower file by copying it up', () => {
  const { run, fs, read } = world([['/l1/a', 'A']])
  run(fs.link('/m/a', '/m/b'))
  run(fs.writeFile('/m/b', utf8('both'), 0o644))
  expect(read('/m/a')).toBe('both')
  expect(run(fs.stat('/m/a')).linkCount).toBe(2)
})

it('counts one link for a merged directory and as many as the disk for another', () => {
  const { run, fs } = world([['/l1/d/s/t', 'x'], ['/l2/d/u/v', 'x'], ['/l2/e/f/g', 'x']])
  expect(run(fs.stat('/m/d')).linkCount).toBe(1)
  expect(run(fs.stat('/m/e')).linkCount).toBe(3)
})

it('can be taken back', () => {
  const { memory, run, fs, list, read } = world([['/l1/a', 'A'], ['/l1/d/x', 'X']])
  const moment = memory.now()
  run(fs.writeFile('/m/a', utf8('changed'), 0o644))
  run(fs.removeAll('/m/d'))
  run(fs.mkdir('/m/n', 0o755))
  memory.backTo(moment)
  expect(list('/m')).toEqual(['a', 'd'])
  expect(read('/m/a')).toBe('A')
  expect(list('/u')).toEqual([])
  expect(list('/m/d')).toEqual(['x'])
})

it('keeps a removed file readable and writable for who has it open', () => {
  const { run, fs, list } = world([['/l1/f', 'data']])
  const open = run(fs.open('/m/f', {}))
  run(fs.unlink('/m/f'))
  expect(text(run(open.read()))).toBe('data')
  run(open.truncate(2))
  expect(list('/m')).toEqual([])
  expect(list('/w/work')).toEqual([])
})

it('changes nothing without an upper directory', () => {
  const { memory, base, fs } = world([['/l1/f', 'data']])
  const overlay = overlayOf(fs, { lowerdir: '/l1:/l2' }, memory, base)
  const node = overlay.lookup(overlay.root, 'f')
  expect(node?.size).toBe(4)
  expect(code(() => node && overlay.setAttributes(node, { mode: 0 }))).toBe('EROFS')
})

it('refuses layers that are missing, no directories, overlapping or given twice', () => {
  const { memory, base, fs, run } = world([['/l1/file', 'x'], ['/l1/d/x', 'x'], ['/w2/a', ''], ['/u/in', '']])
  run(fs.symlink('../l1/d', '/u/link'))
  const refusal = (lowerdir: string, upperdir?: string, workdir?: string): string =>
    code(() => overlayOf(fs, { lowerdir, ...(upperdir === undefined ? {} : { upperdir }), ...(workdir === undefined ? {} : { workdir }) }, memory, base))
  expect(refusal('/l1:/none')).toBe('ENOENT')
  expect(refusal('/l1/file')).toBe('EINVAL')
  expect(refusal('/l1/file/x')).toBe('ENOTDIR')
  expect(refusal('/l1:/l1')).toBe('ELOOP')
  expect(refusal('/l1/d:/l1')).toBe('ELOOP')
  expect(refusal('l2:')).toBe('ELOOP') // An empty element is the working directory, here the root.
  expect(refusal('u/link')).toBe('none')
  expect(refusal('/l1', '/u', '/u/w')).toBe('ENOENT')
  expect(refusal('/l1', '/w2', '/w2')).toBe('EINVAL')
})

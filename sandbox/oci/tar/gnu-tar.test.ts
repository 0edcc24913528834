import { spawnSync } from 'node:child_process'
import { chmodSync, closeSync, ftruncateSync, linkSync, lstatSync, mkdirSync, mkdtempSync, openSync, readFileSync, readlinkSync, rmSync, symlinkSync, utimesSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import '../../all-parts.ts'
import { concat, utf8 } from '../../base/bytes.ts'
import { encodeName } from '../go-string.ts'
import { pullFrom } from '../pull.ts'
import { TYPE, emptyHeader } from './header.ts'
import type { TarHeader } from './header.ts'
import { readTar } from './reader.ts'
import { TarWriter } from './writer.ts'

// GNU tar is the oracle: what it writes we read, what we write it reads.
const version = spawnSync('tar', ['--version'], { encoding: 'utf8' }).stdout ?? ''
const isThere = version.includes('GNU tar')
if (!isThere) console.warn('GNU tar is not on this machine: archives are not compared with it')

const MEBIBYTE = 1024 * 1024

describe.skipIf(!isThere)('GNU tar', () => {
  let root = ''
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'layerlab-tar-'))
  })
  afterAll(() => rmSync(root, { recursive: true, force: true }))

  /** @returns names, in the order in which they are put into the archive */
  function makeTree(where: string, nameBytesMax: number): string[] {
    const names: string[] = []
    const add = (name: string, make: (path: string) => void): void => {
      if (name.length > nameBytesMax) return
      const path = join(where, name)
      mkdirSync(dirname(path), { recursive: true })
      make(path)
      names.push(name)
    }
    const text = (content: string) => (path: string) => writeFileSync(path, content)
    add('plain.txt', text('plain\n'))
    add('empty', text(''))
    add('block', text('b'.repeat(512)))
    add('large', path => writeFileSync(path, Buffer.alloc(300_001, 'large file ')))
    add('script.sh', path => {
      writeFileSync(path, '#!/bin/sh\n')
      chmodSync(path, 0o4755)
    })
    add('dir', path => mkdirSync(path, { mode: 0o1777 }))
    add('dir/in it', text('space'))
    add('link', path => symlinkSync('plain.txt', path))
    add('dangling', path => symlinkSync('../no/where', path))
    add('hard', path => linkSync(join(where, 'plain.txt'), path))
    if (nameBytesMax > 100) {
      add('long link', path => symlinkSync('t/'.repeat(90), path))
      add('Übermut/Москва/北京.txt', text('names'))
    }
    add(`${'deep/'.repeat(12)}${'n'.repeat(60)}`, text('prefix and name'))
    add(`${'f'.repeat(150)}`, text('one long name'))
    add(`${'deeper/'.repeat(40)}end`, text('longer than a prefix'))
    for (const name of names) if (!lstatSync(join(where, name)).isSymbolicLink()) utimesSync(join(where, name), 1_584_732_022, 1_584_732_022)
    return names
  }

  const pack = (options: string[], where: string, names: readonly string[]): Uint8Array => {
    const done = spawnSync('tar', [...options, '-cf', '-', '--no-recursion', '-C', where, '--', ...names], { maxBuffer: 64 * MEBIBYTE })
    expect(done.stderr.toString()).toBe('')
    return new Uint8Array(done.stdout)
  }

  it.each([
    ['v7', 99],
    ['oldgnu', 1000],
    ['gnu', 1000],
    ['ustar', 100],
    ['posix', 1000],
  ])('writes %s archives that we read', (format, nameBytesMax) => {
    const where = join(root, `read-${format}`)
    const names = makeTree(where, nameBytesMax)
    const entries = [...readTar(pullFrom([pack([`--format=${format}`], where, names)]))]
    expect(entries.map(({ header }) => header.name)).toEqual(names.map(name => (name === 'dir' ? 'dir/' : name)))

    for (const { header, content } of entries) {
      const path = join(where, header.name)
      const stat = lstatSync(path)
      const expected =
        header.name === 'hard' ? { type: TYPE.hardlink, linkname: 'plain.txt', content: '' }
        : stat.isDirectory() ? { type: TYPE.directory, linkname: '', content: '' }
        : stat.isSymbolicLink() ? { type: TYPE.symlink, linkname: readlinkSync(path), content: '' }
        : { type: TYPE.regular, linkname: '', content: readFileSync(path, 'utf8') }
      expect({ type: header.type, linkname: header.linkname, content: new TextDecoder().decode(concat(content)) }, header.name).toEqual(expected)
      expect(header.mode & 0o7777, header.name).toBe(stat.mode & 0o7777)
      expect([header.uid, header.gid]).toEqual([stat.uid, stat.gid])
      if (!stat.isSymbolicLink()) expect(header.mtimeSeconds).toBe(1_584_732_022)
    }
  })

  it('keeps fractions of seconds in posix archives', () => {
    const where = join(root, 'fractions')
    mkdirSync(where)
    writeFileSync(join(where, 'a'), '')
    utimesSync(join(where, 'a'), 5.5, 7.25)
    const [entry] = readTar(pullFrom([pack(['--format=posix'], where, ['a'])]))
    expect([entry!.header.mtimeSeconds, entry!.header.mtimeNanos]).toEqual([7, 250_000_000])
  })

  it('writes numbers that octal cannot hold', () => {
    const where = join(root, 'numbers')
    mkdirSync(where)
    writeFileSync(join(where, 'a'), '')
    for (const format of ['gnu', 'posix']) {
      const archive = pack([`--format=${format}`, '--owner=x:3000000', '--group=y:4000000', '--mtime=@-100'], where, ['a'])
      const [entry] = readTar(pullFrom([archive]))
      expect(entry!.header).toMatchObject({ uid: 3_000_000, gid: 4_000_000, mtimeSeconds: -100, uname: 'x', gname: 'y' })
    }
  })

  it.each([
    ['gnu', []],
    ['oldgnu', []],
    ['posix', ['--sparse-version=0.0']],
    ['posix', ['--sparse-version=0.1']],
    ['posix', ['--sparse-version=1.0']],
  ])('writes sparse files in %s %s that we read', (format, options) => {
    const where = join(root, `sparse-${format}${options.join('')}`)
    mkdirSync(where)
    const content = Buffer.alloc(3 * MEBIBYTE + 100)
    const handle = openSync(join(where, 'holes'), 'w')
    ftruncateSync(handle, content.length)
    // More fragments than fit into a header, and a hole at the end.
    for (let i = 0; i < 30; i++) {
      const at = i * 65_536 + 10
      writeSync(handle, content, at, content.write(`data ${i}`, at), at)
    }
    closeSync(handle)
    writeFileSync(join(where, 'after'), 'after')
    const archive = pack([`--format=${format}`, '--sparse', ...options], where, ['holes', 'after'])
    expect(archive.length).toBeLessThan(MEBIBYTE)
    const [holes, after] = readTar(pullFrom([archive]))
    expect(holes!.header.name).toBe('holes')
    expect(holes!.header.type).toBe(format === 'posix' ? TYPE.regular : TYPE.gnuSparse)
    expect(holes!.header.sizeBytes).toBe(content.length)
    expect(Buffer.from(concat(holes!.content)).equals(content)).toBe(true)
    expect(after!.header.name).toBe('after')
  })

  it('keeps names that are not UTF-8', () => {
    const where = join(root, 'bytes')
    mkdirSync(where)
    const name = Buffer.from([0x63, 0x61, 0x66, 0xe9])
    writeFileSync(Buffer.concat([Buffer.from(`${where}/`), name]), 'latin')
    const archive = new Uint8Array(spawnSync('tar', ['-cf', '-', '-C', where, '.']).stdout)
    const [first, second] = [...readTar(pullFrom([archive]))]
    expect(first!.header.name).toBe('./')
    expect(second!.header.name).toBe('./caf\udce9')
    expect(Buffer.from(encodeName(second!.header.name)).equals(Buffer.concat([Buffer.from('./'), name]))).toBe(true)
  })

  it('lists and unpacks what we write', () => {
    const header = (name: string, change: Partial<TarHeader>): TarHeader => ({
      ...emptyHeader(), name, mode: 0o644, uname: 'root', gname: 'root', mtimeSeconds: 1_584_732_022, ...change,
    })
    const cases: [TarHeader, string][] = [
      [header('d/', { type: TYPE.directory, mode: 0o040755 }), ''],
      [header('d/file', { mode: 0o100640 }), 'content'],
      [header(`d/${'long'.repeat(40)}`, {}), 'long name'],
      [header('d/Ünïcode', {}), 'unicode'],
      [header(`${'p'.repeat(99)}/${'n'.repeat(99)}`, {}), 'prefix'],
      [header('d/link', { type: TYPE.symlink, mode: 0o120777, linkname: 'file' }), ''],
      [header('d/far', { type: TYPE.symlink, mode: 0o120777, linkname: `${'far/'.repeat(40)}away` }), ''],
      [header('d/hard', { type: TYPE.hardlink, linkname: 'd/file' }), ''],
      [header('d/big-owner', { uid: 2 ** 31, gid: 3 }), ''],
    ]
    const chunks: Uint8Array[] = []
    const writer = new TarWriter(chunk => chunks.push(chunk), { format: 'pax' })
    for (const [entry, content] of cases) writer.add({ ...entry, sizeBytes: content.length }, [utf8(content)])
    writer.close()
    const archive = concat(chunks)

    const env = { ...process.env, TZ: 'UTC', LC_ALL: 'C.UTF-8' }
    const listed = spawnSync('tar', ['-tvf', '-', '--full-time', '--numeric-owner', '--quoting-style=literal'], { input: archive, encoding: 'utf8', env })
    expect(listed.stderr).toBe('')
    const lines = listed.stdout.trim().split('\n').map(line => line.replaceAll(/ +/g, ' '))
    const time = '2020-03-20 19:20:22'
    expect(lines).toEqual([
      `drwxr-xr-x 0/0 0 ${time} d/`,
      `-rw-r----- 0/0 7 ${time} d/file`,
      `-rw-r--r-- 0/0 9 ${time} d/${'long'.repeat(40)}`,
      `-rw-r--r-- 0/0 7 ${time} d/Ünïcode`,
      `-rw-r--r-- 0/0 6 ${time} ${'p'.repeat(99)}/${'n'.repeat(99)}`,
      `lrwxrwxrwx 0/0 0 ${time} d/link -> file`,
      `lrwxrwxrwx 0/0 0 ${time} d/far -> ${'far/'.repeat(40)}away`,
      `hrw-r--r-- 0/0 0 ${time} d/hard link to d/file`,
      `-rw-r--r-- 2147483648/3 0 ${time} d/big-owner`,
    ])

    const where = join(root, 'unpacked')
    mkdirSync(where)
    const unpacked = spawnSync('tar', ['-xf', '-', '--no-same-owner', '-C', where], { input: archive, encoding: 'utf8', env })
    expect([unpacked.status, unpacked.stderr]).toEqual([0, ''])
    expect(readFileSync(join(where, 'd/hard'), 'utf8')).toBe('content')
    expect(readFileSync(join(where, `d/${'long'.repeat(40)}`), 'utf8')).toBe('long name')
  })
})

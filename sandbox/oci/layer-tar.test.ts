import fc from 'fast-check'
import { expect, it } from 'vitest'
import { unpackedFixture } from '../../test/support/fixtures.ts'
import { concat } from '../base/bytes.ts'
import { baseName, cleanPath, dirName, joinPath, relativePath } from './go-path.ts'
import { checkLink, meaningOf, opaqueHeader, whiteoutHeader } from './layer-tar.ts'
import { pullFrom } from './pull.ts'
import { TYPE, emptyHeader } from './tar/header.ts'
import type { TarHeader } from './tar/header.ts'
import { readTar } from './tar/reader.ts'

const named = (name: string, change: Partial<TarHeader> = {}): TarHeader => ({ ...emptyHeader(), name, ...change })

it('knows whiteouts and opaque markers by their names', () => {
  expect(meaningOf(named('a/.wh.b'), '/')).toEqual({ kind: 'whiteout', path: '/a/b' })
  expect(meaningOf(named('.wh.b'), '/')).toEqual({ kind: 'whiteout', path: '/b' })
  expect(meaningOf(named('./a/.wh..wh..opq'), '/layer')).toEqual({ kind: 'opaque', path: '/layer/a' })
  expect(meaningOf(named('a/wh.b'), '/')).toEqual({ kind: 'entry', path: '/a/wh.b' })
  // The directory AUFS kept hard links in is nothing special to overlay2.
  expect(meaningOf(named('.wh..wh.plnk'), '/')).toEqual({ kind: 'whiteout', path: '/.wh.plnk' })
})

it('finds the markers of the recorded image with whiteouts', () => {
  const found: string[] = []
  for (const { header, content } of readTar(pullFrom([unpackedFixture('wh.tar.gz')]))) {
    if (!header.name.endsWith('/layer.tar')) continue
    for (const entry of readTar(pullFrom([concat(content)]))) {
      const meaning = meaningOf(entry.header, '/')
      if (meaning.kind !== 'entry') found.push(`${meaning.kind} ${meaning.path}`)
    }
  }
  expect(found.sort()).toEqual(['opaque /srv/dir', 'whiteout /srv/a'])
})

it('lets nothing leave the root, which for Docker\'s helper is / and so never happens', () => {
  expect(() => meaningOf(named('../../etc/passwd'), '/var/lib')).toThrow('"../../etc/passwd" is outside of "/var/lib"')
  expect(() => meaningOf(named('a/../../x'), '/dest')).toThrow('"../x" is outside of "/dest"')
  expect(meaningOf(named('../../etc/passwd'), '/')).toEqual({ kind: 'entry', path: '/etc/passwd' })
  expect(meaningOf(named('/etc/passwd'), '/dest')).toEqual({ kind: 'entry', path: '/dest/etc/passwd' })

  const symlink = named('a/l', { type: TYPE.symlink, linkname: '../../x' })
  expect(() => checkLink(symlink, '/dest/a/l', '/dest')).toThrow('invalid symlink "/dest/a/l" -> "../../x"')
  expect(checkLink(symlink, '/a/l', '/')).toBe('/x')
  const hardlink = named('l', { type: TYPE.hardlink, linkname: '../x' })
  expect(() => checkLink(hardlink, '/dest/l', '/dest')).toThrow('invalid hardlink "/x" -> "../x"')
  expect(checkLink({ ...hardlink, linkname: 'b' }, '/dest/a/l', '/dest')).toBe('/dest/b')
})

it('writes what overlayfs marks as Docker does', () => {
  const device = named('d/gone', { type: TYPE.char, mode: 0o020000, uname: 'root', mtimeSeconds: 5 })
  expect(whiteoutHeader(device)).toEqual(named('d/.wh.gone', { mode: 0o600, uname: 'root', mtimeSeconds: 5 }))
  const directory = named('d/', { type: TYPE.directory, mode: 0o041755, uid: 3, mtimeSeconds: 5 })
  expect(opaqueHeader(directory)).toEqual(named('d/.wh..wh..opq', { mode: 0o755, uid: 3 }))
  for (const header of [whiteoutHeader(device), opaqueHeader(directory)]) expect(meaningOf(header, '/').kind).not.toBe('entry')
})

it('has Go\'s paths', () => {
  const cases: [string, string][] = [
    ['', '.'], ['.', '.'], ['/', '/'], ['//a//b/', '/a/b'], ['a/../b', 'b'], ['a/../../b', '../b'], ['/../a', '/a'], ['./', '.'], ['../..', '../..'],
  ]
  for (const [path, clean] of cases) expect(cleanPath(path)).toBe(clean)
  expect([dirName('a'), dirName('/a'), dirName('a/b/'), dirName('')]).toEqual(['.', '/', 'a/b', '.'])
  expect([baseName(''), baseName('/'), baseName('a/b/'), baseName('a')]).toEqual(['.', '/', 'b', 'a'])
  expect([joinPath('', ''), joinPath('/', '../x'), joinPath('a', '', 'b')]).toEqual(['', '/x', 'a/b'])
  const part = fc.constantFrom('a', 'b', '..', '.', '')
  fc.assert(
    fc.property(fc.array(part), fc.array(part), (a, b) => {
      const [from, to] = [cleanPath(`/${a.join('/')}`), cleanPath(`/${b.join('/')}`)]
      expect(joinPath(from, relativePath(from, to))).toBe(to)
    }),
  )
})

/**
 * Opening a path as a process does: regular files, the usual character devices, and the names of what is already open
 * (`/dev/stdin`, `/dev/fd/3`).
 */
import { SyscallError } from '../base/errors.ts'
import type { OpenOptions } from '../disk/fs.ts'
import { step } from '../sched/op.ts'
import type { Op } from '../sched/op.ts'
import { nullFile, regularFile } from './files.ts'
import type { File } from './files.ts'
import type { Process } from './process.ts'

const OPENED = /^\/(?:dev\/(?:(stdin)|(stdout)|(stderr)|fd\/([0-9]+))|proc\/self\/fd\/([0-9]+))$/

/** What a path such as `/dev/stdin` or `/dev/fd/3` stands for; undefined for other paths. @throws SyscallError ENOENT */
export function* openedFile(process: Process, path: string): Op<File | undefined> {
  const opened = OPENED.exec(path)
  if (!opened) return undefined
  yield step('stat', path, 1000)
  const descriptor = opened[1] ? 0 : opened[2] ? 1 : opened[3] ? 2 : Number(opened[4] ?? opened[5])
  const file = process.files.get(descriptor)
  if (!file) throw new SyscallError('ENOENT', 'open', path)
  return file
}

/** @throws SyscallError as open(2) does */
export function* openFile(process: Process, path: string, options: OpenOptions): Op<File> {
  const opened = yield* openedFile(process, path)
  if (opened) return opened
  const file = yield* process.fs.open(path, options)
  const { type, device } = file.node
  if (type === 'character' && device) {
    const found = deviceFile(process, device.major, device.minor)
    if (!found) throw new SyscallError('ENXIO', 'open', path)
    return found
  }
  if (type === 'directory') return directoryFile
  return regularFile(file)
}

/** A directory opens for reading, and then cannot be read. */
const directoryFile: File = {
  ...nullFile,
  *read() {
    throw new SyscallError('EISDIR', 'read', '')
  },
}

function deviceFile(process: Process, major: number, minor: number): File | undefined {
  if (major === 5 && minor === 0) {
    for (const file of process.files.values()) if (file.terminal) return file
    return undefined
  }
  if (major !== 1) return undefined
  switch (minor) {
    case 3: return nullFile
    case 5: return source(length => new Uint8Array(length))
    case 7: return {
      ...source(length => new Uint8Array(length)),
      *write() {
        yield step('write', '/dev/full', 1000)
        throw new SyscallError('ENOSPC', 'write', '/dev/full')
      },
    }
    case 8:
    case 9: return source(length => {
      const random = process.machine.scheduler.random()
      return Uint8Array.from({ length }, () => random.below(256))
    })
  }
  return undefined
}

/** A device that gives bytes without end and swallows what is written. */
function source(bytes: (length: number) => Uint8Array): File {
  return {
    terminal: undefined,
    regular: undefined,
    *read(max = 4096) {
      yield step('read', 'device', 1000 + max)
      return bytes(max)
    },
    *write() {},
    retain() {},
    release() {},
  }
}

import { TYPE, emptyHeader } from './header.ts'
import type { TarHeader } from './header.ts'

/** The file type in a mode, as stat(2) has it. */
const FILE_TYPE: Readonly<Record<string, number>> = {
  [TYPE.regular]: 0o100000,
  [TYPE.symlink]: 0o120000,
  [TYPE.char]: 0o020000,
  [TYPE.block]: 0o060000,
  [TYPE.directory]: 0o040000,
  [TYPE.fifo]: 0o010000,
}

/** What Docker takes from a file on its disk for the header of an archive. */
export interface FileFacts {
  /** Path in the archive; a directory gets its slash here. */
  readonly name: string
  /** What the file is, one of `TYPE`, never a hard link. */
  readonly type: string
  /** Permissions with setuid, setgid and sticky. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Of a regular file; everything else has none. */
  readonly sizeBytes: number
  readonly mtimeSeconds: number
  /** Target of a symbolic link. */
  readonly linkname: string
  readonly devmajor: number
  readonly devminor: number
  readonly xattrs: ReadonlyMap<string, Uint8Array>
}

/**
 * The header Docker's daemon writes for a file (`docker save`, `docker export`, a commit's layer): the file type is
 * in the mode too, times are whole seconds (cut, not rounded), names of owner and group are looked up on the daemon's
 * own host, where only root is known. Write it with `{ format: 'pax' }`.
 *
 * @source moby 20.10 pkg/archive/archive.go `FileInfoHeader`, `fillGo18FileTypeBits`
 */
export function dockerHeader(file: FileFacts): TarHeader {
  const directory = file.type === TYPE.directory
  return {
    ...emptyHeader(),
    name: directory && !file.name.endsWith('/') ? `${file.name}/` : file.name,
    type: file.type,
    mode: file.mode | (FILE_TYPE[file.type] ?? 0),
    uid: file.uid,
    gid: file.gid,
    uname: file.uid === 0 ? 'root' : '',
    gname: file.gid === 0 ? 'root' : '',
    sizeBytes: file.type === TYPE.regular ? file.sizeBytes : 0,
    mtimeSeconds: file.mtimeSeconds,
    linkname: file.linkname,
    devmajor: file.devmajor,
    devminor: file.devminor,
    xattrs: file.xattrs,
  }
}

/** The header for a further name of a file that is in the archive already: its first name, and no content. */
export function hardlinkHeader(header: TarHeader, firstName: string): TarHeader {
  return { ...header, type: TYPE.hardlink, linkname: firstName, sizeBytes: 0 }
}

/** What kind of refusal an engine error is; the HTTP API derives its status from it. */
export type ErrorKind =
  | 'NotFound'
  | 'Conflict'
  | 'InvalidParameter'
  | 'Unauthorized'
  | 'Forbidden'
  | 'NotImplemented'
  | 'Unavailable'
  | 'System'

const traces = Error as { stackTraceLimit?: number }

/**
 * An error that is an answer and not a fault: made without a stack trace, which costs more than most of what is
 * answered, and which nobody would read.
 */
abstract class Answer extends Error {
  constructor(message: string) {
    const limit = traces.stackTraceLimit
    traces.stackTraceLimit = 0
    super(message)
    if (limit !== undefined) traces.stackTraceLimit = limit
  }
}

/**
 * The user asked for something impossible, or the daemon found damage: Docker's own sentence.
 * Only the shell (or the client) catches it, for standard error and the exit status.
 */
export class EngineError extends Answer {
  override readonly name = 'EngineError'
  readonly kind: ErrorKind

  constructor(kind: ErrorKind, message: string) {
    super(message)
    this.kind = kind
  }
}

/** A system call that failed, as Go and C print it: `open /a/b: no such file or directory`. */
export class SyscallError extends Answer {
  override readonly name = 'SyscallError'
  readonly code: Errno
  readonly syscall: string
  readonly path: string

  constructor(code: Errno, syscall: string, path: string) {
    super(path === '' ? `${syscall}: ${ERRNO_TEXT[code]}` : `${syscall} ${path}: ${ERRNO_TEXT[code]}`)
    this.code = code
    this.syscall = syscall
    this.path = path
  }
}

/** Go's spelling of errno values (lower case); C programs capitalise the first letter. */
export const ERRNO_TEXT = {
  ENOENT: 'no such file or directory',
  EEXIST: 'file exists',
  ENOTDIR: 'not a directory',
  EISDIR: 'is a directory',
  ENOTEMPTY: 'directory not empty',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EINVAL: 'invalid argument',
  ELOOP: 'too many levels of symbolic links',
  ENOSPC: 'no space left on device',
  EIO: 'input/output error',
  EROFS: 'read-only file system',
  EBUSY: 'device or resource busy',
  EXDEV: 'invalid cross-device link',
  ENAMETOOLONG: 'file name too long',
  EPIPE: 'broken pipe',
  ENOEXEC: 'exec format error',
  EBADF: 'bad file descriptor',
  ESRCH: 'no such process',
  ENODATA: 'no data available',
  ENXIO: 'no such device or address',
  E2BIG: 'argument list too long',
  EAGAIN: 'resource temporarily unavailable',
} as const

/** The names of the errno values we use. */
export type Errno = keyof typeof ERRNO_TEXT

import type { Extent } from '../disk/content.ts'
import type { Fs } from '../disk/fs.ts'
import type { Op } from '../sched/op.ts'
import type { Scheduler } from '../sched/scheduler.ts'

const DIGITS_MAX = 4_294_967_296

/** The random digits that Go's `ioutil.TempFile` and `TempDir` add to a name. */
export const tempDigits = (scheduler: Scheduler): string => String(scheduler.random().next() % DIGITS_MAX)

/** 64 random hex digits: cache-ids, mount IDs, container IDs. */
export const randomHex64 = (scheduler: Scheduler): string => scheduler.random().word('0123456789abcdef', 64)

/**
 * Write a file so that it is never seen half-done: a synced temporary file in the same directory is renamed over it.
 *
 * Disk steps: create `.tmp-<name><digits>` (0600), write, fsync, chmod, rename. The directory is not synced, so a power
 * loss after the return may still show the old file.
 *
 * @source moby pkg/ioutils/fswriters.go `AtomicWriteFile`
 */
export function* atomicWriteFile(fs: Fs, scheduler: Scheduler, path: string, bytes: Extent, mode: number): Op<void> {
  const slash = path.lastIndexOf('/')
  const temporary = `${path.slice(0, slash)}/.tmp-${path.slice(slash + 1)}${tempDigits(scheduler)}`
  try {
    const file = yield* fs.open(temporary, { write: true, create: true, exclusive: true, mode: 0o600 })
    yield* file.write(bytes)
    yield* file.fsync()
    yield* fs.chmod(temporary, mode)
    yield* fs.rename(temporary, path)
  } catch (error) {
    if (yield* fs.exists(temporary)) yield* fs.unlink(temporary)
    throw error
  }
}

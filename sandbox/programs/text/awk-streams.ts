/** The files and commands an AWK program reads from and writes to. */
import { SyscallError } from '../../base/errors.ts'
import { pipe } from '../../machine/files.ts'
import type { File } from '../../machine/files.ts'
import type { Process } from '../../machine/process.ts'
import type { Op } from '../../sched/op.ts'
import type { Run } from '../define-program.ts'
import { startCommand } from '../run-command.ts'
import { LineReader, Output, openForWriting } from '../streams.ts'
import { RecordReader } from './awk-records.ts'

/** At most this many files and commands at a time. */
const OPEN_MAX = 100

interface Writer {
  readonly out: Output
  readonly pipe: File | undefined
  readonly child: Process | undefined
}

interface Reader {
  readonly records: RecordReader
  readonly pipe: File | undefined
  readonly child: Process | undefined
}

export class AwkStreams {
  private readonly run: Run
  private readonly writers = new Map<string, Writer>()
  private readonly readers = new Map<string, Reader>()
  private pipes = 0

  constructor(run: Run) {
    this.run = run
  }

  /** Where `print > name` goes. @throws SyscallError */
  *writer(kind: '>' | '>>' | '|', name: string): Op<Output> {
    const known = this.writers.get(name)
    if (known) return known.out
    if (this.writers.size >= OPEN_MAX) throw new SyscallError('EBUSY', 'open', name)
    if (kind !== '|') {
      const out = name === '-' || name === '/dev/stdout' ? this.run.out : name === '/dev/stderr' ? new Output(this.run.process.stderr, 'characters') : new Output(yield* openForWriting(this.run.process, name, { append: kind === '>>' }), 'characters')
      this.writers.set(name, { out, pipe: undefined, child: undefined })
      return out
    }
    yield* this.flush()
    const { scheduler } = this.run.process.machine
    const ends = pipe(scheduler, `awk-${this.run.process.pid}-${++this.pipes}`)
    const child = yield* this.shell(name, new Map(this.run.process.files).set(0, ends.reader))
    ends.reader.release()
    const out = new Output(ends.writer, 'characters')
    this.writers.set(name, { out, pipe: ends.writer, child })
    return out
  }

  /** Where `getline` reads. Undefined when it cannot be opened. */
  *reader(kind: 'file' | 'command', name: string): Op<RecordReader | undefined> {
    const known = this.readers.get(name)
    if (known) return known.records
    if (this.readers.size >= OPEN_MAX) return undefined
    if (kind === 'file') {
      try {
        const file = yield* this.run.open(name)
        const records = new RecordReader(new LineReader(file, 'characters'), file)
        this.readers.set(name, { records, pipe: undefined, child: undefined })
        return records
      } catch (error) {
        if (error instanceof SyscallError) return undefined
        throw error
      }
    }
    yield* this.flush()
    const ends = pipe(this.run.process.machine.scheduler, `awk-${this.run.process.pid}-${++this.pipes}`)
    const child = yield* this.shell(name, new Map(this.run.process.files).set(1, ends.writer))
    ends.writer.release()
    const records = new RecordReader(new LineReader(ends.reader, 'characters'), ends.reader)
    this.readers.set(name, { records, pipe: ends.reader, child })
    return records
  }

  /** `close`: its status, -1 when it was not open. */
  *close(name: string): Op<number> {
    const writer = this.writers.get(name)
    const reader = this.readers.get(name)
    this.writers.delete(name)
    this.readers.delete(name)
    let status = writer || reader ? 0 : -1
    if (writer) {
      yield* writer.out.flush()
      writer.pipe?.release()
      if (writer.child) status = yield* this.run.process.machine.wait(writer.child)
    }
    if (reader) {
      reader.pipe?.release()
      if (reader.child) status = yield* this.run.process.machine.wait(reader.child)
    }
    return status
  }

  *closeAll(): Op<void> {
    yield* this.run.out.flush()
    for (const name of [...this.writers.keys(), ...this.readers.keys()]) yield* this.close(name)
  }

  *flush(): Op<void> {
    yield* this.run.out.flush()
    for (const { out } of this.writers.values()) yield* out.flush()
  }

  /** `system`: run a command and wait. */
  *system(command: string): Op<number> {
    yield* this.flush()
    const child = yield* this.shell(command, new Map(this.run.process.files))
    return yield* this.run.process.machine.wait(child)
  }

  private *shell(command: string, files: ReadonlyMap<number, File>): Op<Process> {
    return yield* startCommand(this.run.process, ['/bin/sh', '-c', command], { files })
  }
}

/**
 * What a machine asks its disk, and what it was told: each name that is looked up, each directory that is listed, each
 * file that is read, once. A boot, and what is typed after it, comes to the same wherever the same questions get the same
 * answers, because the disk is all that a power cut leaves. So what was found once can be known without doing it again.
 *
 * Left out: time (no end tells it), how full the disk is, and what a registry holds: who asks that is not known by answers.
 */
import type { Inode } from '../disk/inode.ts'
import type { SimDisk } from '../disk/sim-disk.ts'
import type { World } from '../scenario/world.ts'

/** Directories and files by their cells. */
type Question = { readonly of: number; readonly what: 'content' | 'names' } | { readonly of: number; readonly what: 'name'; readonly name: string }

/** Told of each question before it is answered. */
export interface Asked {
  readonly content: (cell: number) => void
  readonly names: (directory: Inode) => void
  readonly name: (directory: Inode, name: string) => void
}

/** Something that was found, behind the questions that led there. */
interface Known<Found> {
  readonly answers: readonly { readonly question: Question; readonly answer: string }[]
  readonly found: Found
}

/** Larger files are told apart by who wrote them: to compare them by content costs too much. */
const COMPARED_BYTES_MAX = 64 * 1024

/** What was found so far, by what was told until a first moment, and then by what was asked from there on. */
export class Findings<Found> {
  private readonly known = new Map<string, Known<Found>[]>()

  /** What is found where things stand, looked up or found out. `find` may change the world: it is put back. */
  of(questions: Questions, find: () => Found): Found {
    const key = questions.told()
    const known = this.known.get(key) ?? []
    this.known.set(key, known)
    const same = known.find(({ answers }) => answers.every(({ question, answer }) => questions.answer(question) === answer))
    if (same) return same.found
    const { found, answers } = questions.during(find)
    if (answers) known.push({ answers, found })
    return found
  }
}

export class Questions {
  private readonly world: World
  private readonly disk: SimDisk
  private readonly asked: Asked
  /** Everything that an answer named, by cell. */
  private readonly met = new Map<number, Inode>()
  private readonly done = new Set<string>()
  private answers: string[] = []
  private questions: Question[] = []
  private beyond = false

  /** Listen to a world's first host, until `end`. */
  constructor(world: World, asked: Asked) {
    const { memory, machine: { disk } } = world
    this.world = world
    this.disk = disk
    this.asked = asked
    this.met.set(disk.root.cell, disk.root)
    const { lookup, names } = disk
    memory.touch = (kind, id) => {
      if (kind === 'file') this.ask({ what: 'content', of: Number(id) })
      else if (kind === 'registry') this.beyond = true
    }
    disk.lookup = (directory, name) => {
      this.ask({ what: 'name', of: directory.cell, name })
      return lookup.call(disk, directory, name)
    }
    disk.names = directory => {
      this.ask({ what: 'names', of: directory.cell })
      return names.call(disk, directory)
    }
  }

  /** The classes have their own again. */
  end(): void {
    delete (this.world.memory as { touch?: unknown }).touch
    delete (this.disk as { lookup?: unknown }).lookup
    delete (this.disk as { names?: unknown }).names
  }

  /** All answers so far, and what the kernel keeps besides the disk. */
  told(): string {
    return [...this.world.machine.modules, ...this.answers].join('\n')
  }

  /** Do something and take it back. `answers`: how things stood before, of all that it asked; undefined when that is not all it went by. */
  during<Found>(find: () => Found): { readonly found: Found; readonly answers: Known<Found>['answers'] | undefined } {
    const { memory } = this.world
    const moment = memory.now()
    this.questions = []
    const found = find()
    memory.backTo(moment)
    if (this.beyond) return { found, answers: undefined }
    // What was made on the way was not there before: nobody comes to it by an answer of then.
    const answers = this.questions.flatMap(question => {
      const answer = this.answer(question)
      return answer === undefined ? [] : [{ question, answer }]
    })
    return { found, answers }
  }

  /** As things stand; undefined about what no answer has named. */
  answer(question: Question): string | undefined {
    const inode = this.met.get(question.of)
    if (!inode) return undefined
    this.tell(question, inode)
    switch (question.what) {
      case 'content':
        return contentText(inode)
      case 'names':
        return [...inode.entries.keys()].sort().join('/')
      case 'name': {
        const entry = inode.entries.get(question.name)
        if (!entry) return ''
        this.met.set(entry.cell, entry)
        return entryText(entry)
      }
    }
  }

  private ask(question: Question): void {
    const key = question.what === 'name' ? `${question.of}/${question.name}` : `${question.what} ${question.of}`
    if (this.done.has(key)) return
    this.done.add(key)
    const answer = this.answer(question)
    if (answer === undefined) return
    this.questions.push(question)
    this.answers.push(answer)
  }

  private tell(question: Question, inode: Inode): void {
    if (question.what === 'content') this.asked.content(question.of)
    else if (question.what === 'name') this.asked.name(inode, question.name)
    else this.asked.names(inode)
  }
}

function entryText({ cell, type, attributes: { mode, uid, gid, xattrs }, target, device }: Inode): string {
  const plain = `${cell} ${type} ${mode} ${uid} ${gid} ${target}`
  return xattrs || device ? `${plain} ${device?.major}:${device?.minor} ${Array.from(xattrs ?? [], ([name, value]) => `${name}=${value.join('.')}`).sort().join()}` : plain
}

const numbers = new WeakMap<object, number>()
let numbered = 0

function contentText({ content }: Inode): string {
  if (content.size === 0) return ''
  if (content.size <= COMPARED_BYTES_MAX) return content.sha256()
  const number = numbers.get(content) ?? ++numbered
  numbers.set(content, number)
  return String(number)
}

/** Steps in words: what a system call, a lock or a request does to the store, for people who do not read paths. */
import type { StepKind } from '#sandbox'
import type { WordKey, Words } from '../../i18n/words.ts'

/** Where the daemon keeps things. */
export const DATA_ROOT = '/var/lib/docker'

const HEX64 = /[0-9a-f]{64}/g
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** Text of a program, made harmless for the page: control characters and changes of direction become visible. */
export const plain = (text: string): string => text.replace(CONTROLS, '\u{fffd}')

/** A path as it is shown: below the data root, IDs with 12 digits. */
export function shortPath(path: string): string {
  const below = path.startsWith(`${DATA_ROOT}/`) ? path.slice(DATA_ROOT.length + 1) : path
  return plain(below).replace(HEX64, id => `${id.slice(0, 12)}…`)
}

/** The places where a path may break: after each slash. */
export const pathParts = (path: string): string[] => shortPath(path).match(/[^/]*\/|[^/]+/g) ?? []

/** The call in Docker's and the kernel's own words. */
export const callOf = (kind: StepKind, target: string): string =>
  plain(kind === 'network' || kind === 'spawn' ? target : `${kind} ${target.split(' -> ').map(shortPath).join(' → ')}`.trim())

/** A lock without how it is taken. */
export const lockName = (target: string): string => plain(target.replace(/ \(read\)$/, ''))

/** Something of the store that has a name in words. */
type Thing = WordKey extends infer Key ? Key extends `steps.thing.${infer Name}` ? Name : never : never
interface Named {
  readonly thing: Thing
  readonly id: string
  readonly file: string
}

const short = (id: string): string => id.replace(HEX64, hex => hex.slice(0, 12))

/** Places of the data root, most special first: `id` is what the pattern captures first, `file` what follows. */
const PLACES: readonly (readonly [RegExp, Thing])[] = [
  [/^image\/[^/]+\/()repositories\.json$/, 'names'],
  [/^image\/[^/]+\/()\.tmp-repositories\.json\d*$/, 'names-new'],
  [/^image\/[^/]+\/imagedb\/content\/sha256\/\.tmp-([0-9a-f]{12})/, 'config-new'],
  [/^image\/[^/]+\/imagedb\/content\/sha256\/([0-9a-f]{64})$/, 'config'],
  [/^image\/[^/]+\/imagedb\/metadata\/sha256\/([0-9a-f]{64})/, 'metadata'],
  [/^image\/[^/]+\/layerdb\/tmp\/()write-set-/, 'record-new'],
  [/^image\/[^/]+\/layerdb\/sha256\/([0-9a-f]{64})-.*-removing/, 'record-removing'],
  [/^image\/[^/]+\/layerdb\/sha256\/([0-9a-f]{64})/, 'record'],
  [/^image\/[^/]+\/layerdb\/mounts\/([0-9a-f]{64})/, 'container-record'],
  [/^image\/[^/]+\/()distribution\//, 'distribution'],
  [/^overlay2\/()l\//, 'short-name'],
  [/^overlay2\/([0-9a-f]{64}(?:-init)?)\/diff\/(.+)$/, 'data-file'],
  [/^overlay2\/([0-9a-f]{64}(?:-init)?)\/merged\/(.+)$/, 'merged-file'],
  [/^overlay2\/([0-9a-f]{64}(?:-init)?)\/merged$/, 'merged'],
  [/^overlay2\/([0-9a-f]{64}(?:-init)?)\/link$/, 'link'],
  [/^overlay2\/([0-9a-f]{64}(?:-init)?)\/lower$/, 'lower'],
  [/^overlay2\/([0-9a-f]{64}(?:-init)?)/, 'data'],
  [/^containers\/([0-9a-f]{64})\/(?:\.tmp-)?(.+?)\d*$/, 'container-file'],
  [/^containers\/([0-9a-f]{64})$/, 'container'],
  [/^tmp\/()docker-import-\d+\/(.+)$/, 'archive-file'],
  [/^tmp\/()docker-import-\d+$/, 'archive'],
  [/^tmp\/()docker-export-\d+\/(.+)$/, 'export-file'],
  [/^tmp\/()docker-export-\d+$/, 'export'],
]
const PROGRAM = /^\/(?:usr\/)?(?:local\/)?s?bin\/(.+)$/

function thingAt(path: string): Named {
  if (path.startsWith(`${DATA_ROOT}/`)) {
    const below = path.slice(DATA_ROOT.length + 1)
    for (const [pattern, thing] of PLACES) {
      const found = pattern.exec(below)
      if (found) return { thing, id: short(found[1] ?? ''), file: plain(short(found[2] ?? '')) }
    }
  }
  const program = PROGRAM.exec(path)
  return program ? { thing: 'program', id: '', file: plain(program[1] ?? '') } : { thing: 'file', id: '', file: shortPath(path) }
}

const sayThing = ({ thing, id, file }: Named, words: Words): string => words(`steps.thing.${thing}`, { id, file })

/** What a request asks the daemon for. Method and path as the client sends them. */
const REQUESTS: readonly (readonly [RegExp, RequestName])[] = [
  [/^POST \S*\/images\/load/, 'load'],
  [/^DELETE \S*\/images\//, 'rmi'],
  [/^POST \S*\/images\/\S+\/tag/, 'tag'],
  [/^GET \S*\/images\/get|^GET \S*\/images\/\S+\/get/, 'save'],
  [/^POST \S*\/images\/create/, 'pull'],
  [/^POST \S*\/images\/\S+\/push/, 'push'],
  [/^GET \S*\/images\/json/, 'images'],
  [/^POST \S*\/images\/prune/, 'prune'],
  [/^POST \S*\/containers\/create/, 'create'],
  [/^POST \S*\/containers\/\S+\/start/, 'start'],
  [/^DELETE \S*\/containers\//, 'rm'],
  [/^POST \S*\/commit/, 'commit'],
  [/^POST \S*\/build/, 'build'],
]
type RequestName = 'load' | 'rmi' | 'tag' | 'save' | 'pull' | 'push' | 'images' | 'prune' | 'create' | 'start' | 'rm' | 'commit' | 'build'

/** What stands behind `steps.do.` and `steps.does.`. */
type Phrase = WordKey extends infer Key ? Key extends `steps.do.${infer Name}` ? Name : never : never
interface Sentence {
  readonly phrase: Phrase
  readonly params: Readonly<Record<string, string>>
}

/** Renames that publish or retire something, by what stands at their ends. */
function renameSentence(from: Named, to: Named, words: Words): Sentence {
  if (to.thing === 'names') return { phrase: 'publish-names', params: {} }
  if (to.thing === 'config') return { phrase: 'publish-config', params: { id: to.id } }
  if (from.thing === 'record-new') return { phrase: 'publish-record', params: { id: to.id } }
  if (to.thing === 'record-removing') return { phrase: 'retire-record', params: { id: to.id } }
  if (to.thing === 'metadata' || to.thing === 'container-file') return { phrase: 'publish', params: { thing: sayThing(to, words) } }
  return { phrase: 'rename', params: { from: sayThing(from, words), to: sayThing(to, words) } }
}

function sentenceOf(kind: StepKind, target: string, words: Words): Sentence {
  const about = (phrase: Phrase): Sentence => ({ phrase, params: { thing: sayThing(thingAt(target), words) } })
  switch (kind) {
    case 'stat':
      return about('look')
    case 'read':
    case 'readdir':
    case 'readlink':
      return about('read')
    case 'create':
    case 'mkdir':
    case 'symlink':
    case 'link':
    case 'mknod':
      return about('create')
    case 'write':
      return about('write')
    case 'truncate':
      return about('truncate')
    case 'chmod':
    case 'chown':
    case 'utimes':
    case 'setxattr':
      return about('attributes')
    case 'unlink':
    case 'rmdir':
      return about('remove')
    case 'fsync':
      return about('fsync')
    case 'mount':
      return about('mount')
    case 'umount':
      return about('umount')
    case 'rename': {
      const [from = '', to = ''] = target.split(' -> ')
      return renameSentence(thingAt(from), thingAt(to), words)
    }
    case 'lock':
      return { phrase: target.endsWith(' (read)') ? 'lock-read' : 'lock', params: { lock: lockName(target) } }
    case 'unlock':
      return { phrase: 'unlock', params: { lock: lockName(target) } }
    case 'network': {
      const request = REQUESTS.find(([pattern]) => pattern.test(target))
      if (request) return { phrase: 'ask', params: { request: words(`steps.request.${request[1]}`) } }
      return / \//.test(target) ? { phrase: 'send', params: {} } : { phrase: 'network', params: { target: plain(target) } }
    }
    case 'spawn':
      return { phrase: 'spawn', params: { program: plain(target.replace(/^(?:ba)?sh -c /, '')) } }
    case 'wait':
      return target.includes('/') ? { phrase: 'wait-program', params: {} } : { phrase: 'wait', params: { target: plain(target) } }
    case 'compute':
      return target.startsWith('runc ') ? { phrase: 'start-process', params: { id: plain(target.slice(5)) } } : { phrase: 'compute', params: { target: plain(target) } }
    case 'signal':
      return { phrase: 'signal', params: { signal: plain(target) } }
    case 'sync':
    case 'sleep':
    case 'exit':
    case 'output':
    case 'input':
    case 'pipe-read':
    case 'pipe-write':
    case 'store':
    case 'commit':
    case 'write-back':
    case 'boot':
      return { phrase: kind, params: {} }
  }
}

/** Chinese stands one space apart from Latin letters and digits, also where words were put together. */
export const spaced = (text: string): string => text.replace(/(\p{Script=Han})(?=[\w/.])|([\w/.…])(?=\p{Script=Han})/gu, '$1$2 ')

/** What a step will do, as on a button: "remove the config of image 28330cdb001b". */
export function describeStep(kind: StepKind, target: string, words: Words): string {
  const { phrase, params } = sentenceOf(kind, target, words)
  return spaced(words(`steps.do.${phrase}`, params))
}

/** What a step of a terminal did, as a sentence: "B removes the config of image 28330cdb001b". */
export function tellStep(terminal: string, kind: StepKind, target: string, words: Words): string {
  const { phrase, params } = sentenceOf(kind, target, words)
  return spaced(words(`steps.does.${phrase}`, { ...params, lane: terminal }))
}

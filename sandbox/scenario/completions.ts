/** What could stand at a prompt's cursor: files, images and containers of the world that a session stands in. */
import { completeDockerLine } from '../cli/grammar/complete.ts'
import { DiskView } from '../engine/disk-view.ts'
import { complete } from '../shell/complete.ts'
import type { Candidate, Completion, CompletionProvider } from '../shell/complete.ts'
import { listedImages } from './look.ts'
import type { Session } from './session.ts'

/** Complete the word at the cursor of a terminal's line. Only looks. */
export function completeAt(session: Session, terminal: string, line: string, cursor: number): Completion {
  return complete(line, cursor, providerOf(session, terminal))
}

function providerOf(session: Session, terminal: string): CompletionProvider {
  const { world } = session
  const shell = session.shellOf(terminal)
  const view = new DiskView(world.machine.disk)
  const home = '/root'
  const directory = shell?.workingDirectory ?? world.options.directory
  const absolute = (path: string): string => (path.startsWith('/') ? path : `${directory}/${path}`)
  return {
    commands: () => [...world.machine.programs.keys()].filter(name => !name.includes(':')).concat(shell?.commandNames() ?? []),
    variables: () => shell?.variableNames() ?? ['HOME', 'PATH', 'PWD', 'USER'],
    home: () => home,
    entries: path => {
      const found = view.find(normal(absolute(path)))
      return [...(found?.entries ?? [])].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, inode]) => ({ name, directory: inode.type === 'directory', executable: inode.type === 'file' && (inode.attributes.mode & 0o111) !== 0 }))
    },
    arguments: (words, current) => (words[0] === 'docker' ? dockerWords(session, words.slice(1), current) : undefined),
  }
}

/** A path without `.` and `..`. */
function normal(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}

function dockerWords(session: Session, words: readonly string[], current: string): readonly Candidate[] | undefined {
  const { wants, suggestions } = completeDockerLine([...words, current], session.world.options.client, 'unreachable')
  const own: Candidate[] = suggestions.map(({ word, description }) => ({ text: word, note: description, ends: !word.endsWith('=') }))
  if (wants === 'file') return own.length > 0 ? own : undefined
  const snapshot = session.snapshot()
  if (wants === 'image') {
    for (const { reference, id } of listedImages(snapshot)) own.push({ text: reference === '<none>' ? id.replace('sha256:', '').slice(0, 12) : reference, ends: true })
  } else if (wants === 'container') for (const { name, running } of snapshot.containers) own.push({ text: name, note: running ? 'running' : '', ends: true })
  return own.filter(({ text }) => text.startsWith(current))
}

/** Sentences about files and faults, in English: for issues and comments of scripts. */
import { sha256Hex } from '../../base/codecs.ts'
import { utf8 } from '../../base/bytes.ts'
import { makeArchive } from '../archive.ts'
import type { FileSource } from '../scenario.ts'
import type { Move } from '../schedule.ts'

export function saidFile(source: FileSource): string {
  if ('upload' in source) return source.upload
  if ('archive' in source) {
    const bytes = makeArchive(source.archive)
    return `archive of ${source.archive.flatMap(({ tags = [] }) => tags).join(', ') || 'images without names'}, ${bytes.length} bytes, sha256:${sha256Hex(bytes)}`
  }
  return 'text' in source ? `${utf8(source.text).length} bytes` : 'given in base64'
}

export function saidFault(move: Move): string {
  const at = 'host' in move && move.host !== undefined ? ` of ${move.host}` : ''
  switch (move.do) {
    case 'power': {
      const { choice } = move
      const kept = choice === 'none' ? 'nothing survives of what was only in the page cache' : choice === 'all' ? 'everything had just been written' : 'seed' in choice ? `some of it survives, by the toss ${choice.seed}` : `${choice.journalEntries} changes of the journal and the data of ${choice.keptFiles.length} files survive${choice.undoneNames ? `; ${choice.undoneNames.length} names are what they were before` : ''}`
      return `the power${at} is cut: ${kept}`
    }
    case 'boot':
      return `the machine${at} is switched on${move.steps === undefined ? '' : `, and has come ${move.steps} steps far`}`
    case 'kill':
      return `dockerd${at} is killed (SIGKILL)`
    case 'start':
      return `dockerd${at} is started`
    case 'wait':
      return `${move.seconds} seconds pass`
    case 'registry':
      return `the registry is ${move.mode} from now on`
    case 'put':
      return `the file ${move.name} (${move.digest}) is copied to the machine`
    case 'write':
      return `${move.path}${at} is saved with ${utf8(move.text).length} bytes`
    case 'keys':
      return `${move.actor} types ${JSON.stringify(move.text)}`
    case 'interrupt':
      return `${move.actor} presses Ctrl-C`
    case 'end-of-input':
      return `${move.actor} presses Ctrl-D`
    case 'hold':
      return `${move.task} is held: everything else goes on without it`
    case 'release':
      return `${move.task} goes on by itself again`
    case 'look':
    case 'run':
    case 'steps':
    case 'until':
      return ''
  }
}

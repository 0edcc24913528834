import { execFileSync } from 'node:child_process'

const MARK = '\u0001'

/** When a file was added and when it was last changed, as ISO dates. */
interface Days {
  added: string
  changed: string
}

let days: ReadonlyMap<string, Days> | undefined

/** The days of each file under content/docs, by one look into the history; empty where there is none. */
function readHistory(): ReadonlyMap<string, Days> {
  const found = new Map<string, Days>()
  let history = ''
  try {
    history = execFileSync('git', ['log', `--format=${MARK}%cI`, '--name-only', '--', 'content/docs'], { encoding: 'utf8', maxBuffer: 2 ** 26, stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return found // a copy without its history is still a site
  }
  // The newest commit comes first.
  for (const commit of history.split(MARK).slice(1)) {
    const [when = '', ...files] = commit.split('\n').filter((line) => line !== '')
    for (const file of files) {
      const known = found.get(file)
      if (known === undefined) found.set(file, { added: when, changed: when })
      else known.added = when
    }
  }
  return found
}

const daysOf = (file: string): Days | undefined => (days ??= readHistory()).get(file)
const dateOf = (when: string | undefined): Date | undefined => (when === undefined ? undefined : new Date(when))

/** When a page was last changed, by the history of the project; undefined where that does not know the file. */
export const lastChangeOf = (file: string): Date | undefined => dateOf(daysOf(file)?.changed)

/** When a page was added, by the history of the project; undefined where that does not know the file. */
export const addedOf = (file: string): Date | undefined => dateOf(daysOf(file)?.added)

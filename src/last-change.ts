import { execFileSync } from 'node:child_process'

const MARK = '\u0001'
let days: ReadonlyMap<string, string> | undefined

/** When each file under content/docs was last changed, by one look into the history; empty where there is none. */
function readHistory(): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  let history = ''
  try {
    history = execFileSync('git', ['log', `--format=${MARK}%cI`, '--name-only', '--', 'content/docs'], { encoding: 'utf8', maxBuffer: 2 ** 26, stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return found // a copy without its history is still a site
  }
  for (const commit of history.split(MARK).slice(1)) {
    const [when = '', ...files] = commit.split('\n').filter((line) => line !== '')
    for (const file of files) if (!found.has(file)) found.set(file, when)
  }
  return found
}

/** When a page was last changed, by the history of the project; undefined where that does not know the file. */
export function lastChangeOf(file: string): Date | undefined {
  days ??= readHistory()
  const when = days.get(file)
  return when === undefined ? undefined : new Date(when)
}

import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = 'node_modules/.cache/layerlab-runs'

/**
 * Results of runs, kept on the disk between builds. A result is known by the bytes of the engine and of all that goes
 * into it, so a result that is found is the one that a run would give.
 */
export class Remembered {
  private readonly engine: string

  constructor() {
    const hash = createHash('sha256')
    for (const file of engineFiles()) hash.update(file).update(readFileSync(file))
    this.engine = hash.digest('hex')
  }

  /** What was computed before from the same things; or compute it now. The result must equal itself after JSON. */
  recall<Result>(things: readonly unknown[], compute: () => Result): Result {
    const key = createHash('sha256').update(this.engine).update(JSON.stringify(things)).digest('hex')
    const file = join(process.cwd(), FOLDER, `${key}.json`)
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as Result
    } catch {
      const result = compute()
      keep(file, JSON.stringify(result))
      return result
    }
  }
}

function engineFiles(): readonly string[] {
  const root = join(process.cwd(), 'sandbox')
  const files = [...readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => join(root, name)), ...['runs', 'steps', 'growth'].map((name) => join(process.cwd(), `src/content-runs/${name}.ts`))]
  return files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts')).sort()
}

/** Another build may write the same at once: a file appears whole. */
function keep(file: string, text: string): void {
  try {
    mkdirSync(join(process.cwd(), FOLDER), { recursive: true })
    const draft = `${file}.${process.pid}`
    writeFileSync(draft, text)
    renameSync(draft, file)
  } catch {
    // Kept or not, the result is the same.
  }
}

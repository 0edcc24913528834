/** The command `npm run golden`: replay recordings of a real engine in the sandbox and show what differs. */
import { join } from 'node:path'
import { parseArguments, runGolden, USAGE } from '../../test/golden/run.ts'
import type { GoldenOptions } from '../../test/golden/run.ts'
import { createSubject } from '../../test/golden/world-subject.ts'

const print = (line: string): void => void process.stdout.write(`${line}\n`)

let options: GoldenOptions | undefined
try {
  options = parseArguments(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n${USAGE}`)
  process.exitCode = 2
}

if (options) {
  process.exitCode = runGolden(options, createSubject, join(import.meta.dirname, '..', '..', 'test', 'recordings'), print)
}

/**
 * `npm run check` and `npm test`: everything a change must pass, each part timed, the output of failed parts shown.
 *
 * The last line is `N passed, N failed`: the tests that vitest counted, and each other part counted as one. With `--all`
 * the slow tests and those in a real browser run too.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { TestCounts, TestReport } from './count-reporter.ts'

interface Part {
  readonly name: string
  readonly command: readonly string[]
}

const all = process.argv.includes('--all')
const bin = (name: string) => join('node_modules', '.bin', name)
/** The project's own Node first, also when this file was started without npm. */
const environment = { ...process.env, PATH: join(process.cwd(), 'node_modules', '.bin') + delimiter + (process.env['PATH'] ?? '') }

const STATIC_PARTS: readonly Part[] = [
  // It takes half a minute: too long for each commit.
  ...(all ? [{ name: 'types of the islands', command: [bin('svelte-check'), '--tsconfig', 'tsconfig.json', '--fail-on-warnings', '--output', 'human'] }] : []),
  { name: 'types of the engine', command: [bin('tsc'), '-p', 'sandbox/tsconfig.json'] },
  { name: 'types', command: [bin('tsc'), '-p', 'tsconfig.json'] },
  { name: 'lint', command: [bin('eslint'), '.', '--max-warnings', '0'] },
  { name: 'imports', command: [bin('depcruise'), '--config', '.dependency-cruiser.cjs', 'sandbox', 'src', 'content', 'test'] },
  { name: 'dead code and dependencies', command: [bin('knip'), '--no-progress', '--no-config-hints'] },
]

/** Runs one part to its end. Its output is shown only when it failed, or as it comes when `live`. */
function run(part: Part, live: boolean, env: NodeJS.ProcessEnv): Promise<boolean> {
  const begin = performance.now()
  return new Promise((resolve) => {
    const [program = '', ...args] = part.command
    const child = spawn(program, args, { env, stdio: live ? 'inherit' : ['ignore', 'pipe', 'pipe'] })
    const output: Buffer[] = []
    child.stdout?.on('data', (chunk: Buffer) => output.push(chunk))
    child.stderr?.on('data', (chunk: Buffer) => output.push(chunk))
    child.on('error', (error) => output.push(Buffer.from(`${error.message}\n`)))
    child.on('close', (status) => {
      const seconds = ((performance.now() - begin) / 1000).toFixed(1)
      if (status !== 0) process.stdout.write(Buffer.concat(output))
      console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${part.name} (${seconds} s)`)
      resolve(status === 0)
    })
  })
}

/** Two parts at a time: most machines have at least two cores, and the type-aware ones need memory. */
async function runStatic(): Promise<TestCounts> {
  const waiting = [...STATIC_PARTS]
  const counts = { passed: 0, failed: 0 }
  const lane = async () => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
      if (await run(part, false, environment)) counts.passed++
      else counts.failed++
    }
  }
  await Promise.all([lane(), lane()])
  return counts
}

async function runTests(): Promise<TestReport> {
  const folder = mkdtempSync(join(tmpdir(), 'layerlab-counts-'))
  const file = join(folder, 'counts.json')
  const projects = all ? [] : ['--project', 'unit']
  const command = [bin('vitest'), 'run', ...projects, '--reporter=default', '--reporter=./src/tools/count-reporter.ts']
  const passed = await run({ name: 'tests', command }, true, { ...environment, LAYERLAB_COUNTS: file })
  try {
    const counts = JSON.parse(readFileSync(file, 'utf8')) as TestReport
    // A failure that vitest reports only through its status (a project that did not start) must not vanish.
    return !passed && counts.failed === 0 ? { ...counts, failed: 1 } : counts
  } catch {
    return { passed: 0, failed: 1, failures: ['vitest ended before it could count'], unsteady: [] }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const parts = await runStatic()
const tests = await runTests()
const failed = parts.failed + tests.failed
// Once more at the end, since the output of a long run is often read from there.
for (const failure of tests.failures) console.log(`FAILED ${failure}`)
for (const name of tests.unsteady) console.log(`passed at the second try: ${name}`)
console.log(`${parts.passed + tests.passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

import { writeFileSync } from 'node:fs'
import type { SerializedError } from 'vitest'
import type { Reporter, TestModule } from 'vitest/node'

/** How many tests passed and failed; a test file that cannot be loaded counts as one failure. */
export interface TestCounts {
  readonly passed: number
  readonly failed: number
}

/** The counts, and which tests to look at: a line each. */
export interface TestReport extends TestCounts {
  readonly failures: readonly string[]
  /** Those that failed first and passed when they were tried again. */
  readonly unsteady: readonly string[]
}

/** Writes the counts of a whole vitest run, over all its projects, to the file named by LAYERLAB_COUNTS. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    let passed = 0
    let failed = unhandled.length
    const failures = unhandled.map(({ message }) => `outside a test: ${firstLine(message)}`)
    const unsteady: string[] = []
    for (const module of modules) {
      let failedHere = 0
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed') passed++
        const name = `${module.relativeModuleId}: ${test.fullName}`
        if (state === 'failed') {
          failedHere++
          failures.push(`${name}: ${firstLine(test.result().errors?.[0]?.message)}`)
        }
        if (test.diagnostic()?.flaky === true) unsteady.push(name)
      }
      // The file itself, or a hook of it, may fail with no test to blame.
      if (module.state() === 'failed' && failedHere === 0) {
        failedHere++
        failures.push(`${module.relativeModuleId}: ${firstLine(module.errors()[0]?.message)}`)
      }
      failed += failedHere
    }
    const file = process.env['LAYERLAB_COUNTS']
    if (file !== undefined) writeFileSync(file, JSON.stringify({ passed, failed, failures, unsteady } satisfies TestReport))
  }
}

const firstLine = (message: string | undefined): string => (message ?? '').split('\n', 1)[0] ?? ''

import { writeFileSync } from 'node:fs'
import type { SerializedError } from 'vitest'
import type { Reporter, TestModule } from 'vitest/node'

/** How many tests passed and failed; a test file that cannot be loaded counts as one failure. */
export interface TestCounts {
  readonly passed: number
  readonly failed: number
}

/** Writes the counts of a whole vitest run, over all its projects, to the file named by LAYERLAB_COUNTS. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    let passed = 0
    let failed = unhandled.length
    for (const module of modules) {
      let failedHere = 0
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed') passed++
        if (state === 'failed') failedHere++
      }
      // The file itself, or a hook of it, may fail with no test to blame.
      failed += module.state() === 'failed' && failedHere === 0 ? 1 : failedHere
    }
    const file = process.env['LAYERLAB_COUNTS']
    if (file !== undefined) writeFileSync(file, JSON.stringify({ passed, failed } satisfies TestCounts))
  }
}

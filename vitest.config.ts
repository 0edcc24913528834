import { execFileSync } from 'node:child_process'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { CHROMIUM_ARGS, findChromium } from './src/tools/chromium.mjs'

const executablePath = findChromium()
const tests = '{sandbox,src,content,test}/**/*.test.ts'
const slow = '{sandbox,src,content,test}/**/*.slow.test.ts'
const browser = 'test/browser/**/*.test.ts'
const never = ['**/node_modules/**', 'test/recordings/**']

/** What Node makes of the scenarios, for a test in the browser to compare. In a process of its own: Node runs the engine as it is. */
const nodeDigests = (): unknown =>
  JSON.parse(execFileSync(process.execPath, ['test/support/print-scenario-digests.ts'], { encoding: 'utf8', maxBuffer: 2 ** 26 }))

export default defineConfig({
  test: {
    projects: [
      // In `npm run check`: keep each of these quick. What takes seconds is named *.slow.test.ts.
      { test: { name: 'unit', environment: 'node', include: [tests], exclude: [...never, slow, browser] } },
      {
        test: { name: 'slow', environment: 'node', include: [slow], exclude: [...never, browser], testTimeout: 120_000, hookTimeout: 120_000 },
      },
      {
        test: {
          name: 'browser',
          include: [browser],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { ...(executablePath === undefined ? {} : { executablePath }), args: CHROMIUM_ARGS },
            }),
            instances: [{ browser: 'chromium' }],
            commands: { nodeDigests },
          },
        },
      },
    ],
  },
})

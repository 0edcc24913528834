import { execFileSync } from 'node:child_process'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { CHROMIUM_ARGS, findChromium } from './src/tools/chromium.mjs'

const executablePath = findChromium()
const tests = '{sandbox,src,content,test}/**/*.test.ts'
const slow = '{sandbox,src,content,test}/**/*.slow.test.ts'
const browser = 'test/browser/**/*.test.ts'
const site = 'test/site/**/*.test.ts'
const never = ['**/node_modules/**', 'test/recordings/**']

/** What is waited for in a browser comes when it comes: the default of a second says more of the machine than of the page. */
const PATIENT = { timeout: 60_000, interval: 50 }

/** What Node makes of it, for a test in the browser to compare. In a process of its own: Node runs the engine as it is. */
const printedBy = (script: string) => (): unknown => JSON.parse(execFileSync(process.execPath, [script], { encoding: 'utf8', maxBuffer: 2 ** 26 }))
const nodeDigests = printedBy('test/support/print-scenario-digests.ts')
const nodeCutCounts = printedBy('test/support/print-cut-counts.ts')

export default defineConfig({
  test: {
    projects: [
      // In `npm run check`: keep each of these quick. What takes seconds is named *.slow.test.ts.
      { test: { name: 'unit', environment: 'node', testTimeout: 30_000, include: [tests], exclude: [...never, slow, browser, site] } },
      {
        test: { name: 'slow', environment: 'node', include: [slow], exclude: [...never, browser], testTimeout: 600_000, hookTimeout: 300_000 },
      },
      // The built site in a real browser: built once, then served to all of them. One that fails is tried once more, and
      // named at the end of `npm test` when it passes then.
      {
        test: { name: 'site', environment: 'node', include: [site], retry: 1, globalSetup: ['test/site/host.ts'], testTimeout: 300_000, hookTimeout: 120_000, expect: { poll: PATIENT } },
      },
      {
        test: {
          name: 'browser',
          // Every replay of every scenario is played there.
          testTimeout: 900_000,
          expect: { poll: PATIENT },
          include: [browser],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { ...(executablePath === undefined ? {} : { executablePath }), args: CHROMIUM_ARGS },
            }),
            instances: [{ browser: 'chromium' }],
            commands: { nodeDigests, nodeCutCounts },
          },
        },
      },
    ],
  },
})

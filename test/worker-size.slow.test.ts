import { expect, it } from 'vitest'
import { PART_NAMES } from '#sandbox'
import { measureWorker } from '../src/tools/worker-sizes.ts'

/**
 * Of the 200 KB that a sandbox may weigh when it is opened (which the tests of the site measure), the terminal takes 75. The
 * worker holds the machine, the daemon, its desk and SHA-256.
 */
const AT_ONCE_KB_MAX = 62.5
/** Fetched as soon as the prompt stands. */
const LINE_KB_MAX = 60

it('starts with a small worker, and has each part in files of its own', async () => {
  const { atOnceBytes, atOnceFiles, parts } = await measureWorker(process.cwd())
  const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} KB`
  console.log(`worker at once: ${kilobytes(atOnceBytes)} (brotli)\n${Object.entries(parts).sort((a, b) => b[1] - a[1]).map(([name, bytes]) => `${name.padEnd(18)} ${kilobytes(bytes)}`).join('\n')}`)
  expect(atOnceBytes).toBeLessThan(AT_ONCE_KB_MAX * 1000)
  expect(parts.line).toBeLessThan(LINE_KB_MAX * 1000)
  expect(Object.keys(parts).sort()).toEqual([...PART_NAMES].sort())
  expect(atOnceFiles).toContain('sandbox/sched/scheduler.ts')
  // Nothing of a part has slipped into what is loaded at once.
  for (const later of [/^sandbox\/parts\//, /^sandbox\/programs\/(?:text|system)\//, /go-template/, /^sandbox\/engine\/(?:build|pull|push)\/(?!downloads)/, /grammar\/commands\/(?:swarm|service|container|network)/, /builtins\/jobs/, /bunzip2|unxz|inflate/, /^sandbox\/shell\/(?:complete|editor|parse|run|expand)/, /^sandbox\/commands\//, /^sandbox\/scenario\/(?:replay|capsule|claims)/]) {
    expect(atOnceFiles.filter(file => later.test(file)), String(later)).toEqual([])
  }
})

#!/usr/bin/env node
// The `layerlab` command. It must start on any Node >= 18, so: built-in modules only, no new syntax, no types.
// The engine itself is TypeScript that Node runs as it is, which takes 22.18; the project brings a Node for Linux.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '..', '..')
const main = join(here, 'main.ts')
const args = process.argv.slice(2)

/** Runs a program with our streams; ends with its exit status. */
function become(program, programArgs) {
  const result = spawnSync(program, programArgs, { stdio: 'inherit' })
  if (result.error) throw result.error
  return result.signal ? 128 + constants.signals[result.signal] : result.status
}

if (!existsSync(join(root, 'node_modules', '.package-lock.json'))) {
  const status = become(process.execPath, [join(root, 'src', 'tools', 'setup.mjs')])
  if (status !== 0) process.exit(status)
}

const [major, minor] = process.versions.node.split('.').map(Number)
// From 24.12 on types are stripped without a warning on standard error.
const runsTypes = major > 24 || (major === 24 && minor >= 12)
const bundled = join(root, 'node_modules', '.bin', 'node')

if (runsTypes) {
  // As if Node had been started with main.ts itself.
  process.argv[1] = main
  await import('./main.ts')
} else if (existsSync(bundled)) {
  process.exitCode = become(bundled, [main, ...args])
} else if (major > 22 || (major === 22 && minor >= 18)) {
  process.exitCode = become(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args])
} else {
  console.error(`layerlab: Node 22.18 or newer is needed, this is ${process.versions.node}. Install Node 24.`)
  process.exitCode = 1
}

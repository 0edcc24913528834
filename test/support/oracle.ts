/** Runs the real program of the machine that tests run on, to compare with. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ProgramRun } from './program-world.ts'

export interface OracleResult {
  readonly stdout: string
  readonly stderr: string
  readonly status: number
  readonly files: Readonly<Record<string, string | undefined>>
}

/** Is there such a program on this machine? */
export function hasProgram(name: string): boolean {
  return spawnSync('sh', ['-c', 'command -v "$0"', name]).status === 0
}

/** Run it in a fresh directory with the same files, in the C locale and UTC. `after` names files to read back. */
export function runOracle(run: ProgramRun, after: readonly string[]): OracleResult {
  const directory = mkdtempSync(join(tmpdir(), 'layerlab-oracle-'))
  try {
    for (const [name, content] of Object.entries(run.files ?? {})) {
      const path = join(directory, name)
      mkdirSync(name.endsWith('/') ? path : dirname(path), { recursive: true })
      if (name.endsWith('/')) continue
      if (typeof content === 'string' && content.startsWith('-> ')) symlinkSync(content.slice(3), path)
      else writeFileSync(path, content)
    }
    const [command = '', ...args] = run.argv
    // Found along PATH first, so that argv[0] stays as it was typed.
    const result = spawnSync(command, args, { cwd: directory, input: run.stdin ?? '', env: { PATH: process.env['PATH'], HOME: '/root', LC_ALL: 'C', TZ: 'UTC', ...run.env }, maxBuffer: 64 << 20, timeout: 20_000 })
    const files = Object.fromEntries(after.map(name => {
      try {
        return [name, readFileSync(join(directory, name), 'utf8')]
      } catch {
        return [name, undefined]
      }
    }))
    return { stdout: result.stdout.toString('utf8'), stderr: result.stderr.toString('utf8'), status: result.status ?? -1, files }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Split a line into words; single quotes protect, and `\n`, `\t`, `\0` outside of them are not special. */
export function words(line: string): string[] {
  return [...line.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ''))
}

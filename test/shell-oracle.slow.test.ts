import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ShellWorld } from './support/shell-world.ts'

/** Snippets are separated by lines of two per cent signs. */
const snippets = (name: string): string[] => readFileSync(join(import.meta.dirname, 'support', 'shell-snippets', `${name}.txt`), 'utf8').replace(/\n$/, '').split('\n%%\n')

const COMMON = snippets('common')
const scratch = mkdtempSync(join(tmpdir(), 'shells-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** The busybox of the fixtures' images. */
function unpackBusybox(): string | undefined {
  const archive = join(import.meta.dirname, 'recordings', 'fixtures', 'rootfs.tar.gz')
  if (process.arch !== 'x64' || process.platform !== 'linux' || !existsSync(archive)) return undefined
  const { status } = spawnSync('tar', ['-xzf', archive, '-C', scratch, 'bin/busybox'])
  if (status !== 0) return undefined
  const path = join(scratch, 'bin', 'busybox')
  return spawnSync(path, ['sh', '-c', 'exit 7'], { argv0: 'busybox' }).status === 7 ? path : undefined
}

const bashVersion = spawnSync('/bin/bash', ['-c', 'echo ${BASH_VERSINFO[0]}.${BASH_VERSINFO[1]}'], { encoding: 'utf8' }).stdout
const SIGNALS: Readonly<Record<string, number>> = { SIGINT: 130, SIGKILL: 137, SIGTERM: 143 }

/** Numbers of processes are chance. */
const withoutPids = (text: string): string => text.replace(/(line \d+:) +\d+ (Killed|Terminated|Hangup)/g, '$1 PID $2')

/** Run a line in a real shell, in an empty directory. */
function real(path: string, argv0: string, line: string): { stdout: string; stderr: string; exit: number } {
  // A home that is there, wherever this runs: the machine of the tests need not have the user of the recordings.
  const home = mkdtempSync(join(scratch, 'home-'))
  const directory = join(home, 'work')
  mkdirSync(directory)
  const { stdout, stderr, status, signal } = spawnSync(path, ['-c', line], {
    argv0, cwd: directory, env: { PATH: '/usr/bin:/bin', HOME: home, LANG: 'C.UTF-8', TZ: 'UTC' }, encoding: 'utf8', timeout: 20_000, stdio: ['ignore', 'pipe', 'pipe'],
  })
  const shown = (text: string): string => text.replaceAll(home, '/home/user')
  return { stdout: shown(stdout), stderr: withoutPids(shown(stderr)), exit: status ?? SIGNALS[signal ?? ''] ?? -1 }
}

const SHELLS = [
  { name: 'bash', path: bashVersion === '5.2\n' ? '/bin/bash' : undefined, argv0: 'bash', ours: 'bash', lines: [...COMMON, ...snippets('bash')], least: 300 },
  { name: 'dash', path: existsSync('/bin/dash') ? '/bin/dash' : undefined, argv0: 'sh', ours: 'sh', lines: [...COMMON, ...snippets('posix')], least: 150 },
  { name: 'busybox ash', path: unpackBusybox(), argv0: 'sh', ours: 'busybox:sh', lines: [...COMMON, ...snippets('posix')], least: 150 },
] as const

describe.each(SHELLS)('$name', ({ path, argv0, ours, lines, least }) => {
  it.skipIf(path === undefined)('is spoken as the real one speaks it', { timeout: 120_000 }, () => {
    expect(lines.length).toBeGreaterThan(least)
    for (const line of lines) {
      const { stdout, stderr, exit } = new ShellWorld({ busybox: ours.startsWith('busybox') }).line(line, { shell: ours })
      expect({ line, stdout, stderr: withoutPids(stderr), exit }).toEqual({ line, ...real(path ?? '', argv0, line) })
    }
  })
})

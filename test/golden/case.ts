/** What a case (one recording) gave, and the making of subjects for it. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CreateSubject, GoldenSubject, RegistryFixture } from './subject.ts'

/** One thing of a case that differs from its recording. */
export interface Failure {
  /** `4`, `store`, `outcome 2`, `run 3`: as `differences.json` names it. */
  readonly step: string
  /** The command, for the reader. */
  readonly title: string
  /** A unified diff, or a sentence. */
  readonly diff: string
}

export interface CaseResult {
  readonly name: string
  readonly path: string
  readonly failures: readonly Failure[]
  /** How many steps (outcomes, runs) were compared. */
  readonly steps: number
  /** How many stores were compared: 0 or 1. */
  readonly stores: number
  /** Daemon logs: steps where either side has a line, how many agree, and what differs. They never fail a case. */
  readonly logs: { readonly steps: number; readonly differing: readonly Failure[] }
  /** What else there is to say about it. */
  readonly notes?: readonly string[]
  readonly milliseconds: number
}

/** What every case needs. */
export interface CaseContext {
  readonly create: CreateSubject
  /** The folder with archives, `fixtures.json` and `registry/`. */
  readonly fixtures: string
  /** Replay as this client instead of the recorded one. */
  readonly client: string | undefined
}

const contents = new Map<string, Uint8Array>()

/** A file's bytes; always the same array, so that the subjects may remember what they computed from it. */
export function bytesOf(path: string): Uint8Array {
  const known = contents.get(path)
  if (known) return known
  const bytes = new Uint8Array(readFileSync(path))
  contents.set(path, bytes)
  return bytes
}

const registries = new Map<string, RegistryFixture>()

export function registryOf(fixtures: string): RegistryFixture {
  const known = registries.get(fixtures)
  if (known) return known
  const folder = join(fixtures, 'registry')
  const registry: RegistryFixture = {
    index: JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as unknown,
    blob(hex) {
      const path = join(folder, 'blobs', 'sha256', hex)
      return /^[0-9a-f]{64}$/.test(hex) && existsSync(path) ? bytesOf(path) : undefined
    },
  }
  registries.set(fixtures, registry)
  return registry
}

/** A new world for a case. */
export function subjectFor(context: CaseContext, recording: {
  readonly client?: string | undefined
  readonly fixtures?: readonly string[] | undefined
  readonly files?: Readonly<Record<string, string>> | undefined
  readonly registry?: string | undefined
}): GoldenSubject {
  return context.create({
    client: context.client ?? recording.client ?? '20.10.24',
    files: recording.files ?? {},
    fixtures: new Map((recording.fixtures ?? []).map(name => [name, bytesOf(join(context.fixtures, name))])),
    registry: recording.registry === undefined ? undefined : registryOf(context.fixtures),
    seed: 1,
  })
}

/** The archives that command lines mention: recordings of races and cuts do not list them. */
export function mentionedFixtures(fixtures: string, lines: readonly string[]): string[] {
  const words = new Set(lines.flatMap(line => line.split(/[\s;|&<>'"]+/)))
  return [...words].filter(word => /^[\w.-]+$/.test(word) && word !== 'registry' && existsSync(join(fixtures, word))).sort()
}

/** Text of an error that a subject threw: our own mistakes show with their place. */
export function errorText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** Milliseconds of the processor since now: budgets do not depend on what else the machine does. */
export function stopwatch(): () => number {
  const start = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(start)
    return (user + system) / 1000
  }
}

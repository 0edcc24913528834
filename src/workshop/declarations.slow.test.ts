import { join } from 'node:path'
import ts from 'typescript'
import { expect, it } from 'vitest'
import { declarationsOf, moduleOf } from './declarations.ts'

const ROOT = join(import.meta.dirname, '..', '..')

/** What the compiler says against a scenario that knows nothing but the declarations. */
function complaints(source: string): string[] {
  const files: Readonly<Record<string, string>> = { '/scenario.d.ts': moduleOf('#sandbox/scenario', declarationsOf('sandbox/scenario/index.ts', ROOT)), '/a.ts': source }
  const options: ts.CompilerOptions = { strict: true, noEmit: true, target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, types: [] }
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists } = host
  host.getSourceFile = (name, target) => (files[name] === undefined ? getSourceFile.call(host, name, target) : ts.createSourceFile(name, files[name], target))
  host.fileExists = name => files[name] !== undefined || fileExists.call(host, name)
  return ts.getPreEmitDiagnostics(ts.createProgram(Object.keys(files), options, host)).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
}

const scenario = (schedule: string, expected: string): string => `import { defineScenario } from '#sandbox/scenario'
export default defineScenario({ id: 'a', actors: { loader: [], cleaner: [] }, points: { found: { step: 'lock' } }, replays: { one: { schedule: ${schedule}, expect: [${expected}] } } })`

it('declares scenarios so that the compiler knows actors, points, checks and states', () => {
  expect(complaints(scenario("['loader', ['cleaner', 'found'], '!power=none']", "{ check: 'counts-agree', is: 'kept' }"))).toEqual([])
  expect(complaints(scenario("['laoder']", '')).join()).toContain('"laoder"')
  expect(complaints(scenario("[['cleaner', 'fuond']]", '')).join()).toContain('fuond')
  expect(complaints(scenario('[]', "{ check: 'counts-agre', is: 'kept' }")).join()).toContain('counts-agre')
  expect(complaints(scenario('[]', "{ image: 'a', is: 'gone' }")).join()).toContain('gone')
})

it('refuses to declare what it cannot', () => {
  expect(() => declarationsOf('sandbox/scenario/session.ts', ROOT)).toThrow(/Session\w* is neither a type nor a function nor a constant/)
})

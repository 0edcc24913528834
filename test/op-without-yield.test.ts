import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Linter } from 'eslint'
import { afterAll, expect, it } from 'vitest'
import tseslint from 'typescript-eslint'
import { opWithoutYield } from '../src/tools/eslint-rules/op-without-yield.js'

const root = mkdtempSync(join(tmpdir(), 'layerlab-rule-'))
afterAll(() => rmSync(root, { recursive: true }))

const DECLARATIONS = `
type Op<T> = Generator<{ kind: string }, T, void>
declare function write(path: string): Op<void>
declare function exists(path: string): Op<boolean>
declare function plain(): boolean
`

/** The rule's findings in the body of an operation. */
function findings(body: string): string[] {
  const file = join(root, 'code.ts')
  const code = `${DECLARATIONS}export function* op(): Op<unknown> {\n${body}\n}\n`
  writeFileSync(file, code)
  const messages = new Linter({ cwd: root }).verify(
    code,
    {
      files: ['**/*.ts'],
      languageOptions: {
        parser: tseslint.parser as Linter.Parser,
        parserOptions: { projectService: { allowDefaultProject: ['*.ts'] }, tsconfigRootDir: root },
      },
      plugins: { layerlab: { rules: { 'op-without-yield': opWithoutYield } } },
      rules: { 'layerlab/op-without-yield': 'error' },
    },
    file,
  )
  return messages.map(({ messageId, message }) => messageId ?? message)
}

it.each([
  ['dropped', `write('/a')`],
  ['dropped', `void write('/a')`],
  ['dropped', `plain() && write('/a')`],
  ['dropped', `plain() ? write('/a') : yield* write('/b')`],
  ['unstarred', `yield write('/a')`],
  ['condition', `if (exists('/a')) yield* write('/a')`],
  ['condition', `if (!exists('/a')) yield* write('/a')`],
  ['condition', `while (exists('/a')) yield* write('/a')`],
  ['condition', `return exists('/a') && plain()`],
])('reports an operation that is never run (%s): %s', (messageId, body) => {
  expect(findings(body)).toEqual([messageId])
})

it.each([
  `yield* write('/a')`,
  `if (yield* exists('/a')) yield* write('/a')`,
  `plain()`,
  `return yield* exists('/a')`,
  `const later = write('/a'); yield* later`,
])('accepts %s', (body) => {
  expect(findings(body)).toEqual([])
})

import { expect, it } from 'vitest'
import '../../all-parts.ts'
import { ASH, BASH, DASH } from '../dialect.ts'
import type { Dialect } from '../dialect.ts'
import { Parser } from './parser.ts'
import { printFunction } from './print.ts'
import { ShellSyntaxError, describeSyntaxError } from './syntax-error.ts'

const parse = (text: string, dialect: Dialect = BASH) => new Parser(text, { dialect }).all()

function complaint(text: string, dialect: Dialect = BASH): string {
  try {
    parse(text, dialect)
  } catch (error) {
    if (error instanceof ShellSyntaxError) return describeSyntaxError(error.problem, dialect, 'sh', false)
    throw error
  }
  return 'no complaint'
}

it('gives one line of commands at a time', () => {
  const parser = new Parser('a; b &\n\n# nothing\nc | d\n', { dialect: BASH })
  expect(parser.next()?.items.map(item => [item.source, item.background])).toEqual([['a', false], ['b', true]])
  expect(parser.next()?.items.map(item => item.command.kind)).toEqual(['pipeline'])
  expect(parser.next()).toBeUndefined()
})

it('reads here-documents after the line that asks for them', () => {
  const [first, second] = parse('cat <<A <<-"B" | sort\none $x\nA\n\ttwo $x\nB\necho after\n').items
  const pipeline = first?.command
  if (pipeline?.kind !== 'pipeline' || pipeline.stages[0]?.kind !== 'simple') throw new Error('a pipeline of simple commands')
  const [a, b] = pipeline.stages[0].redirections
  expect(a?.here?.parts.map(part => part.kind)).toEqual(['text', 'parameter', 'text'])
  expect(b?.here?.parts).toEqual([{ kind: 'text', text: 'two $x\n', quoted: true }])
  expect(second?.source).toBe('echo after')
})

it('knows the line of each command', () => {
  const lines = parse('a\nif b\nthen\n  c "x\ny"\nfi\nd').items.map(item => item.command.line)
  expect(lines).toEqual([1, 2, 7])
})

it('expands aliases at the beginning of a command, not inside themselves, and after one that ends in a blank', () => {
  const parser = new Parser('ls x; sudo ls; echo ls', { dialect: BASH, aliases: new Map([['ls', 'ls -l'], ['sudo', 'sudo ']]) })
  expect(parser.all().items.map(item => item.source)).toEqual(['ls -l x', 'sudo  ls -l', 'echo ls'])
})

it('complains in the words of the dialect', () => {
  expect(complaint('echo )')).toBe("sh: line 1: syntax error near unexpected token `)'\nsh: line 1: `echo )'")
  expect(complaint('echo )', DASH)).toBe('sh: 1: Syntax error: ")" unexpected')
  expect(complaint('echo )', ASH)).toBe('sh: syntax error: unexpected ")"')
  expect(complaint('if true; fi', DASH)).toBe('sh: 1: Syntax error: "fi" unexpected (expecting "then")')
  expect(complaint('a=(1)', DASH)).toBe('sh: 1: Syntax error: "(" unexpected')
  expect(complaint('[[ a ]]; echo {a,b}', DASH)).toBe('no complaint')
})

it('tells what only needs more input from what is wrong', () => {
  const incomplete = (text: string): boolean | undefined => {
    try {
      parse(text)
    } catch (error) {
      return error instanceof ShellSyntaxError && error.incomplete
    }
    return undefined
  }
  for (const text of ['if true', 'echo "a', "echo 'a", 'a &&', 'a |', '{ a', '( a', 'echo $(a', 'echo ${a', 'case x in', 'for i in a', 'f()', 'while a; do b', 'a=(1']) expect([text, incomplete(text)]).toEqual([text, true])
  for (const text of [')', 'a ;; b', 'done', 'if; then', '| a']) expect([text, incomplete(text)]).toEqual([text, false])
})

it('refuses nesting without end instead of running out of stack', () => {
  for (const [open, close] of [['( ', ')'], ['$(', ')'], ['{ ', ';}'], ['"$(', ')"'], ['${x:-', '}'], ['if a; then ', '; fi']] as const) {
    expect(complaint(`echo; ${open === '$(' || open === '"$(' || open === '${x:-' ? 'echo ' : ''}${open.repeat(20_000)}a${close.repeat(20_000)}`)).toContain('maximum nesting level exceeded')
  }
})

it('prints a function as bash does', () => {
  const [item] = parse('f() { if a; then b; fi; for i in 1 2; do c $i; done > x; }').items
  if (item?.command.kind !== 'function') throw new Error('a function')
  expect(printFunction(item.command)).toBe('f () \n{ \n    if a; then\n        b;\n    fi;\n    for i in 1 2;\n    do\n        c $i;\n    done > x\n}')
})

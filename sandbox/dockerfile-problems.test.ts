import { expect, it } from 'vitest'
import { dockerfileProblems } from './dockerfile-problems.ts'

it('finds nothing against a Dockerfile that the builder takes, and nothing in an empty text', () => {
  expect(dockerfileProblems('ARG V=1\nFROM busybox:1.36 AS base\nRUN echo a \\\n  b\nCMD ["sh"]\n')).toEqual([])
  expect(dockerfileProblems('\n')).toEqual([])
})

it('finds every mistake, with the line and the words of the builder', () => {
  expect(dockerfileProblems('FROM busybox\nRUNN echo a\nCOPY a\nENV X\nEXPOSE\n')).toEqual([{ line: 4, message: 'ENV must have two arguments', severity: 'error' }])
  expect(dockerfileProblems('FROM busybox\nRUNN echo a\nCOPY a\nFROM a b\n')).toEqual([
    { line: 2, message: 'unknown instruction: RUNN', severity: 'error' },
    { line: 3, message: 'COPY requires at least two arguments, but only one was provided. Destination could not be determined', severity: 'error' },
    { line: 4, message: 'FROM requires either one or three arguments', severity: 'error' },
  ])
})

it('says that an instruction stands before FROM, and that a continued line is empty', () => {
  expect(dockerfileProblems('RUN true\nFROM busybox\n')).toEqual([{ line: 1, message: 'no build stage in current context', severity: 'error' }])
  expect(dockerfileProblems('FROM busybox\nRUN echo a \\\n\n  b\n')).toMatchObject([{ line: 2, severity: 'warning' }])
  expect(dockerfileProblems('# nothing\n')).toEqual([{ line: 2, message: 'file with no instructions', severity: 'error' }])
})

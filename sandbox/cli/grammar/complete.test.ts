import { expect, it } from 'vitest'
import { completeDockerLine } from './complete.ts'

const daemon = { apiVersion: '1.41', experimental: false }
const words = (...line: string[]): readonly string[] =>
  completeDockerLine(line, '20.10.24', daemon).suggestions.map(({ word }) => word)

it('offers the commands that begin as the word does', () => {
  expect(words('im')).toEqual(['image', 'images', 'import'])
  expect(words('image', 'p')).toEqual(['prune', 'pull', 'push'])
  expect(words('images', 'p')).toEqual([])
})

it('offers no command and no flag that help does not list', () => {
  expect(words('checkp')).toEqual([])
  expect(words('system', 'dial')).toEqual([])
  expect(words('build', '--o')).toEqual([])
})

it('offers flags, but not where a program has its own', () => {
  expect(words('images', '--n')).toEqual(['--no-trunc'])
  expect(words('run', '--rm', '--ti')).toEqual([])
  expect(words('run', '--rm', '--tt')).toEqual(['--tty'])
  expect(words('run', 'base', '--tt')).toEqual([])
})

it('says what an argument or a value names', () => {
  const wants = (...line: string[]): string => completeDockerLine(line, '28.2.2', daemon).wants
  expect(wants('rmi', '-f', '')).toBe('image')
  expect(wants('image', 'ls', '')).toBe('image')
  expect(wants('run', '--name', '')).toBe('text')
  expect(wants('run', '--name', 'x', '')).toBe('image')
  expect(wants('run', 'base', '')).toBe('text')
  expect(wants('load', '-i', '')).toBe('file')
  expect(wants('commit', 'c', '')).toBe('image')
  expect(wants('stop', '')).toBe('container')
})

import { expect, it } from 'vitest'
import { assertsDirectory, keepEnding, planCopy, splitEntry } from './copy-path.ts'

it('keeps what a path ends in', () => {
  expect([keepEnding('/a', 'a/'), keepEnding('/a', 'a/.'), keepEnding('/', '/'), keepEnding('/a/b', 'b')]).toEqual(['/a/', '/a/.', '/', '/a/b'])
  expect([splitEntry('/a/b'), splitEntry('/a/b/'), splitEntry('/a/.'), splitEntry('/')]).toEqual([['/a', 'b'], ['/a', 'b'], ['/a', '.'], ['/', '/']])
  expect(['a', 'a/', 'a/.', '.'].map(assertsDirectory)).toEqual([false, true, true, true])
})

it('decides where a copy goes in every case there is', () => {
  const file = { isDirectory: false }
  const directory = { isDirectory: true }
  const there = (isDirectory: boolean) => ({ path: '/t/x', exists: true, isDirectory })
  const nothing = { path: '/t/x', exists: false, isDirectory: false }
  expect(planCopy(file, there(true))).toEqual({ directory: '/t/x', rename: undefined })
  expect(planCopy(directory, there(true))).toEqual({ directory: '/t/x', rename: undefined })
  expect(planCopy(file, there(false))).toEqual({ directory: '/t', rename: 'x' })
  expect(planCopy(directory, there(false))).toBe('cannot copy directory')
  expect(planCopy(file, nothing)).toEqual({ directory: '/t', rename: 'x' })
  expect(planCopy(directory, nothing)).toEqual({ directory: '/t', rename: 'x' })
  expect(planCopy(file, { ...nothing, path: '/t/x/' })).toBe('no such directory')
  expect(planCopy(directory, { ...nothing, path: '/t/x/' })).toEqual({ directory: '/t', rename: 'x' })
})

import { expect, it } from 'vitest'
import { IgnorePatterns, ignoreLines } from './ignore.ts'

const ignored = (source: string, ...paths: string[]): string[] => {
  const patterns = new IgnorePatterns(ignoreLines(source))
  return paths.filter(path => patterns.matches(path))
}

it('leaves out a directory with all that is in it', () => {
  expect(ignored('dir/sub\n', 'dir', 'dir/sub', 'dir/sub/deep/x', 'dir/subx')).toEqual(['dir/sub', 'dir/sub/deep/x'])
})

it('lets the last pattern that fits decide', () => {
  expect(ignored('*.log\n!keep.log\n', 'a.log', 'keep.log')).toEqual(['a.log'])
  expect(ignored('!keep.log\n*.log\n', 'a.log', 'keep.log')).toEqual(['a.log', 'keep.log'])
})

it('matches one level with a star and any with two', () => {
  expect(ignored('*/x\n', 'x', 'a/x', 'a/b/x')).toEqual(['a/x'])
  expect(ignored('**/x\n', 'x', 'a/x', 'a/b/x', 'ax')).toEqual(['x', 'a/x', 'a/b/x'])
  expect(ignored('a/**\n', 'a', 'a/b', 'a/b/c')).toEqual(['a/b', 'a/b/c'])
})

it('cleans patterns and skips comments and empty lines', () => {
  expect(ignoreLines('# no\n\n  /a//b/ \n! ./c\n')).toEqual(['a/b', '!c'])
})

it('enters a directory only when an exception may lie in it', () => {
  const patterns = new IgnorePatterns(['a', 'b', '!a/b/c'])
  expect(['a', 'a/b', 'b'].filter(directory => patterns.mayHoldException(directory))).toEqual(['a', 'a/b'])
})

import { expect, it } from 'vitest'
import { LineEditor } from './editor.ts'

const typed = (editor: LineEditor, ...keys: string[]): string => {
  for (const key of keys) editor.keys(key)
  const { text, cursor } = editor.view
  return `${text.slice(0, cursor)}|${text.slice(cursor)}`
}
const UP = '\x1b[A'
const DOWN = '\x1b[B'
const LEFT = '\x1b[D'

it('moves and deletes as readline does', () => {
  expect(typed(new LineEditor(), 'docker images')).toBe('docker images|')
  expect(typed(new LineEditor(), 'docker images', '\x01')).toBe('|docker images')
  expect(typed(new LineEditor(), 'docker images', '\x01', '\x05')).toBe('docker images|')
  expect(typed(new LineEditor(), 'abc', LEFT, '\x7f')).toBe('a|c')
  expect(typed(new LineEditor(), 'abc', '\x01', '\x04')).toBe('|bc')
  expect(typed(new LineEditor(), 'a 😀b', LEFT, '\x7f')).toBe('a |b')
  expect(typed(new LineEditor(), 'docker rmi a.b', '\x1bb', '\x1bb')).toBe('docker rmi |a.b')
})

it('kills to the ends and by words, and yanks it back', () => {
  expect(typed(new LineEditor(), 'docker rmi a', '\x17')).toBe('docker rmi |')
  expect(typed(new LineEditor(), 'docker rmi a', '\x17', '\x17', '\x19')).toBe('docker rmi a|')
  expect(typed(new LineEditor(), 'docker rmi', LEFT, LEFT, LEFT, '\x15')).toBe('|rmi')
  expect(typed(new LineEditor(), 'docker rmi', '\x01', '\x0b', '\x19', '\x19')).toBe('docker rmidocker rmi|')
})

it('walks through the history and back to the line being written', () => {
  const editor = new LineEditor(['first', 'second'])
  expect(typed(editor, 'new', UP)).toBe('second|')
  expect(typed(editor, UP)).toBe('first|')
  expect(editor.keys(UP)).toEqual([{ kind: 'bell' }])
  expect(typed(editor, DOWN, DOWN)).toBe('new|')
})

it('searches backwards in the history', () => {
  const editor = new LineEditor(['docker pull a', 'ls', 'docker rmi a'])
  editor.keys('\x12')
  editor.keys('dock')
  expect(editor.view).toEqual({ prompt: "(reverse-i-search)`dock': ", text: 'docker rmi a', cursor: 0 })
  editor.keys('\x12')
  expect(editor.view.text).toBe('docker pull a')
  editor.keys('zzz')
  expect(editor.view.prompt).toBe("(failed reverse-i-search)`dockzzz': ")
  editor.keys('\x07')
  expect(editor.view).toEqual({ prompt: undefined, text: '', cursor: 0 })
  editor.keys('\x12pull')
  expect(editor.keys('\r')).toEqual([{ kind: 'line', line: 'docker pull a' }])
})

it('gives lines, interrupts, the end of input and Tab as events', () => {
  const editor = new LineEditor()
  expect(editor.keys('ls\r')).toEqual([{ kind: 'line', line: 'ls' }])
  expect(editor.keys('abc\x03')).toEqual([{ kind: 'interrupt', line: 'abc' }])
  expect(editor.keys('\x04')).toEqual([{ kind: 'end' }])
  expect(editor.keys('a\t')).toEqual([{ kind: 'complete', again: false }])
  expect(editor.keys('\t')).toEqual([{ kind: 'complete', again: true }])
  expect(editor.keys('\x0c')).toEqual([{ kind: 'clear' }])
  expect(editor.view.text).toBe('a')
})

it('asks before it takes several pasted lines', () => {
  const editor = new LineEditor()
  expect(editor.keys('\x1b[200~echo a\necho b\nec\x1b[20')).toEqual([])
  expect(editor.keys('1~')).toEqual([{ kind: 'paste', lines: ['echo a', 'echo b', 'ec'] }])
  expect(editor.view.text).toBe('')
  expect(editor.acceptPaste()).toEqual([{ kind: 'line', line: 'echo a' }, { kind: 'line', line: 'echo b' }])
  expect(editor.view.text).toBe('ec')
  expect(editor.keys('one\rtwo\r')).toEqual([{ kind: 'paste', lines: ['one', 'two', ''] }])
  editor.rejectPaste()
  expect(editor.view.text).toBe('ec')
  editor.keys('\x1b[200~ho\n\x1b[201~')
  expect(editor.view.text).toBe('echo')
})

it('undoes changes one by one and passes over sequences it does not know', () => {
  expect(typed(new LineEditor(), 'abc', '\x17', '\x1f')).toBe('abc|')
  expect(typed(new LineEditor(), 'a', '\x1b[99~', '\x1b[1;9Z', 'b')).toBe('ab|')
  expect(typed(new LineEditor(), 'a\x1b[', 'D', 'b')).toBe('b|a')
})

import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { LaneView } from '../../playground/messages.ts'
import { Console } from './console.ts'
import { Paper } from '#sandbox'

const LANE: LaneView = { terminal: 'A', prompt: '# ', pace: 'run', state: 'ready', line: '', steps: 0, next: undefined, holds: [], waitsFor: undefined, status: 0, tasks: [] }
const running = (line: string): LaneView => ({ ...LANE, state: 'running', line })

function open(columns = 20) {
  const paper = new Paper(columns)
  const asked: string[] = []
  const note = (what: string) => (text = ''): void => void asked.push(`${what}:${text}`)
  const desk = new Console(paper, {
    line: note('line'), keys: note('keys'), interrupt: note('interrupt'), endOfInput: note('end'),
    complete: (id, text, cursor) => void asked.push(`complete:${id}:${text}:${cursor}`), confirmPaste: lines => void asked.push(`paste:${lines.join('|')}`),
  })
  return { paper, asked, desk }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('shows a prompt when the terminal is ready, sends a line, and shows the next prompt behind its output', () => {
  const { paper, asked, desk } = open()
  desk.show(LANE)
  desk.keys('docker images')
  expect(paper.text).toBe('# docker images')
  desk.keys('\r')
  expect(asked).toEqual(['line:docker images'])
  // The state of before the line says nothing of it.
  desk.show(LANE)
  expect(paper.text).toBe('# docker images\n')
  desk.show(running('docker images'))
  desk.output('REPOSITORY\n', false)
  desk.answered()
  desk.show({ ...LANE, status: 1 })
  expect(paper.text).toBe('# docker images\nREPOSITORY\n#')
  expect(paper.cursor).toBe('2:2')
})

it('comes back to the prompt when nothing is said of a line', () => {
  const { paper, desk } = open()
  desk.show(LANE)
  desk.keys('#\r')
  desk.show(LANE)
  vi.advanceTimersByTime(3000)
  expect(paper.text).toBe('# #\n#')
})

it('puts the prompt behind output that ends without a newline, and keeps it there', () => {
  const { paper, desk } = open()
  desk.show(running('printf abc'))
  desk.output('x\nabc', false)
  desk.show(LANE)
  desk.keys('ls')
  expect(paper.text).toBe('x\nabc# ls')
  desk.keys('\x01')
  expect(paper.cursor).toBe('1:5')
})

it('draws a line of several rows and edits in the middle of it', () => {
  const { paper, desk } = open(10)
  desk.show(LANE)
  desk.keys('abcdefghijklmnopqrst')
  expect(paper.text).toBe('# abcdefgh\nijklmnopqr\nst')
  desk.keys('\x01')
  expect(paper.cursor).toBe('0:2')
  desk.keys('XY\x05')
  expect(paper.text).toBe('# XYabcdef\nghijklmnop\nqrst')
  expect(paper.cursor).toBe('2:4')
  desk.keys('\x15')
  expect(paper.text).toBe('#')
  expect(paper.cursor).toBe('0:2')
})

it('stands at the beginning of the next row when a row is full', () => {
  const { paper, desk } = open(10)
  desk.show(LANE)
  desk.keys('12345678')
  expect(paper.cursor).toBe('1:0')
  desk.keys('9')
  expect(paper.text).toBe('# 12345678\n9')
  desk.keys('\x7f\x7f')
  expect(paper.text).toBe('# 1234567')
})

it('counts wide characters as two cells', () => {
  const { paper, desk } = open(7)
  desk.show(LANE)
  desk.keys('镜像层')
  expect(paper.text).toBe('# 镜像\n层')
  desk.keys('\x1b[D\x1b[D')
  expect(paper.cursor).toBe('0:4')
})

it('echoes what is typed to a program and sends it line by line', () => {
  const { paper, asked, desk } = open()
  desk.show(running('cat'))
  desk.keys('helo\x7flo\r')
  desk.keys('x y\x17z\x15')
  expect(paper.text).toBe('hello\n')
  desk.keys('\x03')
  desk.keys('\x04')
  expect(asked).toEqual(['keys:hello\n', 'interrupt:', 'end:'])
})

it('gives what was typed ahead to the shell', () => {
  const { paper, desk } = open()
  desk.show(running('sleep 5'))
  desk.keys('ls')
  desk.show(LANE)
  expect(paper.text).toBe('# ls')
})

it('completes at once what is certain and lists the rest at the second Tab', () => {
  const { paper, asked, desk } = open(30)
  desk.show(LANE)
  desk.keys('docker lo\t')
  expect(asked).toEqual(['complete:1:docker lo:9'])
  desk.completed({ id: 1, from: 7, insert: 'lo', choices: [{ text: 'load', note: '' }, { text: 'logs', note: '' }] })
  expect([paper.text, paper.bells]).toEqual(['# docker lo', 1])
  desk.keys('\t')
  desk.completed({ id: 2, from: 7, insert: undefined, choices: [{ text: 'load', note: '' }, { text: 'lo\x1b]0;x\x07gs', note: '' }] })
  expect(paper.text).toBe('# docker lo\nload  logs\n# docker lo')
  desk.keys('a\t')
  desk.completed({ id: 3, from: 7, insert: 'load ', choices: [] })
  expect(paper.text).toBe('# docker lo\nload  logs\n# docker load')
  // An answer that comes too late changes nothing.
  desk.keys('\t')
  desk.keys('x')
  desk.completed({ id: 4, from: 7, insert: 'login', choices: [] })
  expect(paper.text).toBe('# docker lo\nload  logs\n# docker load x')
})

it('asks before it takes several pasted lines, then runs one after the other', () => {
  const { paper, asked, desk } = open()
  desk.show(LANE)
  desk.keys('\x1b[200~ls\npwd\n\x1b[201~')
  expect(asked).toEqual(['paste:ls|pwd|'])
  desk.acceptPaste()
  expect(asked).toEqual(['paste:ls|pwd|', 'line:ls'])
  desk.show(running('ls'))
  desk.answered()
  desk.show(LANE)
  expect(asked).toEqual(['paste:ls|pwd|', 'line:ls', 'line:pwd'])
  expect(paper.text).toBe('# ls\n# pwd\n')
})

it('forgets what it showed when a jump brings a fresh output, and what stood there in the dark', () => {
  const { paper, desk } = open()
  desk.show(LANE)
  desk.keys('half a li')
  desk.show({ ...LANE, state: 'off' })
  expect(paper.text).toBe('')
  desk.keys('x')
  desk.output('# earlier\nout\n', true)
  desk.show(LANE)
  expect(paper.text).toBe('# earlier\nout\n# half a li')
})

it('shows output of a job in the background above the line', () => {
  const { paper, desk } = open()
  desk.show(LANE)
  desk.keys('ls -')
  desk.output('done\n', false)
  expect(paper.text).toBe('done\n# ls -')
})

it('goes through its history', () => {
  const { paper, desk } = open()
  desk.remember(['first', 'second'])
  desk.show(LANE)
  desk.keys('\x1b[A\x1b[A')
  expect(paper.text).toBe('# first')
  desk.keys('\x12sec')
  expect(paper.text).toBe("(reverse-i-search)`s\nec': second")
})

it('asks for the rest of a command, sends it whole, and shows it again from its history', () => {
  const { paper, asked, desk } = open()
  desk.show(LANE)
  desk.keys("echo 'a\r")
  desk.more("echo 'a")
  expect(paper.text).toBe("# echo 'a\n>")
  desk.keys("b'\r")
  expect(asked).toEqual(["line:echo 'a", "line:echo 'a\nb'"])
  desk.answered()
  desk.keys('\x1b[A')
  expect(paper.text).toBe("# echo 'a\n> b'\n# echo 'a\nb'")
  expect(paper.cursor).toBe('3:2')
  // An answer that comes after the prompt turns it.
  desk.keys('\x15{\r')
  vi.advanceTimersByTime(3000)
  desk.more('{')
  expect(paper.text.split('\n').at(-1)).toBe('>')
  desk.keys('\x03')
  // Ctrl-C gives up.
  desk.keys('\x15(\r')
  desk.more('(')
  desk.keys('\x03')
  expect(paper.text.split('\n').at(-1)).toBe('#')
})

it('keeps what is typed while the machine starts for the prompt that comes, and nothing of what is typed without power', () => {
  const { paper, asked, desk } = open(30)
  desk.show({ ...LANE, state: 'off' })
  desk.keys('lost\r')
  desk.starting()
  for (const key of 'docker imagex\x7fs\rsync') desk.keys(key)
  desk.note('-- switched on --')
  expect(asked).toEqual([])
  desk.show(LANE)
  expect(asked).toEqual(['line:docker images'])
  desk.show(running('docker images'))
  desk.answered()
  desk.show(LANE)
  expect(paper.text).toBe('-- switched on --\n# docker images\n# sync')
  // It does not start: then there is nothing to keep it for.
  desk.show({ ...LANE, state: 'off' })
  desk.starting()
  desk.keys('no')
  desk.answered()
  desk.show(LANE)
  expect(paper.text).toContain('# sync')
  expect(desk.text).toBe('sync')
})

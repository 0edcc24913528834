import { expect, it } from 'vitest'
import { codePointCount, displayWidth } from './human.ts'
import { layOutTable } from './tabwriter.ts'

const at = (columnWidthMin: number, width = codePointCount) => (text: string) => layOutTable(text, { columnWidthMin, padding: 3, width })
const ten = at(10)
const twenty = at(20)

it('lays out the examples of the column rules', () => {
  expect(ten('A\tB\n1\t2\n')).toBe('A         B\n1         2\n')
  expect(ten('A\tB\tC\n1\t\t3')).toBe('A         B         C\n1                   3')
  expect(ten('a\tb\tc\nlonglonglonglong\td\ne\tf\tg\n')).toBe(
    'a                  b         c\nlonglonglonglong   d\ne                  f         g\n',
  )
})

it('counts the padding into the minimum', () => {
  const width = (text: string, min: number): number => at(min)(`${text}\tX`).indexOf('X')
  const table: [number, number, number][] = [[7, 10, 20], [9, 12, 20], [16, 19, 20], [17, 20, 20], [18, 21, 21]]
  for (const [length, ten, twenty] of table) {
    expect(width('a'.repeat(length), 10), String(length)).toBe(ten)
    expect(width('a'.repeat(length), 20), String(length)).toBe(twenty)
  }
  expect(table).toHaveLength(5)
})

it('keeps padding before an empty last cell and ends blocks at lines without tabs', () => {
  expect(ten('A\tB\tC\n1\t2\t\n')).toBe('A         B         C\n1         2         \n')
  expect(ten('longer than most\tx\n\ny\tz\n')).toBe('longer than most   x\n\ny         z\n')
  expect(twenty('A\tB\n')).toBe('A                   B\n')
})

it('counts code points or display columns', () => {
  expect(ten('世界\tx')).toBe('世界        x')
  expect(at(10, displayWidth)('世界\tx')).toBe('世界      x')
})

import { describe, expect, it } from 'vitest'
import { parseDockerfile } from './dockerfile.ts'
import { stagesOf } from './instructions.ts'

const read = (...rows: string[]): ReturnType<typeof stagesOf> => stagesOf(parseDockerfile(rows.join('\n')).lines)
const codes = (...rows: string[]): string[] => parseDockerfile(rows.join('\n')).lines.map(({ original }) => original)

describe('lines of a Dockerfile', () => {
  it('joins continued lines and keeps the blanks that begin the next one', () => {
    expect(codes('FROM a', '  run echo a \\', '   b')).toEqual(['FROM a', 'run echo a    b'])
  })

  it('drops comments between continued lines, but not within a line', () => {
    expect(codes('# first', 'RUN a \\', '  # comment', 'b # c')).toEqual(['RUN a b # c'])
  })

  it('warns of an empty line within a continued one', () => {
    expect(parseDockerfile('RUN a \\\n\nb').warnings[0]).toBe('[WARNING]: Empty continuation line found in:\n    RUN a b')
  })

  it('continues with the character of the escape directive only', () => {
    expect(codes('# escape=`', 'RUN a `', 'b \\', 'RUN c')).toEqual(['RUN a b \\', 'RUN c'])
    expect(() => codes('# escape=x', 'RUN a')).toThrow("invalid ESCAPE 'x'. Must be ` or \\")
  })

  it('counts lines as they are in the file', () => {
    expect(parseDockerfile('\n\nFROM a\nRUN b \\\nc\nRUN d').lines.map(({ lineNumber }) => lineNumber)).toEqual([3, 4, 6])
  })

  it('refuses a file of comments', () => {
    expect(() => codes('# only this')).toThrow('file with no instructions')
  })
})

describe('instructions', () => {
  it('tells a list of words from a line for the shell', () => {
    const [stage] = read('FROM a', 'RUN ["x", "y z"]', "RUN ['x']").stages
    expect(stage?.instructions).toMatchObject([{ command: { words: ['x', 'y z'], shell: false } }, { command: { words: ["['x']"], shell: true } }])
    expect(() => read('FROM a', 'RUN ["x", 1]')).toThrow('when using JSON array syntax, arrays must be comprised of strings only')
  })

  it('keeps arguments before the first FROM apart', () => {
    const { metaArgs, stages } = read('ARG A=1', 'FROM $A AS First', 'ARG B', 'FROM first')
    expect(metaArgs).toMatchObject([{ pairs: [{ name: 'A', value: '1' }] }])
    expect(stages).toMatchObject([{ name: 'first', base: '$A', instructions: [{ kind: 'arg' }] }, { name: '', base: 'first' }])
  })

  it('reads flags before the arguments', () => {
    const [stage] = read('FROM a', 'COPY --from=b --chown=1:2 x y/').stages
    expect(stage?.instructions).toMatchObject([{ from: 'b', chown: '1:2', paths: ['x', 'y/'] }])
  })

  it.each([
    ['FROM', 'dockerfile parse error line 1: FROM requires either one or three arguments'],
    ['FROM a AS 1b', 'dockerfile parse error line 1: invalid name for build stage: "1b", name can\'t start with a number or contain symbols'],
    ['FROM a\nFOO x', 'dockerfile parse error line 2: unknown instruction: FOO'],
    ['FROM a\nRUN <<EOF\necho\nEOF', 'dockerfile parse error line 3: unknown instruction: ECHO'],
    ['RUN x', 'no build stage in current context'],
    ['FROM a\nCOPY --bogus a b', 'dockerfile parse error line 2: Unknown flag: bogus'],
    ['FROM a\nCOPY --chown a b', 'dockerfile parse error line 2: Missing a value on flag: chown'],
    ['FROM a\nONBUILD FROM b', "dockerfile parse error line 2: FROM isn't allowed as an ONBUILD trigger"],
    ['FROM a\nSHELL sh', 'dockerfile parse error line 2: SHELL requires the arguments to be in JSON form'],
    ['FROM a\nENV A', 'ENV must have two arguments'],
  ])('refuses %j', (source, message) => {
    expect(() => read(source)).toThrow(message)
  })
})

import { describe, expect, it } from 'vitest'
import { withChanges } from './config-changes.ts'

describe('changes of a configuration', () => {
  it('puts variables of earlier lines into later ones, but not into their own line', () => {
    const { Env, Labels } = withChanges({}, ['ENV A=1 B=$A', 'ENV C="$A-${A}2" D=${X:-none} E=${A:+some}', "LABEL l='$A' m=\\$A"])
    expect(Env).toEqual(['A=1', 'B=', 'C=1-12', 'D=none', 'E=some'])
    expect(Labels).toEqual({ l: '$A', m: '$A' })
  })

  it('replaces a variable in its place', () => {
    expect(withChanges({ Env: ['PATH=/bin', 'A=1'] }, ['ENV PATH=$PATH:/x', 'ENV A all the rest']).Env).toEqual(['PATH=/bin:/x', 'A=all the rest'])
  })

  it('drops the command with a new entry point unless a command was given before', () => {
    expect(withChanges({ Cmd: ['sh'] }, ['ENTRYPOINT ["e"]'])).toMatchObject({ Entrypoint: ['e'], Cmd: null })
    expect(withChanges({ Cmd: ['sh'] }, ['CMD x y', 'ENTRYPOINT e'])).toMatchObject({ Entrypoint: ['/bin/sh', '-c', 'e'], Cmd: ['/bin/sh', '-c', 'x y'] })
  })

  it('joins a relative working directory to the one before', () => {
    expect(withChanges({ WorkingDir: '/a' }, ['WORKDIR b', 'workdir ../c']).WorkingDir).toBe('/a/c')
  })

  it('takes ports with a protocol, ranges and a host part', () => {
    expect(Object.keys(withChanges({}, ['EXPOSE 80 53/udp 8000-8001 9:10']).ExposedPorts ?? {})).toEqual(['10/tcp', '53/udp', '80/tcp', '8000/tcp', '8001/tcp'])
  })

  it('reads comments, continued lines and health checks', () => {
    expect(withChanges({}, ['# nothing', 'CMD a \\', 'b', 'HEALTHCHECK --interval=1m30s --retries=3 CMD true'])).toMatchObject({
      Cmd: ['/bin/sh', '-c', 'a b'], Healthcheck: { Test: ['CMD-SHELL', 'true'], Interval: 90e9, Retries: 3 },
    })
  })

  it('refuses what is no change, before it changes anything', () => {
    const config = { Env: ['A=1'] }
    const refusals: readonly (readonly [change: string, message: string])[] = [
      ['RUN true', 'run is not a valid change command'], ['bogus', 'bogus is not a valid change command'], ['', 'file with no instructions'], ['ENV A', 'ENV must have two arguments'],
      ['LABEL', 'LABEL requires at least one argument'], ['USER', 'USER requires exactly one argument'], ['EXPOSE x', 'Invalid containerPort: x'],
      ['STOPSIGNAL NOPE', 'Invalid signal: NOPE'], ['ONBUILD FROM x', "FROM isn't allowed as an ONBUILD trigger"],
    ]
    for (const [change, message] of refusals) expect(() => withChanges(config, ['ENV A=2', change].slice(change === '' ? 1 : 0)), change).toThrow(message)
    expect(config).toEqual({ Env: ['A=1'] })
  })
})

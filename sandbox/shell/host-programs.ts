import { assert } from '../base/assert.ts'
import { client } from '../cli/part.ts'
import type { Program } from '../machine/process.ts'
import { programs } from '../programs/index.ts'
import { shells } from './part.ts'

/** The shells by the names of their files; `busybox:NAME` is the applet. */
const SHELLS = ['bash', 'sh', 'dash', 'busybox:sh', 'busybox:ash']

/** A shell that is looked up when it is started. */
function behind(name: string): Program {
  return process => {
    const program = shells.content.shellPrograms.get(name)
    assert(program, `there is a shell ${name}`)
    return program(process)
  }
}

/** Everything an executable file of a host or container may turn out to be. */
export function hostPrograms(): ReadonlyMap<string, Program> {
  return new Map<string, Program>([...programs, ...SHELLS.map(name => [name, behind(name)] as const), ['docker', process => client.content.docker(process)]])
}

import { expect, it } from 'vitest'
import { Terminal } from '../sandbox/machine/files.ts'
import { SECOND } from '../sandbox/sched/op.ts'
import { foreground } from '../sandbox/sched/policies/foreground.ts'
import { RandomStream } from '../sandbox/sched/random.ts'
import { ShellSession } from '../sandbox/shell/index.ts'
import { ShellWorld } from './support/shell-world.ts'

it('talks at a terminal: prompts, continuation lines, errors without line numbers', () => {
  const shell = new ShellWorld().atTerminal()
  shell.type('cd /tmp\n')
  shell.type('for i in 1 2\n')
  shell.type('do echo "<$i>"; done\n')
  shell.type('nope\n')
  shell.type(')\n')
  shell.type('echo $?\n')
  expect(shell.screen()).toBe([
    'root@docker-host:~# root@docker-host:/tmp# > <1>', '<2>', 'root@docker-host:/tmp# bash: nope: command not found',
    "root@docker-host:/tmp# bash: syntax error near unexpected token `)'", 'root@docker-host:/tmp# 2', 'root@docker-host:/tmp# ',
  ].join('\n'))
  shell.type('exit 4\n')
  expect(shell.process.exitStatus).toBe(4)
})

it('lets Ctrl-C end the program in the foreground and not the shell', () => {
  const shell = new ShellWorld().atTerminal()
  shell.type('cat; echo not here\n')
  expect(shell.process.task?.ended).toBe(false)
  shell.interrupt()
  shell.type('echo status $?\n')
  expect(shell.screen()).toBe('root@docker-host:~# ^C\nroot@docker-host:~# status 130\nroot@docker-host:~# ')
  shell.interrupt()
  shell.type('echo $?\n')
  expect(shell.screen().endsWith('^C\nroot@docker-host:~# 130\nroot@docker-host:~# ')).toBe(true)
})

it('keeps jobs: starts, lists, kills and waits for them', () => {
  const world = new ShellWorld()
  const session = new ShellSession()
  const line = (text: string): string => {
    let shown = ''
    const terminal = new Terminal(world.scheduler, 'terminal', { columns: 80, rows: 24 }, bytes => {
      shown += new TextDecoder().decode(bytes)
    })
    const process = world.machine.start(undefined, session.program(text), {
      argv: ['bash'], env: new Map([['PATH', '/usr/bin:/bin'], ['HOME', '/root']]), fs: world.machine.fs({ uid: 0, gid: 0 }, '/root'),
      files: new Map([[0, terminal.file], [1, terminal.file], [2, terminal.file]]),
    })
    world.scheduler.run(foreground, () => process.task?.ended ?? false)
    if (process.task?.state === 'failed') throw process.task.error
    return shown.replaceAll('\r', '').replace(/^(\[\d\]) \d+$/gm, '$1 PID')
  }
  expect(line('sleep 100 & sleep 200 &')).toBe('[1] PID\n[2] PID\n')
  expect(line('jobs')).toBe('[1]-  Running                 sleep 100 &\n[2]+  Running                 sleep 200 &\n')
  expect(line('kill %1; wait %1; echo $?')).toBe('[1]-  Terminated              sleep 100\n143\n')
  const moment = session.moment()
  expect(line('x=1; f() { echo f $x; }; alias ll="echo LL"; cd /tmp')).toBe('')
  expect(session.prompt).toBe('root@docker-host:/tmp# ')
  expect(line('f; ll; pwd; nope')).toBe('f 1\nLL\n/tmp\nbash: nope: command not found\n')
  expect(session.status).toBe(127)
  expect([session.isIncomplete('if true'), session.isIncomplete('echo hi'), session.isIncomplete('cat <<E\nx')]).toEqual([true, false, true])
  session.backTo(moment)
  expect(line('echo "[$x]"; pwd')).toBe('[]\n/root\n')
  expect(line('trap "echo bye" EXIT')).toBe('')
  expect(line('exit 3')).toBe('exit\nbye\n')
  expect([session.ended, session.history.at(-1)]).toEqual([true, 'exit 3'])
})

it('streams: the stages of a pipeline work side by side', () => {
  const world = new ShellWorld()
  const { stdout, exit } = world.line('yes | head -n 2; (sleep 1; echo slow) | (read x; echo "got $x"); echo ${PIPESTATUS[@]}')
  expect({ stdout, exit }).toEqual({ stdout: 'y\ny\ngot slow\n0 0\n', exit: 0 })
  expect(world.scheduler.nowTick).toBeGreaterThanOrEqual(SECOND)
  expect(world.scheduler.steps).toBeLessThan(500)
})

it('comes to the same end under any schedule', () => {
  const ends = new Set<string>()
  for (let seed = 0; seed < 60; seed++) {
    const world = new ShellWorld()
    const random = new RandomStream(seed)
    const { process, outcome } = world.start('bash', ['-c', 'x=$(echo a | tr a b | cat); { echo $x; echo c >&2; } 2>f | sort; sleep 0.1 & wait $!; cat f; echo $? ${PIPESTATUS[0]} | while read a b; do echo "$b$a"; done'])
    world.scheduler.run(enabled => enabled[random.below(enabled.length)], () => process.task?.ended ?? false)
    ends.add(JSON.stringify(outcome()))
  }
  expect([...ends]).toEqual([JSON.stringify({ stdout: 'b\nc\n00\n', stderr: '', exit: 0 })])
})

it('leaves no process and no pipe behind', () => {
  const world = new ShellWorld()
  world.line('echo a | cat | (cat; false) | cat > /dev/null; cat <(echo b) <(echo c); x=$(yes | head -n 1); { echo d; } 3>&1 >f; exec 4<f; exec 4<&-')
  world.settle()
  expect([world.machine.processes.size, world.scheduler.tasks.length]).toEqual([0, 0])
})

it('runs a script of a file, of standard input, and one without an interpreter line', () => {
  const world = new ShellWorld()
  const make = world.line('printf "echo \\$0 \\$1 \\$#\\nexit 3\\n" > s; chmod 755 s; ./s x; echo $?; bash s y z; echo $?; sh ./s; . ./s a')
  expect(make).toEqual({ stdout: './s x 1\n3\ns y 2\n3\n./s 0\nbash a 1\n', stderr: '', exit: 3 })
  const { process, outcome } = world.start('bash', [], { stdin: 'read x\nthe next line\necho "[$x]"\ncat\nthe rest\n' })
  world.scheduler.run(foreground, () => process.task?.ended ?? false)
  expect(outcome()).toEqual({ stdout: '[the next line]\nthe rest\n', stderr: '', exit: 0 })
})

it('refuses what goes beyond its limits, and goes on where bash would', () => {
  const run = (line: string) => new ShellWorld().line(line)
  expect(run(`cat ${'x'.repeat(200_000)}`)).toEqual({ stdout: '', stderr: 'bash: line 1: /usr/bin/cat: Argument list too long\n', exit: 126 })
  expect(run(`echo ${'x'.repeat(1 << 20)}`).stdout.length).toBe((1 << 20) + 1)
  expect(run('f() { f; }; f')).toEqual({ stdout: '', stderr: 'environment: line 1: f: maximum function nesting level exceeded (200)\n', exit: 1 })
  expect(run('echo {1..9999999}').stderr).toContain('cannot allocate memory')
  expect(run('x=aaaaaaaa; while :; do x=$x$x; done').stderr).toContain('cannot allocate more than 64 MiB')
  expect(run('echo "./s" > s; chmod 755 s; ./s').stderr).toContain('fork: Resource temporarily unavailable')
})

it('lets others work while a loop computes', () => {
  const world = new ShellWorld()
  const { process } = world.start('bash', ['-c', 'while :; do :; done'])
  let steps = 0
  world.scheduler.run(foreground, () => ++steps > 50)
  expect(process.task?.ended).toBe(false)
  world.machine.signal(process, 'TERM')
  world.settle()
  expect([process.exitStatus, process.endedBy]).toEqual([143, 'TERM'])
})

it('lets the last program of a -c line take the place of the shell, where the real shells do', () => {
  const lines = ['me', 'true; me', 'false || me', '{ true; me; }', 'if true; then me; fi', 'case a in a) me;; esac', 'me > /dev/stdout', 'x=1 me', 'me; true', '! me', 'true | me', 'f() { me; }; f', 'trap "" INT; me', 'for i in 1; do me; done']
  const kept = (shell: string): string[] => lines.filter(line => {
    let first = 0
    const world = new ShellWorld({ extra: { *me(process) {
      yield* process.print(process.pid === first ? 'same' : 'another')
      return 0
    } } })
    const { process, outcome } = world.start(shell, ['-c', line])
    first = process.pid
    world.settle()
    return outcome().stdout === 'same'
  })
  expect(kept('bash')).toEqual(['me', 'true; me', 'false || me', 'x=1 me'])
  expect(kept('sh')).toEqual([])
  expect(kept('busybox:sh')).toEqual(['me', 'true; me', 'false || me', '{ true; me; }', 'if true; then me; fi', 'case a in a) me;; esac', 'me > /dev/stdout', 'x=1 me'])
})

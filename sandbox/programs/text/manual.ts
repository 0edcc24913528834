import type { Program } from '../../machine/process.ts'
import type { ProgramDescription } from '../define-program.ts'
import { describeOptions } from '../options.ts'

/** Lines about programs that bring no description of their own. */
const OTHERS: Readonly<Record<string, string>> = {
  docker: 'The Docker client. `docker --help` lists its commands, `docker COMMAND --help` the options of one.',
  dockerd: 'The Docker daemon. It is a service: `systemctl status docker`, `journalctl -u docker`.',
  sh: 'The shell: quoting, $( ), pipes, redirections, here-documents, if, for, while, case, functions, jobs.',
  echo: 'echo [-neE] [STRING]...: print the arguments, separated by spaces.',
  test: 'test EXPRESSION, [ EXPRESSION ]: conditions on files (-e -f -d -s -L ...), texts (= != -z -n) and numbers (-eq -lt ...).',
  jq: 'jq [-rcSneRsj] FILTER [FILE]...: the language of jq 1.6; jq --help lists the options.',
  expr: 'expr EXPRESSION: | & < <= = != >= > + - * / % : match substr index length ( ).',
  tar: 'Archives: tar -cf A FILES, tar -xf A, tar -tvf A. `tar --help` lists the options.',
}

/** `man`: short texts of our own; real pages are much longer. */
export function manual(descriptions: readonly ProgramDescription[]): Program {
  const known = new Map(descriptions.map(description => [description.name, description]))
  return function* (process) {
    const names = process.argv.slice(1).filter(arg => !/^(-.*|\d)$/.test(arg))
    if (names.length === 0) {
      yield* process.complain("What manual page do you want?\nFor example, try 'man man'.\n")
      return 1
    }
    let status = 0
    for (const name of names) {
      const docker = /^docker-(.+)$/.exec(name)
      const described = known.get(name)
      let page: string | undefined
      if (docker) page = `${heading(name)}This manual is kept with the command: see "docker ${(docker[1] as string).replaceAll('-', ' ')} --help".\nThe Reference part of this site has a page for each command.\n`
      else if (described) page = `${heading(name)}NAME\n       ${name} - ${lowerFirst(described.about)}\n\nSYNOPSIS\n       ${name} ${described.usage}\n\nOPTIONS\n${describeOptions(described.options)}\nThis is a simulated ${described.family} program; what it does not know it refuses.\n`
      else if (name === 'man' || name === 'help') page = `${heading(name)}man NAME shows a short text about a program; help lists what there is.\n`
      else if (OTHERS[name] !== undefined || process.machine.programs.has(name)) page = `${heading(name)}${OTHERS[name] ?? `See "${name} --help".`}\n`
      if (page === undefined) {
        yield* process.complain(`No manual entry for ${name}\n`)
        status = 16
      } else yield* process.print(page)
    }
    return status
  }
}

const lowerFirst = (sentence: string): string => (/^[A-Z][a-z]/.test(sentence) ? (sentence[0] as string).toLowerCase() + sentence.slice(1) : sentence).replace(/\.$/, '')

const heading = (name: string): string => `${`${name.toUpperCase()}(1)`.padEnd(30)}Layerlab\n\n`

/** `help`: what there is to run. */
export const help: Program = function* (process) {
  const names = [...process.machine.programs.keys()].filter(name => !name.includes(':') && /^[a-z]/.test(name)).sort()
  const columns = Math.max(1, Math.floor((process.stdout.terminal?.columns ?? 80) / 16))
  const rows = Math.ceil(names.length / columns)
  let table = ''
  for (let row = 0; row < rows; row++) {
    table += `${Array.from({ length: columns }, (_, i) => names[i * rows + row] ?? '').map(name => name.padEnd(15)).join(' ').trimEnd()}\n`
  }
  yield* process.print(`This machine is simulated. Its programs, besides the shell's own commands:\n\n${table}\nNAME --help tells the options of one, man NAME a little more; docker --help lists docker's commands.\n`)
  return 0
}

/** What is wrong with what few scenarios of a sandbox have: what is expected, and several hosts. */
import { CHECK_NAMES } from '../check/index.ts'
import { isObject, isText, quoted } from './validate.ts'

const HOSTS_MAX = 4
const MODULES_MAX = 100
const HOST_MEMBERS = ['name', 'architecture', 'kernel', 'modules']

/** What is wrong with a list of hosts. */
export function describedHosts(data: unknown, say: (problem: string) => void): void {
  if (!Array.isArray(data) || data.length === 0 || data.length > HOSTS_MAX) return say(`"hosts" is a list of 1 to ${HOSTS_MAX} hosts: [{"name": "host-a"}, {"name": "host-b", "architecture": "arm64", "kernel": "5.4.0-21-generic", "modules": ["overlay"]}]`)
  const names = new Set<unknown>()
  for (const host of data) {
    if (!isObject(host) || !isText(host['name']) || !/^[a-z][a-z0-9-]{0,62}$/.test(host['name'])) {
      say(`${quoted(host)} in "hosts" needs a name of small letters, digits and dashes: {"name": "host-b"}`)
      continue
    }
    const { name, architecture, kernel, modules } = host
    const where = `the host ${quoted(name)}`
    if (names.has(name)) say(`${where} is there twice`)
    names.add(name)
    for (const key of Object.keys(host)) if (!HOST_MEMBERS.includes(key)) say(`${where} has no member ${quoted(key)}; members are ${HOST_MEMBERS.join(', ')}`)
    if (architecture !== undefined && architecture !== 'amd64' && architecture !== 'arm64') say(`${where}: "architecture" is "amd64" or "arm64", not ${quoted(architecture)}`)
    if (kernel !== undefined && !(isText(kernel) && /^\d+\.\d+[\w.+-]{0,60}$/.test(kernel))) say(`${where}: "kernel" is a release such as "5.4.0-21-generic", not ${quoted(kernel)}`)
    if (modules !== undefined && !(Array.isArray(modules) && modules.length <= MODULES_MAX && modules.every(each => isText(each) && /^[a-z0-9_]+$/.test(each)))) say(`${where}: "modules" is a list of names such as "wireguard"`)
  }
}

/** What is wrong with what must hold always, at rest, and sometimes. */
export function expectations(data: unknown, actors: readonly string[], say: (problem: string) => void): void {
  if (!isObject(data)) return say('"expect" is {"always": […], "atRest": […], "sometimes": […]}')
  for (const key of Object.keys(data)) if (!['always', 'atRest', 'sometimes'].includes(key)) say(`"expect" has no member ${quoted(key)}; members are always, atRest, sometimes`)
  for (const key of ['always', 'atRest']) {
    const names = data[key] ?? []
    if (!Array.isArray(names)) say(`"expect.${key}" is a list of checks`)
    else for (const name of names) if (!(CHECK_NAMES as readonly unknown[]).includes(name)) say(`there is no check ${quoted(name)}; checks are ${CHECK_NAMES.join(', ')}`)
  }
  statements(data['sometimes'], actors, '"expect.sometimes"', say)
}

/** What is wrong with a list of statements. */
export function statements(data: unknown, actors: readonly string[], where: string, say: (problem: string) => void): void {
  if (data === undefined) return
  if (!Array.isArray(data)) return say(`${where}: what is expected is a list of statements`)
  for (const statement of data) {
    if (isObject(statement)) {
      const { check, image, reference, listed, actor, is, command } = statement
      if ((CHECK_NAMES as readonly unknown[]).includes(check) && (is === 'kept' || is === 'broken')) continue
      if (isText(image) && (is === 'listed' || is === 'unnamed' || is === 'absent')) continue
      if (isText(reference) && (is === 'resolves' || is === 'dangling' || is === 'absent')) continue
      if (Number.isInteger(listed)) continue
      if (isText(actor) && actors.includes(actor) && Number.isInteger(command) && (command as number) >= 1) continue
    }
    say(`${where}: ${quoted(statement)} is no statement. Write {"check": "every-reference-resolves", "is": "kept"|"broken"}, {"image": "app:1", "is": "listed"|"unnamed"|"absent"}, {"reference": "app:1", "is": "resolves"|"dangling"|"absent"}, {"listed": 2} or {"actor": "loader", "command": 1, "exit": 0}`)
  }
}

import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { installAllParts } from '#sandbox/all-parts'
import { commandFacts, listedCommands } from '#sandbox/command-facts'
import { World } from '#sandbox/scenario/world'
import { flagWords, WORDED_COMMANDS, wordedFlags } from '../content/commands/flag-words.ts'
import { COMMANDS } from '../content/map/commands.ts'

/** The commands of the map by their key in the grammar. */
const KEYS = COMMANDS.map(({ titles }) => titles.en.replace(/`(?:docker )?/g, ''))

it('has a page for every command of the map, in every language', () => {
  expect(KEYS).toHaveLength(33)
  const pages = COMMANDS.flatMap(({ path }) => ['en', 'ru', 'zh'].map(lang => `content/docs/${lang}/${path}.mdx`))
  expect(pages.filter(file => !existsSync(file))).toEqual([])
})

it('can carry out every command of the map', () => {
  const simulated = new Set(listedCommands().filter(command => command.simulated).map(({ key }) => key))
  expect(KEYS.filter(key => !simulated.has(key))).toEqual([])
})

it('has words for every flag of every client, and for no flag that is none', () => {
  expect([...WORDED_COMMANDS].sort()).toEqual([...KEYS].sort())
  const real = KEYS.flatMap(key => (commandFacts(key)?.flags ?? []).map(({ name }) => `${key} --${name}`))
  expect(real.length).toBeGreaterThan(300)
  expect(KEYS.flatMap(key => wordedFlags(key).map(name => `${key} --${name}`)).sort()).toEqual(real.sort())
  for (const key of KEYS) {
    for (const name of wordedFlags(key)) {
      const { ru, zh } = flagWords(key, name) ?? { ru: '', zh: '' }
      // Signs of the own script, but for what consists of names alone.
      expect(/[а-яё]/.test(ru), `${key} --${name} in Russian: ${ru}`).toBe(true)
      expect(/\p{Script=Han}/u.test(zh), `${key} --${name} in Chinese: ${zh}`).toBe(true)
    }
  }
})

/** A value that each kind of flag can have. */
function valueFor(name: string, word: string): string {
  const own: Readonly<Record<string, string>> = {
    'add-host': 'a:1.2.3.4', attach: 'STDOUT', 'blkio-weight-device': '/dev/sda:100', 'device-cgroup-rule': 'c 1:1 r', 'device-read-bps': '/dev/sda:1mb', 'device-read-iops': '/dev/sda:1',
    'device-write-bps': '/dev/sda:1mb', 'device-write-iops': '/dev/sda:1', dns: '1.1.1.1', link: 'a:b', 'mac-address': '92:d0:c6:0a:29:33', mount: 'type=tmpfs,target=/x', network: 'none',
    sysctl: 'net.a=1', ulimit: 'nofile=1', gpus: 'all', restart: 'no', platform: 'linux/amd64', memory: '64m', pull: 'missing', 'ip': '1.2.3.4', ip6: '::1', 'link-local-ip': '1.2.3.4',
  }
  if (own[name] !== undefined) return own[name]
  if (/^(?:u?int\d*|decimal|bytes|float)$/.test(word)) return '100'
  return word === 'duration' ? '1s' : 'x'
}

/** What follows the flags, so that the client gets as far as it can. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  create: 'nope', run: 'nope', build: '/tmp', exec: 'nope true', logs: 'nope', rm: 'nope', start: 'nope', rmi: 'nope', pull: 'nope', push: 'nope', save: 'nope', import: 'nope',
  events: '--until 0s', export: 'nope', commit: 'nope', tag: 'nope nope', inspect: 'nope', history: 'nope', search: 'nope', stop: 'nope', kill: 'nope', diff: 'nope', cp: 'nope:/a b', combine: 'nope',
}
const CLIENTS = ['20.10.24', '28.2.2', '19.03.15', '1.11.2'] as const

it('marks exactly the flags that the program refuses as not simulated', () => {
  installAllParts()
  const world = World.create({})
  let refused = 0
  for (const key of KEYS) {
    for (const { name, word, bar, clients } of commandFacts(key)?.flags ?? []) {
      const client = CLIENTS.find(version => clients.includes(version)) ?? '20.10.24'
      const value = word === '' ? '' : `=${valueFor(name, word)}`
      const { stdout, stderr } = world.run(`LAYERLAB_DOCKER_CLIENT=${client} docker ${key} '--${name}${value}' ${ARGUMENTS[key] ?? ''} < /dev/null`, { label: 'flag' })
      const says = (stdout + stderr).includes(`--${name} is not simulated by Layerlab`)
      const barred = bar?.because === 'not-simulated'
      // A client that finds another reason first has refused all the same.
      const otherwise = /requires API version|is only supported on|has been deprecated/.test(stderr)
      expect(says || (barred && otherwise), `docker ${key} --${name}${value}: ${stderr}`).toBe(barred)
      if (says) refused++
    }
  }
  expect(refused).toBeGreaterThan(100)
})

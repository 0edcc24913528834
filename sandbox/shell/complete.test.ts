import { expect, it } from 'vitest'
import { complete } from './complete.ts'
import type { CompletionProvider } from './complete.ts'

const FILES: Readonly<Record<string, readonly string[]>> = { '.': ['app/', 'app.tar', 'a b.txt', '.hidden', 'run!'], 'app/': ['Dockerfile', 'src/'], '/home/user/': ['notes'] }

const provider: CompletionProvider = {
  commands: () => ['docker', 'dockerd', 'ls'],
  entries: directory => (FILES[directory.replace(/(.)\/$/, '$1/')] ?? []).map(name => ({ name: name.replace(/[/!]$/, ''), directory: name.endsWith('/'), executable: name.endsWith('!') })),
  variables: () => ['HOME', 'HOSTNAME', 'PATH'],
  home: () => '/home/user',
  arguments(words, current) {
    if (words[0] !== 'docker') return undefined
    if (words.length === 1) return [{ text: 'images', note: 'List images' }, { text: 'image' }, { text: 'inspect' }]
    if (current.startsWith('-')) return [{ text: '--format=', ends: false }, { text: '--force' }]
    return words[1] === 'rmi' ? [{ text: 'app:1' }, { text: 'app:2' }] : undefined
  },
}

/** The line after one Tab, the cursor as a bar, then the choices. */
function tab(line: string): string {
  const cursor = line.includes('|') ? line.indexOf('|') : line.length
  const plain = line.replace('|', '')
  const { from, insert, choices } = complete(plain, cursor, provider)
  const after = insert === undefined ? `${plain.slice(0, cursor)}|${plain.slice(cursor)}` : `${plain.slice(0, from)}${insert}|${plain.slice(cursor)}`
  return choices.length > 1 ? `${after} {${choices.map(choice => choice.text).join(',')}}` : after
}

it('completes commands at the beginning of a command', () => {
  expect(tab('dock')).toBe('docker| {docker,dockerd}')
  expect(tab('echo a; l')).toBe('echo a; l| {let,local,ls}')
  expect(tab('x=1 sudo dockerd')).toBe('x=1 sudo dockerd |')
  expect(tab('echo $(histo')).toBe('echo $(history |')
  expect(tab('zzz')).toBe('zzz|')
})

it('completes files with slashes, backslashes and the quotes that were begun', () => {
  expect(tab('cat app')).toBe('cat app| {app.tar,app/}')
  expect(tab('cat app.')).toBe('cat app.tar |')
  expect(tab('cat app/D')).toBe('cat app/Dockerfile |')
  expect(tab('cat app/s')).toBe('cat app/src/|')
  expect(tab('cat a\\ ')).toBe('cat a\\ b.txt |')
  expect(tab('cat "a ')).toBe('cat "a b.txt" |')
  expect(tab("cat 'a ")).toBe("cat 'a b.txt' |")
  expect(tab('cat ~/n')).toBe('cat ~/notes |')
  expect(tab('cat .h')).toBe('cat .hidden |')
  expect(tab('echo a > app.')).toBe('echo a > app.tar |')
})

it('offers directories to cd and programs to a path', () => {
  expect(tab('cd a')).toBe('cd app/|')
  expect(tab('cd app/')).toBe('cd app/src/|')
})

it('completes variables', () => {
  expect(tab('echo $HOM')).toBe('echo $HOME|')
  expect(tab('echo "${HO')).toBe('echo "${HO| {HOME,HOSTNAME}')
})

it('asks the provider for what a command takes', () => {
  expect(tab('docker ima')).toBe('docker image| {image,images}')
  expect(tab('docker ins')).toBe('docker inspect |')
  expect(tab('docker rmi a')).toBe('docker rmi app:| {app:1,app:2}')
  expect(tab('docker rmi app:2')).toBe('docker rmi app:2 |')
  expect(tab('docker inspect --for')).toBe('docker inspect --for| {--force,--format=}')
  expect(tab('docker inspect --form')).toBe('docker inspect --format=|')
  expect(tab('docker load < app.')).toBe('docker load < app.tar |')
  expect(tab('docker rmi app:|x y')).toBe('docker rmi app:|x y {app:1,app:2}')
})

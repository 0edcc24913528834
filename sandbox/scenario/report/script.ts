/** A moment as a shell script for a machine with a real Docker. */
import { concat, utf8 } from '../../base/bytes.ts'
import { codecs, sha256Hex } from '../../base/codecs.ts'
import { fromBase64, toBase64 } from '../../oci/base64.ts'
import { makeArchive } from '../archive.ts'
import type { Uploads } from '../runner.ts'
import type { FileSource } from '../scenario.ts'
import type { Move } from '../schedule.ts'
import { stagesOf } from './account.ts'
import type { Account, Stage, Told } from './account.ts'
import { saidFault } from './words.ts'

/** Larger files are not put into the script: it says which are needed. */
const INLINE_BYTES_MAX = 256 * 1024
const BASE64_COLUMNS = 76

/**
 * A script in parts: after a power cut the next part is asked for by its number. Commands that ran at once are begun
 * together; which goes first is then up to the machine.
 */
export function scriptOf(account: Account, uploads: Uploads): string {
  const { scenario } = account.moment
  const parts: string[][] = [[
    ...Object.entries(scenario.files ?? {}).flatMap(([path, source]) => fileLines(path, source, uploads)),
    ...(scenario.start ?? []),
    ...(scenario.start && scenario.start.length > 0 ? ['sync'] : []),
  ]]
  const add = (...lines: string[]): void => void parts.at(-1)?.push(...lines)
  for (const stage of stagesOf(account)) {
    if (stage.is === 'commands') add(...commandLines(stage))
    else if (stage.move.do === 'power') {
      add(`say ${quoted(`Now ${saidFault(stage.move)}. Pull the plug of this machine (echo b > /proc/sysrq-trigger resets it without a sync), switch it on, and go on with: sh "$0" ${parts.length + 1}`)}`)
      parts.push([])
    } else add(...faultLines(stage.move, uploads))
  }
  const cut = parts.length > 1
  return [
    '#!/bin/sh',
    `# ${scenario.id}, from Layerlab: the same commands for a real Docker (recorded under ${scenario.profile ?? 'docker-20.10'}).`,
    '# It works in the folder layerlab-replay beside it, and on images and containers under their own names:',
    '# run it as root on a machine that may be spoiled.',
    'set -u',
    `say() { printf '%s\\n' "$1" >&2; }`,
    'mkdir -p layerlab-replay && cd layerlab-replay || exit',
    ...(cut ? ['case "${1:-1}" in'] : []),
    ...parts.flatMap((lines, at) => (cut ? [`${at + 1})`, ...lines, ';;'] : lines)),
    ...(cut ? [`*) say 'There are parts 1 to ${parts.length}.'; exit 2 ;;`, 'esac'] : []),
    '',
  ].join('\n')
}

function commandLines({ together }: Extract<Stage, { is: 'commands' }>): string[] {
  const [only] = together
  if (only && together.length === 1) return [only.line]
  const actors = [...new Set(together.map(({ actor }) => actor))]
  const linesOf = (name: string): Told[] => together.filter(({ actor }) => actor === name)
  return [
    '# At the same time. Which of their steps come first is up to the machine: repeat until it happens.',
    ...actors.flatMap(actor => [`( # ${actor}`, ...linesOf(actor).map(({ line }) => line), ') &']),
    'wait',
  ]
}

function faultLines(move: Move, uploads: Uploads): string[] {
  switch (move.do) {
    case 'boot':
      return move.steps === undefined ? [] : [`# ${saidFault(move)}`]
    case 'kill':
      return ['kill -9 "$(pidof dockerd)"']
    case 'start':
      return ['systemctl reset-failed docker; systemctl start docker']
    case 'wait':
      return [`sleep ${move.seconds}`]
    case 'put':
      return [...fileLines(move.name, { upload: move.digest }, uploads), `sync ${quoted(move.name)}`]
    case 'write':
      return fileLines(move.path, { text: move.text }, uploads)
    default:
      return [`# ${saidFault(move).replaceAll('\n', ' ')}`]
  }
}

function fileLines(path: string, source: FileSource, uploads: Uploads): string[] {
  const bytes = 'text' in source ? utf8(source.text) : 'base64' in source ? fromBase64(source.base64) : 'archive' in source ? makeArchive(source.archive) : uploads.get(source.upload)
  const name = quoted(path)
  const slash = path.lastIndexOf('/')
  const folder = slash > 0 ? [`mkdir -p ${quoted(path.slice(0, slash))}`] : []
  if (!bytes || bytes.length > INLINE_BYTES_MAX) {
    const digest = bytes ? `sha256:${sha256Hex(bytes)}` : 'upload' in source ? source.upload : ''
    return [`[ -e ${name} ] || { say ${quoted(`Put the file ${path} (${digest}) into $PWD first.`)}; exit 2; }`]
  }
  const encoded = toBase64(packed(bytes)).match(new RegExp(`.{1,${BASE64_COLUMNS}}`, 'g')) ?? []
  return [...folder, `base64 -d <<'END' | gunzip > ${name}`, ...encoded, 'END']
}

function packed(bytes: Uint8Array): Uint8Array {
  const chunks: Uint8Array[] = []
  codecs().gzip(chunk => chunks.push(chunk.slice())).push(bytes, true)
  return concat(chunks)
}

const quoted = (word: string): string => (/^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)

import { beforeAll, expect, it } from 'vitest'
import { installNodeCodecs } from '../../../sandbox/node/codecs.ts'
import { bench, carryOut, openSession } from '../../../test/support/moments.ts'
import { LOCALES } from '../../i18n/locales.ts'
import { messagesOf } from '../../i18n/messages.ts'
import { wordsFrom } from '../../i18n/words.ts'
import type { Happening } from '../../playground/messages.ts'
import { DATA_ROOT, callOf, describeStep, pathParts, plain, tellStep } from './steps.ts'

let steps: Extract<Happening, { readonly kind: 'step' }>['step'][] = []

beforeAll(() => {
  installNodeCodecs()
  const session = openSession(bench)
  for (const line of ['docker load -i ubuntu.tar', 'docker tag ubuntu:18.04 u:2', 'docker save -o out.tar u:2', 'docker run --rm ubuntu:18.04 echo hi', 'docker rmi u:2', 'docker rmi ubuntu:18.04', 'sync']) carryOut(session, 'A', line, Infinity)
  steps = session.happenings.flatMap(happening => (happening.kind === 'step' ? [happening.step] : []))
})

it('has words for every step of load, tag, save, run and rmi, and no path of the data root in them', () => {
  expect(steps.length).toBeGreaterThan(1000)
  for (const { code, lang } of LOCALES) {
    const words = wordsFrom(messagesOf(code), lang)
    for (const { kind, target } of steps) {
      for (const sentence of [describeStep(kind, target, words), tellStep('A', kind, target, words)]) {
        expect(sentence, `${code} ${kind} ${target}`).not.toMatch(/\{|steps\.|[0-9a-f]{30}/)
        // Directories that only lead somewhere have no name of their own.
        if (!/\/(?:layerdb|sha256|tmp|mounts|metadata|overlay2)$/.test(target)) expect(sentence, `${code} ${kind} ${target}`).not.toContain('image/overlay2')
      }
    }
  }
})

it('says what the steps that matter mean', () => {
  const said = (code: string): Set<string> => new Set(steps.map(({ kind, target }) => describeStep(kind, target, wordsFrom(messagesOf(code), code)).replace(/[0-9a-f]{12}/g, 'ID')))
  const english = said('en')
  for (const sentence of [
    'ask the daemon to load the archive', 'ask the daemon to remove the image', 'ask the daemon to give the image a tag', 'ask the daemon to save the image', 'ask the daemon to create a container',
    'publish the record of layer ID', 'put the new list of names in force', 'put the config of image ID in its place', 'remove the config of image ID', 'mark the record of layer ID as being removed',
    'force the new list of names to disk', 'force the record of the new layer to disk', 'write etc/os-release in the data directory ID', 'take the lock images', 'leave the lock imagedb', 'take the lock references for reading',
    'start the process of container ID', 'force everything to disk',
  ]) expect(english, sentence).toContain(sentence)
  expect(said('ru')).toContain('опубликовать запись о слое ID')
  expect(said('zh')).toContain('发布镜像层 ID 的记录')
})

it('shows the call itself, short and harmless', () => {
  const id = 'a'.repeat(64)
  expect(callOf('unlink', `${DATA_ROOT}/image/overlay2/imagedb/content/sha256/${id}`)).toBe('unlink image/overlay2/imagedb/content/sha256/aaaaaaaaaaaa…')
  expect(callOf('rename', `${DATA_ROOT}/overlay2/x -> ${DATA_ROOT}/overlay2/y`)).toBe('rename overlay2/x → overlay2/y')
  expect(callOf('sync', '')).toBe('sync')
  expect(pathParts(`overlay2/${id}/diff/etc/passwd`)).toEqual(['overlay2/', 'aaaaaaaaaaaa…/', 'diff/', 'etc/', 'passwd'])
  expect(plain('a\u001b[31m\u202eb')).toBe('a\ufffd[31m\ufffdb')
})

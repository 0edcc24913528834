import { expect, it } from 'vitest'
import { languageOf } from './language.ts'

it('knows a file by its name, and what has no ending by what it holds', () => {
  const names = ['/root/Dockerfile', 'build/Dockerfile.test', 'a.json', 'compose.yml', 'run.sh', 'scenarios/first.ts', 'README.md', '/root/note']
  expect(names.map(name => languageOf(name, ''))).toEqual(['dockerfile', 'dockerfile', 'json', 'yaml', 'shell', 'typescript', 'plaintext', 'plaintext'])
  expect(languageOf('/root/start', '#!/bin/sh\necho\n')).toBe('shell')
  expect(languageOf(`/var/lib/docker/image/overlay2/imagedb/content/sha256/${'a'.repeat(64)}`, '{"os":"linux"}')).toBe('json')
  expect(languageOf('a'.repeat(64), 'text')).toBe('plaintext')
})

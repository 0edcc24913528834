import { beforeAll, expect, it } from 'vitest'
import { installNodeCodecs } from '../sandbox/node/codecs.ts'
import { World } from '../sandbox/scenario/world.ts'
import { stopwatch } from './golden/case.ts'
import { fixture } from './support/fixtures.ts'

beforeAll(installNodeCodecs)

it('builds a Dockerfile of five instructions from the cache in less than 100 ms of the processor', () => {
  const world = World.create()
  world.scheduler.tracing = false
  const put = (name: string, bytes: Uint8Array): void => world.putFile(`/root/app/${name}`, bytes, { mode: 0o644, uid: 0, mtime: 1584732022 })
  put('../base.tar', fixture('base.tar'))
  world.run('mkdir app')
  put('Dockerfile', new TextEncoder().encode('FROM base:v1\nENV A=b\nCOPY Dockerfile /there\nRUN echo hello > /hello\nCMD ["sh"]\n'))
  expect(world.run('docker load -qi base.tar && docker build -t app app').exit).toBe(0)
  const times = Array.from({ length: 9 }, () => {
    const watch = stopwatch()
    const { stdout } = world.run('docker build -t app app')
    expect(stdout.match(/---> Using cache/g)).toHaveLength(4)
    return watch()
  })
  const [fastest] = times.sort((a, b) => a - b)
  expect(fastest).toBeLessThan(100)
})

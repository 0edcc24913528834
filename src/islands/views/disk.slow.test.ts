import { beforeAll, expect, it } from 'vitest'
import { DiskFile } from '../../../sandbox/scenario/disk-file.ts'
import { installNodeCodecs } from '../../../sandbox/node/codecs.ts'
import { bench, openSession, stateOf } from '../../../test/support/moments.ts'

beforeAll(installNodeCodecs)

it('promises of each file what a cut then really leaves', () => {
  const session = openSession({ ...bench, start: ['docker load -i hello.tar'] })
  session.type('A', 'docker load -i ubuntu.tar')
  session.type('B', 'docker rmi hello-world')
  const rounds = [['A', 7], ['A', 200], ['B', 30], ['A', 60], ['B', 40], ['A', Infinity], ['B', Infinity], ['wait', 2], ['wait', 4], ['wait', 27], ['wait', 3]] as const
  let compared = 0
  for (const [who, count] of rounds) {
    if (who === 'wait') session.event(`!wait=${count}`)
    else session.step(who, count)
    const promised = new Map(stateOf(session).store.files.filter(({ type }) => type === 'file').map(file => [file.path, file.cutBytes]))
    const contents = new Map([...promised.keys()].map(path => [path, new DiskFile(session.world, `/var/lib/docker/${path}`).durable()]))
    const here = session.position
    session.cut('none')
    const left = new Map(stateOf(session).store.files.filter(({ type }) => type === 'file').map(file => [file.path, file.sizeBytes]))
    for (const [path, bytes] of promised) expect(left.get(path), `${here} ${path}`).toBe(bytes)
    for (const [path, bytes] of contents) expect(new DiskFile(session.world, `/var/lib/docker/${path}`).seen(), `${here} ${path}`).toEqual(bytes)
    compared += promised.size
    session.go(here)
  }
  expect(compared).toBeGreaterThan(300)
})

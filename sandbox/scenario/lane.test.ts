import { beforeAll, expect, it } from 'vitest'
import { installNodeCodecs } from '../node/codecs.ts'
import { playReplay } from './replay.ts'
import { defineScenario } from './scenario.ts'

beforeAll(installNodeCodecs)

it('keeps the directory of a script from line to line, not that of the programs it runs', () => {
  const scenario = defineScenario({ id: 'directories', actors: { one: ['mkdir a b; cd b', 'tar cf ../x.tar -C ../a .', 'pwd'] }, replays: { all: { schedule: ['one'] } } })
  const { end } = playReplay(scenario, 'all')
  expect(end.commands['one']?.map(({ exit }) => exit)).toEqual([0, 0, 0])
  expect(end.commands['one']?.at(-1)?.stdout).toBe('/root/b\n')
})

it('lets what an ended actor left running go on when somebody else asks for it', () => {
  const scenario = defineScenario({
    id: 'left-running', files: { 'app.tar': { archive: [{ tags: ['app:1'], command: ['/bin/sleep', '1000'], layers: [{ 'bin/busybox': { program: 'busybox' }, 'bin/sleep': { link: 'busybox' } }] }] } },
    start: ['docker load -i app.tar'], actors: { one: ['docker run -d --name job app:1'], two: ['docker rm -f job', 'docker ps -aq'] }, replays: { all: { schedule: ['one', 'two'] } },
  })
  const { end } = playReplay(scenario, 'all')
  expect(end.commands['two']).toMatchObject([{ exit: 0, stdout: 'job\n' }, { exit: 0, stdout: '' }])
})

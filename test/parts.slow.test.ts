import { beforeAll, expect, it } from 'vitest'
import { defineScenario } from '#sandbox/scenario'
import { isInstalled, lines } from '#sandbox'
import type { PartName } from '#sandbox'
import { installBrowserCodecs } from '../src/playground/codecs.ts'
import { playReplay } from '../sandbox/scenario/replay.ts'
import { loadOnDemand } from './support/load-on-demand.ts'

// A browser's codecs, on purpose: those of Node bring all parts with them.
beforeAll(installBrowserCodecs)

const files = { 'app.tar': { archive: [{ tags: ['app:1'], command: ['/bin/cat', '/message'], layers: [{ 'bin/cat': { program: 'cat' }, message: 'hello\n' }] }] } }

/** Lines of many kinds; the scan of words cannot know all that they need. */
const LINES = [
  'docker load -qi app.tar', 'docker images', 'x=ls; $x -l /root | wc -l', 'docker run --name one app:1', "docker ps -a --format '{{.Names}} {{json .Image}}'",
  'for i in 1 2 3; do echo $((i * 2)); done', 'docker save app:1 | tar -tf - | sort', 'docker inspect -f "{{.Id}}" app:1', 'docker rmi app:1; docker image --help | head -3',
  "printf '%s\\n' a b | sed 's/a/x/' | awk '{print $1}'", 'mkdir d && cp app.tar d && gzip d/app.tar && docker load -i d/app.tar.gz', 'docker rm one; docker rmi -f app:1',
]

const scenario = defineScenario({ id: 'parts', files, actors: { a: LINES }, replays: { all: { schedule: ['a'] } } })

it('does the same steps whether a part was there or came when it was missed', async () => {
  const loaded: PartName[] = []
  expect(isInstalled('grammar')).toBe(false)
  const here = (): [string, string] => {
    const { end } = playReplay(scenario, 'all')
    return [end.traceDigest, end.endDigest]
  }
  // First only the parts that are missed, one after the other.
  const onDemand = await loadOnDemand(here, loaded)
  expect(loaded.length).toBeGreaterThan(8)
  expect(isInstalled('jq')).toBe(false)
  const { installAllParts } = await import('../sandbox/all-parts.ts')
  installAllParts()
  expect(here()).toEqual(onDemand)
  // What is loaded beforehand is most of what is missed.
  const guessed: readonly PartName[] = ['links', ...lines.content.partsForScenario(scenario)]
  expect(loaded.filter(part => !guessed.includes(part))).toEqual([])
})

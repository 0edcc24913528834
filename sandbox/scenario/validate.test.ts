import { expect, it } from 'vitest'
import '../all-parts.ts'
import { defineScenario } from './scenario.ts'
import { parseSchedule, printSchedule } from './schedule.ts'
import { ScenarioError, validateScenario } from './validate.ts'

const good = defineScenario({ id: 'tag-moves', actors: { deployer: ['docker images'] }, replays: { alone: { schedule: ['deployer'] } } })

function problemsOf(data: unknown): readonly string[] {
  try {
    validateScenario(data)
  } catch (error) {
    if (error instanceof ScenarioError) return error.problems
    throw error
  }
  return []
}

it('takes a scenario as it is', () => {
  expect(problemsOf(good)).toEqual([])
})

it.each([
  ['a list', [], /a scenario is an object/],
  ['an unknown member', { ...good, actorz: {} }, /"actorz" is no member/],
  ['a bad id', { ...good, id: 'Tag moves' }, /"id" is a name of small letters/],
  ['a profile that is not there', { ...good, profile: 'docker-1' }, /there is no such profile/],
  ['a disk that is not there', { ...good, disk: { model: 'fat' } }, /"disk" is \{"model": "ext4"\}/],
  ['a file from nowhere', { ...good, files: { 'a.tar': { url: 'x' } } }, /the file "a.tar" comes from one of/],
  ['a path that leads out', { ...good, files: { '../a.tar': { text: 'x' } } }, /path without \.\./],
  ['actors that are no lists', { ...good, actors: { deployer: 'docker images' } }, /is a list of lines/],
  ['no replay', { ...good, replays: {} }, /"replays" has at least one/],
  ['a misspelt actor', { ...good, replays: { alone: { schedule: ['deploier'] } } }, /there is no actor "deploier"; actors are deployer/],
  ['a point that is not there', { ...good, replays: { alone: { schedule: [['deployer', 'middle']] } } }, /there is no point "middle"/],
  ['a fault that is not there', { ...good, replays: { alone: { schedule: ['!fire'] } } }, /there is no such fault/],
  ['a registry of a new kind', { ...good, registry: { mirrors: [] } }, /"registry" has no member "mirrors"/],
  ['a registry that is a list', { ...good, registry: ['nginx'] }, /"registry" is \{\} for the whole catalogue/],
  ['an image without a tag', { ...good, registry: { catalogue: ['nginx'] } }, /names with tags, such as "nginx:1.14.0"/],
  ['an image that is none', { ...good, registry: { images: [{ tags: 'app:1' }] } }, /is no image: write/],
  ['a registry that stands still', { ...good, registry: { bytesPerSecond: 0 } }, /whole number from 1 on/],
  ['a registry with an unknown fault', { ...good, registry: { fault: 'lazy' } }, /one of ok, slow/],
  ['a check that is not there', { ...good, expect: { always: ['all-is-well'] } }, /there is no check "all-is-well"/],
  ['a statement about nothing', { ...good, expect: { sometimes: [{ sky: 'blue' }] } }, /is no statement/],
])('says what is wrong with %s', (_what, data, sentence) => {
  expect(problemsOf(data).join('\n')).toMatch(sentence)
})

it('does not compile with an actor that is not there', () => {
  // @ts-expect-error deploier is no actor
  const bad = defineScenario({ id: 'x', actors: { deployer: [] }, replays: { alone: { schedule: ['deploier'] } } })
  // @ts-expect-error nobody named this point
  const worse = defineScenario({ id: 'x', actors: { deployer: [] }, replays: { alone: { schedule: [['deployer', 'middle']] } } })
  expect(problemsOf(bad)).not.toEqual([])
  expect(problemsOf(worse)).not.toEqual([])
})

it('prints a schedule as the line it was read from', () => {
  const line = 'deployer*12 cleaner deployer:before-tag !power=seed:3 !boot !wait=5 !look=middle !kill !start !power=none !boot=12 !power=keep:9:3+4 !boot@host-b !power=keep:9::0+17'
  expect(printSchedule(parseSchedule(line))).toBe(line)
  expect(() => parseSchedule('!boot=soon')).toThrow('!boot=STEPS')
})

it.each(['deployer*', '*3', '!power=some', '!wait=soon', '!look=', '!boot=soon', '!kill=1', 'de ployer:'])('refuses %j as a schedule', line => {
  expect(() => parseSchedule(line)).toThrow(/write|what survives|there is no|takes no value/i)
})

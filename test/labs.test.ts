/** Every lab of the repository is data that fits the map and the words; that its ways lead there is in the slow tests. */
import { expect, it } from 'vitest'
import { PAGES } from '../content/map.ts'
import { STATE_WORDS, SUBJECT_WORDS } from '../sandbox/lab/gap.ts'
import { LAB_KINDS, LAB_LEVELS, settingsOf } from '../sandbox/scenario/lab.ts'
import { PROFILE_NAMES } from '../sandbox/scenario/profiles.ts'
import { messagesOf } from '../src/i18n/messages.ts'
import { labsIn } from './support/labs.ts'

const labs = await labsIn('content')
const UNITS = { commands: 'c', switches: 's', cuts: 'p', answers: 'a' }

it('finds labs of every kind, from first steps to hard ones', () => {
  expect(labs.length).toBeGreaterThanOrEqual(12)
  expect([...new Set(labs.map(({ lab }) => lab.kind))].sort()).toEqual(['build', 'cut', 'detective', 'guided', 'predict', 'race', 'repair', 'review'])
  expect(new Set(labs.map(({ lab }) => lab.level)).size).toBe(3)
})

it('says of each lab in the map what its data says', () => {
  const inMap = labs.map(({ lab: { id } }) => [id, PAGES.find(({ path }) => path === `labs/${id}`)?.lab])
  expect(inMap).toEqual(labs.map(({ lab: { id, kind, par } }) => [id, { kind, par: `${par.count}${UNITS[par.unit]}` }]))
})

it('has words for everything that a judge can say', () => {
  const stems = new Set(Object.keys(messagesOf('en')).map(key => key.replace(/\.(?:one|few|many|other)$/, '')))
  expect([...STATE_WORDS, ...SUBJECT_WORDS].filter(key => !stems.has(key))).toEqual([])
})

it.each(labs.map(known => [known.lab.id, known] as const))('%s is plain data, named like its file', (id, { lab, scenario, file }) => {
  expect(`${id}.ts`).toBe(file)
  expect(JSON.parse(JSON.stringify(lab))).toEqual(lab)
  expect(LAB_KINDS).toContain(lab.kind)
  expect(LAB_LEVELS).toContain(lab.level)
  expect(scenario.replays, 'what is offered').toHaveProperty(lab.offers)
  expect(new Set(lab.tasks.map(task => task.id)).size).toBe(lab.tasks.length)
  const { profiles, models } = settingsOf(lab, scenario)
  expect(PROFILE_NAMES).toEqual(expect.arrayContaining([...profiles]))
  expect([new Set(profiles).size, new Set(models).size], 'each once').toEqual([profiles.length, models.length])
})

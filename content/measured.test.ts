import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { numbersOf } from '../src/content-runs/numbers.ts'
import { projectSources } from '../src/content-runs/sources.ts'

const sources = projectSources()
const files = readdirSync('content/measured').map((name) => name.replace(/\.ts$/, '')).filter((name) => name !== 'measurement')

it.each(files)('computes %s from recordings, or says that they were not kept', async (file) => {
  const measurement = await sources.measurement(file)
  expect(measurement).toBeDefined()
  if (!measurement) return
  expect(measurement.from.length > 0 || (measurement.unrecorded ?? '') !== '').toBe(true)
  for (const [name, value] of Object.entries(numbersOf(measurement, sources))) expect(Number.isFinite(value), name).toBe(true)
})

it('counts what two commands did together', async () => {
  const measurement = await sources.measurement('load-rmi')
  const numbers = measurement && numbersOf(measurement, sources)
  expect(numbers).toEqual({ rounds: 141, 'removal-first': 96, 'load-first': 40, 'stepped-back': 3, 'put-back': 1, lost: 1, 'layer-left': 1 })
})

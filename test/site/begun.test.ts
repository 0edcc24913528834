import { expect, it } from 'vitest'
import { LOCALES } from '../../src/i18n/locales.ts'
import { SandboxReader } from './sandbox-reader.ts'

it.each(LOCALES)('opens the home page in $name where its poster stands', async ({ code }) => {
  const reader = await SandboxReader.arrive(`/${code}/`)
  const past = (await reader.plate.locator('pre.past').innerText()).trimEnd()
  expect(past).toContain('Loaded image: ubuntu:18.04')
  const poster = await reader.position()
  expect(poster.at).toBeGreaterThan(100)
  await reader.wake()
  await expect.poll(async () => await reader.text()).toContain('Loaded image: ubuntu:18.04')
  expect(await reader.position()).toEqual(poster)
  expect(await reader.type('docker rmi ubuntu:18.04')).toContain('Untagged: ubuntu:18.04')
  expect(reader.complaints).toEqual([])
  await reader.close()
})

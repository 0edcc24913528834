import { expect, it } from 'vitest'
import { SandboxReader } from './sandbox-reader.ts'

const DOCKERFILE = ['FROM busybox', 'WORKDIR /app', 'COPY Dockerfile .', 'RUN echo built > /app/when', 'CMD ["cat", "/app/when"]']
/** The bar for a build whose steps are all in the cache, in real time from Enter to its last line. */
const CACHED_MS = 100

it('builds what a reader types, and takes every step from the cache the second time', async () => {
  const reader = await SandboxReader.open('/en/tools/playground/')
  // A here-document is typed line by line: the shell asks for more with `> `.
  const before = await reader.transcript().count()
  await reader.plate.locator('.xterm-helper-textarea').filter({ visible: true }).first().focus()
  for (const line of ["cat > Dockerfile <<'END'", ...DOCKERFILE, 'END']) {
    await reader.page.keyboard.type(line)
    await reader.page.keyboard.press('Enter')
    if (line !== 'END') await expect.poll(async () => (await reader.text()).trimEnd().split('\n').at(-1)?.trim()).toBe('>')
  }
  await expect.poll(() => reader.transcript().count()).toBeGreaterThan(before)
  expect(await reader.type('cat Dockerfile')).toContain(DOCKERFILE.join('\n'))
  const first = await reader.type('docker build -t mine .')
  expect(first).toContain('Step 5/5 : CMD ["cat", "/app/when"]')
  expect(first).toContain('Successfully tagged mine:latest')
  expect(first).not.toContain('Using cache')
  expect(await reader.type('docker run --rm mine')).toContain('built')
  const times: number[] = []
  for (let round = 0; round < 5; round++) {
    await reader.page.evaluate((label) => {
      const entries = document.querySelector(`layerlab-run section[aria-label="${label}"]`)!
      let begun = 0
      addEventListener('keydown', event => event.key === 'Enter' && (begun = performance.now()), { capture: true })
      new MutationObserver((_, observer) => {
        ;(window as { took?: number }).took = performance.now() - begun
        observer.disconnect()
      }).observe(entries, { childList: true })
    }, reader.words('terminal.transcript'))
    const again = await reader.type('docker build -t mine .')
    expect(again.match(/Using cache/g)).toHaveLength(4)
    times.push(await reader.page.evaluate(() => (window as { took?: number }).took ?? Infinity))
  }
  const median = [...times].sort((a, b) => a - b)[2] ?? Infinity
  console.log(`a cached build of five steps: ${median.toFixed(0)} ms (bar: ${CACHED_MS})`)
  // The best of five: a machine that does other things besides must not decide.
  expect(Math.min(...times)).toBeLessThan(CACHED_MS)
  expect(reader.complaints).toEqual([])
  await reader.close()
})

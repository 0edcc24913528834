import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

const FIXTURES = 'test/recordings/fixtures'
const folder = mkdtempSync(join(tmpdir(), 'layerlab-doctor-'))
afterAll(() => rmSync(folder, { recursive: true }))

function layerlab(...args: string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(process.execPath, ['sandbox/node/layerlab.mjs', ...args], { encoding: 'utf8' })
}

/** A store with two images as a folder, and as what `tar` makes of it. */
beforeAll(() => {
  for (const name of ['base.tar', 'app-a.tar.gz', 'hello.tar']) cpSync(join(FIXTURES, name), join(folder, name))
  const { status, stderr } = layerlab('--mount', folder, 'docker load -qi base.tar && docker load -qi app-a.tar.gz && docker load -qi hello.tar && mkdir store && tar -C /var/lib/docker -cf store.tar image overlay2 containers && tar -C store -xf store.tar')
  expect(stderr).toBe('')
  expect(status).toBe(0)
})

interface Said {
  readonly started: boolean
  readonly images: number
  readonly findings: readonly { readonly check: string; readonly claim: string; readonly found: string }[]
  readonly tried: readonly { readonly lines: readonly string[]; readonly started: boolean; readonly left: readonly unknown[] }[]
}

/** A copy of the store's folder. */
function copy(name: string): string {
  const to = join(folder, name)
  cpSync(join(folder, 'store'), to, { recursive: true, verbatimSymlinks: true })
  return to
}

const said = (path: string): Said => JSON.parse(layerlab('doctor', path, '--json').stdout) as Said

it('finds nothing in a whole store, in a folder, a tar, or a tar of the folder above', () => {
  const above = join(folder, 'above')
  mkdirSync(above)
  cpSync(join(folder, 'store'), join(above, 'docker'), { recursive: true, verbatimSymlinks: true })
  for (const path of [join(folder, 'store'), join(folder, 'store.tar'), above]) {
    const { status, stdout } = layerlab('doctor', path)
    expect(stdout).toContain('3 images')
    expect(stdout).toContain('all checks hold')
    expect(status).toBe(0)
  }
})

it('finds a layer without data, which a restart does not heal, and removing the image does', () => {
  const store = copy('lost-data')
  const { RootFS: _, ...names } = JSON.parse(readFileSync(join(store, 'image/overlay2/repositories.json'), 'utf8')) as { RootFS?: unknown; Repositories: Record<string, unknown> }
  expect(Object.keys(names.Repositories)).toContain('hello-world')
  const layers = readdirSync(join(store, 'image/overlay2/layerdb/sha256'))
  const layer = layers.map(chain => ({ chain, cache: readFileSync(join(store, 'image/overlay2/layerdb/sha256', chain, 'cache-id'), 'utf8') })).find(({ cache }) => !existsSync(join(store, 'overlay2', cache, 'lower')))
  rmSync(join(store, 'overlay2', layer?.cache ?? 'none', 'diff'), { recursive: true })
  const { findings, tried } = said(store)
  expect(findings.map(({ check }) => check)).toEqual(expect.arrayContaining(['every-layer-record-has-its-data', 'a-listed-image-runs']))
  expect(findings.some(({ claim }) => claim.includes(layer?.chain ?? 'none'))).toBe(true)
  expect(tried[0]).toMatchObject({ lines: ['systemctl restart docker'] })
  expect(tried[0]?.left).toHaveLength(findings.length)
  expect(tried.at(-1)?.left).toEqual([])
  expect(tried.at(-1)?.lines[0]).toMatch(/^docker rmi -f /)
  // The original was only read.
  expect(said(store).findings).toEqual(findings)
})

it('finds a name without an image', () => {
  const store = copy('dangling')
  const file = join(store, 'image/overlay2/repositories.json')
  const names = JSON.parse(readFileSync(file, 'utf8')) as { Repositories: Record<string, Record<string, string>> }
  names.Repositories['gone'] = { 'gone:1': `sha256:${'a'.repeat(64)}` }
  writeFileSync(file, JSON.stringify(names))
  const { findings, tried } = said(store)
  expect(findings).toHaveLength(1)
  expect(findings[0]).toMatchObject({ check: 'every-reference-resolves' })
  expect(findings[0]?.claim).toContain('gone:1')
  expect(tried.at(-1)?.left).toEqual([])
})

it('says why the daemon does not start, and what helps', () => {
  const store = copy('empty-names')
  writeFileSync(join(store, 'image/overlay2/repositories.json'), '')
  const { status, stdout } = layerlab('doctor', store)
  expect(status).toBe(1)
  expect(stdout).toMatch(/docker does not start: .*EOF/)
  const { started, tried } = said(store)
  expect(started).toBe(false)
  expect(tried).toHaveLength(1)
  expect(tried[0]).toMatchObject({ started: true })
})

it('tells records from contents when only records were copied', () => {
  const store = copy('records')
  rmSync(join(store, 'overlay2'), { recursive: true })
  const { status, stdout } = layerlab('doctor', store)
  expect(stdout).toContain('overlay2 is not in it')
  expect(stdout).toContain('all checks hold')
  expect(status).toBe(0)
})

it('refuses what is no data root', () => {
  expect(layerlab('doctor', join(folder, 'base.tar'))).toMatchObject({ status: 2, stderr: expect.stringContaining('holds no image/overlay2') as string })
  expect(layerlab('doctor', FIXTURES)).toMatchObject({ status: 2, stderr: expect.stringContaining('holds no image/overlay2') as string })
  expect(layerlab('doctor', join(folder, 'nowhere'))).toMatchObject({ status: 2, stderr: expect.stringContaining('there is no such file') as string })
  expect(layerlab('doctor')).toMatchObject({ status: 2 })
})

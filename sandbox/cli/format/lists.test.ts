import { expect, it } from 'vitest'
import '../../all-parts.ts'
import type { ContainerSummary, DiskUsage, ImageSummary } from '../../engine/api.ts'
import { showContainers, showPorts, tryContainersFormat } from './containers.ts'
import { showDiskUsage } from './disk-usage.ts'
import { showHistory } from './history.ts'
import { showImages } from './images.ts'
import { showPrune, showRemoved } from './prune.ts'
import { showSearch } from './search.ts'

const NOW = 1795219593
const HEX = 'a172cedcae47474b615c54d510a5d84a8dea3032e958587430b413538be3f333'
const image = (over: Partial<ImageSummary>): ImageSummary => ({
  Containers: -1, Created: NOW - 300, Id: `sha256:${HEX}`, Labels: null, ParentId: '', RepoDigests: null, RepoTags: ['app:1'], SharedSize: -1, Size: 999999, VirtualSize: 999999, ...over,
})
const container = (over: Partial<ContainerSummary>): ContainerSummary => ({
  Id: HEX, Names: ['/web'], Image: 'app:1', ImageID: `sha256:${'b'.repeat(64)}`, Command: 'sleep 1000', Created: NOW - 120, Ports: [], Labels: {}, State: 'running', Status: 'Up 2 minutes',
  HostConfig: {}, NetworkSettings: { Networks: {} }, Mounts: [], ...over,
})
const images = (rows: ImageSummary[], options: Partial<Parameters<typeof showImages>[1]> = {}, client: Parameters<typeof showImages>[2] = '20.10.24') =>
  showImages(rows, { quiet: false, noTrunc: false, digests: false, now: NOW, ...options }, client)

it('lists images in the columns of each client', () => {
  expect(images([image({})]).stdout).toBe('REPOSITORY   TAG       IMAGE ID       CREATED         SIZE\napp          1         a172cedcae47   5 minutes ago   1e+03kB\n')
  expect(images([image({})], {}, '19.03.15').stdout).toBe(
    'REPOSITORY          TAG                 IMAGE ID            CREATED             SIZE\napp                 1                   a172cedcae47        5 minutes ago       1e+03kB\n',
  )
  expect(images([]).stdout).toBe('REPOSITORY   TAG       IMAGE ID   CREATED   SIZE\n')
  expect(images([], { format: '{{.ID}}' }).stdout).toBe('')
  expect(images([image({})], { format: '' }).stdout).toBe(images([image({})]).stdout)
})

it('groups tags and digests by repository', () => {
  const digest = `sha256:${'c'.repeat(64)}`
  const rows = [image({ RepoTags: ['app:1', 'docker.io/library/app:2', 'other:1'], RepoDigests: [`app@${digest}`, `alone@${digest}`] })]
  const format = '{{.Repository}} {{.Tag}} {{.Digest}}'
  expect(images(rows, { format: '{{.Repository}}:{{.Tag}}' }).stdout).toBe('app:1\napp:2\nother:1\nalone:<none>\n')
  expect(images(rows, { format, digests: true }).stdout).toBe(`app 1 ${digest}\napp 2 ${digest}\nother 1 <none>\nalone <none> ${digest}\n`)
  expect(images(rows, { format }).stdout).toBe(`app 1 ${digest}\napp 2 ${digest}\nother 1 <none>\nalone <none> \n`)
  expect(images([image({ RepoTags: [], RepoDigests: [] }), image({ RepoTags: ['<none>:<none>'], RepoDigests: ['<none>@<none>'] })], { format }).stdout).toBe('<none> <none> <none>\n<none> <none> <none>\n')
})

it('prints nothing but the error when a row fails', () => {
  const error = 'template parsing error: template: :1:8: executing "" at <.Nope>: can\'t evaluate field Nope in type *formatter.imageContext\n'
  expect(images([image({})], { format: 'aaaaaa{{.Nope}}' })).toEqual({ stdout: '', stderr: error, exit: 1 })
  expect(images([image({})], { format: 'aaaaaa{{.Nope}}' }, '19.03.15').stderr).toBe(`T${error.slice(1)}\n`)
  expect(images([image({})], { format: '{{"\\n"}}' }).stderr).toBe('template parsing error: template: :1: unterminated quoted string\n')
})

it('makes headers of titles, which string functions leave alone', () => {
  expect(images([], { format: 'table {{upper .Repository}}\\t{{len .Tag}}\\t{{.Nope}}\\t{{.Label "a.b-c_d"}}' }).stdout).toBe('REPOSITORY   3         <no value>   b c d\n')
})

it('shows history for people and for programs', () => {
  const items = [
    { Comment: '', Created: NOW - 300, CreatedBy: '/bin/sh -c #(nop)\tCMD ["x"] and a very long line of words', Id: `sha256:${HEX}`, Size: 1500, Tags: ['app:1'] },
    { Comment: 'c', Created: 0, CreatedBy: '', Id: '<missing>', Size: 0, Tags: null },
  ]
  const options = { quiet: false, noTrunc: false, human: true, now: NOW }
  expect(showHistory(items, options, '20.10.24').stdout).toBe(
    'IMAGE          CREATED         CREATED BY                                      SIZE      COMMENT\n' +
      'a172cedcae47   5 minutes ago   /bin/sh -c #(nop) CMD ["x"] and a very long …   1.5kB     \n' +
      '<missing>      56 years ago                                                    0B        c\n',
  )
  expect(showHistory(items, { ...options, format: '{{.CreatedSince}}' }, '28.2.2').stdout).toBe('5 minutes ago\nN/A\n')
  expect(showHistory(items, { ...options, human: false, format: '{{.CreatedSince}} {{.Size}}' }, '28.2.2').stdout).toBe('2026-11-21T00:01:33Z 1500\n1970-01-01T00:00:00Z 0\n')
  expect(showHistory(items, { ...options, quiet: true }, '20.10.24').stdout).toBe('a172cedcae47\n<missing>\n')
})

it('merges ports that keep their numbers into ranges, before those that change them', () => {
  const tcp = (PrivatePort: number, PublicPort?: number, IP?: string) => ({ PrivatePort, Type: 'tcp', ...(PublicPort === undefined ? {} : { PublicPort }), ...(IP === undefined ? {} : { IP }) })
  expect(showPorts([tcp(81), tcp(80), { PrivatePort: 53, Type: 'udp' }], '20.10.24')).toBe('53/udp, 80-81/tcp')
  expect(showPorts([tcp(82, 82, '0.0.0.0'), tcp(80, 80, '0.0.0.0'), tcp(81, 81, '0.0.0.0'), tcp(90, 8090, '0.0.0.0')], '20.10.24')).toBe('0.0.0.0:80-82->80-82/tcp, 0.0.0.0:8090->90/tcp')
  expect(showPorts([tcp(80), tcp(83)], '20.10.24')).toBe('80/tcp, 83/tcp')
  expect(showPorts([tcp(80, 80, '::')], '20.10.24')).toBe(':::80->80/tcp')
  expect(showPorts([tcp(80, 80, '::')], '28.2.2')).toBe('[::]:80->80/tcp')
})

it('shows containers and their names, images and sizes', () => {
  const options = { quiet: false, noTrunc: false, size: false, now: NOW }
  const row = container({ Names: ['/other/alias', '/web'], Image: `app:1@sha256:${HEX}`, SizeRw: 2, SizeRootFs: 1234567, Labels: { b: '2', a: '1' } })
  expect(showContainers([row], options, '20.10.24').stdout).toBe(
    'CONTAINER ID   IMAGE     COMMAND        CREATED         STATUS         PORTS     NAMES\na172cedcae47   app:1     "sleep 1000"   2 minutes ago   Up 2 minutes             web\n',
  )
  expect(showContainers([row], { ...options, noTrunc: true, format: '{{.Names}} {{.Labels}} {{.Size}} {{.Label "a"}}' }, '20.10.24').stdout).toBe('other/alias,web a=1,b=2 2B (virtual 1.23MB) 1\n')
  expect(showContainers([container({})], { ...options, format: 'raw' }, '20.10.24').stdout).toBe(
    `container_id: a172cedcae47\nimage: app:1\ncommand: "sleep 1000"\ncreated_at: 2026-11-21 00:04:33 +0000 UTC\nstate: running\nstatus: Up 2 minutes\nnames: web\nlabels:\nports:\n\n`,
  )
})

it('tries a format of ps before it asks, to learn whether sizes are shown', () => {
  const options = { quiet: false, noTrunc: false, size: false, now: NOW }
  expect(tryContainersFormat({ ...options, format: '{{.ID}}' }, '20.10.24')).toEqual({ size: false })
  expect(tryContainersFormat({ ...options, format: 'table {{.ID}}\\t{{.Size}}' }, '20.10.24')).toEqual({ size: true })
  expect(tryContainersFormat({ ...options, format: 'table {{.Nope}}' }, '20.10.24')).toMatchObject({
    stderr: 'failed to execute template: template: :1:8: executing "" at <.Nope>: can\'t evaluate field Nope in type *formatter.ContainerContext\n', exit: 1,
  })
  expect(tryContainersFormat({ ...options, format: '{{' }, '20.10.24')).toMatchObject({ stderr: 'failed to parse template: template: :1: unclosed action\n', exit: 1 })
})

it('sums up the use of the disk', () => {
  const usage: DiskUsage = {
    LayersSize: 2015000,
    Images: [image({ Containers: 1, Size: 1989000, VirtualSize: 1989000, SharedSize: 1984000 }), image({ Containers: 0, SharedSize: 0 })],
    Containers: [container({ SizeRw: 2, SizeRootFs: 10 }), container({ State: 'exited', SizeRw: 1200 })],
    Volumes: null,
    BuildCache: null,
    BuilderSize: 0,
  }
  const options = { verbose: false, now: NOW }
  expect(showDiskUsage(usage, options, '20.10.24').stdout).toBe(
    'TYPE            TOTAL     ACTIVE    SIZE      RECLAIMABLE\nImages          2         1         2.015MB   2.01MB (99%)\nContainers      2         1         1.202kB   1.2kB (99%)\n' +
      'Local Volumes   0         0         0B        0B\nBuild Cache     0         0         0B        0B\n',
  )
  expect(showDiskUsage(usage, { ...options, format: '{{.Type}} {{.Foo}}' }, '20.10.24').stderr).toContain("can't evaluate field Foo in type *formatter.diskUsageImagesContext")
  const verbose = showDiskUsage(usage, { ...options, verbose: true }, '20.10.24').stdout
  expect(verbose).toContain('Containers space usage:\n\nCONTAINER ID   IMAGE     COMMAND        LOCAL VOLUMES   SIZE      CREATED         STATUS         NAMES\n')
  expect(verbose.split('\n').filter(line => line.startsWith('app'))).toEqual([
    'app          1         a172cedcae47   5 minutes ago   1.989MB   1.984MB       5kB           1',
    'app          1         a172cedcae47   5 minutes ago   1000kB    0B            1000kB        0',
  ])
})

it('tells what a prune took away', () => {
  expect(showPrune({ images: { ImagesDeleted: null, SpaceReclaimed: 0 } })).toBe('Total reclaimed space: 0B\n')
  expect(showPrune({ containers: { ContainersDeleted: ['c1'], SpaceReclaimed: 5 }, images: { ImagesDeleted: [{ Untagged: 'a:1' }, { Deleted: 'sha256:x' }], SpaceReclaimed: 233 } })).toBe(
    'Deleted Containers:\nc1\n\nDeleted Images:\nuntagged: a:1\ndeleted: sha256:x\n\nTotal reclaimed space: 238B\n',
  )
  expect(showPrune({ networks: { NetworksDeleted: ['n'] } })).toBe('Deleted Networks:\nn\n\n')
  expect(showRemoved([{ Untagged: 'a:1' }, { Deleted: 'sha256:x' }])).toBe('Untagged: a:1\nDeleted: sha256:x\n')
})

it('shows what a search found', () => {
  const found = [{ star_count: 12, is_official: true, name: 'alpine', is_automated: false, description: 'A minimal image\nwith a very long description of itself' }]
  expect(showSearch(found, { noTrunc: false }, '20.10.24').stdout).toBe(
    'NAME      DESCRIPTION                                     STARS     OFFICIAL   AUTOMATED\nalpine    A minimal image with a very long description…   12        [OK]       \n',
  )
  expect(showSearch(found, { noTrunc: false }, '28.2.2').stdout).toContain('STARS     OFFICIAL\n')
})

import { beforeAll, describe, expect, it } from 'vitest'
import { installNodeCodecs } from '../../../sandbox/node/codecs.ts'
import { SCENES, scene } from '../../../test/support/store-scenes.ts'
import type { SceneName } from '../../../test/support/store-scenes.ts'
import { messagesOf } from '../../i18n/messages.ts'
import { wordsFrom } from '../../i18n/words.ts'
import type { Callout } from './callouts.ts'
import { layersDrawing, plateHeight } from './layers.ts'
import type { LayersDrawing, Plate } from './layers.ts'
import { calloutLines, layerRows, layersLabel, plateFacts, plateLabel } from './layers-words.ts'
import { nextPlate } from './next-plate.ts'
import { posterOf } from './poster.ts'
import { sizeWriter } from './size.ts'
import { strataOf } from './strata.ts'

beforeAll(installNodeCodecs)

const size = sizeWriter('en')
const words = wordsFrom(messagesOf('en'), 'en')
const draw = (name: SceneName, width = 480, chosen?: string): LayersDrawing => layersDrawing(scene(name), { width, size, chosen })
const states = (name: SceneName): string[] => draw(name).plates.map(({ kind, record, data }) => `${kind} ${record}/${data}`).sort()
const label = (name: SceneName): string => layersLabel(strataOf(scene(name)), words)
const callout = (drawing: LayersDrawing, kind: Callout['kind']): Callout | undefined => drawing.callouts.find(each => each.kind === kind)
const byText = (drawing: LayersDrawing, text: string): Plate | undefined => drawing.plates.find(plate => plate.labels.some(each => each.text === text))

describe('each state, as a scenario reaches it', () => {
  it('shows data in memory only, its records on disk, and when it is due', () => {
    expect(states('loaded')).toEqual(Array(4).fill('layer durable/dirty'))
    const data = callout(draw('loaded'), 'data')
    const dirty = scene('loaded').files.filter(({ path, persistence }) => persistence === 'memory' && /^overlay2\/[0-9a-f]{64}\//.test(path))
    expect(data).toMatchObject({ state: 'dirty', count: 4, bytes: dirty.reduce((sum, file) => sum + file.sizeBytes - file.durableBytes, 0) })
    expect(data?.seconds).toBeGreaterThan(25)
    expect(data?.seconds).toBeLessThanOrEqual(35)
    expect(callout(draw('loaded'), 'records')).toMatchObject({ state: 'durable' })
    expect(callout(draw('loaded'), 'names')).toMatchObject({ state: 'journal' })
  })

  it('shows what is on disk', () => {
    expect(states('durable')).toEqual(Array(4).fill('layer durable/durable'))
    expect(label('durable')).toBe('ubuntu:18.04, 4 layers, records on disk, data on disk.')
  })

  it('shows a layer that is being written on top of the one it is made on', () => {
    const drawing = draw('loading')
    const writing = drawing.plates.find(({ kind }) => kind === 'writing')
    expect(writing).toMatchObject({ record: 'writing', data: 'writing' })
    expect(writing?.chain).toHaveLength(4)
    expect(Math.min(...drawing.plates.map(({ box }) => box.y))).toBe(writing?.box.y)
  })

  it('shows a shared layer once, as wide as all that stands on it, with a second edge', () => {
    const { plates } = draw('shared')
    expect(plates).toHaveLength(3)
    const [shared] = plates.filter(plate => plate.strokes[0]?.paint === 'edge')
    const others = plates.filter(plate => plate !== shared)
    expect(shared?.box.y).toBeGreaterThan(Math.max(...others.map(({ box }) => box.y)))
    for (const { box } of others) {
      expect(box.x).toBeGreaterThanOrEqual(shared?.box.x ?? Infinity)
      expect(box.x + box.width).toBeLessThanOrEqual((shared?.box.x ?? 0) + (shared?.box.width ?? 0) + 0.01)
    }
  })

  it('shows every name of an image, and an image without one as hollow', () => {
    expect(draw('two-names').flags[0]?.title.split('\n')).toEqual(['app:1', 'app:latest', 'registry.example/team/app:production'])
    const moved = draw('tag-moved')
    expect(moved.flags.map(({ title }) => title).sort()).toEqual(['<none>', 'app:1\napp:2'])
    expect(moved.plates.filter(plate => plate.strokes.some(({ paint }) => paint === 'hollow'))).toHaveLength(1)
    expect(moved.forms).toContain('hollow')
    expect(label('tag-moved')).toContain('1 image without a name')
  })

  it('shows a name whose image is gone as a flag on a stem that ends in nothing', () => {
    const drawing = draw('name-of-nothing')
    const flag = drawing.flags.find(({ key }) => key === 'app:1')
    expect(flag?.strokes[0]?.paint).toBe('dashed-stem')
    expect(drawing.forms).toContain('flag')
    expect(label('name-of-nothing')).toContain('1 name without an image')
  })

  it('shows data as lost while the power is off, and as gone with a crack after the boot', () => {
    expect(states('dark')).toEqual(Array(4).fill('layer durable/lost'))
    expect(states('cut-8-s')).toEqual(Array(4).fill('layer durable/gone'))
    const paints = (name: SceneName): string[] => draw(name).plates.flatMap(plate => plate.strokes.map(({ paint }) => paint))
    expect(paints('dark')).not.toContain('crack')
    expect(paints('cut-8-s').filter(paint => paint === 'crack')).toHaveLength(4)
    expect(label('cut-8-s')).toBe('ubuntu:18.04, 4 layers, records on disk, data of 4 layers lost.')
    expect(draw('cut-8-s').plates.flatMap(plate => plate.labels.map(({ text }) => text)).filter(text => text.includes('→'))).toHaveLength(4)
  })

  it('shows that the first second also costs the name', () => {
    expect(draw('cut-1-s').flags.map(({ title }) => title)).toEqual(['<none>'])
    expect(draw('cut-8-s').flags.map(({ title }) => title)).toEqual(['ubuntu:18.04'])
  })

  it('tells damaged data, data that is gone, and a damaged record apart', () => {
    expect(states('damaged-file')).toContain('layer durable/damaged')
    expect(states('damaged-data')).toContain('layer durable/gone')
    expect(states('damaged-record')).toContain('layer damaged/durable')
    expect(states('record-removed')).toContain('layer lost/durable')
  })

  it('shows containers on the layer that they stand on, running ones with a thick edge', () => {
    const { plates } = draw('running-container')
    const containers = plates.filter(({ kind }) => kind === 'container')
    expect(containers).toHaveLength(3)
    expect(containers.filter(plate => plate.strokes.some(({ paint }) => paint === 'ink'))).toHaveLength(1)
    const removed = draw('image-removed-under-container')
    const [once] = removed.plates.filter(({ kind }) => kind === 'container')
    // Its image is gone; its layers are held.
    expect(removed.flags.map(({ title }) => title).sort()).toEqual(['base:1', 'other:1'])
    expect(once?.chain).toHaveLength(3)
  })

  it('shows leftovers: data without a record, a half-made record, a half-removed layer', () => {
    expect(states('killed-load')).toEqual(['layer durable/durable', 'layer durable/durable', 'orphan none/durable', 'write-set writing/none'])
    expect(states('removing').filter(state => state.startsWith('removing'))).toHaveLength(1)
    expect(label('killed-load')).toContain('2 leftovers')
  })

  it('shows an image whose layer has no record', () => {
    expect(states('orphan')).toEqual(['layer durable/durable', 'layer durable/durable', 'missing lost/gone', 'orphan none/durable'])
  })

  it('shows an image whose config is gone', () => {
    expect(draw('config-removed').flags.find(({ title }) => title === 'app:1')?.strokes.some(({ paint }) => paint === 'crack')).toBe(true)
    expect(callout(draw('config-removed'), 'config')).toMatchObject({ count: 1 })
  })

  it('shows an empty store as empty', () => {
    expect(draw('empty')).toMatchObject({ plates: [], flags: [], callouts: [] })
    expect(label('empty')).toBe('No images yet')
  })
})

describe('the drawing', () => {
  it.each(SCENES)('%s: plates of a stack never overlap, and all is inside, at every width', name => {
    for (const width of [300, 358, 480, 640, 900]) {
      const { plates, width: drawn, height, fontPx } = draw(name, width)
      expect(fontPx).toBeGreaterThanOrEqual(11)
      for (const { box, labels, key } of plates) {
        expect(box.x, `${key} at ${width}`).toBeGreaterThanOrEqual(0)
        expect(box.x + box.width, `${key} at ${width}`).toBeLessThanOrEqual(drawn)
        expect(box.y, `${key} at ${width}`).toBeGreaterThanOrEqual(0)
        expect(box.y + box.height, `${key} at ${width}`).toBeLessThanOrEqual(height)
        const used = labels.reduce((sum, { text }) => sum + text.length * fontPx * 0.602, 0)
        expect(used, `${labels.map(({ text }) => text).join()} at ${width}`).toBeLessThanOrEqual(box.width)
      }
      for (const a of plates) {
        for (const b of plates) {
          if (a.key >= b.key) continue
          const apart = a.box.x + a.box.width <= b.box.x + 0.01 || b.box.x + b.box.width <= a.box.x + 0.01 || a.box.y + a.box.height <= b.box.y + 0.01 || b.box.y + b.box.height <= a.box.y + 0.01
          expect(apart, `${a.key} and ${b.key} at ${width}`).toBe(true)
        }
      }
    }
  })

  it('needs no panning on a phone for three images on one base', () => {
    expect(draw('shared', 326).width).toBe(326)
  })

  it('makes a plate as high as its size says, between 24 and 104', () => {
    expect([0, 5882, 1_988_130, 72_800_000, 1e15].map(plateHeight)).toEqual([24, 27, 58, 76, 104])
  })

  it('folds a long stack of equal layers into one plate with their number', () => {
    const { plates } = draw('deep')
    expect(plates).toHaveLength(1)
    expect(plates[0]).toMatchObject({ kind: 'fold' })
    expect(plates[0]?.strata).toHaveLength(20)
    expect(plates[0]?.labels[0]?.text).toMatch(/^[0-9a-f]{12} ×20$/)
  })

  it('lists many images and draws the stack of one', () => {
    const drawing = draw('many')
    expect(drawing.list).toHaveLength(44)
    expect(drawing.list?.[2]?.name).toBe('team/service-2:1')
    expect(drawing.flags).toHaveLength(1)
    const last = drawing.list?.at(-1)?.key
    expect(draw('many', 480, last).flags[0]?.key).toBe(last)
    expect(draw('many', 480, last).list?.filter(entry => entry.chosen).map(({ key }) => key)).toEqual([last])
  })

  it('writes IDs with 12 digits', () => {
    for (const name of SCENES) for (const { labels } of draw(name).plates) for (const { text } of labels) expect(text).not.toMatch(/[0-9a-f]{13}/)
  })
})

describe('words', () => {
  it.each(SCENES)('%s: the table has every layer that is drawn, and every callout is a sentence', name => {
    const strata = strataOf(scene(name))
    const keys = new Set(layerRows(strata, words, size).map(row => row.key))
    for (const plate of draw(name).plates) {
      for (const key of plate.strata) expect(keys).toContain(key)
      expect(plateLabel(strata, plate.strata, plate.key, words, size)).not.toMatch(/layers\.|[{}]/)
      const facts = plateFacts(strata, scene(name), plate.key, words, size)
      expect(facts && JSON.stringify(facts)).not.toMatch(/"layers\.|[{]\w+[}]/)
    }
    for (const each of draw(name).callouts) for (const line of calloutLines(each, words)) expect(line).not.toMatch(/layers\.|[{}]/)
    expect(label(name)).not.toMatch(/layers\.|[{}]/)
  })

  it('says of a chosen layer where its record and data are and who uses it', () => {
    const strata = strataOf(scene('running-container'))
    const base = [...scene('running-container').layers.values()].find(({ parent }) => parent === undefined)
    const facts = plateFacts(strata, scene('running-container'), base?.chainID ?? '', words, size)
    expect(facts?.facts.map(({ path }) => path).slice(0, 2)).toEqual([`image/overlay2/layerdb/sha256/${base?.chainID.slice(7)}`, `overlay2/${base?.cacheID}`])
    expect(facts?.facts.at(-1)?.text).toContain('base:1')
    expect(facts?.facts.at(-1)?.text).toContain('in 3 images')
  })
})

it('leads from plate to plate as the arrows point', () => {
  const { plates } = draw('shared')
  const base = byText(draw('shared'), '45.9\u00a0kB')
  const [left, right] = plates.filter(plate => plate.key !== base?.key).sort((a, b) => a.box.x - b.box.x)
  expect(nextPlate(plates, left?.key ?? '', 'ArrowRight')).toBe(right?.key)
  expect(nextPlate(plates, right?.key ?? '', 'ArrowLeft')).toBe(left?.key)
  expect(nextPlate(plates, left?.key ?? '', 'ArrowDown')).toBe(base?.key)
  expect(nextPlate(plates, base?.key ?? '', 'ArrowDown')).toBeUndefined()
  expect([left?.key, right?.key]).toContain(nextPlate(plates, base?.key ?? '', 'ArrowUp'))
})

it('makes a poster of the same lines with one path for each paint', () => {
  const drawing = draw('loaded')
  const poster = posterOf(drawing)
  expect(poster.strokes.length).toBeLessThan(6)
  const moves = (d: string): number => d.match(/M/g)?.length ?? 0
  const before = [...drawing.plates, ...drawing.flags].flatMap(({ strokes }) => strokes).reduce((sum, { d }) => sum + moves(d), 0)
  expect(poster.strokes.reduce((sum, { d }) => sum + moves(d), 0)).toBe(before)
  expect(poster.texts.flatMap(({ labels }) => labels)).toHaveLength([...drawing.plates, ...drawing.flags].flatMap(({ labels }) => labels).length)
})

import { expect, it } from 'vitest'
import { decode } from './go-json.ts'
import { goBool, goString, goStrings, misfit } from './go-shape.ts'
import type { GoShape } from './go-shape.ts'

const inner: GoShape = { kind: 'struct', type: 'image.RootFS', fields: { type: goString, diff_ids: { kind: 'list', type: '[]layer.DiffID', of: { kind: 'string', type: 'layer.DiffID' } } } }
const outer: GoShape = { kind: 'struct', type: 'image.Image', fields: { os: goString, rootfs: inner, fine: goBool, Env: goStrings, Cmd: { ...goStrings, orString: true } as GoShape } }

it.each([
  ['{"os":null,"rootfs":{"diff_ids":["a"]},"other":[1],"Cmd":"x"}', undefined],
  ['1', 'json: cannot unmarshal number into Go value of type image.Image'],
  ['[]', 'json: cannot unmarshal array into Go value of type image.Image'],
  ['{"os":1}', 'json: cannot unmarshal number into Go struct field Image.os of type string'],
  ['{"rootfs":1}', 'json: cannot unmarshal number into Go struct field Image.rootfs of type image.RootFS'],
  ['{"rootfs":{"diff_ids":{}}}', 'json: cannot unmarshal object into Go struct field RootFS.rootfs.diff_ids of type []layer.DiffID'],
  ['{"rootfs":{"diff_ids":["a",1]}}', 'json: cannot unmarshal number into Go struct field RootFS.rootfs.diff_ids of type layer.DiffID'],
  ['{"fine":"x","os":1}', 'json: cannot unmarshal string into Go struct field Image.fine of type bool'],
])('%s against a Go struct', (json, words) => {
  expect(misfit(decode(json), outer)).toBe(words)
})

import { expect, it } from 'vitest'
import { UPLOAD_BYTES_MAX } from './upload-limit.ts'
import { isFileName, readUpload } from './upload.ts'

const never = new AbortController().signal

it('reads a file whole and names it by its digest', async () => {
  const seen: number[] = []
  const upload = await readUpload(new File(['hello\n'], 'a.tar'), never, bytes => void seen.push(bytes))
  expect(upload.digest).toBe('sha256:5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03')
  expect([upload.bytes.length, seen.at(-1)]).toEqual([6, 6])
})

it('refuses what is too large, has no usable name, or was stopped', async () => {
  const large = new File([], 'a.tar')
  Object.defineProperty(large, 'size', { value: UPLOAD_BYTES_MAX + 1 })
  await expect(readUpload(large, never, () => undefined)).rejects.toMatchObject({ why: 'large' })
  await expect(readUpload(new File(['x'], '..'), never, () => undefined)).rejects.toMatchObject({ why: 'name' })
  const stop = new AbortController()
  stop.abort()
  await expect(readUpload(new File(['x'], 'a'), stop.signal, () => undefined)).rejects.toMatchObject({ why: 'stopped' })
})

it('takes names of the working directory only', () => {
  expect(['app.tar', '镜像.tar', '../x', 'a/b', '', '.', 'a\0'].map(isFileName)).toEqual([true, true, false, false, false, false, false])
})

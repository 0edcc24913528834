import type { Upload } from '../../playground/messages.ts'
import { UPLOAD_BYTES_MAX } from './upload-limit.ts'

/** Why a file is not taken. */
export type UploadRefusal = 'large' | 'name' | 'stopped' | 'unreadable'

export class UploadError extends Error {
  override readonly name = 'UploadError'
  readonly why: UploadRefusal
  constructor(why: UploadRefusal) {
    super(why)
    this.why = why
  }
}

/** A name that can stand in the working directory. */
export const isFileName = (name: string): boolean => name !== '' && name !== '.' && name !== '..' && name.length <= 255 && !/[/\0]/.test(name)

/**
 * Read a file of the reader's, and name it by its digest.
 *
 * @throws UploadError
 */
export async function readUpload(file: File, signal: AbortSignal, onProgress: (bytes: number) => void): Promise<Upload> {
  if (!isFileName(file.name)) throw new UploadError('name')
  if (file.size > UPLOAD_BYTES_MAX) throw new UploadError('large')
  const bytes = new Uint8Array(file.size)
  let at = 0
  const reader = file.stream().getReader()
  try {
    for (;;) {
      if (signal.aborted) throw new UploadError('stopped')
      const { done, value } = await reader.read()
      if (done) break
      if (at + value.length > bytes.length) throw new UploadError('unreadable')
      bytes.set(value, at)
      at += value.length
      onProgress(at)
    }
  } catch (error) {
    throw error instanceof UploadError ? error : new UploadError('unreadable')
  } finally {
    void reader.cancel().catch(() => undefined)
  }
  if (at !== bytes.length) throw new UploadError('unreadable')
  return { digest: await digestOf(bytes), bytes }
}

/** What bytes are known by. */
export async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return `sha256:${[...hash].map(byte => byte.toString(16).padStart(2, '0')).join('')}`
}

/** Give a file to the reader. */
export function download(name: string, bytes: Uint8Array): void {
  const url = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/octet-stream' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

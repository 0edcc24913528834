/** A log of a lab as its page reads it: its shape only; whether it is true shows when it is carried out again. */
import type { ScheduleItem } from '#sandbox'
import type { Upload } from '../../playground/messages.ts'
import { digestOf } from '../sandbox/upload.ts'

export interface ExportedLog {
  readonly lab: string
  readonly profile: string
  readonly disk: 'ext4' | 'posix'
  readonly terminal: { readonly columns: number; readonly rows: number }
  /** Base64 by digest. */
  readonly uploads: Readonly<Record<string, string>>
  readonly lines: Readonly<Record<string, readonly string[]>>
  readonly schedule: string
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** @returns undefined for a file that is no log of this lab */
export function readProgress(json: string, lab: string): ExportedLog | undefined {
  let data: unknown
  try {
    data = JSON.parse(json)
  } catch {
    return undefined
  }
  if (!isObject(data) || data['file'] !== 'layerlab lab log' || data['form'] !== 2 || data['lab'] !== lab) return undefined
  const { profile, disk, terminal, uploads, lines, schedule } = data
  if (typeof profile !== 'string' || (disk !== 'ext4' && disk !== 'posix') || !isObject(terminal) || !isObject(uploads) || !isObject(lines) || typeof schedule !== 'string') return undefined
  if (!Object.values(uploads).every(file => typeof file === 'string') || !Object.values(lines).every(typed => Array.isArray(typed) && typed.every(line => typeof line === 'string'))) return undefined
  return data as unknown as ExportedLog
}

/** The files that come with a log. @returns undefined when one of them is not what its digest says: it was exchanged */
export async function filesOf({ uploads }: ExportedLog): Promise<readonly Upload[] | undefined> {
  const files: Upload[] = []
  for (const [digest, file] of Object.entries(uploads)) {
    let bytes: Uint8Array<ArrayBuffer>
    try {
      bytes = Uint8Array.from(atob(file), character => character.charCodeAt(0))
    } catch {
      return undefined
    }
    if (await digestOf(bytes) !== digest) return undefined
    files.push({ digest, bytes })
  }
  return files
}

/** The items of a schedule; what is no item the sandbox refuses. */
export const scheduleOf = (line: string): readonly ScheduleItem[] => line.split(/\s+/).filter(word => word !== '').map(word => {
  const [, terminal, steps] = /^([A-Za-z]\w*)\*(\d{1,7})$/.exec(word) ?? []
  return terminal === undefined ? word : [terminal, Number(steps)]
})

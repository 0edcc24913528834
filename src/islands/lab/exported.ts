/** A log of a lab as its page reads it: its shape only; whether it is true shows when it is carried out again. */
import type { ScheduleItem } from '#sandbox'

export interface ExportedLog {
  readonly lab: string
  readonly terminal: { readonly columns: number; readonly rows: number }
  readonly lines: Readonly<Record<string, readonly string[]>>
  readonly schedule: string
  readonly reached: number
  readonly end: string
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
  if (!isObject(data) || data['file'] !== 'layerlab lab log' || data['form'] !== 1 || data['lab'] !== lab) return undefined
  const { terminal, lines, schedule, reached, end } = data
  if (!isObject(terminal) || !isObject(lines) || typeof schedule !== 'string' || typeof reached !== 'number' || typeof end !== 'string') return undefined
  if (!Object.values(lines).every(typed => Array.isArray(typed) && typed.every(line => typeof line === 'string'))) return undefined
  return data as unknown as ExportedLog
}

/** The items of a schedule; what is no item the sandbox refuses. */
export const scheduleOf = (line: string): readonly ScheduleItem[] => line.split(/\s+/).filter(word => word !== '').map(word => {
  const [, terminal, steps] = /^([A-Za-z]\w*)\*(\d{1,7})$/.exec(word) ?? []
  return terminal === undefined ? word : [terminal, Number(steps)]
})

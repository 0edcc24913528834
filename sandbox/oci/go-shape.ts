import type { Json } from './go-json.ts'
import { unmarshalTypeError } from './go-json.ts'

/** What a Go type takes from JSON. Members that a struct does not name are ignored, and null fits everything. */
export type GoShape =
  | { readonly kind: 'string' | 'bool'; readonly type: string }
  | { readonly kind: 'list'; readonly type: string; readonly of: GoShape; readonly orString?: true }
  | { readonly kind: 'map'; readonly type: string; readonly of: GoShape | undefined }
  | { readonly kind: 'struct'; readonly type: string; readonly fields: Readonly<Record<string, GoShape>> }

export const goString: GoShape = { kind: 'string', type: 'string' }
export const goBool: GoShape = { kind: 'bool', type: 'bool' }
export const goStrings: GoShape = { kind: 'list', type: '[]string', of: goString }

/** How an error names the place: the innermost struct, and all fields on the way. */
interface Place {
  readonly struct: string
  readonly fields: readonly string[]
}

/**
 * The error of `json.Unmarshal` for the first value that does not fit; undefined when all do.
 *
 * @source Go encoding/json decode.go `UnmarshalTypeError`, `addErrorContext` (1.19)
 */
export function misfit(value: Json, shape: GoShape, place?: Place): string | undefined {
  if (value === null) return undefined
  const wrong = (): string => unmarshalTypeError(value, shape.type, place && `${place.struct}.${place.fields.join('.')}`)
  switch (shape.kind) {
    case 'string':
      return typeof value === 'string' ? undefined : wrong()
    case 'bool':
      return typeof value === 'boolean' ? undefined : wrong()
    case 'list':
      if (shape.orString && typeof value === 'string') return undefined
      return Array.isArray(value) ? firstOf(value.map(item => () => misfit(item, shape.of, place))) : wrong()
    case 'map': {
      const { of } = shape
      if (!(value instanceof Map)) return wrong()
      return of && firstOf([...value.values()].map(item => () => misfit(item, of, place)))
    }
    case 'struct': {
      if (!(value instanceof Map)) return wrong()
      const struct = shape.type.slice(shape.type.lastIndexOf('.') + 1)
      return firstOf([...value].map(([name, item]) => () => {
        const field = shape.fields[name]
        return field && misfit(item, field, { struct, fields: [...(place?.fields ?? []), name] })
      }))
    }
  }
}

function firstOf(looks: readonly (() => string | undefined)[]): string | undefined {
  for (const look of looks) {
    const found = look()
    if (found !== undefined) return found
  }
  return undefined
}

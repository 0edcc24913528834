import type { PowerLossChoice } from '#sandbox'
import type { Words } from '../../i18n/words.ts'
import type { Happening, Request, State } from '../../playground/messages.ts'

/** What a state view gets; it shows the state and never touches the engine. */
export interface ViewProps {
  readonly state: State
  readonly timeline: readonly Happening[]
  readonly send: (request: Request) => void
  readonly words: Words
  readonly lang: string
  /** Show these paths, relative to the data root, in the Disk view. */
  readonly show?: (paths: readonly string[]) => void
  /** Paths that another view asked to be shown. */
  readonly shownPaths?: readonly string[]
  /** A command that would fill an empty store. */
  readonly suggestion?: { readonly line: string; readonly run: () => void } | undefined
  /** Fetch a file of the machine. */
  readonly read?: (path: string) => Promise<{ readonly seen: Uint8Array | undefined; readonly durable: Uint8Array | undefined }>
  /** Open the editor on a file of the machine. */
  readonly edit?: (path: string) => void
  /** Stand at a position, and ask whether the power is to be cut there. */
  readonly cutAt?: ((position: number) => void) | undefined
  /** The reader says file by file what a cut is to leave. */
  readonly picking?: { readonly onchange: (choice: Extract<PowerLossChoice, { readonly keptFiles: unknown }>) => void } | undefined
}

/** The state views, in the order of their tabs. */
export const VIEWS = ['layers', 'disk', 'lanes', 'checks'] as const

export type ViewName = (typeof VIEWS)[number]

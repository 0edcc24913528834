import type { Happening } from '../../playground/messages.ts'
import type { ViewName } from './views.ts'

/** What a key does in the plate, outside its terminals and fields. */
export type KeyAction =
  | { readonly do: 'view'; readonly view: ViewName }
  | { readonly do: 'step'; readonly terminal: string }
  | { readonly do: 'go'; readonly where: 'back' | 'forward' | 'switch-back' | 'switch-forward' | 'first' | 'last' }
  | { readonly do: 'run' | 'plug' | 'link' | 'help' | 'region' | 'region-back' }
  | { readonly do: 'offer'; readonly index: number }

interface Key {
  readonly key: string
  /** The key's place on the keyboard: letters work in every layout. */
  readonly code: string
  readonly shiftKey: boolean
  readonly altKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
}

const VIEW_KEYS: Readonly<Record<string, ViewName>> = { Digit1: 'layers', Digit2: 'disk', Digit3: 'lanes', Digit4: 'checks' }
const GOES = { Home: 'first', End: 'last' } as const

/**
 * The action of a key. Those with Alt or a function key work everywhere; single characters only where nothing is typed
 * (`typing` false) and while they are switched on (`singles`).
 */
export function keyAction(key: Key, terminals: readonly string[], { typing, singles }: { readonly typing: boolean; readonly singles: boolean }): KeyAction | undefined {
  if (key.ctrlKey || key.metaKey) return undefined
  if (key.code === 'F6') return { do: key.shiftKey ? 'region-back' : 'region' }
  const digit = /^Digit([1-9])$/.exec(key.code)?.[1]
  if (key.altKey) return digit === undefined ? undefined : { do: 'offer', index: Number(digit) - 1 }
  if (typing || !singles) return undefined
  // Written with Shift on most layouts.
  if (key.key === '?') return { do: 'help' }
  const comma = key.code === 'Comma'
  if (comma || key.code === 'Period') return { do: 'go', where: key.shiftKey ? (comma ? 'switch-back' : 'switch-forward') : comma ? 'back' : 'forward' }
  const letter = /^Key([A-Z])$/.exec(key.code)?.[1]
  if (key.shiftKey) return letter === 'P' ? { do: 'plug' } : undefined
  const view = VIEW_KEYS[key.code]
  if (view) return { do: 'view', view }
  if (key.code === 'Home' || key.code === 'End') return { do: 'go', where: GOES[key.code] }
  if (key.code === 'Space') return { do: 'run' }
  if (letter === 'L') return { do: 'link' }
  return letter !== undefined && terminals.includes(letter) ? { do: 'step', terminal: letter } : undefined
}

const whose = (happening: Happening | undefined): string => (happening?.kind === 'step' ? happening.step.terminal : '')

/** The nearest position before `position` at which another terminal went on, or something else happened. */
export function switchBefore(timeline: readonly Happening[], position: number): number {
  let at = position - 1
  while (at > 0 && whose(timeline[at]) !== '' && whose(timeline[at - 1]) === whose(timeline[at])) at--
  return Math.max(0, at)
}

/** The nearest position after `position` at which it does. */
export function switchAfter(timeline: readonly Happening[], position: number): number {
  let at = position + 1
  while (at < timeline.length && whose(timeline[at]) !== '' && whose(timeline[at]) === whose(timeline[at - 1])) at++
  return Math.min(timeline.length, at)
}

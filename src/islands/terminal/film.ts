import type { ITheme } from '@xterm/xterm'

/** Names of the colours on film, in the order of a terminal's sixteen. Red is the colour of power on this site, so an error is plum. */
const SIXTEEN = {
  black: '--film', red: '--film-plum', green: '--film-green', yellow: '--film-amber', blue: '--film-cyan', magenta: '--film-plum', cyan: '--film-cyan', white: '--film-ink',
  brightBlack: '--film-dim', brightRed: '--film-plum', brightGreen: '--film-green', brightYellow: '--film-amber', brightBlue: '--film-cyan', brightMagenta: '--film-plum', brightCyan: '--film-cyan', brightWhite: '--film-ink',
} as const satisfies Partial<Record<keyof ITheme, string>>

/** The terminal's colours as the page has them now. */
export function filmTheme(element: Element): ITheme {
  const style = getComputedStyle(element)
  const colour = (name: string): string => style.getPropertyValue(name).trim()
  return {
    ...Object.fromEntries(Object.entries(SIXTEEN).map(([name, variable]) => [name, colour(variable)])),
    background: colour('--film'), foreground: colour('--film-ink'), cursor: colour('--film-ink'), cursorAccent: colour('--film'), selectionBackground: '#3f5a66',
  }
}

// What can be said of a shell pattern without reading it.

/** Does a pattern hold anything but plain characters? */
export const hasMagic = (pattern: string): boolean => /[*?[]|[+@!]\(/.test(pattern)

/** Make every character of a text stand for itself. */
export const escapePattern = (text: string): string => (/[*?[\]\\!^+@()|&-]/.test(text) ? text.replace(/[*?[\]\\!^+@()|&-]/g, '\\$&') : text)

/** The text a pattern without magic stands for. */
export const unescapePattern = (pattern: string): string => (pattern.includes('\\') ? pattern.replace(/\\([^])/g, '$1') : pattern)

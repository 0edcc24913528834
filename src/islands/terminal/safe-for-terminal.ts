/**
 * What programs print is hostile: a layer's history or a file's name can carry escape sequences. A terminal of ours draws
 * characters, colours, moves of the cursor and erasure; whatever else a sequence asks for (titles, links, the clipboard,
 * answers to the program, modes of the keyboard and mouse, other character sets) is left out.
 */

/** CSI sequences that only draw, by their last byte: moves, erasing, inserting, scrolling, colours, saving the cursor. */
const DRAWING = new Set('ABCDEFGHJKLMPSTX@`adefGmrsu')
/** Private modes that only draw: the cursor shown or not, lines wrapped or not, the second screen of full-screen programs. */
const DRAWING_MODES = new Set(['?25', '?7', '?47', '?1047', '?1048', '?1049'])
/** Sequences longer than this are no drawing. */
const SEQUENCE_MAX = 64

export interface SafeText {
  readonly safe: string
  /** The beginning of a sequence that has not ended; give it back with what comes next. */
  readonly rest: string
}

/** Leave in a text what only draws. `rest` is what the call before left over; empty at first. */
export function safeForTerminal(rest: string, text: string): SafeText {
  const input = rest + text
  let safe = ''
  let at = 0
  while (at < input.length) {
    const code = input.charCodeAt(at)
    if (code === 0x1b) {
      const end = sequenceEnd(input, at)
      if (end === undefined) return { safe, rest: input.slice(at) }
      const sequence = input.slice(at, end)
      if (draws(sequence)) safe += sequence
      at = end
      continue
    }
    if (isHarmless(code)) safe += input[at]
    at++
  }
  return { safe, rest: '' }
}

/** Characters, and of the controls only those that move the cursor or ring. No DEL, no 8-bit controls, no marks that turn text round. */
function isHarmless(code: number): boolean {
  if (code < 0x20) return code === 0x07 || code === 0x08 || code === 0x09 || code === 0x0a || code === 0x0b || code === 0x0c || code === 0x0d
  if (code >= 0x7f && code < 0xa0) return false
  return !(code === 0x061c || code === 0x200e || code === 0x200f || (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069))
}

/** Where the sequence that begins at `at` ends; undefined: not yet. */
function sequenceEnd(input: string, at: number): number | undefined {
  const kind = input[at + 1]
  if (kind === undefined) return undefined
  if (kind === '[') {
    for (let end = at + 2; end < input.length; end++) {
      const code = input.charCodeAt(end)
      if (code >= 0x40 && code <= 0x7e) return end + 1
      // A control inside ends it, as a new one would.
      if (code < 0x20 || code > 0x7e || end - at > SEQUENCE_MAX) return end
    }
    return undefined
  }
  // Strings: OSC, DCS, SOS, PM, APC. They end with BEL or ST; what is in them is never shown.
  if (']PX^_'.includes(kind)) {
    for (let end = at + 2; end < input.length; end++) {
      const code = input.charCodeAt(end)
      if (code === 0x07 || code === 0x9c || code === 0x18 || code === 0x1a) return end + 1
      if (code === 0x1b) return input[end + 1] === undefined ? undefined : input[end + 1] === '\\' ? end + 2 : end
    }
    return undefined
  }
  const code = kind.charCodeAt(0)
  if (code >= 0x20 && code <= 0x2f) return input[at + 2] === undefined ? undefined : at + 3
  return code < 0x20 ? at + 1 : at + 2
}

function draws(sequence: string): boolean {
  // Cursor saved and restored, line feeds up and down, reset of nothing else.
  if (/^\x1b[78DEM]$/.test(sequence)) return true
  const found = /^\x1b\[([<-?]?)([0-9;:]*)([ -/]*)([@-~])$/.exec(sequence)
  if (!found) return false
  const [, mark = '', parameters = '', between = '', last = ''] = found
  if (between !== '') return false
  if (mark === '') return DRAWING.has(last)
  return mark === '?' && (last === 'h' || last === 'l') && parameters.split(';').every(mode => DRAWING_MODES.has(`?${mode}`))
}

/** The same text for reading aloud or for a list: no sequences, no controls but newlines. */
export function plainText(text: string): string {
  const { safe } = safeForTerminal('', text)
  return safe
    .replace(/\x1b(?:\[[0-9;:?]*[@-~]|[78DEM])/g, '')
    .replace(/\r\n/g, '\n')
    // What a carriage return overwrites was never meant to stay: progress bars.
    .replace(/[^\n]*\r(?=[^\n])/g, '')
    .replace(/[\x00-\x08\x0b-\x1f\x7f]/g, '')
}

/** The command line of `tar`: old bundles without a dash, and `-C` between the names. */

/** A `-C DIRECTORY` among the operands; a name cannot begin with NUL. */
export const CHANGE_MARK = '\0C'

/** Letters that take an argument. */
const WITH_ARGUMENT = 'fCbTXFHIKLNVg'

/** Rewrite the old form (`tar xOf - name`) with dashes, and put `-C DIR` where operands stand, because its place counts. */
export function modernise(args: readonly string[]): readonly string[] {
  const [first, ...rest] = args
  return moveDirectories(first !== undefined && !first.startsWith('-') && first !== '' ? unbundle(first, rest) : args)
}

function unbundle(letters: string, rest: readonly string[]): readonly string[] {
  const out: string[] = []
  let at = 0
  for (const letter of letters) {
    out.push(`-${letter}`)
    if (WITH_ARGUMENT.includes(letter) && at < rest.length) out.push(rest[at++] as string)
  }
  return [...out, ...rest.slice(at)]
}

function moveDirectories(args: readonly string[]): readonly string[] {
  const out: string[] = []
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string
    if (arg === '--') return [...out, ...args.slice(i)]
    const bundle = /^-([A-Za-z]*)C(.*)$/.exec(arg)
    const long = /^--directory(?:=(.*))?$/.exec(arg)
    if (long) {
      out.push(CHANGE_MARK + (long[1] ?? args[++i] ?? ''))
    } else if (bundle && ![...(bundle[1] ?? '')].some(letter => WITH_ARGUMENT.includes(letter))) {
      if (bundle[1] !== '') out.push(`-${bundle[1] ?? ''}`)
      out.push(CHANGE_MARK + (bundle[2] !== '' ? (bundle[2] ?? '') : (args[++i] ?? '')))
    } else {
      out.push(arg)
      // The argument of -f is no operand, whatever it looks like.
      if (/^-[A-Za-z]*[fTX]$/.test(arg) && i + 1 < args.length) out.push(args[++i] as string)
    }
  }
  return out
}

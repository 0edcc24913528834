/** What lies between a goal and a machine: a row of two states, named by keys of words that every language has. */

/** Keys of the words for states, each with what stands in its braces. */
export const STATE_WORDS = [
  'lab.is.listed', 'lab.is.unnamed', 'lab.is.absent', 'lab.is.resolves', 'lab.is.dangling', 'lab.is.meansOf', 'lab.is.means', 'lab.is.ownImage', 'lab.is.sameAs',
  'lab.is.kept', 'lab.is.broken', 'lab.is.brokenBy', 'lab.is.images', 'lab.is.unchanged', 'lab.is.containers', 'lab.is.running', 'lab.is.exited', 'lab.is.exitedWith', 'lab.is.noContainer',
  'lab.is.ends', 'lab.is.prints', 'lab.is.endsAndPrints', 'lab.is.neverRan', 'lab.is.said', 'lab.is.noCut', 'lab.is.someCut', 'lab.is.off', 'lab.is.on', 'lab.is.down', 'lab.is.up',
  'lab.is.answerAll', 'lab.is.answerSome', 'lab.is.answerNone', 'lab.is.stuck',
] as const
/** Keys of the words for what is compared. */
export const SUBJECT_WORDS = ['lab.of.name', 'lab.of.list', 'lab.of.check', 'lab.of.containers', 'lab.of.command', 'lab.of.line', 'lab.of.cuts', 'lab.of.power', 'lab.of.docker', 'lab.of.answer'] as const

export interface StateWord {
  readonly key: (typeof STATE_WORDS)[number]
  readonly params?: Readonly<Record<string, string | number>>
}

export interface Gap {
  readonly about: { readonly key: (typeof SUBJECT_WORDS)[number]; readonly params?: Readonly<Record<string, string | number>> }
  readonly goal: StateWord
  readonly yours: StateWord
  /** Compared on a copy on which these moves were done first: a cut, a restart, lines. */
  readonly after?: readonly string[]
}

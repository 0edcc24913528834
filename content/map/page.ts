/** What a page is for; each type has its skeleton. */
export type PageType = 'home' | 'understand' | 'do' | 'hazard' | 'lab' | 'problem' | 'reference' | 'tool'

/** Where a known problem is met: the parts of their list, in its order. */
export const PROBLEM_PLACES = ['start', 'fetch', 'run', 'names', 'build', 'remove', 'space'] as const

/** What its page shows of a known problem in every language. */
export interface KnownProblem {
  readonly at: (typeof PROBLEM_PLACES)[number]
  /** Lines that the run prints; `…` stands for names and IDs. */
  readonly prints?: readonly string[]
  /** Lines of versions and drivers that are not simulated. */
  readonly printed?: readonly string[]
  /** `scenario/replay` in which it is seen. */
  readonly run: string
}

/** A page of the map: planned, and perhaps not yet written. */
export interface MapPage {
  /** Path without language, without slashes at its ends; empty for home. */
  readonly path: string
  readonly type: PageType
  /** Code stands between backticks. */
  readonly titles: { readonly en: string, readonly ru: string, readonly zh: string }
  /** What somebody has who has read it; for a lab its goal state, for a known problem the message or sign. */
  readonly purpose: string
  /** Numbers of the list of claims that it carries: `S012.5-9` means 5 to 9 of S0, S1 and S2. */
  readonly claims?: string
  /** Scenarios, in the order of use. */
  readonly runs?: string
  /** What a reader should have read. */
  readonly needs?: string
  /** The page after it. */
  readonly next?: string
  /** Kind of lab, and the fewest commands, switches, cuts, answers or edits to its goal. */
  readonly lab?: { readonly kind: string, readonly par: string }
  /** Where a known problem was reported: numbers of issues of moby/moby, unless another project or `PR` is named. */
  readonly tracker?: string
  readonly problem?: KnownProblem
}

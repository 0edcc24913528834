import { RunError } from '#sandbox'
import type { Claim, Evidence, Scenario } from '#sandbox'
import type { Words } from '../i18n/words.ts'
import { piecesOf, sentenceOf } from './seen.ts'
import type { Piece } from './seen.ts'
import type { Runs } from './runs.ts'

/** How a claim came out in one profile. */
export interface ProofRow {
  readonly profile: string
  readonly verdict: 'holds' | 'opposite'
  /** Only where it came out otherwise than in the first row. */
  readonly notSo: readonly (readonly Piece[])[]
}

/** What a claim shows when it is opened: everything is computed, in the page's language. */
export interface Proof {
  readonly id: string
  readonly scenario: string
  readonly replay: string
  readonly evidence: Evidence
  /** Name of the recording of a real engine that shows the same; empty where there is none. */
  readonly recording: string
  /** What is seen at the end of the run, one sentence for each statement. */
  readonly seen: readonly (readonly Piece[])[]
  readonly rows: readonly ProofRow[]
}

/** A claim that a page names, found. */
export interface NamedClaim {
  readonly scenario: Scenario
  readonly claim: Claim
}

/** What is not as claimed, as sentences for whoever wrote the page. */
export interface Judgement {
  readonly proof: Proof
  readonly untrue: readonly string[]
}

/** Run a claim and put together what it shows. */
export function prove(id: string, { scenario, claim }: NamedClaim, runs: Runs, words: Words): Judgement {
  const judged = judge(runs, scenario, claim)
  const sentences = claim.expect.map((statement) => sentenceOf(statement, scenario, words))
  const untrue = judged.flatMap(({ profile, expected, untrue: reasons, asClaimed }) => {
    if (asClaimed) return []
    return expected === 'holds' ? reasons.map((reason) => `false in ${profile}: ${reason}`) : [`it holds in ${profile}, where it should not`]
  })
  const rows = judged.map(({ profile, expected, truths }): ProofRow => ({
    profile, verdict: expected === 'holds' ? 'holds' : 'opposite',
    notSo: expected === 'holds' ? [] : sentences.filter((_, at) => truths[at] === false).map((what) => piecesOf(what)),
  }))
  return {
    untrue,
    proof: {
      id, scenario: scenario.id, replay: claim.replay, evidence: claim.evidence, recording: claim.recording ?? '', seen: sentences.map((sentence) => piecesOf(sentence)),
      rows,
    },
  }
}

function judge(runs: Runs, scenario: Scenario, claim: Claim): ReturnType<Runs['judge']> {
  try {
    return runs.judge(scenario, claim)
  } catch (error) {
    if (!(error instanceof RunError)) throw error
    return claim.holds.map((profile) => ({ profile, expected: 'holds', untrue: [error.message], asClaimed: false, truths: [] }))
  }
}

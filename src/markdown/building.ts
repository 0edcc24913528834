import type { Claim, Scenario } from '#sandbox'
import type { Page, Problem } from '../content-runs/page.ts'
import type { Runs } from '../content-runs/runs.ts'
import type { Sources } from '../content-runs/sources.ts'
import type { Words } from '../i18n/words.ts'
import { lineOf } from './tree.ts'
import type { Node } from './tree.ts'

/** A page while its forms are filled in: where things come from, and what was wrong with it. */
export interface Building {
  readonly page: Page
  readonly words: Words
  readonly sources: Sources
  readonly runs: Runs
  readonly problems: Problem[]
}

/** Note what is wrong with a node of the page. */
export function complain({ problems }: Building, node: Node, what: string, linesBelow = 0): void {
  problems.push({ line: lineOf(node) + linesBelow, what })
}

/** The claim that `scenario/claim` names. */
export async function claimNamed({ sources }: Building, name: string): Promise<{ readonly scenario: Scenario, readonly claim: Claim } | undefined> {
  const [id = '', claimName = ''] = name.split('/')
  const scenario = await sources.scenario(id)
  const claim = scenario?.claims?.[claimName]
  return scenario && claim && { scenario, claim }
}

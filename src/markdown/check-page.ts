import { readFileSync } from 'node:fs'
import { mdxToMdast } from 'satteri'
import type { Page, Problem } from '../content-runs/page.ts'
import type { Runs } from '../content-runs/runs.ts'
import type { Sources } from '../content-runs/sources.ts'
import { fillPage } from './fill-page.ts'
import { cloned } from './tree.ts'
import type { Node } from './tree.ts'

/** The tree of a page as it is written. */
export const treeOf = (source: string): Node => cloned(mdxToMdast(source, { features: { directive: true } }) as unknown as Node)

/** What the build would refuse in a page. */
export async function checkPage(page: Page, sources: Sources, runs: Runs): Promise<readonly Problem[]> {
  return fillPage(treeOf(readFileSync(page.file, 'utf8')), page, sources, runs)
}

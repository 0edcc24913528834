import type { Page, Problem } from '../content-runs/page.ts'
import type { Runs } from '../content-runs/runs.ts'
import type { Sources } from '../content-runs/sources.ts'
import { wordsOf } from '../i18n/messages.ts'
import type { Building } from './building.ts'
import { complain } from './building.ts'
import { checkFence, checkSigns } from './check-code.ts'
import { checkFigure, checkRun, fillCorrection, fillHazard, fillTerm } from './fill-boxes.ts'
import { fillCommand, fillCommandList, fillMessageList, fillSteps } from './fill-commands.ts'
import { fillClaim, putClaimsIntoParagraphs } from './fill-claims.ts'
import { fillProblem, fillProblemList } from './fill-problems.ts'
import { fillSourceIndex } from './fill-sources.ts'
import { fillGlossaryList } from './fill-glossary.ts'
import { fillGrowth, fillWaiting } from './fill-growth.ts'
import { fillLab } from './fill-lab.ts'
import { checkMeasured, fillLimit, fillResult } from './fill-numbers.ts'
import { keepHeadingWords } from './han-words.ts'
import { settleLink } from './links.ts'
import { attribute, isElement, walk } from './tree.ts'
import type { Node } from './tree.ts'
import { setSpaces } from './typography.ts'

const RUNS_MAX = 3

/** Fill in the forms of a page, in place: run its claims, count its results, compare its numbers and its output. */
export async function fillPage(root: Node, page: Page, sources: Sources, runs: Runs): Promise<readonly Problem[]> {
  const building: Building = { page, sources, runs, words: wordsOf(page.lang), problems: [] }
  const headings = headingIdsOf(root)
  putClaimsIntoParagraphs(root)
  const nodes: (readonly [node: Node, ancestors: readonly Node[]])[] = []
  walk(root, (node, ancestors) => void nodes.push([node, ancestors]))
  for (const [node, ancestors] of nodes) await fillNode(building, node, ancestors, headings)
  checkOnce(building, nodes.map(([node]) => node))
  setSpaces(root, page.lang)
  if (page.lang === 'zh') keepHeadingWords(root)
  return building.problems
}

async function fillNode(building: Building, node: Node, ancestors: readonly Node[], headings: readonly string[]): Promise<void> {
  const parent = ancestors.at(-1)
  if (parent === undefined) return
  if (node.type === 'inlineCode' || node.type === 'code') checkSigns(building, node)
  if (node.type === 'code' && node.lang === 'console') return checkFence(building, node)
  if (node.type === 'link') return settleLink(building, node, parent, headings)
  if (!isElement(node)) return
  switch (node.name) {
    case 'Claim':
      return fillClaim(building, node, ancestors)
    case 'Result':
      return fillResult(building, node, parent)
    case 'Limit':
      return fillLimit(building, node, parent)
    case 'Measured':
      return checkMeasured(building, node, parent)
    case 'Hazard':
      return fillHazard(building, node)
    case 'Problem':
      return fillProblem(building, node)
    case 'ProblemList':
      return fillProblemList(building, node)
    case 'Correction':
      return fillCorrection(building, node)
    case 'Lab':
      return fillLab(building, node)
    case 'Run':
      return checkRun(building, node)
    case 'Term':
      return fillTerm(building, node, parent)
    case 'Figure':
      return checkFigure(building, node, headings)
    case 'CommandSynopsis':
    case 'CommandFlags':
      return fillCommand(building, node)
    case 'CommandList':
      return fillCommandList(building, node)
    case 'MessageList':
      return fillMessageList(building, node)
    case 'SourceIndex':
      return fillSourceIndex(building, node)
    case 'GlossaryList':
      return fillGlossaryList(building, node)
    case 'Growth':
      return fillGrowth(building, node)
    case 'Waiting':
      return fillWaiting(building, node)
    case 'CommandSteps':
      return fillSteps(building, node)
    case 'none':
      return complain(building, node, '<none> stands outside code and would vanish')
  }
}

/** What a page may have only once, or a few times. */
function checkOnce(building: Building, nodes: readonly Node[]): void {
  const named = (name: string): readonly Node[] => nodes.filter((node) => isElement(node) && node.name === name)
  const [, , , tooMany] = named('Run')
  if (tooMany) complain(building, tooMany, `a page has at most ${RUNS_MAX} sandboxes`)
  const [, secondHazard] = named('Hazard')
  if (secondHazard) complain(building, secondHazard, 'a page has one hazard box')
  const [, secondProblem] = named('Problem')
  if (secondProblem) complain(building, secondProblem, 'a page is about one problem')
  const terms = new Set<string>()
  for (const term of named('Term')) {
    const id = attribute(term, 'id') ?? ''
    if (terms.has(id)) complain(building, term, `the term ${id} is explained once on a page`)
    terms.add(id)
  }
}

/** Ids of headings, whether a plugin has set them already or they still stand in the text. */
function headingIdsOf(root: Node): readonly string[] {
  return (root.children ?? []).filter(({ type }) => type === 'heading').flatMap((heading) => {
    const { hProperties } = heading.data ?? {}
    const set = (hProperties as { id?: string } | undefined)?.id
    const written = /\[#([a-z0-9-]+)\]\s*$/.exec(heading.children?.at(-1)?.value ?? '')?.[1]
    return set ?? written ?? []
  })
}

import { PROBLEM_PLACES } from '../../content/map/page.ts'
import type { MapPage } from '../../content/map/page.ts'
import { PROBLEMS } from '../../content/map/problems.ts'
import { RunError } from '#sandbox'
import { readFileSync } from 'node:fs'
import { frontMatterOf } from '../content-runs/page-source.ts'
import { piecesOf } from '../content-runs/seen.ts'
import type { Piece } from '../content-runs/seen.ts'
import { fileOf, pageOf } from '../site-map.ts'
import { complain } from './building.ts'
import type { Building } from './building.ts'
import { attribute, isElement, setAttribute } from './tree.ts'
import type { Node } from './tree.ts'

const PARTS = ['Sign', 'Cause', 'Repair', 'Versions']

/** Where a problem was reported. */
export interface Report {
  readonly url: string
  /** As a reader knows it: `moby/moby#44909`. */
  readonly name: string
}

/** The reports that `23184, PR 25523, docker/for-linux 791` means: issues of moby/moby, unless a project or `PR` is named. */
export function reportsOf(tracker = ''): readonly Report[] {
  return tracker.split(', ').filter((token) => token !== '').map((token) => {
    const [, project = 'moby/moby', pull, number = ''] = /^(?:([\w.-]+\/[\w.-]+) )?(PR )?(\d+)$/.exec(token) ?? []
    if (number === '') throw new Error(`${token} is no number of a report`)
    return { url: `https://github.com/${project}/${pull === undefined ? 'issues' : 'pull'}/${number}`, name: `${project}#${number}` }
  })
}

/** The box of a known problem: four parts in their order, the messages of the map, found in the output of its run, and the reports. */
export async function fillProblem(building: Building, node: Node): Promise<void> {
  const page = pageOf(building.page.path)
  const parts = (node.children ?? []).filter(isElement)
  if (parts.map(({ name }) => name).join() !== PARTS.join()) complain(building, node, `a problem has the parts ${PARTS.join(', ')}, in this order`)
  for (const part of parts) {
    setAttribute(part, 'label', `form.problem.${(part.name ?? '').toLowerCase()}`)
    part.name = 'BoxPart'
  }
  if (page?.problem === undefined) return complain(building, node, 'the map has no problem at this page')
  const { prints = [], printed = [], run } = page.problem
  const [id = '', replay = ''] = run.split('/')
  const scenario = await building.sources.scenario(id)
  if (!scenario || !Object.hasOwn(scenario.replays, replay)) return complain(building, node, `the map names the run ${run}, and there is none`)
  try {
    const lines = building.runs.replay(scenario, replay).sessions.flat().flatMap(({ output }) => output.split('\n'))
    for (const message of prints) if (!lines.some((line) => holdsMessage(line, message))) complain(building, node, `the run ${run} does not print “${message}”`)
  } catch (error) {
    if (!(error instanceof RunError)) throw error
    complain(building, node, `the run ${run} cannot be played: ${error.message}`)
  }
  setAttribute(node, 'scenario', id)
  setAttribute(node, 'replay', replay)
  setAttribute(node, 'prints', prints)
  setAttribute(node, 'printed', printed)
  setAttribute(node, 'reports', reportsOf(page.tracker))
}

/** Does a line have a message in it, where `…` stands for names and IDs? */
export function holdsMessage(line: string, message: string): boolean {
  let at = 0
  return message.split('…').every((piece) => {
    const found = line.indexOf(piece, at)
    at = found + piece.length
    return found !== -1
  })
}

/** A row of the list of problems. */
export interface ListedProblem {
  readonly path: string
  readonly title: string
  readonly messages: readonly string[]
  readonly about: readonly Piece[]
}

/** The problems that are met at one place, those with a page. */
export function fillProblemList(building: Building, node: Node): void {
  const place = attribute(node, 'at') ?? ''
  if (!PROBLEM_PLACES.some((known) => known === place)) return complain(building, node, `problems are met at ${PROBLEM_PLACES.join(', ')}, not at ${place}`)
  const { lang } = building.page
  setAttribute(node, 'problems', PROBLEMS.filter(({ problem }) => problem?.at === place).flatMap((page) => listed(page, lang) ?? []))
}

function listed({ path, titles, problem }: MapPage, lang: Building['page']['lang']): ListedProblem | undefined {
  const file = fileOf(path, lang)
  if (file === undefined) return undefined
  const { description = '' } = frontMatterOf(readFileSync(file, 'utf8'))
  return { path, title: titles[lang], messages: [...(problem?.prints ?? []), ...(problem?.printed ?? [])], about: piecesOf(description) }
}

import { expect, it } from 'vitest'
import { PROBLEMS } from '../../content/map/problems.ts'
import { PROBLEM_PLACES } from '../../content/map/page.ts'
import { installBuildCodecs } from '../content-runs/codecs.ts'
import { Runs } from '../content-runs/runs.ts'
import { projectSources } from '../content-runs/sources.ts'
import { treeOf } from './check-page.ts'
import { fillPage } from './fill-page.ts'
import { holdsMessage, reportsOf } from './fill-problems.ts'
import { found, isElement } from './tree.ts'

installBuildCodecs()
const runs = new Runs()
const BOX = '<Problem>\n<Sign>a</Sign>\n<Cause>b</Cause>\n<Repair>c</Repair>\n<Versions>d</Versions>\n</Problem>\n'

async function problemsOf(source: string, path: string): Promise<{ readonly root: ReturnType<typeof treeOf>, readonly said: readonly string[] }> {
  const root = treeOf(source)
  const said = await fillPage(root, { file: `content/docs/en/${path}.mdx`, lang: 'en', path }, projectSources(), runs)
  return { root, said: said.map(({ what }) => what) }
}

it('finds a message in a line whatever names and IDs stand in it', () => {
  expect(holdsMessage('docker: Error: rename /a/write-set-3 /b/4fe: file exists.', 'rename /a/write-set-… /b/…: file exists')).toBe(true)
  expect(holdsMessage('rename /b/4fe /a/write-set-3: file exists', 'rename /a/write-set-… /b/…: file exists')).toBe(false)
})

it('reads numbers of reports', () => {
  expect(reportsOf('44909, PR 25523, docker/for-linux 791, foundriesio/meta-lmp PR 1284')).toEqual([
    { url: 'https://github.com/moby/moby/issues/44909', name: 'moby/moby#44909' },
    { url: 'https://github.com/moby/moby/pull/25523', name: 'moby/moby#25523' },
    { url: 'https://github.com/docker/for-linux/issues/791', name: 'docker/for-linux#791' },
    { url: 'https://github.com/foundriesio/meta-lmp/pull/1284', name: 'foundriesio/meta-lmp#1284' },
  ])
  expect(reportsOf()).toEqual([])
  expect(() => reportsOf('44909, see there')).toThrow('see there is no number of a report')
})

it('fills the box from the map, with the messages that the run prints', async () => {
  const { root, said } = await problemsOf(BOX, 'problems/truncated-archive')
  expect(said).toEqual([])
  const [box] = found(root, (node) => isElement(node) && node.name === 'Problem')
  expect(JSON.stringify(box)).toContain('unexpected EOF')
  expect(found(root, (node) => isElement(node) && node.name === 'BoxPart').length).toBe(4)
})

it('refuses a box without its parts, and one on a page that is none', async () => {
  expect((await problemsOf('<Problem>\n<Sign>a</Sign>\n</Problem>\n', 'problems/truncated-archive')).said).toEqual(['a problem has the parts Sign, Cause, Repair, Versions, in this order'])
  expect((await problemsOf(BOX, 'hazards/power-loss')).said).toEqual(['the map has no problem at this page'])
  expect((await problemsOf(BOX + BOX, 'problems/truncated-archive')).said).toContain('a page is about one problem')
  expect((await problemsOf('<ProblemList at="sea" />', 'problems')).said).toEqual(['problems are met at start, fetch, run, names, build, remove, space, not at sea'])
})

it('refuses a message that the run does not print', async () => {
  const page = PROBLEMS.find(({ path }) => path === 'problems/truncated-archive')
  const problem = page?.problem as { prints: readonly string[] }
  const { prints } = problem
  problem.prints = ['unexpected end of the world']
  const { said } = await problemsOf(BOX, 'problems/truncated-archive')
  problem.prints = prints
  expect(said).toEqual(['the run load-basic/cut does not print “unexpected end of the world”'])
})

it('gives every known problem a place, a run and, where there is one, a report', () => {
  const problems = PROBLEMS.filter(({ type }) => type === 'problem')
  expect(problems.length).toBeGreaterThanOrEqual(24)
  for (const { path, problem, runs: scenarios, tracker } of problems) {
    expect(PROBLEM_PLACES, path).toContain(problem?.at)
    expect(scenarios?.split(' '), path).toContain(problem?.run.split('/')[0])
    expect(() => reportsOf(tracker), path).not.toThrow()
  }
})

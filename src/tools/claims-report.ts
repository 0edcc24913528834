/**
 * `node src/tools/claims-report.ts`: where each number of the list of claims stands: run by a claim of a page, treated by
 * a correction, on a written page in another way, or on a page that is planned. `--all` prints every number.
 */
import { CLAIM_NUMBERS, PAGES_OF_CLAIMS } from '../../content/claims.ts'
import { sourceOf, writtenPages } from '../content-runs/page-source.ts'
import { projectSources } from '../content-runs/sources.ts'
import { treeOf } from '../markdown/check-page.ts'
import { attribute, found, isElement } from '../markdown/tree.ts'

const sources = projectSources()
const run = new Map<string, string>()
const corrected = new Map<string, string>()
const pages = writtenPages().filter(({ lang }) => lang === 'en')

for (const page of pages) {
  for (const node of found(treeOf(sourceOf(page)), isElement)) {
    const [id = '', claim = ''] = (attribute(node, 'id') ?? '').split('/')
    if (node.name === 'Claim') for (const number of (await sources.scenario(id))?.claims?.[claim]?.of ?? []) run.set(number, `${page.path} (${id}/${claim})`)
    if (node.name === 'Correction') for (const number of (attribute(node, 'of') ?? '').split(' ')) corrected.set(number, page.path)
  }
}

const written = new Set(pages.map(({ path }) => path))
const counts = { 'run by a claim': 0, 'in a correction': 0, 'on a written page': 0, planned: 0 }
for (const number of CLAIM_NUMBERS) {
  const places = PAGES_OF_CLAIMS.get(number) ?? []
  const carrier = places.find((path) => written.has(path))
  const how = run.has(number) ? 'run by a claim' : corrected.has(number) ? 'in a correction' : carrier === undefined ? 'planned' : 'on a written page'
  counts[how]++
  if (process.argv.includes('--all')) console.log(number.padEnd(6), how.padEnd(17), run.get(number) ?? corrected.get(number) ?? carrier ?? places.join(' '))
}
console.log(Object.entries(counts).map(([how, count]) => `${how}: ${count}`).join(', ') + `; ${CLAIM_NUMBERS.length} in all`)

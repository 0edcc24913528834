import { PAGES_OF_CLAIMS, SOURCES } from '../../content/claims.ts'
import { pageOf, sitePage } from '../site-map.ts'
import type { SitePage } from '../site-map.ts'
import { complain } from './building.ts'
import type { Building } from './building.ts'
import { attribute, setAttribute } from './tree.ts'
import type { Node } from './tree.ts'

/** Statements of a source document that went to the same pages. */
export interface SourceRow {
  readonly first: number
  readonly last: number
  readonly pages: readonly SitePage[]
}

/** `<SourceIndex of="S0" />`: where the statements of a source document went, those that went together in one row. */
export function fillSourceIndex(building: Building, node: Node): void {
  const of = attribute(node, 'of') ?? ''
  const source = SOURCES.find(({ id }) => id === of)
  if (!source) return complain(building, node, `a source document is one of ${SOURCES.map(({ id }) => id).join(', ')}, not ${of}`)
  const rows: { first: number, last: number, paths: readonly string[] }[] = []
  for (let number = 1; number <= source.claims; number++) {
    const paths = PAGES_OF_CLAIMS.get(`${of}.${number}`) ?? []
    const before = rows.at(-1)
    if (before && before.paths.join() === paths.join()) before.last = number
    else rows.push({ first: number, last: number, paths })
  }
  const pageAt = (path: string): readonly SitePage[] => [pageOf(path)].flatMap((page) => (page === undefined ? [] : [sitePage(page, building.page.lang)]))
  setAttribute(node, 'rows', rows.map(({ first, last, paths }): SourceRow => ({ first, last, pages: paths.flatMap(pageAt) })))
}

import { LOCALES } from '../i18n/locales.ts'
import { FEED, pageOf } from '../site-map.ts'
import { complain } from './building.ts'
import type { Building } from './building.ts'
import { replaceIn } from './tree.ts'
import type { Node } from './tree.ts'

/** A link inside the site gets its language. One to a page that is planned but not written becomes plain text; a dead one is a mistake. */
export function settleLink(building: Building, node: Node, parent: Node, ownHeadings: readonly string[]): void {
  const { url = '' } = node
  const { lang } = building.page
  const [place = '', heading] = url.split('#')
  // What a tool is asked to open stays in its address.
  const [address = '', asked] = place.split('?')
  if (address === '' && heading !== undefined) {
    if (!ownHeadings.includes(heading)) complain(building, node, `this page has no heading #${heading}`)
    return
  }
  if (!url.startsWith('/') || url.startsWith('//')) return
  if (LOCALES.some(({ code }) => address.split('/')[1] === code)) return complain(building, node, `write ${url} without its language`)
  if (address === FEED) {
    node.url = `/${lang}${FEED}`
    return
  }
  const page = pageOf(address)
  if (page === undefined) return complain(building, node, `the link ${url} leads to no page of the map`)
  const headings = building.sources.headings(page.path, lang)
  if (headings === undefined) return replaceIn(parent, node, node.children ?? [])
  if (heading !== undefined && !headings.includes(heading)) complain(building, node, `${address} has no heading #${heading}`)
  node.url = `/${lang}${page.path === '' ? '' : `/${page.path}`}/${asked === undefined ? '' : `?${asked}`}${heading === undefined ? '' : `#${heading}`}`
}

import rss from '@astrojs/rss'
import type { APIRoute, GetStaticPaths } from 'astro'
import { getCollection } from 'astro:content'
import { PAGES } from '../../../../content/map.ts'
import { LOCALES } from '../../../i18n/locales.ts'
import { messagesOf } from '../../../i18n/messages.ts'
import { addedOf } from '../../../last-change.ts'
import { fileOf, sitePage } from '../../../site-map.ts'

/** What is read of a page here; the collection's own type is there only after a build. */
interface Entry {
  readonly id: string
  readonly data: { readonly description?: string | undefined }
}

export const getStaticPaths = (() => LOCALES.map(({ code, lang }) => ({ params: { code }, props: { code, lang } }))) satisfies GetStaticPaths

/** The labs as a feed, the newest first: so that a trainer hears of a new one. */
export const GET: APIRoute<(typeof LOCALES)[number]> = async ({ props: { code, lang }, site }) => {
  const entries: readonly Entry[] = await getCollection('docs')
  const descriptions = new Map(entries.map(({ id, data }) => [id, data.description ?? '']))
  const items = PAGES.filter(({ type }) => type === 'lab').flatMap((page) => {
    const { title, href, written } = sitePage(page, code)
    const added = addedOf(fileOf(page.path, code) ?? '')
    return written ? [{ title: title.replaceAll('`', ''), link: href, description: descriptions.get(`${code}/${page.path}`) ?? '', ...(added === undefined ? {} : { pubDate: added }) }] : []
  })
  items.sort((one, other) => Number(other.pubDate ?? 0) - Number(one.pubDate ?? 0))
  const words = messagesOf(code)
  return rss({ title: `Layerlab: ${words['site.feed']}`, description: words['site.feed'], site: new URL(`/${code}/labs/`, site).href, items, customData: `<language>${lang}</language>`, trailingSlash: true })
}

import type { MdastPluginEntry } from 'satteri'
import { LOCALES } from '../i18n/locales.ts'
import { messagesOf } from '../i18n/messages.ts'

const KINDS = ['note', 'tip', 'caution', 'danger'] as const

/**
 * `:::caution` without a title of its own gets one in the language of its page. Starlight would give it the English one:
 * it tells the language from the folder `src/content/docs`, and our pages stand elsewhere.
 */
export const asideTitles = (({ fileURL }) => {
  const code = LOCALES.find(({ code }) => fileURL?.pathname.includes(`/content/docs/${code}/`))?.code
  return {
    name: 'layerlab-aside-titles',
    containerDirective(node) {
      const kind = KINDS.find((known) => known === node.name)
      const [first] = node.children
      const isTitled = first?.type === 'paragraph' && first.data?.['directiveLabel'] === true
      if (kind === undefined || isTitled) return
      const title = { type: 'text', value: messagesOf(code)[`site.aside.${kind}`] } as const
      return { ...node, children: [{ type: 'paragraph', data: { directiveLabel: true }, children: [title] }, ...node.children] }
    },
  }
}) satisfies MdastPluginEntry

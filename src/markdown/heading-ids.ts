import type { MdastPluginEntry } from 'satteri'

const WRITTEN_ID = /\s*\[#([a-z0-9-]+)\]\s*$/

/**
 * `## How to notice [#notice]`: the id of a heading is written out, the same in every language, so that a link survives
 * a change of language. Square brackets, because braces are code in MDX.
 */
export const headingIds = {
  name: 'layerlab-heading-ids',
  heading(node) {
    const last = node.children.at(-1)
    const id = last?.type === 'text' ? WRITTEN_ID.exec(last.value)?.[1] : undefined
    if (last?.type !== 'text' || id === undefined) return
    return {
      ...node,
      data: { ...node.data, hProperties: { id } },
      children: [...node.children.slice(0, -1), { type: 'text', value: last.value.replace(WRITTEN_ID, '') }],
    }
  },
} satisfies MdastPluginEntry

import type { ExpressiveCodePlugin } from '@astrojs/starlight/expressive-code'
import { select } from '@astrojs/starlight/expressive-code/hast'

const PROMPT = /^[$#] /

/** The commands of a terminal session, one per line, without their prompts and without what they printed. */
export function commandsOf(session: string): string {
  const lines = session.split('\n')
  return lines.filter((line) => PROMPT.test(line)).map((line) => line.replace(PROMPT, '')).join('\n')
}

/** What a reader copies from a `console` block is what one types; and a block that pans takes the focus, without being a landmark. */
export function commandsOnly(): ExpressiveCodePlugin {
  return {
    name: 'layerlab-commands-only',
    hooks: {
      postprocessRenderedBlock: ({ codeBlock, renderData }) => {
        // The script of the blocks takes this away again where nothing pans; it would make a nameless region of each otherwise.
        const pre = select('pre', renderData.blockAst)
        if (pre !== undefined) pre.properties['tabIndex'] = 0
        if (codeBlock.language !== 'console') return
        const button = select('.copy button', renderData.blockAst)
        if (button === undefined) return
        // The button keeps its text in an attribute, with U+007F for the end of a line.
        button.properties['dataCode'] = commandsOf(codeBlock.code).replaceAll('\n', '\u007f')
      },
    },
  }
}

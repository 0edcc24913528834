/** Opens the editor on a file of a sandbox's machine: fetched when `edit` is first typed. */
import { EDITED_LENGTH_MAX } from '#sandbox'
import { mount, unmount } from 'svelte'
import { loadLaterWords } from '../../i18n/load-words.ts'
import type { LocaleCode } from '../../i18n/locales.ts'
import { dropDraft, loadDraft, saveDraft } from '../../playground/drafts.ts'
import type { Playground } from '../../playground/playground.ts'
import EditorDialog from './EditorDialog.svelte'

/** A file, and whose. */
export interface EditedFile {
  readonly host: string
  readonly path: string
}

const KEEP_AFTER_MS = 200

/** What the program `edit` asks for in what it wrote; undefined when it asks for nothing. */
export function wishIn(output: string): EditedFile | undefined {
  const found = /\x1b\]5151;edit;([a-z0-9-]*);([A-Za-z0-9+/=]*)\x07/.exec(output)
  if (!found) return undefined
  const [, host = '', path = ''] = found
  try {
    return { host, path: new TextDecoder().decode(Uint8Array.from(atob(path), character => character.charCodeAt(0))) }
  } catch {
    return undefined
  }
}

/** The text of a file; undefined when it holds something else. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}

/**
 * Edit a file until it is closed.
 *
 * @param wish what a terminal was told, or the file itself
 * @param say tells the reader why not
 */
export async function editFile(wish: string | EditedFile, playground: Playground, { code, lang, say }: { readonly code: string; readonly lang: string; readonly say: (title: string, note: string) => void }): Promise<void> {
  const file = typeof wish === 'string' ? wishIn(wish) : wish
  if (!file) return
  const { host, path } = file
  const words = await loadLaterWords(code as LocaleCode, lang)
  const found = (await playground.read(path, host)).seen
  const saved = found && textOf(found)
  if (found && (saved === undefined || saved.length > EDITED_LENGTH_MAX)) {
    const why = saved === undefined ? words('editor.refused.binary') : words('editor.refused.large', { count: EDITED_LENGTH_MAX })
    return say(words('editor.refused', { path }), why)
  }
  const name = `${playground.key}:${host}:${path}`
  const draft = await loadDraft(name).catch(() => undefined)
  await new Promise<void>(resolve => {
    let keeping: ReturnType<typeof setTimeout> | undefined
    let kept = draft
    const before = document.activeElement
    const keep = (): void => {
      clearTimeout(keeping)
      // Without storage the text lasts as long as the page.
      ;(kept === undefined ? dropDraft(name) : saveDraft(name, kept)).catch(() => undefined)
    }
    const leave = (): void => {
      keep()
      removeEventListener('pagehide', keep)
      void unmount(dialog)
      if (before instanceof HTMLElement) before.focus()
      resolve()
    }
    addEventListener('pagehide', keep)
    const dialog = mount(EditorDialog, {
      target: document.body,
      props: {
        words, code: code as LocaleCode, host, path, saved, draft: draft === saved ? undefined : draft,
        onDraft: (text: string | undefined) => {
          kept = text
          clearTimeout(keeping)
          keeping = setTimeout(keep, KEEP_AFTER_MS)
        },
        onSave: async (text: string) => {
          let refusal = ''
          const unlisten = playground.listen(news => {
            if (news.is === 'refused') refusal = news.reason
          })
          playground.send({ do: 'write', path, text, host })
          const { seen } = await playground.read(path, host)
          unlisten()
          return seen && textOf(seen) === text ? '' : (refusal || words('editor.notSaved', { path }))
        },
        onClose: leave,
      },
    })
  })
}

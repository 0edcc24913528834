/** A plain field: what touch devices get. It has the browser's own undo, selection and keyboard. */
import { problemsOf } from './problems.ts'
import type { Document, TextEditor, TextEditorOptions } from './text-editor.ts'

/** Looked at after a pause in typing. */
const LOOK_AFTER_MS = 250

export function plainEditor(host: HTMLElement, options: TextEditorOptions): TextEditor {
  const texts = new Map<string, Document>()
  const field = document.createElement('textarea')
  let shown = ''
  let timer: ReturnType<typeof setTimeout> | undefined
  field.className = 'plain-editor'
  field.setAttribute('aria-label', options.label)
  Object.assign(field, { spellcheck: false, autocapitalize: 'off', autocomplete: 'off' })
  field.setAttribute('autocorrect', 'off')
  field.setAttribute('wrap', 'off')
  const look = (): void => {
    const known = texts.get(shown)
    if (known) options.onProblems(shown, problemsOf(known.language, known.text))
  }
  field.addEventListener('input', () => {
    const known = texts.get(shown)
    if (!known) return
    texts.set(shown, { ...known, text: field.value })
    options.onInput(shown, field.value)
    clearTimeout(timer)
    timer = setTimeout(look, LOOK_AFTER_MS)
  })
  field.addEventListener('keydown', event => {
    if (event.key !== 's' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    options.onSave()
  })
  host.append(field)
  return {
    kind: 'plain',
    know: given => void texts.set(given.path, given),
    show(given) {
      texts.set(given.path, given)
      shown = given.path
      if (field.value !== given.text) field.value = given.text
      look()
    },
    forget: path => void texts.delete(path),
    text: path => texts.get(path)?.text ?? '',
    reveal(line) {
      const at = field.value.split('\n').slice(0, line - 1).reduce((sum, row) => sum + row.length + 1, 0)
      field.focus()
      field.setSelectionRange(at, at)
    },
    focus: () => field.focus(),
    dispose() {
      clearTimeout(timer)
      field.remove()
    },
  }
}

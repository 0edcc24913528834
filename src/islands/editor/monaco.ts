/** Monaco, with the languages and the features that are needed here. Its words must have been loaded before. */
import { KeyCode, KeyMod, MarkerSeverity, Uri, editor as monaco } from 'monaco-editor/editor'
import 'monaco-editor/features/bracketMatching/register'
import 'monaco-editor/features/caretOperations/register'
import 'monaco-editor/features/clipboard/register'
import 'monaco-editor/features/codeEditor/register'
import 'monaco-editor/features/codicon/register'
import 'monaco-editor/features/comment/register'
import 'monaco-editor/features/contextmenu/register'
import 'monaco-editor/features/cursorUndo/register'
import 'monaco-editor/features/find/register'
import 'monaco-editor/features/folding/register'
import 'monaco-editor/features/format/register'
import 'monaco-editor/features/gotoError/register'
import 'monaco-editor/features/hover/register'
import 'monaco-editor/features/indentation/register'
import 'monaco-editor/features/lineSelection/register'
import 'monaco-editor/features/linesOperations/register'
import 'monaco-editor/features/multicursor/register'
import 'monaco-editor/features/parameterHints/register'
import 'monaco-editor/features/quickCommand/register'
import 'monaco-editor/features/smartSelect/register'
import 'monaco-editor/features/snippet/register'
// `features/suggest` brings inline suggestions only.
import 'monaco-editor/editor/contrib/suggest/browser/suggestController'
import 'monaco-editor/features/toggleTabFocusMode/register'
import 'monaco-editor/features/wordHighlighter/register'
import 'monaco-editor/features/wordOperations/register'
import 'monaco-editor/languages/definitions/dockerfile/register'
import 'monaco-editor/languages/definitions/shell/register'
import 'monaco-editor/languages/definitions/typescript/register'
import 'monaco-editor/languages/definitions/yaml/register'
import 'monaco-editor/languages/features/json/register'
import { ModuleKind, ModuleResolutionKind, ScriptTarget, getTypeScriptWorker, typescriptDefaults } from 'monaco-editor/languages/features/typescript/register'
import editorWorker from 'monaco-editor/editor/editor.worker?worker&url'
import jsonWorker from 'monaco-editor/language/json/json.worker?worker&url'
import typescriptWorker from 'monaco-editor/language/typescript/ts.worker?worker&url'
import { startWorker } from '../../playground/start-worker.ts'
import type { EditedLanguage } from './language.ts'
import { problemsOf } from './problems.ts'
import type { TextProblem } from './problems.ts'
import type { Document, TextEditor, TextEditorOptions } from './text-editor.ts'

const WORKERS: Readonly<Record<string, string>> = { typescript: typescriptWorker, javascript: typescriptWorker, json: jsonWorker }

Object.assign(globalThis, { MonacoEnvironment: { getWorker: (_: string, label: string) => startWorker(WORKERS[label] ?? editorWorker, `editor-${label}`) } })

/** Languages whose mistakes Monaco finds by itself. */
const OWN: ReadonlySet<EditedLanguage> = new Set<EditedLanguage>(['json', 'typescript'])
const LOOK_AFTER_MS = 250
const MARKERS = 'layerlab'

typescriptDefaults.setCompilerOptions({
  target: ScriptTarget.ESNext, module: ModuleKind.CommonJS, moduleResolution: ModuleResolutionKind.NodeJs, allowNonTsExtensions: true, allowImportingTsExtensions: true, noEmit: false,
  strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, lib: ['es2023'], types: [],
})
typescriptDefaults.setEagerModelSync(true)

/** Colours of the page for the editor; red is the colour of power, so mistakes are plum. */
function useTheme(): void {
  const style = getComputedStyle(document.documentElement)
  const colour = (name: string): string => style.getPropertyValue(name).trim()
  const bare = (name: string): string => colour(name).slice(1)
  const dark = style.colorScheme.includes('dark')
  monaco.defineTheme('layerlab', {
    base: dark ? 'vs-dark' : 'vs', inherit: true,
    rules: [
      { token: '', foreground: bare('--ink') }, { token: 'comment', foreground: bare('--ink-3') }, { token: 'keyword', foreground: bare('--accent') },
      { token: 'string', foreground: bare('--ok') }, { token: 'string.key.json', foreground: bare('--accent') }, { token: 'string.value.json', foreground: bare('--ok') },
      { token: 'number', foreground: bare('--dirty') }, { token: 'variable', foreground: bare('--damage') }, { token: 'type', foreground: bare('--accent') }, { token: 'type.identifier', foreground: bare('--ink') },
      { token: 'delimiter', foreground: bare('--ink-2') }, { token: 'regexp', foreground: bare('--damage') },
    ],
    colors: {
      'editor.background': colour('--sheet'), 'editor.foreground': colour('--ink'), 'editorLineNumber.foreground': colour('--ink-3'), 'editorLineNumber.activeForeground': colour('--ink'),
      'editorCursor.foreground': colour('--ink'), 'editorError.foreground': colour('--damage'), 'editorWarning.foreground': colour('--dirty'), 'editor.lineHighlightBorder': colour('--line'),
      'editor.selectionBackground': colour('--accent-wash'), 'editorWidget.background': colour('--sheet'), 'editorWidget.border': colour('--line-2'), 'editorWidget.foreground': colour('--ink'),
      'editorSuggestWidget.background': colour('--sheet'), 'editorSuggestWidget.border': colour('--line-2'), 'editorSuggestWidget.selectedBackground': colour('--accent-wash'),
      'editorSuggestWidget.selectedForeground': colour('--ink'), 'editorSuggestWidget.highlightForeground': colour('--accent'), 'editorSuggestWidget.focusHighlightForeground': colour('--accent'),
      'list.hoverBackground': colour('--sunk'), 'list.focusBackground': colour('--accent-wash'), 'list.activeSelectionBackground': colour('--accent-wash'), 'list.activeSelectionForeground': colour('--ink'),
      'quickInputList.focusBackground': colour('--accent-wash'), 'quickInputList.focusForeground': colour('--ink'), 'quickInput.background': colour('--sheet'), 'list.highlightForeground': colour('--accent'), 'list.focusHighlightForeground': colour('--accent'), focusBorder: colour('--accent'), 'input.background': colour('--paper'), 'input.foreground': colour('--ink'), 'input.border': colour('--line-2'),
    },
  })
  monaco.setTheme('layerlab')
}

const SEVERITY: Readonly<Record<TextProblem['severity'], MarkerSeverity>> = { error: MarkerSeverity.Error, warning: MarkerSeverity.Warning }
const uriOf = (path: string): Uri => Uri.file(`/project/${path.replace(/^\/+/, '')}`)

const REGISTER_MS_MAX = 20_000
const REGISTER_LOOK_MS = 50

/** The language service comes by itself some time after the first TypeScript file; until then the asking is refused. */
async function typescriptWorkers(): ReturnType<typeof getTypeScriptWorker> {
  for (const until = performance.now() + REGISTER_MS_MAX; ;) {
    try {
      return await getTypeScriptWorker()
    } catch (error) {
      if (performance.now() > until) throw error
      await new Promise(resolve => setTimeout(resolve, REGISTER_LOOK_MS))
    }
  }
}

export function monacoEditor(host: HTMLElement, options: TextEditorOptions): TextEditor {
  useTheme()
  const watch = new MutationObserver(useTheme)
  watch.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  const libraries = Object.entries(options.declarations ?? {}).map(([path, content]) => typescriptDefaults.addExtraLib(content, `file:///node_modules/${path}`))
  const style = getComputedStyle(host)
  const view = monaco.create(host, {
    model: null, ariaLabel: options.label, automaticLayout: true, fixedOverflowWidgets: true, minimap: { enabled: false }, scrollBeyondLastLine: false, tabSize: 2, lineNumbersMinChars: 3,
    fontFamily: style.getPropertyValue('--mono').trim(), fontSize: 13, lineHeight: 20, renderLineHighlight: 'line', padding: { top: 8, bottom: 8 }, overviewRulerLanes: 0,
    scrollbar: { alwaysConsumeMouseWheel: false }, unicodeHighlight: { ambiguousCharacters: false }, accessibilitySupport: 'auto', stickyScroll: { enabled: false }, bracketPairColorization: { enabled: false },
  })
  const models = new Map<string, { readonly model: monaco.ITextModel; readonly language: EditedLanguage; look: ReturnType<typeof setTimeout> | undefined }>()
  const paths = new Map<string, string>()
  let shown = ''

  const look = (path: string): void => {
    const known = models.get(path)
    if (!known || OWN.has(known.language) || known.model.isDisposed()) return
    monaco.setModelMarkers(known.model, MARKERS, problemsOf(known.language, known.model.getValue()).map(({ line, message, severity }) => {
      const row = Math.min(line, known.model.getLineCount())
      return { startLineNumber: row, endLineNumber: row, startColumn: known.model.getLineFirstNonWhitespaceColumn(row) || 1, endColumn: known.model.getLineMaxColumn(row), message, severity: SEVERITY[severity] }
    }))
  }
  const tell = (path: string): void => {
    const known = models.get(path)
    if (!known) return
    options.onProblems(path, monaco.getModelMarkers({ resource: known.model.uri }).filter(({ severity }) => severity >= MarkerSeverity.Warning).map(({ startLineNumber, message, severity }) =>
      ({ line: startLineNumber, message, severity: severity === MarkerSeverity.Error ? 'error' as const : 'warning' as const })).sort((a, b) => a.line - b.line))
  }
  const marked = monaco.onDidChangeMarkers(changed => {
    for (const uri of changed) {
      const path = paths.get(uri.toString())
      if (path !== undefined) tell(path)
    }
  })
  view.addCommand(KeyMod.CtrlCmd | KeyCode.KeyS, () => options.onSave())

  function know({ path, language, text }: Document): void {
    const known = models.get(path)
    if (known) {
      if (known.model.getValue() !== text) known.model.setValue(text)
      return
    }
    const model = monaco.createModel(text, language, uriOf(path))
    const entry: { readonly model: monaco.ITextModel; readonly language: EditedLanguage; look: ReturnType<typeof setTimeout> | undefined } = { model, language, look: undefined }
    models.set(path, entry)
    paths.set(model.uri.toString(), path)
    model.onDidChangeContent(() => {
      clearTimeout(entry.look)
      entry.look = setTimeout(() => look(path), LOOK_AFTER_MS)
      options.onInput(path, model.getValue())
    })
    look(path)
  }

  function forget(path: string): void {
    const known = models.get(path)
    if (!known) return
    clearTimeout(known.look)
    models.delete(path)
    paths.delete(known.model.uri.toString())
    known.model.dispose()
  }

  return {
    kind: 'monaco', know, forget,
    show(given) {
      know(given)
      shown = given.path
      view.setModel(models.get(given.path)?.model ?? null)
      tell(given.path)
    },
    text: path => models.get(path)?.model.getValue() ?? '',
    reveal(line) {
      view.setPosition({ lineNumber: line, column: 1 })
      view.revealLineInCenter(line)
      view.focus()
    },
    focus: () => view.focus(),
    async compiled(path) {
      const known = models.get(path)
      if (!known) throw new Error(`there is no file ${path}`)
      const service = await (await typescriptWorkers())(known.model.uri)
      const { outputFiles } = await service.getEmitOutput(known.model.uri.toString())
      return outputFiles.find(({ name }) => name.endsWith('.js'))?.text ?? ''
    },
    dispose() {
      watch.disconnect()
      marked.dispose()
      for (const library of libraries) library.dispose()
      view.dispose()
      for (const path of [...models.keys()]) forget(path)
      if (shown !== '') host.replaceChildren()
    },
  }
}

/** Where a text is edited: Monaco, or a plain field on a touch device. Both are one to whoever uses them. */
import type { LocaleCode } from '../../i18n/locales.ts'
import type { EditedLanguage } from './language.ts'
import type { TextProblem } from './problems.ts'

/** A text under its name. */
export interface Document {
  readonly path: string
  readonly language: EditedLanguage
  readonly text: string
}

export interface TextEditorOptions {
  /** Code of the page's language: the editor's interface is in it. */
  readonly code: LocaleCode
  /** What a screen reader calls it, with the way out. */
  readonly label: string
  readonly onInput: (path: string, text: string) => void
  readonly onProblems: (path: string, problems: readonly TextProblem[]) => void
  /** Ctrl+S, or what the system has for it. */
  readonly onSave: () => void
  /** Declarations that TypeScript files may use, by path below `/node_modules`. */
  readonly declarations?: Readonly<Record<string, string>>
}

export interface TextEditor {
  readonly kind: 'monaco' | 'plain'
  /** Show a text; one that was shown before keeps its undo history. */
  show(document: Document): void
  /** Make a text known to the language service without showing it. */
  know(document: Document): void
  /** It is no more. */
  forget(path: string): void
  text(path: string): string
  /** Put the cursor at a line, counted from 1. */
  reveal(line: number): void
  focus(): void
  /** The JavaScript of a TypeScript file, as CommonJS; undefined where there is no compiler. */
  compiled?(path: string): Promise<string>
  dispose(): void
}

/** Is a finger what points here? Then Monaco, which fights its keyboard and weighs megabytes, is never fetched. */
export const isTouch = (): boolean => matchMedia('(pointer: coarse)').matches

/** Put an editor into an element. */
export async function openTextEditor(host: HTMLElement, options: TextEditorOptions): Promise<TextEditor> {
  if (isTouch()) return (await import('./plain.ts')).plainEditor(host, options)
  // Its words must be there before any of its modules: they read them when they are loaded.
  if (options.code === 'ru') await import('monaco-editor/nls/lang/ru')
  else if (options.code === 'zh') await import('monaco-editor/nls/lang/zh-cn')
  return (await import('./monaco.ts')).monacoEditor(host, options)
}

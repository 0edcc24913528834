/** The shell: programs by name, and what a terminal needs to talk to one. */
export { ShellSession } from './run/session.ts'
export type { SessionMoment } from './run/session.ts'
export { shellPrograms } from './run/program.ts'
export { LineEditor } from './editor.ts'
export type { EditorEvent, EditorView } from './editor.ts'

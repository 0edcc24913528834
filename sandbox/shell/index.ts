/** The shell: programs by name, and what a terminal needs to talk to one. */
export { ShellSession } from './run/session.ts'
export type { SessionMoment } from './run/session.ts'
export { shellPrograms } from './run/program.ts'
export { echoText, formatTime, printfText } from './builtins/printf.ts'
export type { PrintfResult } from './builtins/printf.ts'
export { TestError, evaluateTest } from './builtins/test.ts'
export type { TestSubject } from './builtins/test.ts'
export { decode as shellDecode, encode as shellEncode } from './parse/escapes.ts'

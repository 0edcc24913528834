import type { Program } from '../../machine/process.ts'

/** `true`: status 0. */
export const yesProgram: Program = function* () {
  return 0
}

/** `false`: status 1. */
export const noProgram: Program = function* () {
  return 1
}

/** Kinds of steps, for pages that let a reader choose among them. */
export { kindOf } from '../scenario/step-kinds.ts'

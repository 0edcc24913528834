import { Part } from '../base/parts.ts'
import type { bootLines } from './boot-lines.ts'
import type { firstOf, kindProblem } from './step-kinds.ts'
import type { momentsOf } from './stand-at.ts'
import type { stepOther } from './step-other.ts'
import type { describedHosts, expectations, statements } from './validate-rest.ts'

/** What a session needs now and then only: break points, steps of tasks that are nobody's, other moments than the one shown, what a start of the machine says. */
export interface Seldom {
  readonly bootLines: typeof bootLines
  readonly describedHosts: typeof describedHosts
  readonly expectations: typeof expectations
  readonly firstOf: typeof firstOf
  readonly kindProblem: typeof kindProblem
  readonly momentsOf: typeof momentsOf
  readonly statements: typeof statements
  readonly stepOther: typeof stepOther
}

export const seldom = new Part<Seldom>('seldom')

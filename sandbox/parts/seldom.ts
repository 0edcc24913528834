/** What a session needs now and then only: break points, steps of tasks that are nobody's, other moments than the one shown, what a start of the machine says. */
import { bootLines } from '../scenario/boot-lines.ts'
import { seldom } from '../scenario/seldom-part.ts'
import { momentsOf } from '../scenario/stand-at.ts'
import { describedHosts, expectations, statements } from '../scenario/validate-rest.ts'
import { firstOf, kindProblem } from '../scenario/step-kinds.ts'
import { stepOther } from '../scenario/step-other.ts'

export const installPart = (): void => seldom.install({ bootLines, describedHosts, expectations, firstOf, kindProblem, momentsOf, statements, stepOther })

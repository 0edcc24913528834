import { complain } from './building.ts'
import type { Building } from './building.ts'
import { attribute, found, isElement, setAttribute } from './tree.ts'
import type { Node } from './tree.ts'

const HINTS = 2
const VIEWS = ['terminal', 'layers', 'disk', 'lanes', 'checks']

/** A lab: it names the tasks that its data has, in their order, and says two hints to each. */
export async function fillLab(building: Building, node: Node): Promise<void> {
  const name = attribute(node, 'name') ?? ''
  const lab = await building.sources.lab(name)
  if (!lab) return complain(building, node, `there is no lab ${name}`)
  if (building.page.path !== `labs/${name}`) complain(building, node, `the lab ${name} is on the page labs/${name}`)
  if (!VIEWS.includes(attribute(node, 'view') ?? '')) complain(building, node, `a view is one of ${VIEWS.join(', ')}`)
  const tasks = found(node, child => isElement(child) && child.name === 'Task')
  const ids = tasks.map(task => attribute(task, 'id')).join(', ')
  const wanted = lab.tasks.map(({ id }) => id).join(', ')
  if (ids !== wanted) complain(building, node, `the lab ${name} has the tasks ${wanted}, in this order; here are ${ids || 'none'}`)
  tasks.forEach((task, at) => {
    setAttribute(task, 'at', at + 1)
    const hints = found(task, child => isElement(child) && child.name === 'Hint')
    if (hints.length !== HINTS) complain(building, task, `a task has ${HINTS} hints, the first of which says less`)
    hints.forEach((hint, index) => {
      setAttribute(hint, 'at', index + 1)
      setAttribute(hint, 'of', hints.length)
    })
  })
}

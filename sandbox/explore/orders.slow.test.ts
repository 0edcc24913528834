import { it } from 'vitest'
import { compareSearches } from '../../test/support/search-small.ts'

it('finds the ends of every schedule in a thousand programs drawn from seeds', () => {
  compareSearches(1000, 800)
})

it('finds them in hundreds of programs whose lanes forget what an operation found but its result', () => {
  compareSearches(400, 800, true)
})

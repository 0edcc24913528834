import { it } from 'vitest'
import { compareSearches } from '../../test/support/search-small.ts'

it('finds the ends of every schedule in a thousand programs drawn from seeds', () => {
  compareSearches(1000, 800)
})

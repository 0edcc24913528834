import { expect, it } from 'vitest'
import { Rest } from './rest.ts'

it('is over when the question is answered and the last state is at rest', async () => {
  const order: string[] = []
  const rest = new Rest(() => void order.push('ask'))
  const over = rest.after(() => void order.push('act'))
  let went: boolean | undefined
  void over.then(value => (went = value))
  const settle = async (): Promise<void> => { for (let turn = 0; turn < 4; turn++) await Promise.resolve() }
  expect(order).toEqual(['act', 'ask'])
  rest.state(false)
  await settle()
  expect(went).toBeUndefined()
  rest.state(true)
  rest.answered()
  await settle()
  expect(went).toBeUndefined()
  rest.state(false)
  await settle()
  expect(went).toBe(true)
})

it('is given up when it is refused, or when something else is asked', async () => {
  const rest = new Rest(() => undefined)
  const first = rest.after(() => undefined)
  const second = rest.after(() => undefined)
  rest.refused()
  expect(await Promise.all([first, second])).toEqual([false, false])
})

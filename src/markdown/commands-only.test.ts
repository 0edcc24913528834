import { expect, it } from 'vitest'
import { commandsOf } from './commands-only.ts'

it('copies the commands of a session without prompts and output', () => {
  const session = ['$ docker images', 'REPOSITORY   TAG', '# sync', '$ echo "$HOME # "'].join('\n')
  expect(commandsOf(session)).toBe('docker images\nsync\necho "$HOME # "')
})

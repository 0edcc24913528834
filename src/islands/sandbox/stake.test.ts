import { expect, it } from 'vitest'
import type { StoreView } from '../../playground/messages.ts'
import { atStake } from './stake.ts'

const file = (path: string, sizeBytes: number, durableBytes: number, persistence: 'memory' | 'written' | 'durable', nameIsDurable: boolean) =>
  ({ path, type: 'file', sizeBytes, durableBytes, persistence, nameIsDurable, dirtyTicks: undefined }) as unknown as StoreView['files'][number]

it('counts what a cut would take: data in memory, and whole files whose name is not on the disk', () => {
  const files = [file('safe', 10, 10, 'durable', true), file('grown', 100, 40, 'memory', true), file('unnamed', 7, 7, 'written', false), file('empty', 0, 0, 'memory', false)]
  expect(atStake({ files })).toEqual({ files: 3, bytes: 67 })
  expect(atStake({ files: [{ ...(files[1] as StoreView['files'][number]), type: 'directory' } as StoreView['files'][number]] })).toEqual({ files: 0, bytes: 0 })
})

import type { CutCounts } from '../support/power-cuts.ts'

declare module 'vitest/browser' {
  interface BrowserCommands {
    nodeDigests: () => Promise<Record<string, string>>
    nodeCutCounts: () => Promise<Record<string, CutCounts>>
  }
}
export {}

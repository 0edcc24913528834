declare module 'vitest/browser' {
  interface BrowserCommands {
    nodeDigests: () => Promise<Record<string, string>>
  }
}
export {}

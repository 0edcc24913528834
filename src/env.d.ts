/// <reference types="astro/client" />

declare module '*.json?later' {
  const words: Readonly<Record<string, string>>
  export default words
}

/** Address of a worker's file. */
declare module '*?worker&url' {
  const url: string
  export default url
}

/** Registers completion in Monaco. */
declare module 'monaco-editor/editor/contrib/suggest/browser/suggestController'

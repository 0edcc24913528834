/** Languages that the editor knows. */
export type EditedLanguage = 'dockerfile' | 'json' | 'yaml' | 'shell' | 'typescript' | 'plaintext'

const BY_ENDING: Readonly<Record<string, EditedLanguage>> = {
  json: 'json', yaml: 'yaml', yml: 'yaml', sh: 'shell', bash: 'shell', ts: 'typescript', mts: 'typescript', js: 'typescript', mjs: 'typescript', dockerfile: 'dockerfile',
}

/** What a file is written in, from its name; a script also from its first line. */
export function languageOf(path: string, text: string): EditedLanguage {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (/^(?:Dockerfile|Containerfile)(?:\..*)?$/i.test(name)) return 'dockerfile'
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  const known = BY_ENDING[ending]
  if (known) return known
  if (/^#!.*\b(?:ba|da|a)?sh\b/.test(text)) return 'shell'
  // Files of the store that hold JSON have names without an ending: image configs are named by their digest.
  return /^[0-9a-f]{64}$/.test(name) && /^\s*[[{]/.test(text) ? 'json' : 'plaintext'
}

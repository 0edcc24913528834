/**
 * Styles of Monaco. A bundler would make one file of them, and each page that can open an editor one day would link it.
 * Here they travel with the modules that need them, and come when the editor comes.
 */
import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Plugin } from 'vite'

const MARK = '\0layerlab-style:'

/** Makes a module that puts a style into the page of each style sheet of Monaco. */
export const editorStyles = (): Plugin => ({
  name: 'layerlab-editor-styles',
  enforce: 'pre',
  resolveId(source, importer) {
    if (!source.endsWith('.css') || importer === undefined || !/\/node_modules\/monaco-editor\//.test(importer)) return undefined
    return `${MARK}${resolve(dirname(importer), source)}.js`
  },
  load(id) {
    if (!id.startsWith(MARK)) return undefined
    const file = id.slice(MARK.length, -'.js'.length)
    const files: string[] = []
    const style = readFileSync(file, 'utf8').replace(/url\(\.\/([\w.-]+)\)/g, (_, name: string) => `url(\${file${files.push(name) - 1}})`)
    const escaped = style.replaceAll('\\', '\\\\').replaceAll('`', '\\`')
    return {
      code: `${files.map((name, index) => `import file${index} from ${JSON.stringify(`${join(dirname(file), name)}?url`)}\n`).join('')}const style = document.createElement('style')\nstyle.textContent = \`${escaped}\`\ndocument.head.append(style)\n`,
      moduleType: 'js',
      moduleSideEffects: true,
    }
  },
})

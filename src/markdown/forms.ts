import { dirname, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { MdastPluginEntry } from 'satteri'
import { installBuildCodecs } from '../content-runs/codecs.ts'
import { pageOfFile, problemLine } from '../content-runs/page.ts'
import type { Page } from '../content-runs/page.ts'
import { Runs } from '../content-runs/runs.ts'
import { projectSources } from '../content-runs/sources.ts'
import type { Sources } from '../content-runs/sources.ts'
import { fillPage } from './fill-page.ts'
import { cloned, found, isElement } from './tree.ts'
import type { Node } from './tree.ts'

/** Where the component of each form is. A page uses them without an import. */
const COMPONENTS: Readonly<Record<string, string>> = {
  Run: 'src/components/Run.astro',
  ...Object.fromEntries(['Lab', 'Task', 'Hint', 'LabList'].map((name) => [name, `src/components/lab/${name}.astro`])),
  Fidelity: 'src/components/Fidelity.astro',
  ...Object.fromEntries(['Claim', 'Hazard', 'Problem', 'BoxPart', 'Correction', 'Term', 'Figure', 'CommandSynopsis', 'CommandFlags', 'CommandSteps', 'CommandList', 'SectionList', 'MessageList', 'ProblemList', 'GlossaryList', 'SourceIndex', 'Growth', 'Waiting'].map((name) => [name, `src/components/forms/${name}.astro`])),
}

/** What pages name, and the runs of what they claim. */
interface Project {
  readonly runs: Runs
  readonly sources: Sources
}

/** The forms of content: claims, results, measured numbers, boxes, terms, checked output, and links. A mistake ends the build. */
export function formsOf(project: () => Project): MdastPluginEntry {
  return ({ fileURL }) => {
    const page = fileURL && pageOfFile(fileURLToPath(fileURL))
    if (!page) return undefined
    return {
      name: 'layerlab-forms',
      options: { position: true },
      async before(tree, context) {
        const { sources, runs } = project()
        const root = cloned(tree as unknown as Node)
        const problems = await fillPage(root, page, sources, runs)
        if (problems.length > 0) throw new Error(problems.map((problem) => problemLine(page, problem)).join('\n'))
        root.children?.unshift(...importsOf(root, page))
        context.replaceNode(tree, root as never)
      },
    }
  }
}

let ours: Project | undefined

/** The forms, filled in from this project. */
export const forms = formsOf(() => {
  installBuildCodecs()
  return (ours ??= { runs: new Runs(), sources: projectSources() })
})

/** Imports of the components that the page uses and does not import itself. */
function importsOf(root: Node, page: Page): readonly Node[] {
  const own = found(root, ({ type }) => type === 'mdxjsEsm').map(({ value }) => value ?? '').join('\n')
  const used = new Set(found(root, isElement).map(({ name }) => name ?? ''))
  return [...used].flatMap((name) => {
    const file = COMPONENTS[name]
    if (file === undefined || new RegExp(`\\bimport\\s+${name}\\b`).test(own)) return []
    return [{ type: 'mdxjsEsm', value: `import ${name} from '${relative(dirname(page.file), file).split(sep).join('/')}'` }]
  })
}

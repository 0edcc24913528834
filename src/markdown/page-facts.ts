import { attribute, found, isElement, textOf } from './tree.ts'
import type { Node } from './tree.ts'

/** What a page must have in common with its translations. */
export interface PageFacts {
  readonly headings: readonly string[]
  readonly claims: readonly string[]
  readonly runs: readonly string[]
  /** Boxes with what they name, in order. */
  readonly boxes: readonly string[]
  /** Rows of each table. */
  readonly tables: readonly number[]
  /** `console` blocks by their origin; those that are not run only as such. */
  readonly fences: readonly string[]
  /** Tables that are made from the engine, by what they name. */
  readonly commands: readonly string[]
  readonly results: readonly string[]
  readonly measured: readonly string[]
}

/** Attributes that are written by a person in a language of their own. */
const NOT_THE_SAME = /norun="[^"]*"/

/** Read the facts of a page. Sentences may be cut and ordered differently, so what stands in sentences is sorted. */
export function factsOf(root: Node): PageFacts {
  const named = (...names: readonly string[]): readonly Node[] => found(root, (node) => isElement(node) && names.includes(node.name ?? ''))
  const values = (name: string, key: string): readonly string[] => named(name).map((node) => attribute(node, key) ?? '').sort()
  const headings = found(root, ({ type }) => type === 'heading')
  return {
    headings: headings.map((heading) => /\[#([a-z0-9-]+)\]$/.exec(textOf(heading))?.[1] ?? `(no id) ${textOf(heading)}`),
    claims: values('Claim', 'id'),
    runs: named('Run').map((node) => ['scenario', 'replay', 'view'].map((key) => attribute(node, key)).join('/')),
    boxes: [
      ...named('Lab', 'Task').map((node) => `${node.name ?? ''} ${attribute(node, 'name') ?? attribute(node, 'id') ?? ''} ${attribute(node, 'view') ?? ''}`.trim()),
      ...named('Hazard', 'Problem', 'Correction').map((node) => `${node.name ?? ''} ${attribute(node, 'run') ?? attribute(node, 'of') ?? ''} ${attribute(node, 'kind') ?? ''}`.trim()),
      ...found(root, ({ type }) => type === 'containerDirective').map(({ name }) => `:::${name ?? ''}`),
    ],
    tables: found(root, ({ type }) => type === 'table').map(({ children }) => children?.length ?? 0),
    fences: found(root, ({ type, lang }) => type === 'code' && lang === 'console').map(({ meta }) => (meta ?? '').replace(NOT_THE_SAME, 'norun')),
    commands: named('CommandSynopsis', 'CommandFlags', 'CommandSteps', 'CommandList', 'SectionList', 'MessageList', 'ProblemList', 'LabList', 'GlossaryList', 'SourceIndex', 'Growth', 'Waiting').map((node) => [node.name, ...['name', 'of', 'scenario', 'replay', 'replays', 'actor', 'command', 'at', 'size', 'every'].map((key) => attribute(node, key) ?? '')].join(' ').trim()),
    results: [...values('Result', 'n'), ...values('Limit', 'n')],
    measured: values('Measured', 'n'),
  }
}

import type { Scenario } from '#sandbox'

/** Scenarios by the path of their file, each fetched when it is asked for. */
export type Shelf = Readonly<Record<string, () => Promise<unknown>>>

/** There are so many that their names alone weigh: a page fetches those of the shelf it needs. The first that fits has it. */
const SHELVES: readonly (readonly [names: RegExp, shelf: () => Promise<{ readonly SHELF: Shelf }>])[] = [
  [/^lab-/, () => import('./scenario-shelves/labs.ts')],
  [/^[a-c]/, () => import('./scenario-shelves/a-c.ts')],
  [/^d/, () => import('./scenario-shelves/d.ts')],
  [/^[e-k]/, () => import('./scenario-shelves/e-k.ts')],
  [/^[l-o]/, () => import('./scenario-shelves/l-o.ts')],
  [/^p/, () => import('./scenario-shelves/p.ts')],
  [/^[q-z]/, () => import('./scenario-shelves/q-z.ts')],
]

/** A scenario of the repository by its name; each is a file of its own. */
export async function scenarioNamed(name: string): Promise<Scenario> {
  const { SHELF } = (await SHELVES.find(([names]) => names.test(name))?.[1]()) ?? { SHELF: {} }
  const [load] = Object.entries(SHELF).flatMap(([path, one]) => (path.endsWith(`/${name}.ts`) ? [one] : []))
  if (!load) throw new Error(`there is no scenario ${name}`)
  return ((await load()) as { readonly default: Scenario }).default
}

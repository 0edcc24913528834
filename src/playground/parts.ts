/** Parts of the engine that a sandbox loads when they are needed: which, and how. */
import { isInstalled, lines } from '#sandbox'
import type { PartName, Scenario } from '#sandbox'
import type { DeskRequest } from './messages.ts'

/** Each is a file of its own, with what it shares with others in files between. */
const LOADERS: Readonly<Record<PartName, () => Promise<{ readonly installPart: () => void }>>> = {
  line: () => import('./line.ts'),
  basics: () => import('#sandbox/parts/basics'),
  text: () => import('#sandbox/parts/text'),
  'text-rare': () => import('#sandbox/parts/text-rare'),
  regex: () => import('#sandbox/parts/regex'),
  awk: () => import('#sandbox/parts/awk'),
  jq: () => import('#sandbox/parts/jq'),
  manual: () => import('#sandbox/parts/manual'),
  files: () => import('#sandbox/parts/files'),
  tar: () => import('#sandbox/parts/tar'),
  system: () => import('#sandbox/parts/system'),
  shell: () => import('#sandbox/parts/shell'),
  images: () => import('#sandbox/parts/images'),
  containers: () => import('#sandbox/parts/containers'),
  'container-files': () => import('#sandbox/parts/container-files'),
  build: () => import('#sandbox/parts/build'),
  registry: () => import('#sandbox/parts/registry'),
  catalogue: () => import('#sandbox/parts/catalogue'),
  daemon: () => import('#sandbox/parts/daemon'),
  grammar: () => import('#sandbox/parts/grammar'),
  templates: () => import('#sandbox/parts/templates'),
  compression: () => import('#sandbox/parts/compression'),
  'legacy-archives': () => import('#sandbox/parts/legacy-archives'),
  'partial-images': () => import('#sandbox/parts/partial-images'),
  completion: () => import('#sandbox/parts/completion'),
  links: () => import('#sandbox/parts/links'),
  labs: () => import('#sandbox/parts/labs'),
  seldom: () => import('#sandbox/parts/seldom'),
}

/** Parts that are fetched once nothing else is to do, in this order; the others wait until they are asked for. */
const SOON: readonly PartName[] = ['line', 'basics', 'images', 'shell', 'grammar', 'text', 'files', 'templates', 'containers', 'compression', 'completion', 'system']

/** Load a part and put it into the engine. One that is there already costs nothing. */
export async function loadPart(name: PartName): Promise<void> {
  if (isInstalled(name)) return
  const { installPart } = await LOADERS[name]()
  installPart()
}

/** Load what a reader is likely to want next, one after the other. A part that does not come is asked for again when it is needed. */
export async function loadSoon(): Promise<void> {
  for (const name of SOON) await loadPart(name).catch(() => undefined)
}

/** The parts that carrying out a request will need and that are not here yet. */
export function partsForRequest(request: DeskRequest): PartName[] {
  try {
    return neededBy(request).filter(name => !isInstalled(name))
  } catch {
    return [] // Nobody has looked at it yet: what is no scenario is refused, and needs nothing.
  }
}

function neededBy(request: DeskRequest): PartName[] {
  switch (request.do) {
    case 'open':
      return neededToOpen(request)
    case 'line':
    case 'keys':
      return isInstalled('line') ? lines.content.partsFor([request.text]) : ['line']
    case 'complete':
      return ['completion']
    case 'link':
    case 'report':
      return ['line', 'links']
    case 'judge':
      return isInstalled('line') ? ['links', 'labs', ...lines.content.partsFor([request.lab.lines])] : ['line']
    case 'unpack':
      return ['line', 'links', 'compression']
    default:
      return []
  }
}

/** A sandbox in which nothing is done yet needs no part. Which ones lines need, the part for all of them knows. */
function neededToOpen({ scenario, schedule }: Extract<DeskRequest, { do: 'open' }>): PartName[] {
  if (schedule.length === 0 && !doesAnything(scenario)) return []
  if (!isInstalled('line')) return ['line']
  const names = lines.content.partsForScenario(scenario)
  return schedule.some(item => typeof item === 'string' && item.startsWith('!keys')) ? [...names, ...lines.content.partsFor([schedule.join('\n')])] : names
}

const doesAnything = ({ start = [], actors }: Scenario): boolean => start.length > 0 || Object.values(actors).some(typed => typed.length > 0)

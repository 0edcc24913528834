/**
 * Parts of the engine that a host may load later than the rest. What is behind a part is used through it; when it is
 * not there, the use fails with `PartMissing`, and the whole run with it: the host loads the part, goes back to before
 * the move and does it again. A run never depends on when a part came, because a run that missed one does not count.
 */

/** All parts there are. */
export const PART_NAMES = [
  'line', 'basics', 'text', 'text-rare', 'regex', 'awk', 'jq', 'manual', 'files', 'tar', 'system', 'shell', 'images', 'containers', 'container-files', 'build', 'registry', 'catalogue', 'daemon',
  'grammar', 'templates', 'compression', 'legacy-archives', 'partial-images', 'completion', 'links', 'labs', 'seldom',
] as const

export type PartName = (typeof PART_NAMES)[number]

/** Something behind a part was used before the part was loaded. */
export class PartMissing extends Error {
  override readonly name = 'PartMissing'
  readonly part: PartName

  constructor(part: PartName) {
    super(`the part ${part} of the engine has not been loaded`)
    this.part = part
  }
}

/** What a part brings, for those that use it. */
export class Part<Content> {
  readonly name: PartName
  private loaded: Content | undefined

  constructor(name: PartName) {
    this.name = name
  }

  /** @throws PartMissing before it is installed; the scheduler then throws it too, whatever becomes of this error */
  get content(): Content {
    if (this.loaded !== undefined) return this.loaded
    missing ??= new PartMissing(this.name)
    throw missing
  }

  install(content: Content): void {
    this.loaded = content
    installed.add(this.name)
    missing = undefined
  }
}

const installed = new Set<PartName>()
let missing: PartMissing | undefined

/** Has a part been installed? */
export const isInstalled = (name: PartName): boolean => installed.has(name)

/**
 * A part that was missed since the last call. Operations wrap errors and look away from some; who runs them asks here,
 * so that nobody takes a missing part for a failure of the simulated world.
 */
export function takeMissing(): PartMissing | undefined {
  const found = missing
  missing = undefined
  return found
}

/** Build arguments. @source moby builder/dockerfile/buildargs.go (20.10) */

/** Arguments that need no ARG, and are not noted in the history. */
const BUILT_IN: readonly string[] = [
  'HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'FTP_PROXY', 'ftp_proxy', 'NO_PROXY', 'no_proxy', 'ALL_PROXY', 'all_proxy',
]

type Values = Map<string, string | undefined>

/** The arguments of a build, as one stage sees them. */
export class BuildArgs {
  private readonly fromOptions: ReadonlyMap<string, string | undefined>
  /** Declared in this stage, with their defaults. */
  private readonly allowed: Values
  /** Declared before the first FROM. */
  private readonly meta: Values
  /** Declared anywhere. */
  private readonly referenced: Set<string>

  constructor(fromOptions: ReadonlyMap<string, string | undefined>, meta: Values = new Map(), referenced = new Set<string>()) {
    this.fromOptions = fromOptions
    this.allowed = new Map()
    this.meta = meta
    this.referenced = referenced
  }

  /** For a new stage: what the last one declared is forgotten. */
  forStage(): BuildArgs {
    return new BuildArgs(this.fromOptions, this.meta, this.referenced)
  }

  /** ARG within a stage. */
  declare(name: string, fallback: string | undefined): void {
    this.allowed.set(name, fallback)
    this.referenced.add(name)
  }

  /** ARG before the first FROM. */
  declareMeta(name: string, fallback: string | undefined): void {
    this.declare(name, fallback)
    this.meta.set(name, fallback)
  }

  /** `name=value` of what may be used here, without what the environment has already. */
  environment(env: readonly string[]): string[] {
    const names = new Set(env.map(entry => entry.split('=', 1)[0]))
    return [...this.valuesOf(this.allowed)].filter(([name]) => !names.has(name)).map(([name, value]) => `${name}=${value}`)
  }

  /** What FROM may use. */
  metaValues(): Map<string, string> {
    return this.valuesOf(this.meta)
  }

  /** Is the argument noted in the history of a RUN? */
  isNoted(name: string): boolean {
    return this.allowed.has(name) || !BUILT_IN.includes(name)
  }

  /** Given on the command line and declared nowhere, in order. */
  unused(): string[] {
    return [...this.fromOptions.keys()].filter(name => !this.referenced.has(name) && !BUILT_IN.includes(name)).sort()
  }

  private valuesOf(source: Values): Map<string, string> {
    const values = new Map<string, string>()
    for (const name of [...source.keys(), ...BUILT_IN]) {
      const value = this.fromOptions.get(name) ?? source.get(name) ?? this.meta.get(name)
      if (value !== undefined) values.set(name, value)
    }
    return values
  }
}

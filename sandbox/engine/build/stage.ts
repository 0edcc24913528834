/** What a stage of a build has come to: the image so far and how its containers run. */
import { DEFAULT_PATH } from '../container-program.ts'
import type { Image } from '../../store/image-store.ts'
import type { Digest } from '../../store/layout.ts'
import type { BuildArgs } from './build-args.ts'
import type { MutableConfig } from './run-config.ts'

/** The state of the stage that is being built. @source moby builder/dockerfile/dispatchers.go `dispatchState` (20.10) */
export class StageState {
  readonly name: string
  readonly args: BuildArgs
  /** Empty for scratch, until something is made. */
  imageID: Digest | '' = ''
  config: MutableConfig = {}
  maintainer = ''
  /** CMD came before: ENTRYPOINT then leaves it. */
  cmdSet = false

  constructor(name: string, args: BuildArgs) {
    this.name = name
    this.args = args
  }

  /** Begin with an image, or with nothing. */
  begin(image: Image | undefined): void {
    this.imageID = image?.id ?? ''
    const config: MutableConfig = { ...image?.config.config, OpenStdin: false, StdinOnce: false }
    if (!(config.Env ?? []).some(entry => entry.startsWith('PATH='))) config.Env = [...(config.Env ?? []), `PATH=${DEFAULT_PATH}`]
    this.config = config
    this.follow()
  }

  /** The next containers run on the image that was made last. */
  follow(): void {
    this.config = { ...this.config, Image: this.imageID }
  }

  /** What `$name` means now. */
  environment(): string[] {
    const env = this.config.Env ?? []
    return [...env, ...this.args.environment(env)]
  }
}

/** `name=value` by name; later ones win. */
export function environmentMap(entries: readonly string[]): Map<string, string> {
  return new Map(entries.map(entry => {
    const equals = entry.indexOf('=')
    return equals < 0 ? [entry, ''] : [entry.slice(0, equals), entry.slice(equals + 1)]
  }))
}

import type { Content, Extent } from '../disk/content.ts'
import type { TarHeader } from '../oci/tar/header.ts'

/** A layer's tar as whoever read it to its end knows it. Its files may be described instead of held. */
export interface DescribedLayer {
  readonly entries: readonly { readonly header: TarHeader; readonly content: readonly Extent[] }[]
  /** The packed recipe for the tar's exact bytes. */
  readonly recipe: readonly Uint8Array[]
  readonly diffID: string
}

const described = new WeakMap<Content, () => DescribedLayer>()

/** Say what unpacking a blob gives, so that nobody has to make its bytes for that. Asked for once. */
export function describeLayer(blob: Content, describe: () => DescribedLayer): void {
  let made: DescribedLayer | undefined
  described.set(blob, () => (made ??= describe()))
}

/** What unpacking a blob gives, if that is known. */
export const describedLayer = (blob: Content): DescribedLayer | undefined => described.get(blob)?.()

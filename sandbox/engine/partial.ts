import { Part } from '../base/parts.ts'
import type { Image } from '../store/image-store.ts'
import type { PartialBuild } from './build/partial-build.ts'
import type { Engine } from './engine.ts'
import type { completeImage, missingPart } from './partial-images.ts'

/** What joins and strips partial images; only engines that know such images need it. */
export const partialImages = new Part<{ readonly completeImage: typeof completeImage; readonly missingPart: typeof missingPart; readonly PartialBuild: typeof PartialBuild }>('partial-images')

/** Is this a part of another image, to an engine that knows of such? */
export const isPartial = (engine: Engine, { config }: Image): boolean => engine.behaviour.joinsPartialImages && (config.From ?? '') !== ''

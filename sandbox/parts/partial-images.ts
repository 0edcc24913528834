/** Partial images and `docker combine`: what EulerOS's Docker has and no other. */
import { combine } from '../cli/combine.ts'
import { COMMAND_PARTS } from '../cli/commands.ts'
import { PartialBuild } from '../engine/build/partial-build.ts'
import { completeImage, missingPart } from '../engine/partial-images.ts'
import { partialImages } from '../engine/partial.ts'

export function installPart(): void {
  partialImages.install({ completeImage, missingPart, PartialBuild })
  COMMAND_PARTS['partial-images'].install({ combine })
}

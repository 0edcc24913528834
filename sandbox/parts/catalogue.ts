/** The images that every registry may have, and the programs that only they bring. */
import { PROGRAM_PARTS } from '../programs/index.ts'
import { imagePrograms } from '../programs/system/image-programs.ts'
import { CATALOGUE_NAMES, catalogueImage } from '../registry/catalogue/catalogue.ts'
import { catalogue } from '../registry/catalogue/part.ts'

export function installPart(): void {
  catalogue.install({ catalogueImage, CATALOGUE_NAMES })
  PROGRAM_PARTS.catalogue.install(imagePrograms)
}

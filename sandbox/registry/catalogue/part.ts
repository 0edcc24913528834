import { Part } from '../../base/parts.ts'
import type { CATALOGUE_NAMES, catalogueImage } from './catalogue.ts'

/** The images that every registry may have. */
export const catalogue = new Part<{ readonly catalogueImage: typeof catalogueImage; readonly CATALOGUE_NAMES: typeof CATALOGUE_NAMES }>('catalogue')

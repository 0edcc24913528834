import { Part } from '../base/parts.ts'
import type { mountOverlay } from './overlay-fs.ts'

/** Mounts of several layers as one tree. */
export const overlays = new Part<{ readonly mountOverlay: typeof mountOverlay }>('line')

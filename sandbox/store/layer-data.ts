import { Part } from '../base/parts.ts'
import type { writeLayerTar } from './layer-tar-stream.ts'
import type { unpackLayer } from './unpack-layer.ts'

/** What brings the files of a layer onto the disk, and takes them out again as the same tar. */
export const layerData = new Part<{ readonly unpackLayer: typeof unpackLayer; readonly writeLayerTar: typeof writeLayerTar }>('line')

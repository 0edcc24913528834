import { Part } from '../base/parts.ts'
import type { gunzipStream } from './gzip.ts'

/** Our own inflate, which says where a stream is damaged. */
export const gunzip = new Part<{ readonly gunzipStream: typeof gunzipStream }>('compression')

/** Limits of the sandbox by name, for the page that lists them. */
import { BROUGHT_BYTES_MAX } from './lab/log.ts'
import { ARCHIVE_BYTES_MAX, COMPRESSION_RATIO_MAX, ENTRIES_MAX, PATH_BYTES_MAX, RATIO_FREE_BYTES } from './oci/limits.ts'
import { LINE_BYTES_MAX } from './programs/streams.ts'
import { CAPSULE_LENGTH_MAX } from './scenario/capsule.ts'
import { SCHEDULE_STEPS_MAX } from './scenario/runner.ts'
import { LINES_MAX } from './scenario/session.ts'
import { STEPS_MAX } from './sched/scheduler.ts'
import { LAYER_DEPTH_MAX } from './store/layer-store.ts'

export const NAMED_LIMITS: Readonly<Record<string, number>> = {
  ARCHIVE_BYTES_MAX, BROUGHT_BYTES_MAX, CAPSULE_LENGTH_MAX, COMPRESSION_RATIO_MAX, ENTRIES_MAX, LAYER_DEPTH_MAX, LINES_MAX, LINE_BYTES_MAX, PATH_BYTES_MAX, RATIO_FREE_BYTES, SCHEDULE_STEPS_MAX, STEPS_MAX,
}

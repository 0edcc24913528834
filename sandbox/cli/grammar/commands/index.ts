import type { CommandSpec } from '../spec.ts'
import type { Branches } from '../tree.ts'
import { BUILD_COMMANDS } from './build.ts'
import { CHECKPOINT_COMMANDS } from './checkpoint.ts'
import { COMPLETION_COMMANDS } from './completion.ts'
import { CONFIG_COMMANDS } from './config.ts'
import { CONTAINER_COMMANDS } from './container.ts'
import { CONTEXT_COMMANDS } from './context.ts'
import { ENGINE_COMMANDS } from './engine.ts'
import { EULEROS_COMMANDS } from './euleros.ts'
import { GROUPS } from './groups.ts'
import { IMAGE_COMMANDS } from './image.ts'
import { IMAGE_TRANSFER_COMMANDS } from './image-transfer.ts'
import { INSPECT_COMMANDS } from './inspect.ts'
import { MANIFEST_COMMANDS } from './manifest.ts'
import { NETWORK_COMMANDS } from './network.ts'
import { PLUGIN_COMMANDS } from './plugin.ts'
import { RUN_COMMANDS } from './run.ts'
import { SERVICE_CREATE_COMMANDS } from './service-create.ts'
import { SERVICE_UPDATE_COMMANDS } from './service-update.ts'
import { SERVICE_COMMANDS } from './service.ts'
import { STACK_COMMANDS } from './stack.ts'
import { SWARM_COMMANDS } from './swarm.ts'
import { SYSTEM_COMMANDS } from './system.ts'
import { TRUST_COMMANDS } from './trust.ts'
import { VOLUME_COMMANDS } from './volume.ts'

/** Every operation of every client. */
const COMMANDS: readonly CommandSpec[] = [
  ...IMAGE_COMMANDS,
  ...IMAGE_TRANSFER_COMMANDS,
  ...BUILD_COMMANDS,
  ...CONTAINER_COMMANDS,
  ...RUN_COMMANDS,
  ...INSPECT_COMMANDS,
  ...SYSTEM_COMMANDS,
  ...NETWORK_COMMANDS,
  ...VOLUME_COMMANDS,
  ...CONTEXT_COMMANDS,
  ...PLUGIN_COMMANDS,
  ...MANIFEST_COMMANDS,
  ...TRUST_COMMANDS,
  ...CHECKPOINT_COMMANDS,
  ...ENGINE_COMMANDS,
  ...SWARM_COMMANDS,
  ...CONFIG_COMMANDS,
  ...SERVICE_COMMANDS,
  ...SERVICE_CREATE_COMMANDS,
  ...SERVICE_UPDATE_COMMANDS,
  ...STACK_COMMANDS,
  ...COMPLETION_COMMANDS,
]

/** The whole tree. */
export const WHOLE: Branches = { groups: GROUPS, commands: COMMANDS, narrowed: { '1.11.2': EULEROS_COMMANDS } }

import type { CommandSpec } from '../spec.ts'
import { exactly, flag } from '../spec.ts'

/** Checkpoints of running containers, an experiment. */
export const CHECKPOINT_COMMANDS: readonly CommandSpec[] = [
  {
    paths: ['checkpoint create'],
    usage: '[OPTIONS] CONTAINER CHECKPOINT',
    short: 'Create a checkpoint from a running container',
    args: exactly(2),
    flags: [
      flag('--checkpoint-dir string', 'Use a custom checkpoint storage directory'),
      flag('--leave-running', 'Leave the container running after checkpoint'),
    ],
  },
  {
    paths: ['checkpoint ls'],
    aliases: { 'checkpoint ls': ['list'] },
    usage: '[OPTIONS] CONTAINER',
    short: 'List checkpoints for a container',
    args: exactly(1),
    flags: [
      flag('--checkpoint-dir string', 'Use a custom checkpoint storage directory'),
    ],
  },
  {
    paths: ['checkpoint rm'],
    aliases: { 'checkpoint rm': ['remove'] },
    usage: '[OPTIONS] CONTAINER CHECKPOINT',
    short: 'Remove a checkpoint',
    args: exactly(2),
    flags: [
      flag('--checkpoint-dir string', 'Use a custom checkpoint storage directory'),
    ],
  },
]

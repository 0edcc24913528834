import type { GroupSpec } from '../spec.ts'
import { changed, flag, ONLY_19, SINCE_19, SINCE_20, SINCE_28, UNTIL_20 } from '../spec.ts'

const MANIFEST_LONG = `The **docker manifest** command has subcommands for managing image manifests and
manifest lists. A manifest list allows you to use one name to refer to the same image
built for multiple architectures.

To see help for a subcommand, use:

    docker manifest CMD --help

For full details on using docker manifest lists, see the registry v2 specification.`

const COMPLETION_LONG = `Generate the autocompletion script for docker for the specified shell.
See each sub-command's help for details on how to use the generated script.`

/** The commands that hold others. */
export const GROUPS: readonly GroupSpec[] = [
  { path: 'builder', short: 'Manage builds', api: '1.31' },
  { path: 'checkpoint', short: 'Manage checkpoints', api: '1.25', experimental: true, os: 'linux' },
  {
    path: 'completion',
    short: 'Generate the autocompletion script for the specified shell',
    long: COMPLETION_LONG,
    clients: SINCE_20,
    hiddenIn: SINCE_28,
    library: true,
  },
  { path: 'config', short: changed('Manage Docker configs', 'Manage Swarm configs'), api: '1.30', swarm: true },
  { path: 'container', short: 'Manage containers' },
  { path: 'context', short: 'Manage contexts', clients: SINCE_19 },
  { path: 'engine', short: 'Manage the docker engine', clients: ONLY_19 },
  { path: 'image', short: 'Manage images' },
  {
    path: 'manifest',
    short: 'Manage Docker image manifests and manifest lists',
    long: MANIFEST_LONG,
    usage: 'COMMAND',
    clientExperiment: true,
  },
  { path: 'network', short: 'Manage networks', api: '1.21' },
  { path: 'node', short: 'Manage Swarm nodes', api: '1.24', swarm: true },
  { path: 'plugin', short: 'Manage plugins', api: '1.25' },
  { path: 'secret', short: changed('Manage Docker secrets', 'Manage Swarm secrets'), api: '1.25', swarm: true },
  { path: 'service', short: changed('Manage services', 'Manage Swarm services'), api: '1.24', swarm: true },
  {
    path: 'stack',
    short: changed('Manage Docker stacks', 'Manage Swarm stacks'),
    api: '1.25',
    swarm: true,
    flags: [
      flag('--orchestrator string', 'Orchestrator to use (swarm|kubernetes|all)', { clients: UNTIL_20 }),
      flag('--orchestrator string', '', { clients: SINCE_28, deprecated: 'option will be ignored' }),
      flag('--kubeconfig string', 'Kubernetes config file', { clients: UNTIL_20, kubernetes: true }),
    ],
  },
  { path: 'swarm', short: 'Manage Swarm', api: '1.24', swarm: true },
  { path: 'system', short: 'Manage Docker' },
  { path: 'trust', short: 'Manage trust on Docker images' },
  { path: 'trust key', short: 'Manage keys for signing Docker images' },
  { path: 'trust signer', short: 'Manage entities who can sign Docker images' },
  { path: 'volume', short: 'Manage volumes', usage: 'COMMAND', api: '1.21' },
]

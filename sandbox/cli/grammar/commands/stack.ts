import type { CommandSpec } from '../spec.ts'
import { atLeast, changed, exactly, flag, NONE, ONLY_19, SINCE_28, UNTIL_20 } from '../spec.ts'
import { FORMAT_OF_LISTS } from './format-help.ts'

/** Stacks of services. */
export const STACK_COMMANDS: readonly CommandSpec[] = [
  {
    paths: ['stack config'],
    usage: '[OPTIONS]',
    short: 'Outputs the final config file, after doing merges and interpolations',
    args: NONE,
    clients: SINCE_28,
    flags: [
      flag('-c, --compose-file strings', 'Path to a Compose file, or "-" to read from stdin'),
      flag('--orchestrator string', '', { deprecated: 'option will be ignored' }),
      flag('--skip-interpolation', 'Skip interpolation and output only merged config'),
    ],
  },
  {
    paths: ['stack deploy'],
    aliases: { 'stack deploy': ['up'] },
    usage: '[OPTIONS] STACK',
    short: 'Deploy a new stack or update an existing stack',
    args: exactly(1),
    flags: [
      flag(
        '--bundle-file string',
        'Path to a Distributed Application Bundle file',
        { clients: ONLY_19, api: '1.25', experimental: true },
      ),
      flag('-c, --compose-file strings', 'Path to a Compose file, or "-" to read from stdin'),
      flag(
        '-d, --detach',
        'Exit immediately instead of waiting for the stack services to converge',
        { default: 'true', clients: SINCE_28 },
      ),
      flag('--kubeconfig string', 'Kubernetes config file', { clients: UNTIL_20, kubernetes: true }),
      flag('--namespace string', 'Kubernetes namespace to use', { clients: UNTIL_20, kubernetes: true }),
      flag('--orchestrator string', 'Orchestrator to use (swarm|kubernetes|all)', { clients: UNTIL_20 }),
      flag('--orchestrator string', '', { clients: SINCE_28, deprecated: 'option will be ignored' }),
      flag('--prune', 'Prune services that are no longer referenced'),
      flag('-q, --quiet', 'Suppress progress output', { clients: SINCE_28 }),
      flag(
        '--resolve-image string',
        changed('Query the registry to resolve image digest and supported platforms ("always"|"changed"|"never")', 'Query the registry to resolve image digest and supported platforms ("always", "changed", "never")'),
        { default: 'always' },
      ),
      flag('--with-registry-auth', 'Send registry authentication details to Swarm agents'),
    ],
  },
  {
    paths: ['stack ls'],
    aliases: { 'stack ls': ['list'] },
    usage: '[OPTIONS]',
    short: 'List stacks',
    args: NONE,
    flags: [
      flag('--all-namespaces', 'List stacks from all Kubernetes namespaces', { clients: UNTIL_20, kubernetes: true }),
      flag('--format string', changed('Pretty-print stacks using a Go template', FORMAT_OF_LISTS)),
      flag('--kubeconfig string', 'Kubernetes config file', { clients: UNTIL_20, kubernetes: true }),
      flag('--namespace string', 'Kubernetes namespace to use', { clients: UNTIL_20, kubernetes: true }),
      flag('--orchestrator string', 'Orchestrator to use (swarm|kubernetes|all)', { clients: UNTIL_20 }),
      flag('--orchestrator string', '', { clients: SINCE_28, deprecated: 'option will be ignored' }),
    ],
  },
  {
    paths: ['stack ps'],
    usage: '[OPTIONS] STACK',
    short: 'List the tasks in the stack',
    args: exactly(1),
    flags: [
      flag('-f, --filter filter', 'Filter output based on conditions provided'),
      flag('--format string', changed('Pretty-print tasks using a Go template', FORMAT_OF_LISTS)),
      flag('--kubeconfig string', 'Kubernetes config file', { clients: UNTIL_20, kubernetes: true }),
      flag('--namespace string', 'Kubernetes namespace to use', { clients: UNTIL_20, kubernetes: true }),
      flag('--no-resolve', 'Do not map IDs to Names'),
      flag('--no-trunc', 'Do not truncate output'),
      flag('--orchestrator string', 'Orchestrator to use (swarm|kubernetes|all)', { clients: UNTIL_20 }),
      flag('--orchestrator string', '', { clients: SINCE_28, deprecated: 'option will be ignored' }),
      flag('-q, --quiet', 'Only display task IDs'),
    ],
  },
  {
    paths: ['stack rm'],
    aliases: { 'stack rm': ['remove', 'down'] },
    usage: '[OPTIONS] STACK [STACK...]',
    short: 'Remove one or more stacks',
    args: atLeast(1),
    flags: [
      flag('-d, --detach', 'Do not wait for stack removal', { default: 'true', clients: SINCE_28 }),
      flag('--kubeconfig string', 'Kubernetes config file', { clients: UNTIL_20, kubernetes: true }),
      flag('--namespace string', 'Kubernetes namespace to use', { clients: UNTIL_20, kubernetes: true }),
      flag('--orchestrator string', 'Orchestrator to use (swarm|kubernetes|all)', { clients: UNTIL_20 }),
      flag('--orchestrator string', '', { clients: SINCE_28, deprecated: 'option will be ignored' }),
    ],
  },
  {
    paths: ['stack services'],
    usage: '[OPTIONS] STACK',
    short: 'List the services in the stack',
    args: exactly(1),
    flags: [
      flag('-f, --filter filter', 'Filter output based on conditions provided'),
      flag('--format string', changed('Pretty-print services using a Go template', FORMAT_OF_LISTS)),
      flag('--kubeconfig string', 'Kubernetes config file', { clients: UNTIL_20, kubernetes: true }),
      flag('--namespace string', 'Kubernetes namespace to use', { clients: UNTIL_20, kubernetes: true }),
      flag('--orchestrator string', 'Orchestrator to use (swarm|kubernetes|all)', { clients: UNTIL_20 }),
      flag('--orchestrator string', '', { clients: SINCE_28, deprecated: 'option will be ignored' }),
      flag('-q, --quiet', 'Only display IDs'),
    ],
  },
]

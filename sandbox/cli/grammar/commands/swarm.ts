import type { CommandSpec } from '../spec.ts'
import { ANY, atLeast, changed, exactly, flag, NONE } from '../spec.ts'
import { FORMAT_OF_LISTS, FORMAT_OF_OBJECTS } from './format-help.ts'

/** The swarm and its nodes. */
export const SWARM_COMMANDS: readonly CommandSpec[] = [
  {
    paths: ['swarm ca'],
    usage: '[OPTIONS]',
    short: 'Display and rotate the root CA',
    args: NONE,
    api: '1.30',
    flags: [
      flag('--ca-cert pem-file', 'Path to the PEM-formatted root CA certificate to use for the new cluster'),
      flag('--ca-key pem-file', 'Path to the PEM-formatted root CA key to use for the new cluster'),
      flag(
        '--cert-expiry duration',
        'Validity period for node certificates (ns|us|ms|s|m|h)',
        { default: '2160h0m0s' },
      ),
      flag('-d, --detach', 'Exit immediately instead of waiting for the root rotation to converge'),
      flag('--external-ca external-ca', 'Specifications of one or more certificate signing endpoints'),
      flag('-q, --quiet', 'Suppress progress output'),
      flag('--rotate', 'Rotate the swarm CA - if no certificate or key are provided, new ones will be generated'),
    ],
  },
  {
    paths: ['swarm init'],
    usage: '[OPTIONS]',
    short: 'Initialize a swarm',
    args: NONE,
    flags: [
      flag(
        '--advertise-addr string',
        changed('Advertised address (format: <ip|interface>[:port])', 'Advertised address (format: "<ip|interface>[:port]")'),
      ),
      flag('--autolock', 'Enable manager autolocking (requiring an unlock key to start a stopped manager)'),
      flag(
        '--availability string',
        changed('Availability of the node ("active"|"pause"|"drain")', 'Availability of the node ("active", "pause", "drain")'),
        { default: 'active' },
      ),
      flag(
        '--cert-expiry duration',
        'Validity period for node certificates (ns|us|ms|s|m|h)',
        { default: '2160h0m0s' },
      ),
      flag(
        '--data-path-addr string',
        changed('Address or interface to use for data path traffic (format: <ip|interface>)', 'Address or interface to use for data path traffic (format: "<ip|interface>")'),
        { api: '1.31' },
      ),
      flag(
        '--data-path-port uint32',
        'Port number to use for data path traffic (1024 - 49151). If no value is set or is set to 0, the default port (4789) is used.',
        { api: '1.40' },
      ),
      flag('--default-addr-pool ipNetSlice', 'default address pool in CIDR format', { default: '[]' }),
      flag(
        '--default-addr-pool-mask-length uint32',
        'default address pool subnet mask length',
        { default: '24', api: '1.39' },
      ),
      flag('--dispatcher-heartbeat duration', 'Dispatcher heartbeat period (ns|us|ms|s|m|h)', { default: '5s' }),
      flag('--external-ca external-ca', 'Specifications of one or more certificate signing endpoints'),
      flag('--force-new-cluster', 'Force create a new cluster from current state'),
      flag(
        '--listen-addr node-addr',
        changed('Listen address (format: <ip|interface>[:port])', 'Listen address (format: "<ip|interface>[:port]")'),
        { default: '0.0.0.0:2377' },
      ),
      flag('--max-snapshots uint', 'Number of additional Raft snapshots to retain', { api: '1.25' }),
      flag(
        '--snapshot-interval uint',
        'Number of log entries between Raft snapshots',
        { default: '10000', api: '1.25' },
      ),
      flag('--task-history-limit int', 'Task history retention limit', { default: '5' }),
    ],
  },
  {
    paths: ['swarm join'],
    usage: '[OPTIONS] HOST:PORT',
    short: 'Join a swarm as a node and/or manager',
    args: exactly(1),
    flags: [
      flag(
        '--advertise-addr string',
        changed('Advertised address (format: <ip|interface>[:port])', 'Advertised address (format: "<ip|interface>[:port]")'),
      ),
      flag(
        '--availability string',
        changed('Availability of the node ("active"|"pause"|"drain")', 'Availability of the node ("active", "pause", "drain")'),
        { default: 'active' },
      ),
      flag(
        '--data-path-addr string',
        changed('Address or interface to use for data path traffic (format: <ip|interface>)', 'Address or interface to use for data path traffic (format: "<ip|interface>")'),
        { api: '1.31' },
      ),
      flag(
        '--listen-addr node-addr',
        changed('Listen address (format: <ip|interface>[:port])', 'Listen address (format: "<ip|interface>[:port]")'),
        { default: '0.0.0.0:2377' },
      ),
      flag('--token string', 'Token for entry into the swarm'),
    ],
  },
  {
    paths: ['swarm join-token'],
    usage: '[OPTIONS] (worker|manager)',
    short: 'Manage join tokens',
    args: exactly(1),
    flags: [
      flag('-q, --quiet', 'Only display token'),
      flag('--rotate', 'Rotate join token'),
    ],
  },
  {
    paths: ['swarm leave'],
    usage: '[OPTIONS]',
    short: 'Leave the swarm',
    args: NONE,
    flags: [
      flag('-f, --force', 'Force this node to leave the swarm, ignoring warnings'),
    ],
  },
  {
    paths: ['swarm unlock'],
    usage: '',
    short: 'Unlock swarm',
    args: NONE,
    flags: [],
  },
  {
    paths: ['swarm unlock-key'],
    usage: '[OPTIONS]',
    short: 'Manage the unlock key',
    args: NONE,
    flags: [
      flag('-q, --quiet', 'Only display token'),
      flag('--rotate', 'Rotate unlock key'),
    ],
  },
  {
    paths: ['swarm update'],
    usage: '[OPTIONS]',
    short: 'Update the swarm',
    args: NONE,
    flags: [
      flag('--autolock', 'Change manager autolocking setting (true|false)'),
      flag(
        '--cert-expiry duration',
        'Validity period for node certificates (ns|us|ms|s|m|h)',
        { default: '2160h0m0s' },
      ),
      flag('--dispatcher-heartbeat duration', 'Dispatcher heartbeat period (ns|us|ms|s|m|h)', { default: '5s' }),
      flag('--external-ca external-ca', 'Specifications of one or more certificate signing endpoints'),
      flag('--max-snapshots uint', 'Number of additional Raft snapshots to retain', { api: '1.25' }),
      flag(
        '--snapshot-interval uint',
        'Number of log entries between Raft snapshots',
        { default: '10000', api: '1.25' },
      ),
      flag('--task-history-limit int', 'Task history retention limit', { default: '5' }),
    ],
  },
  {
    paths: ['node demote'],
    usage: 'NODE [NODE...]',
    short: 'Demote one or more nodes from manager in the swarm',
    args: atLeast(1),
    flags: [],
  },
  {
    paths: ['node inspect'],
    usage: '[OPTIONS] self|NODE [NODE...]',
    short: 'Display detailed information on one or more nodes',
    args: atLeast(1),
    flags: [
      flag('-f, --format string', changed('Format the output using the given Go template', FORMAT_OF_OBJECTS)),
      flag('--pretty', 'Print the information in a human friendly format'),
    ],
  },
  {
    paths: ['node ls'],
    aliases: { 'node ls': ['list'] },
    usage: '[OPTIONS]',
    short: 'List nodes in the swarm',
    args: NONE,
    flags: [
      flag('-f, --filter filter', 'Filter output based on conditions provided'),
      flag('--format string', changed('Pretty-print nodes using a Go template', FORMAT_OF_LISTS)),
      flag('-q, --quiet', 'Only display IDs'),
    ],
  },
  {
    paths: ['node promote'],
    usage: 'NODE [NODE...]',
    short: 'Promote one or more nodes to manager in the swarm',
    args: atLeast(1),
    flags: [],
  },
  {
    paths: ['node ps'],
    usage: '[OPTIONS] [NODE...]',
    short: 'List tasks running on one or more nodes, defaults to current node',
    args: ANY,
    flags: [
      flag('-f, --filter filter', 'Filter output based on conditions provided'),
      flag('--format string', 'Pretty-print tasks using a Go template'),
      flag('--no-resolve', 'Do not map IDs to Names'),
      flag('--no-trunc', 'Do not truncate output'),
      flag('-q, --quiet', 'Only display task IDs'),
    ],
  },
  {
    paths: ['node rm'],
    aliases: { 'node rm': ['remove'] },
    usage: '[OPTIONS] NODE [NODE...]',
    short: 'Remove one or more nodes from the swarm',
    args: atLeast(1),
    flags: [
      flag('-f, --force', 'Force remove a node from the swarm'),
    ],
  },
  {
    paths: ['node update'],
    usage: '[OPTIONS] NODE',
    short: 'Update a node',
    args: exactly(1),
    flags: [
      flag(
        '--availability string',
        changed('Availability of the node ("active"|"pause"|"drain")', 'Availability of the node ("active", "pause", "drain")'),
      ),
      flag(
        '--label-add list',
        changed('Add or update a node label (key=value)', 'Add or update a node label ("key=value")'),
      ),
      flag('--label-rm list', 'Remove a node label if exists'),
      flag(
        '--role string',
        changed('Role of the node ("worker"|"manager")', 'Role of the node ("worker", "manager")'),
      ),
    ],
  },
]

import type { CommandSpec } from '../spec.ts'
import { atLeast, changed, exactly, flag, NONE, SINCE_28 } from '../spec.ts'
import { FORMAT_OF_LISTS, FORMAT_OF_OBJECTS } from './format-help.ts'

/** Networks. */
export const NETWORK_COMMANDS: readonly CommandSpec[] = [
  {
    paths: ['network connect'],
    usage: '[OPTIONS] NETWORK CONTAINER',
    short: 'Connect a container to a network',
    args: exactly(2),
    flags: [
      flag('--alias strings', 'Add network-scoped alias for the container'),
      flag('--driver-opt strings', 'driver options for the network'),
      flag(
        '--gw-priority int',
        'Highest gw-priority provides the default gateway. Accepts positive and negative values.',
        { clients: SINCE_28 },
      ),
      flag('--ip string', changed('IPv4 address (e.g., 172.30.100.104)', 'IPv4 address (e.g., "172.30.100.104")')),
      flag('--ip6 string', changed('IPv6 address (e.g., 2001:db8::33)', 'IPv6 address (e.g., "2001:db8::33")')),
      flag('--link list', 'Add link to another container', { kind: 'link' }),
      flag('--link-local-ip strings', 'Add a link-local address for the container'),
    ],
  },
  {
    paths: ['network create'],
    usage: '[OPTIONS] NETWORK',
    short: 'Create a network',
    args: exactly(1),
    flags: [
      flag('--attachable', 'Enable manual container attachment', { api: '1.25' }),
      flag('--aux-address map', 'Auxiliary IPv4 or IPv6 addresses used by Network driver', { default: 'map[]' }),
      flag('--config-from string', 'The network from which to copy the configuration', { api: '1.30' }),
      flag('--config-only', 'Create a configuration only network', { api: '1.30' }),
      flag('-d, --driver string', 'Driver to manage the Network', { default: 'bridge' }),
      flag('--gateway strings', 'IPv4 or IPv6 Gateway for the master subnet'),
      flag('--ingress', 'Create swarm routing-mesh network', { api: '1.29' }),
      flag('--internal', 'Restrict external access to the network'),
      flag('--ip-range strings', 'Allocate container ip from a sub-range'),
      flag('--ipam-driver string', 'IP Address Management Driver', { default: 'default' }),
      flag('--ipam-opt map', 'Set IPAM driver specific options', { default: 'map[]' }),
      flag('--ipv4', 'Enable or disable IPv4 address assignment', { default: 'true', clients: SINCE_28 }),
      flag('--ipv6', changed('Enable IPv6 networking', 'Enable or disable IPv6 address assignment')),
      flag('--label list', 'Set metadata on a network', { kind: 'label' }),
      flag('-o, --opt map', 'Set driver specific options', { default: 'map[]' }),
      flag('--scope string', "Control the network's scope", { api: '1.30' }),
      flag('--subnet strings', 'Subnet in CIDR format that represents a network segment'),
    ],
  },
  {
    paths: ['network disconnect'],
    usage: '[OPTIONS] NETWORK CONTAINER',
    short: 'Disconnect a container from a network',
    args: exactly(2),
    flags: [
      flag('-f, --force', 'Force the container to disconnect from a network'),
    ],
  },
  {
    paths: ['network inspect'],
    usage: '[OPTIONS] NETWORK [NETWORK...]',
    short: 'Display detailed information on one or more networks',
    args: atLeast(1),
    flags: [
      flag('-f, --format string', changed('Format the output using the given Go template', FORMAT_OF_OBJECTS)),
      flag('-v, --verbose', 'Verbose output for diagnostics'),
    ],
  },
  {
    paths: ['network ls'],
    aliases: { 'network ls': ['list'] },
    usage: '[OPTIONS]',
    short: 'List networks',
    args: NONE,
    flags: [
      flag(
        '-f, --filter filter',
        changed("Provide filter values (e.g. 'driver=bridge')", 'Provide filter values (e.g. "driver=bridge")'),
      ),
      flag('--format string', changed('Pretty-print networks using a Go template', FORMAT_OF_LISTS)),
      flag('--no-trunc', 'Do not truncate the output'),
      flag('-q, --quiet', 'Only display network IDs'),
    ],
  },
  {
    paths: ['network prune'],
    usage: '[OPTIONS]',
    short: 'Remove all unused networks',
    args: NONE,
    api: '1.25',
    flags: [
      flag(
        '--filter filter',
        changed("Provide filter values (e.g. 'until=<timestamp>')", 'Provide filter values (e.g. "until=<timestamp>")'),
      ),
      flag('-f, --force', 'Do not prompt for confirmation'),
    ],
  },
  {
    paths: ['network rm'],
    aliases: { 'network rm': ['remove'] },
    usage: 'NETWORK [NETWORK...]',
    short: 'Remove one or more networks',
    args: atLeast(1),
    flags: [
      flag('-f, --force', 'Do not error if the network does not exist', { clients: SINCE_28 }),
    ],
  },
]

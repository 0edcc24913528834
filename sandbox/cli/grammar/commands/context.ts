import type { CommandSpec } from '../spec.ts'
import { ANY, atLeast, changed, exactly, flag, NONE, range, SINCE_19, SINCE_28, UNTIL_20 } from '../spec.ts'
import { FORMAT_OF_LISTS, FORMAT_OF_OBJECTS } from './format-help.ts'

/** Contexts: which daemon to talk to. */
export const CONTEXT_COMMANDS: readonly CommandSpec[] = [
  {
    paths: ['context create'],
    clients: SINCE_19,
    usage: '[OPTIONS] CONTEXT',
    short: 'Create a context',
    long: changed('Create a context\n\nDocker endpoint config:\n\nNAME                DESCRIPTION\nfrom                Copy named context\'s Docker endpoint configuration\nhost                Docker endpoint on which to connect\nca                  Trust certs signed only by this CA\ncert                Path to TLS certificate file\nkey                 Path to TLS key file\nskip-tls-verify     Skip TLS certificate validation\n\nKubernetes endpoint config:\n\nNAME                 DESCRIPTION\nfrom                 Copy named context\'s Kubernetes endpoint configuration\nconfig-file          Path to a Kubernetes config file\ncontext-override     Overrides the context set in the kubernetes config file\nnamespace-override   Overrides the namespace set in the kubernetes config file\n\nExample:\n\n$ docker context create my-context --description "some description" --docker "host=tcp://myserver:2376,ca=~/ca-file,cert=~/cert-file,key=~/key-file"', 'Create a context\n\nDocker endpoint config:\n\nNAME                DESCRIPTION\nfrom                Copy named context\'s Docker endpoint configuration\nhost                Docker endpoint on which to connect\nca                  Trust certs signed only by this CA\ncert                Path to TLS certificate file\nkey                 Path to TLS key file\nskip-tls-verify     Skip TLS certificate validation\n\nExample:\n\n$ docker context create my-context --description "some description" --docker "host=tcp://myserver:2376,ca=~/ca-file,cert=~/cert-file,key=~/key-file"'),
    args: exactly(1),
    flags: [
      flag(
        '--default-stack-orchestrator string',
        'Default orchestrator for stack operations to use with this context (swarm|kubernetes|all)',
        { clients: UNTIL_20 },
      ),
      flag('--description string', 'Description of the context'),
      flag('--docker stringToString', 'set the docker endpoint', { default: '[]' }),
      flag('--from string', 'create context from a named context'),
      flag('--kubernetes stringToString', 'set the kubernetes endpoint', { default: '[]', clients: UNTIL_20 }),
    ],
  },
  {
    paths: ['context export'],
    clients: SINCE_19,
    usage: '[OPTIONS] CONTEXT [FILE|-]',
    short: changed('Export a context to a tar or kubeconfig file', 'Export a context to a tar archive FILE or a tar stream on STDOUT.'),
    args: range(1, 2),
    flags: [
      flag('--kubeconfig', 'Export as a kubeconfig file', { clients: UNTIL_20 }),
    ],
  },
  {
    paths: ['context import'],
    clients: SINCE_19,
    usage: 'CONTEXT FILE|-',
    short: 'Import a context from a tar or zip file',
    args: exactly(2),
    flags: [],
  },
  {
    paths: ['context inspect'],
    clients: SINCE_19,
    usage: '[OPTIONS] [CONTEXT] [CONTEXT...]',
    short: 'Display detailed information on one or more contexts',
    args: ANY,
    flags: [
      flag('-f, --format string', changed('Format the output using the given Go template', FORMAT_OF_OBJECTS)),
    ],
  },
  {
    paths: ['context ls'],
    clients: SINCE_19,
    aliases: { 'context ls': ['list'] },
    usage: '[OPTIONS]',
    short: 'List contexts',
    args: NONE,
    flags: [
      flag('--format string', changed('Pretty-print contexts using a Go template', FORMAT_OF_LISTS)),
      flag('-q, --quiet', 'Only show context names'),
    ],
  },
  {
    paths: ['context rm'],
    clients: SINCE_19,
    aliases: { 'context rm': ['remove'] },
    usage: 'CONTEXT [CONTEXT...]',
    short: 'Remove one or more contexts',
    args: atLeast(1),
    flags: [
      flag('-f, --force', 'Force the removal of a context in use'),
    ],
  },
  {
    paths: ['context show'],
    usage: '',
    short: 'Print the name of the current context',
    args: NONE,
    clients: SINCE_28,
    flags: [],
  },
  {
    paths: ['context update'],
    clients: SINCE_19,
    usage: '[OPTIONS] CONTEXT',
    short: 'Update a context',
    long: changed('Update a context\n\nDocker endpoint config:\n\nNAME                DESCRIPTION\nfrom                Copy named context\'s Docker endpoint configuration\nhost                Docker endpoint on which to connect\nca                  Trust certs signed only by this CA\ncert                Path to TLS certificate file\nkey                 Path to TLS key file\nskip-tls-verify     Skip TLS certificate validation\n\nKubernetes endpoint config:\n\nNAME                 DESCRIPTION\nfrom                 Copy named context\'s Kubernetes endpoint configuration\nconfig-file          Path to a Kubernetes config file\ncontext-override     Overrides the context set in the kubernetes config file\nnamespace-override   Overrides the namespace set in the kubernetes config file\n\nExample:\n\n$ docker context update my-context --description "some description" --docker "host=tcp://myserver:2376,ca=~/ca-file,cert=~/cert-file,key=~/key-file"', 'Update a context\n\nDocker endpoint config:\n\nNAME                DESCRIPTION\nfrom                Copy named context\'s Docker endpoint configuration\nhost                Docker endpoint on which to connect\nca                  Trust certs signed only by this CA\ncert                Path to TLS certificate file\nkey                 Path to TLS key file\nskip-tls-verify     Skip TLS certificate validation\n\nExample:\n\n$ docker context update my-context --description "some description" --docker "host=tcp://myserver:2376,ca=~/ca-file,cert=~/cert-file,key=~/key-file"'),
    args: exactly(1),
    flags: [
      flag(
        '--default-stack-orchestrator string',
        'Default orchestrator for stack operations to use with this context (swarm|kubernetes|all)',
        { clients: UNTIL_20 },
      ),
      flag('--description string', 'Description of the context'),
      flag('--docker stringToString', 'set the docker endpoint', { default: '[]' }),
      flag('--kubernetes stringToString', 'set the kubernetes endpoint', { default: '[]', clients: UNTIL_20 }),
    ],
  },
  {
    paths: ['context use'],
    clients: SINCE_19,
    usage: 'CONTEXT',
    short: 'Set the current docker context',
    args: { rule: 'library-exactly', count: 1 },
    flags: [],
  },
]

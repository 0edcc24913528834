import type { CommandSpec } from '../spec.ts'
import { atLeast, exactly, flag, range, SINCE_20 } from '../spec.ts'

/** Manifest lists, edited by the client alone. */
export const MANIFEST_COMMANDS: readonly CommandSpec[] = [
  {
    paths: ['manifest annotate'],
    usage: '[OPTIONS] MANIFEST_LIST MANIFEST',
    short: 'Add additional information to a local image manifest',
    args: exactly(2),
    flags: [
      flag('--arch string', 'Set architecture'),
      flag('--os string', 'Set operating system'),
      flag('--os-features strings', 'Set operating system feature'),
      flag('--os-version string', 'Set operating system version'),
      flag('--variant string', 'Set architecture variant'),
    ],
  },
  {
    paths: ['manifest create'],
    usage: 'MANIFEST_LIST MANIFEST [MANIFEST...]',
    short: 'Create a local manifest list for annotating and pushing to a registry',
    args: atLeast(2),
    flags: [
      flag('-a, --amend', 'Amend an existing manifest list'),
      flag('--insecure', 'Allow communication with an insecure registry'),
    ],
  },
  {
    paths: ['manifest inspect'],
    usage: '[OPTIONS] [MANIFEST_LIST] MANIFEST',
    short: 'Display an image manifest, or manifest list',
    args: range(1, 2),
    flags: [
      flag('--insecure', 'Allow communication with an insecure registry'),
      flag('-v, --verbose', 'Output additional info including layers and platform'),
    ],
  },
  {
    paths: ['manifest push'],
    usage: '[OPTIONS] MANIFEST_LIST',
    short: 'Push a manifest list to a repository',
    args: exactly(1),
    flags: [
      flag('--insecure', 'Allow push to an insecure registry'),
      flag('-p, --purge', 'Remove the local manifest list after push'),
    ],
  },
  {
    paths: ['manifest rm'],
    usage: 'MANIFEST_LIST [MANIFEST_LIST...]',
    short: 'Delete one or more manifest lists from local storage',
    args: atLeast(1),
    clients: SINCE_20,
    flags: [],
  },
]

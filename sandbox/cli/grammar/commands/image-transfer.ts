import type { CommandSpec } from '../spec.ts'
import { atLeast, changed, exactly, flag, ONLY_19, SINCE_19, SINCE_20, SINCE_28 } from '../spec.ts'

/** Images that come from elsewhere, and go there. */
export const IMAGE_TRANSFER_COMMANDS: readonly CommandSpec[] = [
  {
    paths: ['import', 'image import'],
    usage: '[OPTIONS] file|URL|- [REPOSITORY[:TAG]]',
    short: 'Import the contents from a tarball to create a filesystem image',
    args: atLeast(1),
    flags: [
      flag('-c, --change list', 'Apply Dockerfile instruction to the created image'),
      flag('-m, --message string', 'Set commit message for imported image'),
      flag(
        '--platform string',
        'Set platform if server is multi-platform capable',
        { clients: ONLY_19, api: '1.32', experimental: true },
      ),
      flag(
        '--platform string',
        'Set platform if server is multi-platform capable',
        { clients: SINCE_20, api: '1.32' },
      ),
    ],
  },
  {
    paths: ['pull', 'image pull'],
    usage: '[OPTIONS] NAME[:TAG|@DIGEST]',
    short: changed('Pull an image or a repository from a registry', 'Download an image from a registry'),
    args: exactly(1),
    flags: [
      flag('-a, --all-tags', 'Download all tagged images in the repository'),
      flag('--disable-content-trust', 'Skip image verification', { default: 'true' }),
      flag(
        '--platform string',
        'Set platform if server is multi-platform capable',
        { clients: ONLY_19, api: '1.32', experimental: true },
      ),
      flag(
        '--platform string',
        'Set platform if server is multi-platform capable',
        { clients: SINCE_20, api: '1.32' },
      ),
      flag('-q, --quiet', 'Suppress verbose output', { clients: SINCE_19 }),
    ],
  },
  {
    paths: ['push', 'image push'],
    usage: '[OPTIONS] NAME[:TAG]',
    short: changed('Push an image or a repository to a registry', 'Upload an image to a registry'),
    args: exactly(1),
    flags: [
      flag(
        '-a, --all-tags',
        changed('Push all tagged images in the repository', 'Push all tags of an image to the repository'),
        { clients: SINCE_20 },
      ),
      flag('--disable-content-trust', 'Skip image signing', { default: 'true' }),
      flag(
        '--platform string',
        'Push a platform-specific manifest as a single-platform image to the registry.\nImage index won\'t be pushed, meaning that other manifests, including attestations won\'t be preserved.\n\'os[/arch[/variant]]\': Explicit platform (eg. linux/amd64)',
        { clients: SINCE_28, api: '1.46' },
      ),
      flag('-q, --quiet', 'Suppress verbose output', { clients: SINCE_20 }),
    ],
  },
]

import type { CommandSpec } from '../spec.ts'
import { atLeast, exactly, flag } from '../spec.ts'

/** Signatures of images. */
export const TRUST_COMMANDS: readonly CommandSpec[] = [
  {
    paths: ['trust inspect'],
    usage: 'IMAGE[:TAG] [IMAGE[:TAG]...]',
    short: 'Return low-level information about keys and signatures',
    args: atLeast(1),
    flags: [
      flag('--pretty', 'Print the information in a human friendly format'),
    ],
  },
  {
    paths: ['trust revoke'],
    usage: '[OPTIONS] IMAGE[:TAG]',
    short: 'Remove trust for an image',
    args: exactly(1),
    flags: [
      flag('-y, --yes', 'Do not prompt for confirmation'),
    ],
  },
  {
    paths: ['trust sign'],
    usage: 'IMAGE:TAG',
    short: 'Sign an image',
    args: exactly(1),
    flags: [
      flag('--local', 'Sign a locally tagged image'),
    ],
  },
  {
    paths: ['trust key generate'],
    usage: 'NAME',
    short: 'Generate and load a signing key-pair',
    args: exactly(1),
    flags: [
      flag('--dir string', 'Directory to generate key in, defaults to current directory'),
    ],
  },
  {
    paths: ['trust key load'],
    usage: '[OPTIONS] KEYFILE',
    short: 'Load a private key file for signing',
    args: exactly(1),
    flags: [
      flag('--name string', 'Name for the loaded key', { default: 'signer' }),
    ],
  },
  {
    paths: ['trust signer add'],
    usage: 'OPTIONS NAME REPOSITORY [REPOSITORY...] ',
    short: 'Add a signer',
    args: atLeast(2),
    flags: [
      flag('--key list', "Path to the signer's public key file"),
    ],
  },
  {
    paths: ['trust signer remove'],
    usage: '[OPTIONS] NAME REPOSITORY [REPOSITORY...]',
    short: 'Remove a signer',
    args: atLeast(2),
    flags: [
      flag('-f, --force', 'Do not prompt for confirmation before removing the most recent signer'),
    ],
  },
]

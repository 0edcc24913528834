import { EngineError } from '../base/errors.ts'

/** An operating system and an architecture, as `--platform` names them. */
export interface Platform {
  readonly os: string
  readonly architecture: string
  readonly variant: string
}

const ARCHITECTURES: Readonly<Record<string, readonly [architecture: string, variant: string]>> = {
  amd64: ['amd64', ''], x86_64: ['amd64', ''], 'x86-64': ['amd64', ''], arm64: ['arm64', ''], aarch64: ['arm64', ''], arm: ['arm', 'v7'], armhf: ['arm', 'v7'],
  armel: ['arm', 'v6'], '386': ['386', ''], i386: ['386', ''], i686: ['386', ''], ppc64le: ['ppc64le', ''], s390x: ['s390x', ''], riscv64: ['riscv64', ''], mips64le: ['mips64le', ''],
}
const SYSTEMS = new Set(['linux', 'windows', 'darwin', 'freebsd', 'netbsd', 'openbsd', 'solaris', 'plan9', 'dragonfly', 'android', 'aix'])

/**
 * Read `os`, `architecture` or `os/architecture[/variant]`.
 *
 * @throws EngineError InvalidParameter
 * @source containerd platforms/platforms.go `Parse`
 */
export function parsePlatform(typed: string, hostArchitecture: string): Platform {
  const parts = typed.toLowerCase().split('/')
  if (typed.includes('*')) throw new EngineError('InvalidParameter', `${JSON.stringify(typed)}: wildcards not yet supported: invalid argument`)
  if (parts.length > 3) throw new EngineError('InvalidParameter', `${JSON.stringify(typed)}: cannot parse platform specifier: invalid argument`)
  const [first = '', second, third] = parts
  if (!parts.every(part => /^[a-z0-9_-]+$/.test(part))) throw new EngineError('InvalidParameter', `${JSON.stringify(parts.find(part => !/^[a-z0-9_-]+$/.test(part)))} is an invalid component of ${JSON.stringify(typed)}: platform specifier component must match "^[A-Za-z0-9_-]+$": invalid argument`)
  if (parts.length === 1) {
    if (SYSTEMS.has(first)) return { os: first, architecture: hostArchitecture, variant: '' }
    const known = ARCHITECTURES[first]
    if (!known) throw new EngineError('InvalidParameter', `${JSON.stringify(typed)}: unknown operating system or architecture: invalid argument`)
    return { os: 'linux', architecture: known[0], variant: known[1] }
  }
  const architecture = ARCHITECTURES[second as string] ?? [second as string, '']
  return { os: first, architecture: architecture[0], variant: third ?? (architecture[0] === 'arm' ? architecture[1] : '') }
}

/** Does an image fit? arm64 without a variant is v8. */
export function platformMatches(wanted: Platform, image: { readonly os?: string; readonly architecture?: string; readonly variant?: string }): boolean {
  if (wanted.os !== (image.os ?? 'linux') || wanted.architecture !== image.architecture) return false
  const normal = (variant: string | undefined): string => (wanted.architecture === 'arm64' && (variant === undefined || variant === '') ? 'v8' : (variant ?? ''))
  return wanted.variant === '' || normal(wanted.variant) === normal(image.variant)
}

/** `linux/arm64/v8` */
export const platformText = ({ os, architecture, variant }: Platform): string => `${os}/${architecture}${variant === '' ? '' : `/${variant}`}`

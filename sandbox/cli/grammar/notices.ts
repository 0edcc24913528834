import type { ClientVersion } from '../clients.ts'
import { is28 } from '../clients.ts'

/** Whether `DOCKER_BUILDKIT` says no, says yes, or says nothing. */
export type BuildkitSetting = 'disabled' | 'enabled' | 'unset'

const LEGACY = 'DEPRECATED: The legacy builder is deprecated and will be removed in a future release.\n'

const REASONS: Readonly<Record<BuildkitSetting, string>> = {
  disabled: `${LEGACY}            BuildKit is currently disabled; enable it by removing the DOCKER_BUILDKIT=0
            environment-variable.

`,
  unset: `${LEGACY}            Install the buildx component to build images with BuildKit:
            https://docs.docker.com/go/buildx/

`,
  enabled: `ERROR: BuildKit is enabled but the buildx component is missing or broken.
       Install the buildx component to build images with BuildKit:
       https://docs.docker.com/go/buildx/
`,
}

/**
 * What 28 says, before it looks at the line any further, when it is about the classic builder.
 * With BuildKit enabled it goes no further: there is no buildx here.
 *
 * @param words the line after the global flags
 * @source docker/cli cmd/docker/builder.go `processBuilder`
 */
export function builderNotice(
  words: readonly string[],
  client: ClientVersion,
  buildkit: BuildkitSetting,
): { readonly text: string; readonly stops: boolean } {
  const concerned =
    words[0] === 'builder' || words[0] === 'build' || (words[0] === 'image' && words[1] === 'build')
  if (!is28(client) || !concerned) return { text: '', stops: false }
  return { text: REASONS[buildkit], stops: buildkit === 'enabled' }
}

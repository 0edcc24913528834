/** What containers of a build run with. @source moby builder/dockerfile/internals.go (20.10) */
import type { RunConfig } from '../../store/image-config.ts'
import type { HostConfig } from '../api.ts'
import { HOST_CONFIG } from '../host-config.ts'

/** A run configuration while instructions change it. */
export type MutableConfig = { -readonly [Member in keyof RunConfig]: RunConfig[Member] }

/** The shell that SHELL set, or the usual one. */
export const shellOf = (config: RunConfig): readonly string[] => (config['Shell'] as readonly string[] | undefined) ?? ['/bin/sh', '-c']

/** `/bin/sh -c #(nop)  ENV A=b`: a command that says what a step did. */
export const withComment = (config: RunConfig, comment: string): RunConfig => ({ ...config, Cmd: [...shellOf(config), '#(nop) ', comment] })

/** The same as WORKDIR, COPY and ADD have it: in one word. */
export const withJoinedComment = (config: RunConfig, comment: string): RunConfig => ({ ...config, Cmd: [...shellOf(config), `#(nop) ${comment}`] })

/** What the builder asks of the host for its containers: nothing special, and no log. */
export const BUILD_HOST_CONFIG: HostConfig = { ...HOST_CONFIG, LogConfig: { Type: 'none', Config: null } }

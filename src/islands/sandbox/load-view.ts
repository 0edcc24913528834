import type { Component } from 'svelte'
import type { ViewName, ViewProps } from './views.ts'

const LOAD: Readonly<Record<ViewName, () => Promise<{ readonly default: unknown }>>> = {
  layers: () => import('../views/Layers.svelte'),
  disk: () => import('../views/Disk.svelte'),
  lanes: () => import('../views/Lanes.svelte'),
  checks: () => import('../views/Checks.svelte'),
}

/** Fetch a view when it is first looked at. */
export const loadView = async (name: ViewName): Promise<Component<ViewProps>> => (await LOAD[name]()).default as Component<ViewProps>

/** What a sandbox needs of the page once it lives: its frame and its terminals. */
import { mount, unmount } from 'svelte'
import type { ComponentProps } from 'svelte'
import Sandbox from './Sandbox.svelte'

/** @returns takes it away again; its playground ends with it */
export function showSandbox(target: HTMLElement, props: ComponentProps<typeof Sandbox>): () => void {
  const sandbox = mount(Sandbox, { target, props })
  return () => void unmount(sandbox)
}

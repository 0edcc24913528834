/** What a sandbox shows only now and then, in a file of its own: the first look at a sandbox does without it. */
export { default as CapsuleDialog } from './CapsuleDialog.svelte'
export { default as Dark } from './Dark.svelte'
export { default as Dialog } from './Dialog.svelte'
export { default as KeysDialog } from './KeysDialog.svelte'
export { default as PlugDialog } from './PlugDialog.svelte'
export { default as ReportDialog } from './ReportDialog.svelte'
export { sayStopped } from '../views/breaks.ts'

/** Unsaved work, kept beside the sandboxes until it is saved: forgetting all that is stored forgets it too. */
import { settled, within } from './storage.ts'

const keyOf = (name: string): string => `draft:${name}`

/** @throws StorageError */
export const loadDraft = (name: string): Promise<string | undefined> => within('readonly', async ({ sandboxes }) => (await settled(sandboxes.get(keyOf(name))) as { readonly draft: string } | undefined)?.draft)

/** @throws StorageError */
export const saveDraft = (name: string, draft: string): Promise<void> => within('readwrite', async ({ sandboxes }) => void await settled(sandboxes.put({ draft }, keyOf(name))))

/** @throws StorageError */
export const dropDraft = (name: string): Promise<void> => within('readwrite', async ({ sandboxes }) => void await settled(sandboxes.delete(keyOf(name))))

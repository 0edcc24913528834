import { EngineError } from '../base/errors.ts'
import type { Digest } from '../store/layout.ts'
import { shortID } from '../store/layout.ts'

/** `No such image: app:1`, with the familiar reference or the ID as typed. */
export const noSuchImage = (name: string): EngineError => new EngineError('NotFound', `No such image: ${name}`)

export const noSuchContainer = (name: string): EngineError => new EngineError('NotFound', `No such container: ${name}`)

/** Why an image cannot be deleted. @source moby daemon/images/image_delete.go `imageDeleteConflict.Error` */
export const deleteConflict = (id: Digest, hard: boolean, reason: string): EngineError =>
  new EngineError('Conflict', `conflict: unable to delete ${shortID(id)} (${hard ? 'cannot be forced' : 'must be forced'}) - ${reason}`)

/** Our own mistake, never the user's: it reaches the page as "a fault of Layerlab". */
export class InvariantError extends Error {
  override readonly name = 'InvariantError'
}

/**
 * State a claim that must hold. Always on.
 *
 * @throws InvariantError when the claim is false
 */
export function assert(condition: unknown, claim: string): asserts condition {
  if (!condition) throw new InvariantError(`not so: ${claim}`)
}

/** The repository of a familiar reference: what stands before the tag or digest. */
export function repositoryOf(reference: string): string {
  const at = reference.indexOf('@')
  if (at >= 0) return reference.slice(0, at)
  const colon = reference.lastIndexOf(':')
  return colon > reference.lastIndexOf('/') ? reference.slice(0, colon) : reference
}

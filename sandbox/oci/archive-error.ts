/**
 * The bytes are not the archive they should be. The message is in Go's words, because Docker passes Go's errors on;
 * what stands before it ("Error processing tar file(exit status 1): ") is the business of who was reading.
 */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError'
}

/** `io.ErrUnexpectedEOF`. */
export const unexpectedEOF = (): ArchiveError => new ArchiveError('unexpected EOF')

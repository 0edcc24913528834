/** Longest wait for a frame: a tab that is not seen draws none. */
const FRAME_MS_MAX = 100

/**
 * Do something when what was just written to a terminal is drawn.
 *
 * @param takenIn the terminal calls back when it has taken in what was written to it
 */
export function whenDrawn(takenIn: (then: () => void) => void, action: () => void): void {
  let done = false
  const act = (): void => {
    if (done) return
    done = true
    action()
  }
  // They take it in after a while, and draw it in the frame that follows: one that comes before shows nothing new yet.
  takenIn(() => requestAnimationFrame(() => setTimeout(act)))
  setTimeout(act, FRAME_MS_MAX)
}

/** `0m0.012s`: minutes and seconds with three digits. */
export function clockTime(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000)
  return `${minutes}m${((milliseconds - minutes * 60_000) / 1000).toFixed(3)}s`
}

/** What `time` prints; the simulated processor works as long as the clock moves. */
export function formatTimes(milliseconds: number, posix: boolean): string {
  if (posix) return `real ${(milliseconds / 1000).toFixed(2)}\nuser 0.00\nsys 0.00`
  return `\nreal\t${clockTime(milliseconds)}\nuser\t0m0.000s\nsys\t0m0.000s`
}

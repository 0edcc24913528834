import type { Session } from './session.ts'

/** A line of the kernel or the daemon while it starts. */
export interface BootLine {
  readonly atTick: number
  readonly text: string
  readonly level: 'info' | 'error'
}

/**
 * What is said when the machine or the daemon was started last: what the kernel and the daemon found on the disk, in
 * counts, then what the daemon logged.
 *
 * @param booted the machine was, not only the daemon
 */
export function bootLines(session: Session, booted: boolean): BootLine[] {
  const host = session.bootedHost ?? session.world.first
  const { atTick, images, layers, references, orphans, daemon } = session.snapshot(host)
  const logged = host.machine.journal.slice(session.bootedAt).map(({ tick, unit, line }): BootLine => ({
    atTick: tick, text: `${unit}: ${line}`, level: /level=(?:error|fatal)|error/i.test(line) ? 'error' : 'info',
  }))
  const records = [...layers.values()].filter(({ record }) => record !== undefined)
  const known = [...layers.values()].filter(({ inMemory }) => inMemory)
  const readable = [...images.values()].filter(({ inMemory }) => inMemory)
  const line = (text: string, wrong = false): BootLine => ({ atTick, text, level: wrong ? 'error' : 'info' })
  const loss = host.machine.lastLoss
  const lines = booted && loss ? [line(`ext4: journal replayed, ${loss.undoneEntries} changes had not reached it`)] : []
  if (daemon === 'stopped') return [...lines, ...logged]
  return [
    ...lines, line(`dockerd: layers  ${known.length} of ${records.length} read`, known.length < records.length), line(`dockerd: images  ${readable.length} of ${images.size} read`, readable.length < images.size),
    line(`dockerd: names   ${references.size} read`), ...(orphans.length > 0 ? [line(`overlay2: ${orphans.length} directories that no record names`)] : []), ...logged,
  ]
}

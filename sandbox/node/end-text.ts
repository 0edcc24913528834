/** What a look found, as text and as JSON. */
import type { Look } from '../scenario/look.ts'
import { shortID } from '../store/layout.ts'

export function lookJson({ atTick, powered, daemon, images, checks }: Look): object {
  return { atTick, powered, daemon, images, checks: Object.fromEntries(checks) }
}

/** Images and checks, indented. */
export function lookText({ powered, daemon, images, checks }: Look): string {
  const lines = [`  machine ${powered ? 'on' : 'off'}, docker ${daemon}`, `  images: ${images.map(({ reference, id }) => `${reference} (${shortID(id)})`).join(', ') || 'none'}`]
  for (const [name, violations] of checks) {
    lines.push(`  ${violations.length === 0 ? 'kept  ' : 'BROKEN'} ${name}`)
    for (const { claim, found } of violations) lines.push(`           ${claim}: ${found}`)
  }
  return `${lines.join('\n')}\n`
}

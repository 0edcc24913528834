/** What every typed line needs: that part of the engine, and the browser's gzip, which nothing needs before a line is typed. */
import { installPart as installLine } from '#sandbox/parts/line'
import { installGzip } from './gzip.ts'

export function installPart(): void {
  installGzip()
  installLine()
}

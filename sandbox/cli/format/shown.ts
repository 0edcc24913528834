import { upTo1903, type ClientVersion } from '../clients.ts'

/** What a client shows of an answer: both streams ready to print, and the exit status. */
export interface Shown {
  readonly stdout: string
  readonly stderr: string
  readonly exit: number
}

/** Nothing went wrong. */
export const shown = (stdout: string): Shown => ({ stdout, stderr: '', exit: 0 })

/** The words before a template's error. */
export const templateErrorPrefix = (client: ClientVersion): string => (upTo1903(client) ? 'Template parsing error: ' : 'template parsing error: ')

/**
 * `docker history`.
 *
 * @source docker/cli/cli/command/image/formatter_history.go
 */
import type { HistoryItem } from '../../engine/api.ts'
import { ellipsis, humanDuration, humanSize, shortID } from '../../oci/human.ts'
import { is28, type ClientVersion } from '../clients.ts'
import { showList, type ListKind } from './list.ts'
import type { Shown } from './shown.ts'
import { templates } from './templates.ts'

/** What was asked for. */
export interface HistoryOptions {
  /** As typed; absent without `--format`. */
  readonly format?: string
  readonly quiet: boolean
  readonly noTrunc: boolean
  /** Sizes and dates for people. */
  readonly human: boolean
  /** Unix seconds. */
  readonly now: number
}

const CREATED_BY_COLUMNS = 45
/** 28 takes dates up to this one (2000-01-01) for unknown. */
const EARLIEST_KNOWN = 946684800

/** The rows of `docker history` as text, newest first. */
export function showHistory(items: readonly HistoryItem[], options: HistoryOptions, client: ClientVersion): Shown {
  return showList(historyKind(options, client), items, historyFormat(options.format || 'table', options), client)
}

function historyFormat(typed: string, { quiet, human }: HistoryOptions): string {
  if (typed !== 'table') return typed
  return quiet ? '{{.ID}}' : `table {{.ID}}\\t{{.Created${human ? 'Since' : 'At'}}}\\t{{.CreatedBy}}\\t{{.Size}}\\t{{.Comment}}`
}

const historyKind = ({ noTrunc, human, now }: HistoryOptions, client: ClientVersion): ListKind<HistoryItem> => ({
  typeName: 'image.historyContext',
  inner: item => templates.content.historyMembers(item, { noTrunc, human }),
  columns: [
    { name: 'ID', title: 'IMAGE', value: item => (noTrunc ? item.Id : shortID(item.Id)) },
    {
      name: 'CreatedSince',
      title: 'CREATED',
      value: item => {
        if (!human) return templates.content.rfc3339(item.Created)
        return is28(client) && item.Created <= EARLIEST_KNOWN ? 'N/A' : `${humanDuration(now - item.Created)} ago`
      },
    },
    { name: 'CreatedAt', title: 'CREATED AT', value: item => templates.content.rfc3339(item.Created) },
    {
      name: 'CreatedBy',
      title: 'CREATED BY',
      value: item => {
        const line = item.CreatedBy.replaceAll('\t', ' ')
        return noTrunc ? line : ellipsis(line, CREATED_BY_COLUMNS)
      },
    },
    { name: 'Size', title: 'SIZE', value: item => (human ? humanSize(item.Size, 3) : String(item.Size)) },
    { name: 'Comment', title: 'COMMENT', value: item => item.Comment },
  ],
})

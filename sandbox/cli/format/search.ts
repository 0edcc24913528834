/**
 * `docker search`.
 *
 * @source docker/cli/cli/command/registry/formatter_search.go
 */
import type { SearchResult } from '../../engine/api.ts'
import { ellipsis } from '../../oci/human.ts'
import { is28, type ClientVersion } from '../clients.ts'
import { showList, type Column, type ListKind } from './list.ts'
import type { Shown } from './shown.ts'

const DESCRIPTION_COLUMNS = 45

/** The rows of `docker search` as text, in the daemon's order. */
export function showSearch(results: readonly SearchResult[], options: { readonly format?: string; readonly noTrunc: boolean }, client: ClientVersion): Shown {
  const typed = options.format ?? ''
  const automated = is28(client) ? '' : '\\t{{.IsAutomated}}'
  const format = typed === '' || typed === 'table' ? `table {{.Name}}\\t{{.Description}}\\t{{.StarCount}}\\t{{.IsOfficial}}${automated}` : typed
  return showList(searchKind(options.noTrunc, client), results, format, client)
}

function searchKind(noTrunc: boolean, client: ClientVersion): ListKind<SearchResult> {
  const mark = (yes: boolean): string => (yes ? '[OK]' : '')
  const columns: Column<SearchResult>[] = [
    { name: 'Name', title: 'NAME', value: result => result.name },
    {
      name: 'Description',
      title: 'DESCRIPTION',
      value: result => {
        const line = result.description.replace(/[\n\r]/g, ' ')
        return noTrunc ? line : ellipsis(line, DESCRIPTION_COLUMNS)
      },
    },
    { name: 'StarCount', title: 'STARS', value: result => String(result.star_count) },
    { name: 'IsOfficial', title: 'OFFICIAL', value: result => mark(result.is_official), json: result => String(result.is_official) },
  ]
  if (!is28(client)) columns.push({ name: 'IsAutomated', title: 'AUTOMATED', value: result => mark(result.is_automated), json: result => String(result.is_automated) })
  return { typeName: 'registry.searchContext', columns }
}

import { LOCALES } from '../i18n/locales.ts'
import type { LocaleCode } from '../i18n/locales.ts'

/** The language of a page, and its path without it; a page that speaks no language of its own counts as English. */
export function placeOf({ id, locale }: { readonly id: string, readonly locale?: string | undefined }): { readonly code: LocaleCode, readonly path: string } {
  const code = LOCALES.find((known) => known.code === locale)?.code ?? 'en'
  const [first, ...rest] = id.split('/')
  return { code, path: first === code ? rest.join('/') : id }
}

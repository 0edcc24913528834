import { GLOSSARY_NAMES } from '../../content/glossary-names.ts'
import { piecesOf } from '../content-runs/seen.ts'
import type { Piece } from '../content-runs/seen.ts'
import { LOCALES } from '../i18n/locales.ts'
import type { Building } from './building.ts'
import { setAttribute } from './tree.ts'
import type { Node } from './tree.ts'

/** An entry of the glossary as its page shows it. */
export interface GlossaryEntry {
  readonly id: string
  readonly name: string
  /** The same in the other languages. */
  readonly elsewhere: readonly { readonly lang: string, readonly name: string }[]
  readonly text: readonly Piece[]
}

/** All entries of the glossary, in the order of the language's alphabet. */
export function fillGlossaryList({ page, sources }: Building, node: Node): void {
  const entries = Object.entries(GLOSSARY_NAMES).map(([id, names]): GlossaryEntry => ({
    id,
    name: names[page.lang],
    elsewhere: LOCALES.filter(({ code }) => code !== page.lang).map(({ code, lang }) => ({ lang, name: names[code] })),
    text: piecesOf((sources.term(id, page.lang) ?? '').replace(/\s*\n\s*/g, page.lang === 'zh' ? '' : ' ')),
  }))
  const { compare } = new Intl.Collator(LOCALES.find(({ code }) => code === page.lang)?.lang)
  setAttribute(node, 'entries', entries.sort((one, other) => compare(one.name, other.name)))
}

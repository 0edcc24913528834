import { COMMANDS } from './map/commands.ts'
import { DO } from './map/do.ts'
import { HAZARDS } from './map/hazards.ts'
import { LABS } from './map/labs.ts'
import type { MapPage } from './map/page.ts'
import { PROBLEMS } from './map/problems.ts'
import { REFERENCE } from './map/reference.ts'
import { TOOLS } from './map/tools.ts'
import { UNDERSTAND } from './map/understand.ts'

export type { MapPage } from './map/page.ts'

/** A part of the site: the first piece of a path, and an entry of the navigation. */
export interface MapSection {
  readonly slug: string
  readonly titles: MapPage['titles']
  /** In the order of reading. */
  readonly pages: readonly MapPage[]
}

/** The front page stands in no section. */
export const HOME = UNDERSTAND.find(({ path }) => path === '')!

/** Every page of the site, also those that are still to be written. */
export const SECTIONS: readonly MapSection[] = [
  { slug: 'understand', titles: { en: 'Understand', ru: 'Понять', zh: '理解' }, pages: UNDERSTAND.filter((page) => page !== HOME) },
  { slug: 'do', titles: { en: 'Do', ru: 'Сделать', zh: '操作' }, pages: DO },
  { slug: 'hazards', titles: { en: 'Hazards', ru: 'Риски', zh: '隐患' }, pages: HAZARDS },
  { slug: 'labs', titles: { en: 'Labs', ru: 'Лабораторные работы', zh: '实验' }, pages: LABS },
  { slug: 'problems', titles: { en: 'Known problems', ru: 'Известные проблемы', zh: '已知问题' }, pages: PROBLEMS },
  { slug: 'reference', titles: { en: 'Reference', ru: 'Справочник', zh: '参考' }, pages: [...REFERENCE, ...COMMANDS] },
  { slug: 'tools', titles: { en: 'Tools', ru: 'Инструменты', zh: '工具' }, pages: TOOLS },
]

/** All pages, home first. */
export const PAGES: readonly MapPage[] = [HOME, ...SECTIONS.flatMap(({ pages }) => pages)]

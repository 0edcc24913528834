import { PAGES } from './map.ts'

/** A document whose statements the site carries, corrects or runs. */
export interface SourceDocument {
  readonly id: 'S0' | 'S1' | 'S2' | 'S3' | 'S4'
  readonly lang: 'en' | 'ru' | 'zh'
  /** Its statements are numbered from 1. */
  readonly claims: number
}

/** The source documents. */
export const SOURCES: readonly SourceDocument[] = [
  { id: 'S0', lang: 'en', claims: 63 },
  { id: 'S1', lang: 'ru', claims: 63 },
  { id: 'S2', lang: 'zh', claims: 70 },
  { id: 'S3', lang: 'en', claims: 48 },
  { id: 'S4', lang: 'zh', claims: 63 },
]

/** The list of claims: `S0.1` and so on. */
export const CLAIM_NUMBERS: readonly string[] = SOURCES.flatMap(({ id, claims }) => Array.from({ length: claims }, (_, at) => `${id}.${at + 1}`))

const NUMBERS = new Set(CLAIM_NUMBERS)

/** Is it a number of the list? */
export const isClaimNumber = (name: string): boolean => NUMBERS.has(name)

/** The numbers that `S012.5-9 S4.3` means: 5 to 9 of S0, S1 and S2, and S4.3. */
export function claimNumbers(shorthand: string): readonly string[] {
  return shorthand.split(' ').filter((token) => token !== '').flatMap((token) => {
    const [, documents = '', first = '', last = first] = /^S([0-4]+)\.(\d+)(?:-(\d+))?$/.exec(token) ?? []
    if (documents === '') throw new Error(`${token} is no number of the list of claims`)
    const numbers = Array.from({ length: Number(last) - Number(first) + 1 }, (_, at) => Number(first) + at)
    return [...documents].flatMap((document) => numbers.map((number) => `S${document}.${number}`))
  })
}

/** For each number, the pages of the map that carry it or will; a claim is proved on the first. */
export const PAGES_OF_CLAIMS: ReadonlyMap<string, readonly string[]> = new Map(
  CLAIM_NUMBERS.map((number) => [number, PAGES.filter(({ claims }) => claims !== undefined && claimNumbers(claims).includes(number)).map(({ path }) => path)]),
)

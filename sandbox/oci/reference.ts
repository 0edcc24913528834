/**
 * Names of images: the grammar, the normal form the daemon stores, and the familiar form people see.
 *
 * The grammar is of two ages: that of the daemon and of the clients to 20.10 (`classic`), and that of the 28
 * client (`modern`), which names the offending repository, takes upper-case domains and IPv6 addresses, and
 * limits the length of the path alone.
 *
 * @source github.com/docker/distribution/reference (v2.7); github.com/distribution/reference (v0.6)
 */
import type { Brand } from '../base/brand.ts'
import { EngineError } from '../base/errors.ts'
import { DIGEST_PATTERN, isDigest, parseDigest, type Digest } from './digest.ts'

/** Which age of the grammar. */
export type Grammar = 'classic' | 'modern'

/** A repository in normal form, with its domain: `docker.io/library/alpine`. */
export type RepositoryName = Brand<string, 'RepositoryName'>
/** A reference in normal form: a repository name with a tag or a digest or both. */
export type NormalisedReference = Brand<string, 'NormalisedReference'>
/** A reference as people see it: `alpine:latest`. */
export type FamiliarReference = Brand<string, 'FamiliarReference'>
/** A tag that fits the grammar. */
export type Tag = Brand<string, 'Tag'>

/** A parsed name of an image. */
export interface Reference {
  /** `docker.io`, `localhost:5000`; empty only for odd names whose first part cannot be a domain. */
  readonly domain: string
  /** `library/alpine` */
  readonly path: string
  readonly tag?: Tag
  readonly digest?: Digest
}

/** The domain of names without one. */
export const DEFAULT_DOMAIN = 'docker.io'
/** The tag of names without one, where an operation needs one. */
export const DEFAULT_TAG = 'latest' as Tag

const LEGACY_DOMAIN = 'index.docker.io'
const OFFICIAL = 'library/'
const NAME_LENGTH_MAX = 255

const DOMAIN_COMPONENT = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])'
const DOMAIN_NAME = `${DOMAIN_COMPONENT}(?:\\.${DOMAIN_COMPONENT})*`
const DOMAINS: Readonly<Record<Grammar, string>> = {
  classic: `${DOMAIN_NAME}(?::[0-9]+)?`,
  modern: `(?:${DOMAIN_NAME}|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`,
}
// A run of dashes is one separator; written so that no part can match the empty string.
const COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*'
const PATH = `${COMPONENT}(?:/${COMPONENT})*`
const TAG = '[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}'

const whole = (grammar: Grammar): RegExp => new RegExp(`^((?:${DOMAINS[grammar]}/)?${PATH})(?::(${TAG}))?(?:@(${DIGEST_PATTERN}))?$`)
const REFERENCE: Readonly<Record<Grammar, RegExp>> = { classic: whole('classic'), modern: whole('modern') }
const splitName = (grammar: Grammar): RegExp => new RegExp(`^(?:(${DOMAINS[grammar]})/)?(${PATH})$`)
const NAME: Readonly<Record<Grammar, RegExp>> = { classic: splitName('classic'), modern: splitName('modern') }
const WHOLE_TAG = new RegExp(`^${TAG}$`)
const IDENTIFIER = /^[a-f0-9]{64}$/

const invalid = (message: string): EngineError => new EngineError('InvalidParameter', message)

/**
 * Parse a name as typed, adding the default domain and `library/`, but no tag.
 *
 * @throws EngineError InvalidParameter with the sentence of that grammar's age
 */
export function parseReference(typed: string, grammar: Grammar): Reference {
  if (IDENTIFIER.test(typed)) throw invalid(`invalid repository name (${typed}), cannot specify 64-byte hexadecimal strings`)
  const { domain, rest } = splitDomain(typed, grammar)
  const colon = rest.indexOf(':')
  const remote = colon < 0 ? rest : rest.slice(0, colon)
  if (remote.toLowerCase() !== remote) {
    throw invalid(
      grammar === 'classic'
        ? 'invalid reference format: repository name must be lowercase'
        : `invalid reference format: repository name (${remote}) must be lowercase`,
    )
  }
  return parseWhole(`${domain}/${rest}`, grammar)
}

function splitDomain(typed: string, grammar: Grammar): { domain: string; rest: string } {
  const slash = typed.indexOf('/')
  const first = slash < 0 ? '' : typed.slice(0, slash)
  const isDomain = /[.:]/.test(first) || first === 'localhost' || (grammar === 'modern' && first.toLowerCase() !== first)
  let domain = isDomain ? first : DEFAULT_DOMAIN
  let rest = isDomain ? typed.slice(slash + 1) : typed
  if (domain === LEGACY_DOMAIN) domain = DEFAULT_DOMAIN
  if (domain === DEFAULT_DOMAIN && !rest.includes('/')) rest = OFFICIAL + rest
  return { domain, rest }
}

function parseWhole(text: string, grammar: Grammar): Reference {
  const match = REFERENCE[grammar].exec(text)
  if (match === null) {
    throw invalid(REFERENCE[grammar].test(text.toLowerCase()) ? 'repository name must be lowercase' : 'invalid reference format')
  }
  const [, name = '', tag, digest] = match
  const parts = NAME[grammar].exec(name)
  const domain = parts?.[1] ?? ''
  const path = parts?.[2] ?? name
  if ((grammar === 'classic' ? name : path).length > NAME_LENGTH_MAX) throw invalid(`repository name must not be more than ${NAME_LENGTH_MAX} characters`)
  return {
    domain,
    path,
    ...(tag === undefined ? {} : { tag: tag as Tag }),
    ...(digest === undefined ? {} : { digest: parseDigest(digest) }),
  }
}

/** What was typed names an image ID outright, or is a name. */
export type AnyReference = { readonly id: Digest } | { readonly reference: Reference }

/**
 * What the daemon makes of an argument that may be an ID: 64 hexadecimal digits or a whole digest are an ID, all
 * else is a name. (An ID's prefix is a name too; the image store tries prefixes when the name is not known.)
 *
 * @throws EngineError InvalidParameter
 * @source reference.ParseAnyReference
 */
export function parseAnyReference(typed: string, grammar: Grammar): AnyReference {
  if (IDENTIFIER.test(typed)) return { id: `sha256:${typed}` as Digest }
  if (isDigest(typed)) return { id: typed }
  return { reference: parseReference(typed, grammar) }
}

/**
 * The same repository with this tag and no digest.
 *
 * @throws EngineError InvalidParameter `invalid tag format`
 */
export function withTag(reference: Reference, tag: string): Reference & { readonly tag: Tag } {
  if (!WHOLE_TAG.test(tag)) throw invalid('invalid tag format')
  return { domain: reference.domain, path: reference.path, tag: tag as Tag }
}

/** The same repository with this digest and no tag. */
export const withDigest = (reference: Reference, digest: Digest): Reference & { readonly digest: Digest } => ({
  domain: reference.domain,
  path: reference.path,
  digest,
})

/** The reference, with `latest` if it has neither tag nor digest. */
export const withDefaultTag = (reference: Reference): Reference =>
  isNameOnly(reference) ? { domain: reference.domain, path: reference.path, tag: DEFAULT_TAG } : reference

/** Has it neither tag nor digest? */
export const isNameOnly = (reference: Reference): boolean => reference.tag === undefined && reference.digest === undefined

/** The repository with its domain. */
export const repositoryName = (reference: Reference): RepositoryName =>
  (reference.domain === '' ? reference.path : `${reference.domain}/${reference.path}`) as RepositoryName

/** The normal form, as the daemon sorts and compares it. */
export const normalisedString = (reference: Reference): NormalisedReference => (repositoryName(reference) + suffix(reference)) as NormalisedReference

/** The repository as people see it: without `docker.io/` and `library/`. */
export function familiarName(reference: Reference): string {
  if (reference.domain !== DEFAULT_DOMAIN) return repositoryName(reference)
  const short = reference.path.slice(OFFICIAL.length)
  return reference.path.startsWith(OFFICIAL) && !short.includes('/') ? short : reference.path
}

/** The whole reference as people see it. */
export const familiarString = (reference: Reference): FamiliarReference => (familiarName(reference) + suffix(reference)) as FamiliarReference

const suffix = ({ tag, digest }: Reference): string => (tag === undefined ? '' : `:${tag}`) + (digest === undefined ? '' : `@${digest}`)

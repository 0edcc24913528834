/** jq's functions of plain values, and those written in jq itself. */
import { utf8 } from '../../base/bytes.ts'
import { formatTime } from './calendar.ts'
import { parseDate } from './date-text.ts'
import { JsonError, compactJson, compareJson, parseJson, typeName } from './jq-json.ts'
import type { Json } from './jq-json.ts'
import { applyFormat, asText } from './jq-formats.ts'
import { JqError, contains, deletePaths, getIndex, isArray, isObject, isTrue, keysOf, lengthOf, operate, setPath, shown, splitText } from './jq-values.ts'

/** Functions whose arguments are values: `name/arity`. */
type ValueFunction = (input: Json, ...args: readonly Json[]) => Json

const needArray = (value: Json, what: string): readonly Json[] => {
  if (!isArray(value)) throw new JqError(`${shown(value)} cannot be ${what}, as it is not an array`)
  return value
}

const needText = (value: Json, message: string): string => {
  if (typeof value !== 'string') throw new JqError(message)
  return value
}

const math = (compute: (x: number) => number): ValueFunction => value => {
  if (typeof value !== 'number') throw new JqError(`${shown(value)} number required`)
  return compute(value)
}

const sortPairs = (input: Json, keys: Json): { item: Json; key: Json }[] => {
  if (!isArray(input) || !isArray(keys)) throw new JqError(`${shown(input)} and ${shown(keys)} cannot be sorted, as they are not both arrays`)
  return input.map((item, i) => ({ item, key: keys[i] as Json })).sort((a, b) => compareJson(a.key, b.key))
}

const groups = (input: Json, keys: Json): Json[][] => {
  const out: Json[][] = []
  let last: Json | undefined
  for (const { item, key } of sortPairs(input, keys)) {
    if (last !== undefined && compareJson(last, key) === 0) (out.at(-1) as Json[]).push(item)
    else out.push([item])
    last = key
  }
  return out
}

const best = (input: Json, keys: Json, sign: 1 | -1): Json => {
  const items = needArray(input, 'searched')
  const by = keys as readonly Json[]
  let found = 0
  for (let i = 1; i < items.length; i++) {
    const order = compareJson(by[i] as Json, by[found] as Json) * sign
    if (order > 0 || (order === 0 && sign > 0)) found = i
  }
  return items[found] ?? null
}

function flatten(items: readonly Json[], depth: number): Json[] {
  return items.flatMap(item => (isArray(item) ? (depth > 0 ? flatten(item, depth - 1) : [item]) : [item]))
}

const brokenDown = (value: Json): readonly number[] => {
  if (!isArray(value) || value.length < 6 || value.some(part => typeof part !== 'number')) throw new JqError('mktime requires array of 6 numbers')
  return value as readonly number[]
}

function secondsOf(parts: readonly number[]): number {
  const [year = 0, month = 0, day = 1, hour = 0, minute = 0, second = 0] = parts
  const two = (value: number): string => String(value).padStart(2, '0')
  const date = parseDate(`${String(year).padStart(4, '0')}-${two(month + 1)}-${two(day)}`, { seconds: 0, nanoseconds: 0 })
  if (!date) throw new JqError('invalid gmtime representation')
  return date.seconds + hour * 3600 + minute * 60 + Math.floor(second)
}

function gmtime(seconds: number): Json {
  const read = (letter: string): number => Number(formatTime(`%-${letter}`, { seconds: Math.floor(seconds), nanoseconds: 0 }, 0))
  return [read('Y'), read('m') - 1, read('d'), read('H'), read('M'), read('S') + (seconds - Math.floor(seconds)), read('w'), read('j') - 1]
}

/** Text functions on a string input, with jq's complaint about other inputs. */
const cut = (test: (text: string, piece: string) => boolean, take: (text: string, piece: string) => string): ValueFunction => (input, piece) =>
  typeof input === 'string' && typeof piece === 'string' && test(input, piece) ? take(input, piece) : input

const startsOrEnds = (name: 'startswith' | 'endswith'): ValueFunction => (input, piece) => {
  if (typeof input !== 'string' || typeof piece !== 'string') throw new JqError(`${name}() requires string inputs`)
  return name === 'startswith' ? input.startsWith(piece) : input.endsWith(piece)
}

export const VALUE_FUNCTIONS: Readonly<Record<string, ValueFunction>> = {
  'not/0': value => !isTrue(value),
  'length/0': lengthOf,
  'utf8bytelength/0': value => utf8(needText(value, `${shown(value)} only strings have UTF-8 byte length`)).length,
  'keys/0': keysOf,
  'keys_unsorted/0': value => (isObject(value) ? [...value.keys()] : keysOf(value)),
  'has/1': (value, key) => {
    if (isObject(value) && typeof key === 'string') return value.has(key)
    if (isArray(value) && typeof key === 'number') return key >= 0 && key < value.length
    throw new JqError(`Cannot check whether ${typeName(value)} has a ${typeof key === 'string' ? 'string' : typeName(key)} key`)
  },
  'contains/1': contains,
  'add/0': value => {
    if (value === null) return null
    const items = isObject(value) ? [...value.values()] : isArray(value) ? value : undefined
    if (!items) throw new JqError(`Cannot iterate over ${shown(value)}`)
    if (items.every(item => typeof item === 'string')) return items.length === 0 ? null : items.join('')
    return items.reduce<Json>((sum, item) => operate('+', sum, item), null)
  },
  'type/0': typeName,
  'tostring/0': asText,
  'tojson/0': value => compactJson(value),
  'fromjson/0': value => {
    const text = needText(value, `${shown(value)} cannot be parsed as JSON`)
    try {
      return parseJson(text)
    } catch (error) {
      if (error instanceof JsonError) throw new JqError(`${error.message} (while parsing '${text}')`)
      throw error
    }
  },
  'tonumber/0': value => {
    if (typeof value === 'number') return value
    if (typeof value !== 'string') throw new JqError(`${shown(value)} cannot be parsed as a number`)
    try {
      const parsed = parseJson(value)
      if (typeof parsed === 'number') return parsed
    } catch (error) {
      if (error instanceof JsonError) throw new JqError(`${error.message} (while parsing '${value}')`)
      throw error
    }
    throw new JqError(`${shown(value)} cannot be parsed as a number`)
  },
  'ascii_downcase/0': value => needText(value, 'explode input must be a string').replace(/[A-Z]+/g, letters => letters.toLowerCase()),
  'ascii_upcase/0': value => needText(value, 'explode input must be a string').replace(/[a-z]+/g, letters => letters.toUpperCase()),
  'explode/0': value => Array.from(needText(value, 'explode input must be a string'), character => character.codePointAt(0) as number),
  'implode/0': value => {
    if (!isArray(value)) throw new JqError('implode input must be an array')
    return value.map(code => String.fromCodePoint(typeof code === 'number' && code >= 0 && code <= 0x10ffff ? Math.trunc(code) : 0xfffd)).join('')
  },
  'ltrimstr/1': cut((text, piece) => text.startsWith(piece), (text, piece) => text.slice(piece.length)),
  'rtrimstr/1': cut((text, piece) => text.endsWith(piece), (text, piece) => text.slice(0, text.length - piece.length)),
  'startswith/1': startsOrEnds('startswith'),
  'endswith/1': startsOrEnds('endswith'),
  'split/1': (value, separator) => {
    if (typeof value !== 'string' || typeof separator !== 'string') throw new JqError('split input and separator must be strings')
    return splitText(value, separator)
  },
  'join/1': (value, separator) => {
    const items = needArray(value, 'joined')
    if (items.length === 0) return ''
    return items.map(item => {
      if (typeof item === 'object' && item !== null) throw new JqError(`${shown(asText(separator ?? null))} and ${shown(item)} cannot be added`)
      return item === null ? '' : asText(item)
    }).join(typeof separator === 'string' ? separator : '')
  },
  'sort/0': value => [...needArray(value, 'sorted')].sort(compareJson),
  '_sort_by/1': (input, keys) => sortPairs(input, keys as Json).map(({ item }) => item),
  '_group_by/1': (input, keys) => groups(input, keys as Json),
  '_unique_by/1': (input, keys) => groups(input, keys as Json).map(group => group[0] as Json),
  'unique/0': value => groups(value, value).map(group => group[0] as Json),
  '_min_by/1': (input, keys) => best(input, keys as Json, -1),
  '_max_by/1': (input, keys) => best(input, keys as Json, 1),
  'min/0': value => best(value, value, -1),
  'max/0': value => best(value, value, 1),
  'reverse/0': value => {
    if (value === null || (isObject(value) && value.size === 0) || value === '') return []
    if (!isArray(value)) throw new JqError(`Cannot index ${typeName(value)} with number`)
    return [...value].reverse()
  },
  'flatten/0': value => flatten(needArray(value, 'flattened'), Infinity),
  'flatten/1': (value, depth) => {
    if (typeof depth !== 'number' || depth < 0) throw new JqError('flatten depth must not be negative')
    return flatten(needArray(value, 'flattened'), depth)
  },
  'transpose/0': value => {
    const rows = needArray(value, 'transposed')
    const width = Math.max(0, ...rows.map(lengthOf))
    return Array.from({ length: width }, (_, i) => rows.map(row => getIndex(row, i)))
  },
  'floor/0': math(Math.floor), 'ceil/0': math(Math.ceil), 'round/0': math(x => Math.sign(x) * Math.round(Math.abs(x))), 'sqrt/0': math(Math.sqrt), 'fabs/0': math(Math.abs),
  'trunc/0': math(Math.trunc), 'exp/0': math(Math.exp), 'exp2/0': math(x => 2 ** x), 'exp10/0': math(x => 10 ** x), 'log/0': math(Math.log), 'log2/0': math(Math.log2), 'log10/0': math(Math.log10),
  'sin/0': math(Math.sin), 'cos/0': math(Math.cos), 'tan/0': math(Math.tan),
  'pow/2': (_, a, b) => Number(a) ** Number(b),
  'infinite/0': () => Infinity, 'nan/0': () => NaN,
  'isinfinite/0': value => value === Infinity || value === -Infinity,
  'isnan/0': value => Number.isNaN(value), 'isnormal/0': value => typeof value === 'number' && Number.isFinite(value) && value !== 0,
  'setpath/2': (value, path, member) => {
    if (!isArray(path as Json)) throw new JqError('Path must be specified as an array')
    return setPath(value, path as readonly Json[], member as Json)
  },
  'delpaths/1': (value, paths) => {
    if (!isArray(paths as Json)) throw new JqError('Paths must be specified as an array')
    return deletePaths(value, paths as readonly Json[])
  },
  'to_entries/0': value => {
    if (isArray(value)) return value.map((member, i) => new Map<string, Json>([['key', i], ['value', member]]))
    if (!isObject(value)) throw new JqError(`${shown(value)} has no keys`)
    return [...value].map(([key, member]) => new Map<string, Json>([['key', key], ['value', member]]))
  },
  'from_entries/0': value => {
    const out = new Map<string, Json>()
    for (const entry of needArray(value, 'made an object')) {
      const get = (...names: readonly string[]): Json => {
        for (const name of names) {
          const found = getIndex(entry, name)
          if (found !== null && found !== false) return found
        }
        return names.some(name => isObject(entry) && entry.get(name) === false) ? false : null
      }
      const key = get('key', 'k', 'name', 'Name', 'Key', 'K')
      if (key === null || typeof key === 'object') throw new JqError(`Cannot use ${shown(key)} as object key`)
      const has = ['value', 'v', 'Value', 'V'].find(name => isObject(entry) && entry.has(name))
      out.set(asText(key), has === undefined ? null : getIndex(entry, has))
    }
    return out
  },
  'indices/1': (value, wanted) => {
    if (value === null) return null
    if (typeof value === 'string' && typeof wanted === 'string') {
      const out: Json[] = []
      if (wanted !== '') for (let at = value.indexOf(wanted); at >= 0; at = value.indexOf(wanted, at + 1)) out.push(utf8(value.slice(0, at)).length)
      return out
    }
    if (isArray(value) && !isArray(wanted as Json)) return value.flatMap((item, i) => (compareJson(item, wanted as Json) === 0 ? [i] : []))
    return getIndex(value, wanted as Json)
  },
  'mktime/0': value => secondsOf(brokenDown(value)),
  'gmtime/0': value => {
    if (typeof value !== 'number') throw new JqError('gmtime() requires a number')
    return gmtime(value)
  },
  'strftime/1': (value, format) => {
    const seconds = typeof value === 'number' ? Math.floor(value) : isArray(value) ? secondsOf(brokenDown(value)) : undefined
    if (seconds === undefined) throw new JqError('strftime/1 requires parsed datetime inputs')
    return formatTime(needText(format as Json, 'strftime/1 requires a string format'), { seconds, nanoseconds: 0 }, 0)
  },
  'todate/0': value => {
    if (typeof value !== 'number') throw new JqError('strftime/1 requires parsed datetime inputs')
    return formatTime('%Y-%m-%dT%H:%M:%SZ', { seconds: Math.floor(value), nanoseconds: 0 }, 0)
  },
  'fromdate/0': value => {
    const text = needText(value, 'strptime/1 requires string inputs and arguments')
    const found = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? parseDate(text, { seconds: 0, nanoseconds: 0 }) : undefined
    if (!found) throw new JqError(`date "${text}" does not match format "%Y-%m-%dT%H:%M:%SZ"`)
    return found.seconds
  },
  'format/1': (value, name) => applyFormat(`@${asText(name as Json)}`, value),
}

/** Defined in jq. */
export const PRELUDE = String.raw`
def map(f): [.[] | f];
def map_values(f): .[] |= f;
def recurse: recurse(.[]?);
def recurse(f; cond): def r: ., (f | select(cond) | r); r;
def recurse_down: recurse;
def values: select(. != null);
def nulls: select(. == null);
def booleans: select(type == "boolean");
def numbers: select(type == "number");
def strings: select(type == "string");
def arrays: select(type == "array");
def objects: select(type == "object");
def iterables: select(type == "array" or type == "object");
def scalars: select(type != "array" and type != "object");
def with_entries(f): to_entries | map(f) | from_entries;
def del(f): delpaths([path(f)]);
def paths: path(..) | select(length > 0);
def paths(node_filter): . as $dollar_in | paths | select(. as $p | $dollar_in | getpath($p) | node_filter);
def leaf_paths: paths(scalars);
def any: reduce .[] as $x (false; . or $x);
def all: reduce .[] as $x (true; . and $x);
def any(f): reduce (.[] | f) as $x (false; . or $x);
def all(f): reduce (.[] | f) as $x (true; . and $x);
def any(g; f): isempty(first(g | f | select(.))) | not;
def all(g; f): isempty(first(g | f | select(. | not)));
def in(xs): . as $x | xs | has($x);
def inside(xs): . as $x | xs | contains($x);
def until(cond; update): def _until: if cond then . else (update | _until) end; _until;
def while(cond; update): def _while: if cond then ., (update | _while) else empty end; _while;
def repeat(f): def _repeat: ., (f | _repeat); _repeat;
def first: .[0];
def last: .[-1];
def nth($n): .[$n];
def nth($n; f): if $n < 0 then error("Out of bounds negative array index") else last(limit($n + 1; f)) end;
def index($i): indices($i) | .[0];
def rindex($i): indices($i) | .[-1:][0];
def combinations: if length == 0 then [] else .[0][] as $x | (.[1:] | combinations) as $w | [$x] + $w end;
def combinations(n): . as $dot | [range(n)] | map($dot) | combinations;
def walk(f): def w: if type == "object" then map_values(w) elif type == "array" then map(w) else . end | f; w;
def env: $ENV;
def date: todate;
def fromdateiso8601: fromdate;
def todateiso8601: todate;
def match(re): match(re; null);
def test(re): test(re; null);
def capture(re): capture(re; null);
def capture(re; flags): match(re; flags) | [.captures | .[] | select(.name != null) | { key: .name, value: .string }] | from_entries;
def scan(re): match(re; "g") | if (.captures | length) > 0 then [.captures | .[] | .string] else .string end;
def splits($re): splits($re; null);
def splits($re; flags): split($re; flags) | .[];
def tostream: path(def r: (.[]? | r), .; r) as $p | getpath($p) | reduce path(.[]?) as $q ([$p, .]; [$p + $q]);
def fromstream(f): { x: null, e: false } as $init | foreach f as $i ($init; if .e then $init else . end | if $i | length == 2 then setpath(["e"]; $i[0] | length == 0) | setpath(["x"] + $i[0]; $i[1]) else setpath(["e"]; $i[0] | length == 1) end; if .e then .x else empty end);
def finites: select(isinfinite or isnan | not);
def normals: select(isnormal);
def IN(s): any(s == .; .);
def IN(src; s): any(src == s; .);
def INDEX(stream; idx_expr): reduce stream as $row ({}; .[$row | idx_expr | tostring] |= $row);
def INDEX(idx_expr): INDEX(.[]; idx_expr);
def min_by(f): _min_by(map([f]));
def max_by(f): _max_by(map([f]));
def sort_by(f): _sort_by(map([f]));
def group_by(f): _group_by(map([f]));
def unique_by(f): _unique_by(map([f]));
def halt_error: halt_error(5);
`

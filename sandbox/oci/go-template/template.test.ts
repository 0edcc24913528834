import { expect, it } from 'vitest'
import { decode } from '../go-json.ts'
import { DOCKER_FUNCTIONS, Template, TemplateParseError, type GoMinor } from './template.ts'
import { BOOL, INT, STRING, STRING_SLICE, doubling, field, mapOf, pointerTo, rawValue, string, structOf, typedValue } from './values.ts'
import { DURATION, TIME } from './time.ts'

const DATA = `{"Name":"café","N":7,"Big":12345678901234567890,"Yes":true,"Nil":null,"List":["a","b","c"],
  "Map":{"k":"v","a.b":"dotted","n":{"deep":1}},"Empty":{},"Time":"2023-03-14T15:09:26.5+02:00","Wait":90500000000}`
const TYPE = structOf('demo.Thing', [
  field('Name', STRING),
  field('N', INT),
  field('Yes', BOOL),
  field('List', STRING_SLICE),
  field('Map', mapOf(STRING, STRING)),
  field('Time', TIME),
  field('Wait', DURATION),
  field('Inner', pointerTo(structOf('demo.Inner', [field('X', INT)]))),
])

/** Output, or the error after what was written before it. */
function run(text: string, { go = 19, raw = true, strict = true }: { go?: GoMinor; raw?: boolean; strict?: boolean } = {}): string {
  try {
    const template = new Template(text, { name: '', go, functions: DOCKER_FUNCTIONS })
    template.missingKeyIsError = strict
    const json = decode(raw ? DATA : DATA.replace('"n":{"deep":1}', '"n":"x"'))
    const { output, error } = template.execute(raw ? rawValue(json) : typedValue(json, TYPE, doubling), DOCKER_FUNCTIONS)
    return error === undefined ? output : `${output}! ${error}`
  } catch (error) {
    if (error instanceof TemplateParseError) return `? ${error.message}`
    throw error
  }
}

/** One table of templates and what becomes of them. */
function holds(rows: readonly (readonly [string, string, Parameters<typeof run>[1]?])[], count: number): void {
  for (const [text, expected, options] of rows) expect(run(text, options), `${text} ${JSON.stringify(options ?? {})}`).toBe(expected)
  expect(rows).toHaveLength(count)
}

it('refuses what does not parse, with the line of the token', () => {
  holds(
    [
      ['a\n{{.Id', '? template: :2: unclosed action'],
      ['{{.A}}\n{{ .B\n\n.C }', '? template: :4: unexpected "}" in operand'],
      ['{{if .A}}\n{{range .B}}{{end}}', '? template: :2: unexpected EOF'],
      ['{{.A .B', '? template: :1: unclosed action'],
      ['{{', '? template: :1: unclosed action'],
      ['{{\n', '? template: :2: unclosed action started at :1', { go: 24 }],
      ['{{.A\n"b}}', '? template: :2: unterminated quoted string in action started at :1'],
      ['{{.A\n}', '? template: :2: unexpected "}" in operand'],
      ['{{"abc\n"}}', '? template: :1: unterminated quoted string'],
      ['{{`abc}}', '? template: :1: unterminated raw quoted string'],
      ["{{'a}}", '? template: :1: unterminated character constant'],
      ["{{''}}", '? template: :1: invalid syntax'],
      ['{{"\\z"}}', '? template: :1: invalid syntax'],
      ['{{12x}}', '? template: :1: bad number syntax: "12x"'],
      ['{{1_}}', '? template: :1: illegal number syntax: "1_"'],
      ['{{.A,.B}}', '? template: :1: unexpected "," in operand'],
      ['{{.A = 1}}', '? template: :1: unexpected "=" in operand'],
      ['{{$x = 1}}', '! template: :1:7: executing "" at <1>: undefined variable: $x'],
      ['{{$x, $y := .List}}', '? template: :1: too many declarations in command'],
      ['{{range $a, 1 := .List}}{{end}}', '? template: :1: range can only initialize variables'],
      ['{{range $a, $b, $c := .List}}{{end}}', '? template: :1: too many declarations in range'],
      ['{{1.A}}', '? template: :1: bad number syntax: "1.A"'],
      ['{{"a".B}}', '? template: :1: unexpected . after term "\\"a\\""'],
      ['{{. .A.B .}}', '! template: :1:2: executing "" at <.>: can\'t give argument to non-function .'],
      ['{{1 | 2}}', '? template: :1: non executable command in pipeline stage 2'],
      ['{{| 1}}', '? template: :1: unexpected "|" in command'],
      ['{{()}}', '? template: :1: missing value for parenthesized pipeline'],
      ['{{end}}', '? template: :1: unexpected {{end}}'],
      ['{{if 1}}{{else}}{{else}}{{end}}', '? template: :1: expected end; found {{else}}'],
      ['{{if 1}}{{else range .List}}{{end}}', '? template: :1: unexpected <range> in else'],
      ['{{range .List}}{{else if 1}}{{end}}', '? template: :1: unexpected <if> in input'],
      ['{{if 1}}{{else with 1}}{{end}}', '? template: :1: unexpected <with> in input', { go: 24 }],
      ['{{define "x"}}', '? template: :1: unexpected EOF'],
      ['{{define x}}{{end}}', '? template: :1: unexpected "x" in define clause'],
      ['{{define "x"}}a{{end}}{{define "x"}}b{{end}}', '? template: :1: template: multiple definition of template "x"'],
      ['{{if 1}}{{define "x"}}{{end}}{{end}}', '? template: :1: unexpected <define> in command'],
      ['{{end x}}', '? template: :1: unexpected "x" in end'],
      ['{{break 1}}', '? template: :1: unexpected "1" in {{break}}'],
      ['{{template "x" .A .B}}{{template abcdefghijkl}}', '? template: :1: unexpected "abcdefghij"... in template clause'],
      ['{{/* a */ x}}', '? template: :1: comment ends before closing delimiter'],
      ['{{.A:B}}', '? template: :1: expected :='],
      ['{{.A é}}', '? template: :1: function "é" not defined'],
      ['{{.A §}}', "? template: :1: unrecognized character in action: U+00A7 '§'"],
      ['{{.A\u0001}}', '? template: :1: bad character U+0001'],
      ['{{nope}}', '? template: :1: function "nope" not defined'],
      ['{{nil.A}}', '? template: :1: unexpected . after term "nil"'],
    ],
    46,
  )
})

it('keeps to the parsing rules of the older and newer Go', () => {
  holds(
    [
      ['{{.Name\n}}', '? template: :1: unclosed action', { go: 13 }],
      ['{{', '? template: :1: unexpected unclosed action in command', { go: 13 }],
      ['{{/* x', '? template: :1: unexpected unclosed comment in input', { go: 13 }],
      ['{{.Id}', '? template: :1: unexpected "}" in operand', { go: 13 }],
      ['{{break}}', '? template: :1: function "break" not defined', { go: 13 }],
      ['{{.N)}}', '? template: :1: unexpected ")" in input', { go: 13 }],
      ['{{with .Nil}}a{{else with .Name}}{{.}}{{end}}', 'café', { go: 24 }],
      ['{{with .Nil}}a{{else with .Name}}{{.}}{{end}}', '? template: :1: unexpected <with> in else'],
      ['{{or .Name (index .List 9)}}', 'café'],
      ['{{or .Name (index .List 9)}}', '! template: :1:12: executing "" at <index .List 9>: error calling index: index out of range: 9', { go: 13 }],
    ],
    10,
  )
})

it('evaluates fields, chains and variables', () => {
  holds(
    [
      ['{{.Map.n.deep}} {{$.N}} {{(index .Map "n").deep}} {{$m := .Map}}{{$m.k}}', '1 7 1 v'],
      ['{{index .Map "a.b"}}{{index .Map "zz"}}', 'dotted<no value>'],
      ['{{.Map.zz}}', '! template: :1:6: executing "" at <.Map.zz>: map has no entry for key "zz"'],
      ['{{.Map.zz.y}}', '<no value>', { strict: false }],
      ['{{.Nil.x}}', '! template: :1:6: executing "" at <.Nil.x>: nil pointer evaluating interface {}.x'],
      ['{{.Name.x}}', '! template: :1:7: executing "" at <.Name.x>: can\'t evaluate field x in type interface {}'],
      ['{{(len .Name).x}}', '! template: :1:7: executing "" at <.Name>: can\'t evaluate field x in type int'],
      ['{{.Map.k 1}}', '! template: :1:6: executing "" at <.Map.k>: k is not a method but has arguments'],
      ['{{$x := 1}}{{if true}}{{$x := 2}}{{$x}}{{end}}{{$x}}', '21'],
      ['{{if $x := .N}}{{$x}}{{end}}{{with $x := .Name}}{{$x}}{{.}}{{end}}', '7cafécafé'],
      ['{{range $i, $e := .List}}{{$i}}{{$e}}{{else}}none{{end}}{{range .Empty}}x{{else}}none{{end}}', '0a1b2cnone'],
      ['{{range .List}}{{if eq . "b"}}{{continue}}{{end}}{{.}}{{end}}{{range .List}}{{break}}{{end}}', 'ac'],
      ['{{range .Name}}{{end}}', "! template: :1:8: executing \"\" at <.Name>: range can't iterate over café"],
      ['{{range 3}}{{.}}{{end}}{{range $x := 2}}{{$x}}{{end}}{{range 0}}{{else}}none{{end}}', '01201none', { go: 24 }],
      ['{{range $i, $x := 2}}{{end}}', '! template: :1:18: executing "" at <2>: can\'t use 2 to iterate over more than one variable', { go: 24 }],
      ['{{define "T"}}{{.x}}{{end}}a{{template "T" .N}}', 'a! template: :1:16: executing "T" at <.x>: can\'t evaluate field x in type json.Number'],
      ['{{template "T"}}', '! template: :1:11: executing "" at <{{template "T"}}>: template "T" not defined'],
      ['{{define "T"}}{{template "T"}}{{end}}{{template "T"}}', '! template: :1:25: executing "T" at <{{template "T"}}>: exceeded maximum template depth (100000)'],
      ['{{block "b" .List}}{{range .}}[{{.}}]{{end}}{{end}}{{template "b" .List}}', '[a][b][c][a][b][c]'],
      ['{{- "a" -}} \n {{- /* c */ -}} b {{- 3 }}{{-3}}', 'ab3-3'],
      ['{{true}} {{.Yes | not}} {{(1)}} {{nil | print}}', 'true false 1 ! template: :1:34: executing "" at <nil>: nil is not a command'],
    ],
    21,
  )
})

it('calls functions and says what is wrong with their arguments', () => {
  holds(
    [
      ['{{len .Name}} {{len .Map}} {{slice .Name 3 5}} {{truncate .Name 4}}|{{index .Name 3}}', '5 3 é caf\ufffd|195'],
      ['{{len .N}} {{len .Yes}}', '1 ! template: :1:13: executing "" at <len .Yes>: error calling len: len of type bool'],
      ['{{len .Nil}}', '! template: :1:2: executing "" at <len .Nil>: error calling len: len of nil pointer'],
      ['{{index .List 3}}', '! template: :1:2: executing "" at <index .List 3>: error calling index: reflect: slice index out of range'],
      ['{{index .List 1.5}}', '! template: :1:2: executing "" at <index .List 1.5>: error calling index: cannot index slice/array with type float64'],
      ['{{index .Map 1}}', '! template: :1:2: executing "" at <index .Map 1>: error calling index: value has type int; should be string'],
      ['{{index .Yes 1}}', "! template: :1:2: executing \"\" at <index .Yes 1>: error calling index: can't index item of type bool"],
      ['{{index .Nil 1}}', '! template: :1:2: executing "" at <index .Nil 1>: error calling index: index of untyped nil'],
      ['{{slice .List 1 4}}', '[b c <nil>]'],
      ['{{slice .List 2 1}}', '! template: :1:2: executing "" at <slice .List 2 1>: error calling slice: invalid slice index: 2 > 1'],
      ['{{slice .Name 1 2 3}}', '! template: :1:2: executing "" at <slice .Name 1 2 3>: error calling slice: cannot 3-index slice a string'],
      ['{{eq .N "7"}} {{eq .N 7}}', 'true ! template: :1:16: executing "" at <eq .N 7>: error calling eq: incompatible types for comparison'],
      ['{{eq 1}}', '! template: :1:2: executing "" at <eq 1>: error calling eq: missing argument for comparison'],
      ['{{eq .Nil nil}} {{eq .Name nil}} {{ne 1 2}} {{eq 2 1 2}}', 'true false true true'],
      ['{{lt true false}}', '! template: :1:2: executing "" at <lt true false>: error calling lt: invalid type for comparison'],
      ['{{lt 1 "a"}}', '! template: :1:2: executing "" at <lt 1 "a">: error calling lt: incompatible types for comparison'],
      ['{{eq .List .List}}', '! template: :1:2: executing "" at <eq .List .List>: error calling eq: non-comparable type [a b c]: []interface {}', { go: 24 }],
      ['{{join .List ","}}', '! template: :1:7: executing "" at <.List>: wrong type for value; expected []string; got []interface {}'],
      ['{{join (split "a,b" ",") "-"}} {{split "né" ""}}', 'a-b [n é]'],
      ['{{upper nil}}', '! template: :1:8: executing "" at <nil>: cannot assign nil to string'],
      ['{{upper 1}}', '! template: :1:8: executing "" at <1>: expected string; found 1'],
      ['{{pad "x" "1" 2}}', '! template: :1:10: executing "" at <"1">: expected integer; found "1"'],
      ['{{pad "x" -1 2}}', '! template: :1:2: executing "" at <pad "x" -1 2>: error calling pad: strings: negative Repeat count'],
      ['{{truncate "abc" -1}}', '! template: :1:2: executing "" at <truncate "abc" -1>: error calling truncate: runtime error: slice bounds out of range [:-1]'],
      ['{{"x" | printf "%s-%s" "y"}} {{print 1 2 "a" 3 4 nil true}}', 'y-x 1 2a3 4 <nil> true'],
      ['{{title "hello wörld it\'s a_b"}} {{upper "straße"}} {{lower "ÀÉ"}}', 'Hello Wörld It\'S A_b STRAßE àé'],
      ['{{html "<é&>"}} {{js "a=b\'<é\\u2028\\n`"}} {{urlquery "a b&é~"}} {{html .Nil}} {{html .List 1}}', '&lt;é&amp;&gt; a\\u003Db\\\'\\u003Cé\\u2028\\u000A` a+b%26%C3%A9~ &lt;no value&gt; [a b c] 1'],
      ['{{json .Big}} {{json .Map}} {{json .Nil}} {{json "<\\u2029>"}}', '12345678901234567890 {"a.b":"dotted","k":"v","n":{"deep":1}} null "<\\u2029>"'],
      ['{{and}}', '! template: :1:2: executing "" at <and>: wrong number of args for and: want at least 1 got 0'],
      ['{{not 1 2}}', '! template: :1:2: executing "" at <not>: wrong number of args for not: want 1 got 2'],
      ['{{and 1 .Nil 2}} {{or 0 "" .Nil}} {{1 | and 2}}', '<no value> <no value> 1'],
      ['{{call .Nil}}', '! template: :1:2: executing "" at <call .Nil>: error calling call: call of nil'],
      ['{{call 1}}', '! template: :1:2: executing "" at <call 1>: error calling call: non-function 1 of type int', { go: 24 }],
      ['{{99999999999999999999.0}} {{1e6}} {{0x10}} {{0x1p4}} {{1e400}}', '? template: :1: illegal number syntax: "1e400"'],
      ['{{1e6}} {{123456789.0}} {{0.00001}} {{017}} {{-0}} {{1i}} {{\'é\'}} {{18446744073709551615}}', '1e+06 1.23456789e+08 1e-05 15 0 (0+1i) 233 ! template: :1:69: executing "" at <18446744073709551615>: 18446744073709551615 overflows int'],
    ],
    35,
  )
})

it('prints by fmt', () => {
  const printf: [string, string][] = [
    ['"%5d|%-5d|%05d|%+d|% d|%x|%X|%#x|%o|%b|%c|%q|%U" 42 42 42 42 42 42 42 42 42 5 65 65 65', "   42|42   |00042|+42| 42|2a|2A|0x2a|52|101|A|'A'|U+0041"],
    ['"%6.2f|%-8.3f|%08.3f|%e|%g|%G|%.3g" 3.14159 3.14159 -3.14159 1234.5678 1e21 1e-7 1234.5678', '  3.14|3.142   |-003.142|1.234568e+03|1e+21|1E-07|1.23e+03'],
    ['"%s|%10s|%-10s|%.2s|%q|%x|%X|% x|%5t|%v" "é" "é" "é" "éab" "é\\n" "é" "é" "é" true true', 'é|         é|é         |éa|"é\\n"|c3a9|C3A9|c3 a9| true|true'],
    ['"%d|%s|%t|%z" "x" 1 2 3', '%!d(string=x)|%!s(int=1)|%!t(int=2)|%!z(int=3)'],
    ['"%d %d" 1', '1 %!d(MISSING)'],
    ['"%d" 1 "a" nil', '1%!(EXTRA string=a, <nil>)'],
    ['"%" 1', '%!(NOVERB)%!(EXTRA int=1)'],
    ['"100%% %!" 1', '100% %!!(int=1)'],
    ['"%[2]d %[1]d" 1 2', '2 1'],
    ['"%[3]d" 1', '%!d(BADINDEX)'],
    ['"%*d|%-*d|%.*f" 5 1 5 1 2 3.14159', '    1|1    |3.14'],
    ['"%v %+v %#v %T" .List .Map .List .N', '[a b c] map[a.b:dotted k:v n:map[deep:1]] []interface {}{"a", "b", "c"} json.Number'],
    ['"%d|%s|%v|%q" .N .N .N .N', '%!d(json.Number=7)|7|7|"7"'],
    ['"%v|%d|%s|%T" nil nil nil nil', '<nil>|%!d(<nil>)|%!s(<nil>)|<nil>'],
    ['"%s" .List', '[a b c]'],
    ['"%d" .List', '[%!d(string=a) %!d(string=b) %!d(string=c)]'],
    ['"%6.3v|%-6v|%06d" 3.14159 true -42', '  3.14|true  |-00042'],
  ]
  for (const [args, expected] of printf) expect(run(`{{printf ${args}}}`), args).toBe(expected)
  expect(printf).toHaveLength(17)
})

it('shows typed structures, times and durations', () => {
  const typed = { raw: false, strict: false }
  holds(
    [
      ['{{.Time}} {{.Wait}} {{.Inner}}', '2023-03-14 15:09:26.5 +0200 +0200 1m30.5s <nil>', typed],
      ['{{.Time.Year}} {{.Time.Month}} {{.Time.Weekday}} {{.Time.Format "Jan _2 2006 3:04:05.000 PM -0700"}} {{.Time.Unix}} {{.Time.UTC}}', '2023 March Tuesday Mar 14 2023 3:09:26.500 PM +0200 1678799366 2023-03-14 13:09:26.5 +0000 UTC', typed],
      ['{{.Wait.Seconds}} {{printf "%d %s %v %T" .Wait .Wait .Wait .Wait}}', '90.5 90500000000 1m30.5s 1m30.5s time.Duration', typed],
      ['{{.Inner.X}}', '! template: :1:8: executing "" at <.Inner.X>: nil pointer evaluating *demo.Inner.X', typed],
      ['{{.Inner.Y}}', "! template: :1:8: executing \"\" at <.Inner.Y>: can't evaluate field Y in type *demo.Inner", typed],
      ['{{.Nope}}', "! template: :1:2: executing \"\" at <.Nope>: can't evaluate field Nope in type demo.Thing", typed],
      ['{{.Name 1}}', '! template: :1:2: executing "" at <.Name>: Name has arguments but cannot be invoked as function', typed],
      ['{{json .}}', '{"Name":"café","N":7,"Yes":true,"List":["a","b","c"],"Map":{"a.b":"dotted","k":"v","n":"x"},"Time":"2023-03-14T15:09:26.5+02:00","Wait":90500000000,"Inner":null}', typed],
      ['{{join .List "+"}} {{range $k, $v := .Map}}{{$k}}={{$v}};{{end}} {{.Map.zz}}|{{index .Map "zz"}}|{{slice .List 0 4}}', 'a+b+c a.b=dotted;k=v;n=x; <no value>||[a b c ]', typed],
      ['{{with .Inner}}x{{else}}none{{end}}{{if .Time}} t{{end}}{{eq .N 7}}{{lt .N 8}}', 'none ttruetrue', typed],
    ],
    10,
  )
  expect(run('{{.Name}}', { raw: false })).toBe('café')
  expect(string('é').kind === 'string' && string('é')).toMatchObject({ value: '\u00c3\u00a9' })
})

import { expect, it } from 'vitest'
import { JsonNumber, decode, decodeFirst, decodeStream, encode, indent, sortedMap, toPlain, unmarshalTypeError } from './go-json.ts'

const failure = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    return (error as Error).message
  }
  return 'no error'
}

it('escapes strings as Go does, with and without HTML characters', () => {
  const text = 'a<b>&"\\\n\r\t\b\u0001\u2028é\ud83d\ude00\ud800'
  expect(encode(text)).toBe('"a\\u003cb\\u003e\\u0026\\"\\\\\\n\\r\\t\\u0008\\u0001\\u2028é😀\\ufffd"')
  expect(encode('<>&', { escapeHtml: false })).toBe('"<>&"')
  expect(encode('\b\f', { escapeHtml: true, shortControls: true })).toBe('"\\b\\f"')
})

it('writes objects in their own order, Go maps sorted, numbers in the shortest form', () => {
  expect(encode({ b: 1, a: [null, true, 1e21, 1e-7, 0.5, -0, 12n, new JsonNumber('1.50')], left: undefined })).toBe(
    '{"b":1,"a":[null,true,1e+21,1e-7,0.5,-0,12,1.50]}',
  )
  expect(encode(sortedMap({ b: 1, a: 2, '10': 3, '9': 4, Z: 5, '😀': 6, '\uffff': 7 }))).toBe('{"10":3,"9":4,"Z":5,"a":2,"b":1,"\uffff":7,"😀":6}')
})

it('keeps member order and the spelling of numbers through decoding', () => {
  const text = '{"z":12345678901234567890,"10":1e+21,"2":[1.50,-0,null,"\\u00e9\\/"],"e":{}}'
  expect(encode(decode(text))).toBe('{"z":12345678901234567890,"10":1e+21,"2":[1.50,-0,null,"é/"],"e":{}}')
  expect(toPlain(decode('{"a":[1,"x",{"b":null}]}'))).toEqual({ a: [1, 'x', { b: null }] })
  expect(decode('"\\ud83d\\ude00 \\ud800x"')).toBe('😀 \ufffdx')
})

it('says what Go says about damaged text', () => {
  const damaged: [string, string][] = [
    ['', 'unexpected end of JSON input'],
    ['{', 'unexpected end of JSON input'],
    ['{"a":1', 'unexpected end of JSON input'],
    ['nul ', "invalid character ' ' in literal null (expecting 'l')"],
    ['this', "invalid character 'h' in literal true (expecting 'r')"],
    ['some', "invalid character 's' looking for beginning of value"],
    ['{a', "invalid character 'a' looking for beginning of object key string"],
    ['{"a" 1', "invalid character '1' after object key"],
    ['{"a":1 "b"', "invalid character '\"' after object key:value pair"],
    ['[1 2', "invalid character '2' after array element"],
    ['[1,]', "invalid character ']' looking for beginning of value"],
    ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
    ['{} x', "invalid character 'x' after top-level value"],
    ['"a\nb"', "invalid character '\\n' in string literal"],
    ['"\\x"', "invalid character 'x' in string escape code"],
    ['"\\u12g4"', "invalid character 'g' in \\u hexadecimal character escape"],
    ['-x', "invalid character 'x' in numeric literal"],
    ['1.x', "invalid character 'x' after decimal point in numeric literal"],
    ['1e+', "invalid character ' ' in exponent of numeric literal"],
    ['nul', "invalid character ' ' in literal null (expecting 'l')"],
    ['"\\', "invalid character ' ' in string escape code"],
    ['"abc', 'unexpected end of JSON input'],
    ['1ex', "invalid character 'x' in exponent of numeric literal"],
    ["'", "invalid character '\\'' looking for beginning of value"],
    ['\u0000', "invalid character '\\x00' looking for beginning of value"],
    ['é', "invalid character 'Ã' looking for beginning of value"],
  ]
  for (const [text, words] of damaged) expect(failure(() => decode(text)), text).toBe(words)
  expect(damaged).toHaveLength(26)
})

it('reads the first value of a stream and tells its end from a cut', () => {
  expect(failure(() => decodeFirst(' \n'))).toBe('EOF')
  expect(failure(() => decodeFirst('{"Repositories":{'))).toBe('unexpected EOF')
  expect(failure(() => decodeFirst('some'))).toBe("invalid character 's' looking for beginning of value")
  expect(decodeFirst('{} trailing').value).toEqual(new Map())
  expect([...decodeStream('1\r\n"a"\r\n')].map(value => encode(value))).toEqual(['1', '"a"'])
})

it('names the types that do not fit', () => {
  expect(unmarshalTypeError(decode('{}'), '[]tarexport.manifestItem')).toBe('json: cannot unmarshal object into Go value of type []tarexport.manifestItem')
  expect(unmarshalTypeError(decode('"x"'), 'int64', 'Image.size')).toBe('json: cannot unmarshal string into Go struct field Image.size of type int64')
  expect(unmarshalTypeError(decode('1.5'), 'int')).toBe('json: cannot unmarshal number 1.5 into Go value of type int')
  expect(unmarshalTypeError(decode('1'), 'string')).toBe('json: cannot unmarshal number into Go value of type string')
})

it('indents like json.Indent', () => {
  expect(indent('[{"a":[],"b":{}, "c":[1,"x, {y\\""]}\n]', '    ')).toBe(
    '[\n    {\n        "a": [],\n        "b": {},\n        "c": [\n            1,\n            "x, {y\\""\n        ]\n    }\n]',
  )
  expect(indent('{ }\n', '  ')).toBe('{}\n')
})

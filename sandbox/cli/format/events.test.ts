import { expect, it } from 'vitest'
import { eventPrinter, type EventPrinter } from './events.ts'

const EVENT = {
  status: 'tag', id: 'sha256:a1', Type: 'image', Action: 'tag', Actor: { ID: 'sha256:a1', Attributes: { name: 'ev:1', a: '1' } }, scope: 'local', time: 1795219951, timeNano: 1795219951598611837n,
}
const line = (format: string | undefined, client: '20.10.24' | '28.2.2' = '20.10.24'): unknown => (eventPrinter(format, client) as EventPrinter).show(EVENT)

it('prints an event with all digits of its time and its attributes in order', () => {
  expect(line(undefined)).toEqual({ line: '2026-11-21T00:12:31.598611837Z image tag sha256:a1 (a=1, name=ev:1)\n' })
  expect(line('{{.Actor.Attributes.name}} {{.TimeNano}} {{.Actor.Attributes.nope}}')).toEqual({ line: 'ev:1 1795219951598611837 <no value>\n' })
  const json = '{"status":"tag","id":"sha256:a1","Type":"image","Action":"tag","Actor":{"ID":"sha256:a1","Attributes":{"a":"1","name":"ev:1"}},"scope":"local","time":1795219951,"timeNano":1795219951598611837}\n'
  expect(line('{{json .}}')).toEqual({ line: json })
  expect(line('json', '28.2.2')).toEqual({ line: json })
  expect(line('json')).toEqual({ line: 'json\n' })
})

it('refuses a wrong format before any event', () => {
  expect(eventPrinter('{{.Foo}}', '20.10.24')).toEqual({
    stdout: '', stderr: 'Error parsing format: template: :1:2: executing "" at <.Foo>: can\'t evaluate field Foo in type *events.Message\n', exit: 64,
  })
  expect(eventPrinter('{{', '20.10.24')).toMatchObject({ stderr: 'Error parsing format: template: :1: unclosed action\n' })
})

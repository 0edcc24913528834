import { decode } from '../../oci/go-json.ts'
import { DOCKER_FUNCTIONS, Template, TemplateParseError } from '../../oci/go-template/template.ts'
import { byHalf, doubling, rawValue, typedValue } from '../../oci/go-template/values.ts'
import { goMinorOf, type ClientVersion } from '../clients.ts'
import { inspectType } from './inspect-types.ts'
import type { Inspector } from './inspect.ts'
import { templateErrorPrefix, type Shown } from './shown.ts'

/** What prints objects by a template, or what is shown (exit 64) when the template does not parse. */
export function templateInspector(format: string, client: ClientVersion): Inspector | Shown {
  const go = goMinorOf(client)
  let template: Template
  try {
    template = new Template(format, { name: '', go, functions: DOCKER_FUNCTIONS })
  } catch (error) {
    if (!(error instanceof TemplateParseError)) throw error
    return { stdout: '', stderr: `${templateErrorPrefix(client)}${error.message}\n`, exit: 64 }
  }
  let printed = ''
  return {
    take: ({ kind, json }) => {
      const answer = decode(json)
      const typed = template.execute(typedValue(answer, inspectType(kind, client), go < 20 ? byHalf : doubling), DOCKER_FUNCTIONS)
      if (typed.error === undefined) {
        printed += typed.output + '\n'
        return undefined
      }
      // The switch stays on for the objects that follow, also for their typed run.
      template.missingKeyIsError = true
      const raw = template.execute(rawValue(answer), DOCKER_FUNCTIONS)
      if (raw.error !== undefined) return templateErrorPrefix(client) + raw.error
      printed += raw.output + '\n'
      return undefined
    },
    print: () => (printed === '' ? '\n' : printed),
  }
}

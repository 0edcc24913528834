/**
 * `docker version`.
 *
 * @source docker/cli/cli/command/system/version.go
 */
import type { Version } from '../../engine/api.ts'
import { compareUtf8, decode, encode } from '../../oci/go-json.ts'
import { DOCKER_FUNCTIONS, Template, TemplateParseError } from '../../oci/go-template/template.ts'
import { formatTime, parseRfc3339 } from '../../oci/go-template/time.ts'
import { BOOL, STRING, bool, byHalf, field, mapOf, pointerTo, sliceOf, structOf, typedValue, type GoType } from '../../oci/go-template/values.ts'
import { codePointCount } from '../../oci/human.ts'
import { layOutTable } from '../../oci/tabwriter.ts'
import { CLIENT_FACTS, goMinorOf, upTo1903, is28, type ClientVersion } from '../clients.ts'
import { templateErrorPrefix, type Shown } from './shown.ts'

/** The daemon's answer, or why there is none. */
export type Server = { readonly version: Version } | { readonly error: string }

/**
 * What `docker version` prints: the client part always, the server part if the daemon answered; else the error on
 * standard error, exit 1.
 *
 * @param apiVersion the version agreed on with the daemon
 */
export function showVersion(server: Server, options: { readonly format?: string; readonly apiVersion: string }, client: ClientVersion): Shown {
  const down = 'error' in server ? { stderr: `${server.error}\n`, exit: 1 } : { stderr: '', exit: 0 }
  const version = 'error' in server ? undefined : withReadableTime(server.version)
  const text =
    options.format === undefined || options.format === ''
      ? { output: clientPart(options.apiVersion, client) + (version === undefined ? '' : serverPart(version)) }
      : runTemplate(options.format, version, options.apiVersion, client)
  if ('refusal' in text) return text.refusal
  const stdout = layOutTable(text.output + '\n', { columnWidthMin: 20, padding: 1, width: codePointCount })
  return text.error === undefined ? { stdout, ...down } : { stdout, stderr: `${text.error}\n`, exit: 1 }
}

/** `docker --version` */
export const showShortVersion = (client: ClientVersion): string => `Docker version ${CLIENT_FACTS[client].version}, build ${CLIENT_FACTS[client].gitCommit}\n`

function clientPart(apiVersion: string, client: ClientVersion): string {
  const facts = CLIENT_FACTS[client]
  const lower = apiVersion === facts.apiVersion ? '' : ` (downgraded from ${facts.apiVersion})`
  return (
    `Client:\n Version:\t${facts.version}${distributorLine(' ', facts.distributorVersion)}\n API version:\t${apiVersion}${lower}\n Go version:\t${facts.goVersion}\n Git commit:\t${facts.gitCommit}\n` +
    ` Built:\t${readableTime(facts.buildTime)}\n OS/Arch:\tlinux/amd64` +
    (upTo1903(client) ? '' : '\n Context:\tdefault') +
    (is28(client) ? '' : `\n Experimental:\t${String(!upTo1903(client))}`)
  )
}

/** openEuler prints its own number under that of Docker. */
const distributorLine = (indent: string, own: string | undefined): string => (own === undefined ? '' : `\n${indent}EulerVersion:\t${own}`)

function serverPart(version: Version): string {
  const name = version.Platform.Name
  return `\n\nServer:${name === '' ? '' : ` ${name}`}` + version.Components.map(part => (part.Name === 'Engine' ? enginePart(version, part.Details ?? {}) : otherPart(part.Name, part.Version, part.Details ?? {}))).join('')
}

const enginePart = (version: Version, details: Readonly<Record<string, string>>): string =>
  `\n Engine:\n  Version:\t${version.Version}${distributorLine('  ', version.EulerVersion)}\n  API version:\t${details['ApiVersion'] ?? ''} (minimum version ${details['MinAPIVersion'] ?? ''})\n` +
  `  Go version:\t${details['GoVersion'] ?? ''}\n  Git commit:\t${details['GitCommit'] ?? ''}\n  Built:\t${details['BuildTime'] ?? ''}\n` +
  `  OS/Arch:\t${details['Os'] ?? ''}/${details['Arch'] ?? ''}\n  Experimental:\t${details['Experimental'] ?? ''}`

const otherPart = (name: string, version: string, details: Readonly<Record<string, string>>): string =>
  `\n ${name}:\n  Version:\t${version}` +
  Object.entries(details)
    .sort(([a], [b]) => compareUtf8(a, b))
    .map(([key, value]) => `\n  ${key}:\t${value}`)
    .join('')

/** The engine's build time as people read it: `Thu May  7 21:09:36 2026`. */
function withReadableTime(version: Version): Version {
  const Components = version.Components.map(part => {
    const time = part.Name === 'Engine' ? part.Details?.['BuildTime'] : undefined
    return time === undefined ? part : { ...part, Details: { ...part.Details, BuildTime: readableTime(time) } }
  })
  return { ...version, Components }
}

function readableTime(text: string): string {
  const time = parseRfc3339(text)
  return time === undefined ? text : formatTime(time, 'Mon Jan _2 15:04:05 2006')
}

const omitEmpty = { omitEmpty: true } as const
const PLATFORM = structOf('struct { Name string }', [field('Name', STRING)])
const SERVER = structOf('types.Version', [
  field('Platform', PLATFORM, omitEmpty),
  field('Components', sliceOf(structOf('types.ComponentVersion', [field('Name', STRING), field('Version', STRING), field('Details', mapOf(STRING, STRING), omitEmpty)])), omitEmpty),
  field('Version', STRING),
  field('APIVersion', STRING, { json: 'ApiVersion' }),
  field('MinAPIVersion', STRING, omitEmpty),
  ...['GitCommit', 'GoVersion', 'Os', 'Arch'].map(name => field(name, STRING)),
  field('KernelVersion', STRING, omitEmpty),
  field('Experimental', BOOL, omitEmpty),
  field('BuildTime', STRING, omitEmpty),
])

/** What the client says of itself, in each age. */
export function clientVersionType(client: ClientVersion): GoType {
  return structOf('system.clientVersion', [
    field('Platform', is28(client) ? pointerTo(PLATFORM) : PLATFORM, omitEmpty),
    field('Version', STRING),
    field('APIVersion', STRING, { json: 'ApiVersion', omitEmpty: is28(client) }),
    field('DefaultAPIVersion', STRING, omitEmpty),
    ...['GitCommit', 'GoVersion', 'Os', 'Arch'].map(name => field(name, STRING)),
    field('BuildTime', STRING, omitEmpty),
    ...(upTo1903(client) ? [] : [field('Context', STRING)]),
    ...(is28(client) ? [] : [field('Experimental', BOOL, upTo1903(client) ? {} : omitEmpty)]),
  ])
}

/** The client's own facts as data. */
export function clientVersionData(apiVersion: string, client: ClientVersion): Readonly<Record<string, unknown>> {
  const facts = CLIENT_FACTS[client]
  return {
    ...(is28(client) ? {} : { Platform: { Name: '' } }),
    Version: facts.version,
    ApiVersion: apiVersion,
    DefaultAPIVersion: facts.apiVersion,
    GitCommit: facts.gitCommit,
    GoVersion: facts.goVersion,
    Os: 'linux',
    Arch: 'amd64',
    BuildTime: readableTime(facts.buildTime),
    Context: 'default',
    Experimental: !upTo1903(client),
  }
}

function runTemplate(
  format: string,
  version: Version | undefined,
  apiVersion: string,
  client: ClientVersion,
): { readonly output: string; readonly error?: string } | { readonly refusal: Shown } {
  const plain = structOf('system.versionInfo', [field('Client', clientVersionType(client)), field('Server', pointerTo(SERVER))])
  const type = is28(client) ? plain : { ...plain, methods: { ServerOK: { parameters: [], call: () => bool(version !== undefined) } } }
  const text = is28(client) && format === 'json' ? '{{json .}}' : format
  try {
    const template = new Template(text, { name: 'version', go: goMinorOf(client), functions: DOCKER_FUNCTIONS })
    const data = { Client: clientVersionData(apiVersion, client), Server: version ?? null }
    return template.execute(typedValue(decode(encode(data)), type, byHalf), DOCKER_FUNCTIONS)
  } catch (error) {
    if (!(error instanceof TemplateParseError)) throw error
    return { refusal: { stdout: '', stderr: `${templateErrorPrefix(client)}${error.message}\n`, exit: 64 } }
  }
}

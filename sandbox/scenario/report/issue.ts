/** A moment as an issue in Markdown: environment, steps, what was seen, what was expected. */
import { resolveProfile } from '../profiles.ts'
import { ENGINE_VERSION } from '../links-part.ts'
import { printSchedule } from '../schedule.ts'
import type { Account, Told } from './account.ts'
import { saidFault, saidFile } from './words.ts'

/** Longer outputs are cut in the middle: whoever wants all of it replays the link. */
const OUTPUT_LINES_MAX = 40

/** @param link opens the moment; empty when there is none */
export function issueOf({ moment: { scenario, schedule, endDigest }, commands, events, end }: Account, link: string): string {
  const name = scenario.profile ?? 'docker-20.10'
  const profile = resolveProfile(name)
  const client = 'refused' in profile ? name : profile.client
  const several = new Set(commands.map(({ actor }) => actor)).size > 1
  const who = (command: Told | undefined): string => (several && command ? `${command.actor}: ` : '')
  const files = Object.entries(scenario.files ?? {})
  const broken = [...(end.looks.get('end')?.checks ?? [])].filter(([, violations]) => violations.length > 0)
  const begun = new Set<number>()
  const steps = events.map(event => {
    if (event.is === 'fault') return saidFault(event.move)
    const command = commands[event.command]
    const cutOff = events.some(each => each.is === 'goes-on' && each.command === event.command)
    if (event.is === 'begins' && !begun.has(event.command)) {
      begun.add(event.command)
      return `${who(command)}${code(command?.line ?? '')}${cutOff ? ' begins' : command?.state === 'lost' ? ' is under way' : ''}`
    }
    return `${who(command)}${code(command?.line ?? '')} goes on${event.is === 'goes-on' ? ` for ${event.steps} ${event.steps === 1 ? 'step' : 'steps'}` : ''}`
  })
  return [
    '## Environment', '',
    `- ${name} (client ${client}), disk ${scenario.disk?.model ?? 'ext4'}, simulated by Layerlab ${ENGINE_VERSION}`,
    ...(scenario.hosts ?? []).map(({ name: host, architecture = 'amd64', kernel }) => `- host ${host}: ${architecture}${kernel === undefined ? '' : `, kernel ${kernel}`}`),
    ...files.map(([path, source]) => `- file ${code(path)}: ${saidFile(source)}`),
    ...(scenario.registry ? ['- with a registry'] : []),
    ...(scenario.start ?? []).map(line => `- before: ${code(line)}`),
    '', '## Steps', '',
    ...steps.map((step, at) => `${at + 1}. ${step}`),
    '', '## Seen', '',
    ...commands.flatMap(command => [`${who(command)}${code(command.line)} ${saidEnd(command)}`, '', ...(command.output === '' ? [] : [fenced(shortened(command.output)), ''])]),
    ...(broken.length === 0 ? [] : ['Checks that do not hold at the end:', '', ...broken.flatMap(([check, violations]) => violations.map(({ claim, found }) => `- ${code(check)}: ${claim}: ${found}`)), '']),
    '## Expected', '', '(what should have happened instead)', '',
    '## Replay', '',
    ...(link === '' ? [] : [link, '']),
    `Schedule: ${code(printSchedule(schedule))}`, '', `End: ${code(endDigest)}`, '',
  ].join('\n')
}

const saidEnd = ({ state, exit }: Told): string => (state === 'lost' ? 'went with the power' : state === 'running' ? 'was still running' : exit === 0 ? 'ended well' : `ended with ${exit}`)

/** Backquotes in the text need longer ones around it. */
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const inside = text.replaceAll('\n', ' ')
  return longest === 0 ? `${fence}${inside}${fence}` : `${fence} ${inside} ${fence}`
}

function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}text\n${text}\n${fence}`
}

function shortened(output: string): string {
  const lines = output.split('\n')
  const left = lines.length - OUTPUT_LINES_MAX
  return left <= 0 ? output : [...lines.slice(0, OUTPUT_LINES_MAX / 2), `… ${left} lines …`, ...lines.slice(-OUTPUT_LINES_MAX / 2)].join('\n')
}

/** `layerlab explore`: every order of commands at once, or every power cut of one. */
import { CrashSite, exploreCrashes, repairerIn } from '../explore/crash.ts'
import type { CrashExploration, CrashGroup, CrashProgress, NamesTried } from '../explore/crash.ts'
import { estimate } from '../explore/estimate.ts'
import type { Estimate } from '../explore/estimate.ts'
import { explore, playWitness } from '../explore/explore.ts'
import type { Bound, EndGroup, Exploration, ExploreProgress } from '../explore/explore.ts'
import type { End } from '../explore/ends.ts'
import { tryRepairs } from '../explore/repairs.ts'
import type { RepairedGroup } from '../explore/repairs.ts'
import { exploreSecondCuts, secondWorks } from '../explore/second-cuts.ts'
import type { SecondCuts, SecondProgress } from '../explore/second-cuts.ts'
import { RunError } from '../scenario/runner.ts'
import type { Uploads } from '../scenario/runner.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { printSchedule } from '../scenario/schedule.ts'
import { shortID } from '../store/layout.ts'
import type { CommandLine } from './command-line.ts'
import { UsageError } from './command-line.ts'
import { exploredScenario } from './explored-scenario.ts'
import { complain, print } from './streams.ts'

/** How often the progress is shown on a terminal, in milliseconds. */
const PROGRESS_INTERVAL = 200

/** @returns exit status */
export async function exploreCommand(options: CommandLine): Promise<number> {
  const { scenario, uploads } = await exploredScenario(options)
  try {
    if (options.crash) {
      crashes(scenario, options, uploads)
      return 0
    }
    const result = finish(explore(scenario, { preemptionsMax: options.preemptions, uploads }), progressText)
    const timed = finish(estimate(result.scenario, result.groups.map(({ end }) => end), { uploads }), done => `timed runs for an estimate: ${done}`)
    print(options.json ? `${JSON.stringify(ordersJson(result, timed, uploads), undefined, 1)}\n` : ordersText(result, timed, uploads))
    return 0
  } catch (error) {
    if (error instanceof RunError) throw new UsageError(error.message)
    throw error
  }
}

function crashes(scenario: Scenario, { words, json, preemptions, second }: CommandLine, uploads: Uploads): void {
  if (preemptions !== undefined) throw new UsageError('--preemptions is about commands at once: leave it away with --crash')
  const names = Object.keys(scenario.actors)
  // Behind a file stand the actors; lines are all of them.
  const actors = scenario.actors[words[1] ?? ''] ? words.slice(1) : names
  if (actors.length > 2) throw new UsageError(`the power is cut under one actor, or two: write their names behind the file, of ${names.join(', ')}`)
  const result = finish(exploreCrashes(scenario, actors, uploads), ({ states, statesAll, boots, groups }: CrashProgress) => `${states} of ${statesAll} disks, ${boots} boots, ${groups} ends`)
  const repaired = finish(tryRepairs(result, uploads), () => 'repairs')
  const works = second ? secondWorks(result.groups, repaired) : []
  const again = finish(exploreSecondCuts(result, works, uploads), ({ done, tried, all }: SecondProgress) => `second cuts: ${done} of ${works.length} boots and repairs, ${tried} of ${all} cuts of the next`)
  const site = new CrashSite(result.scenario, actors, uploads)
  print(json ? `${JSON.stringify(crashesJson(result, repaired, again, site), undefined, 1)}\n` : crashesText(result, repaired, again, site))
}

/** Take all of a search, and show on a terminal how far it is. */
export function finish<Progress, Result>(search: Generator<Progress, Result, void>, text: (progress: Progress) => string): Result {
  const shown = process.stderr.isTTY
  let due = performance.now() + PROGRESS_INTERVAL
  let next = search.next()
  for (; !next.done; next = search.next()) {
    if (!shown || performance.now() < due) continue
    complain(`\r\x1b[K${text(next.value)}`)
    due = performance.now() + PROGRESS_INTERVAL
  }
  if (shown) complain('\r\x1b[K')
  return next.value
}

const progressText = ({ doing, preemptionsMax, orders, ends, steps }: ExploreProgress): string =>
  `${doing === 'orders' ? 'all orders' : doing === 'states' ? 'all states' : `at most ${preemptionsMax ?? 0} preemptions`}: ${orders} orders, ${ends} ends, ${steps} steps`

function boundText({ kind, ...bound }: Bound, orders: number): string {
  if (kind === 'all-orders') return `${orders === 1 ? 'the only order' : `all ${orders} orders`} (every other interleaving equals ${orders === 1 ? 'it' : 'one of these'})`
  if (kind === 'all-states') return `all ${(bound as { states: number }).states} states (${orders} of them at the end; there are too many orders to count)`
  if (kind === 'stopped') return 'stopped before the schedules without preemptions were finished: what follows was seen, and is not all'
  const { max } = bound as { max: number }
  return `all schedules with at most ${max} preemption${max === 1 ? '' : 's'} (${orders} different states at the end; there are other schedules)`
}

function ordersJson(result: Exploration, { runs: timedRuns, seed, counts, others }: Estimate, uploads: Uploads): object {
  const { actors, scenario, bound, orders, groups, steps, performed, runs, othersSteps } = result
  return {
    actors: Object.fromEntries(actors.map(name => [name, scenario.actors[name]])), profile: scenario.profile ?? 'docker-20.10', bound, orders, steps, performed, runs, othersSteps,
    estimate: { timedRuns, seed, others },
    ends: groups.map((group, at) => {
      const { same, endDigest, capsule } = playWitness(result, group, uploads)
      return { count: group.count ?? null, timedRuns: counts[at], deadlock: group.deadlock, schedule: printSchedule(group.schedule), switches: group.switches, replayed: same, endDigest, capsule: capsule ?? null, ...group.end }
    }),
  }
}

function ordersText(result: Exploration, timed: Estimate, uploads: Uploads): string {
  const { actors, scenario, bound, orders, groups, steps, performed, runs, othersSteps } = result
  const lines = [...actors.map(name => `${name}: ${(scenario.actors[name] ?? []).join('; ')}`), '', `${boundText(bound, orders)}; ${groups.length} end${groups.length === 1 ? '' : 's'}`]
  lines.push(`${steps} steps, of which ${performed} had to be carried out, in ${runs} runs; a step is atomic; delays and write-back are not taken as protection`)
  if (othersSteps > 0) lines.push(`${othersSteps} steps of the daemon's own tasks went when they were due; their order was not explored`)
  lines.push(...estimateLines(timed, bound))
  groups.forEach((group, at) => lines.push('', ...groupLines(result, group, at + 1, `estimate: ${timed.counts[at] ?? 0} of ${timed.runs} timed runs`, uploads)))
  return `${lines.join('\n')}\n`
}

/** What the estimate is made of. */
function estimateLines({ runs, seed, others }: Estimate, { kind }: Bound): string[] {
  const lines = [`an estimate of how often: ${runs} runs by the clock (seed ${seed}); each begins at a random moment within the time that the slowest takes alone, a step takes between half its usual time and twice that`]
  if (others > 0) lines.push(`${others} of these runs came to ends that the search ${kind.startsWith('all-') ? 'should have found: please report this' : 'did not reach'}`)
  return lines
}

function groupLines(result: Exploration, group: EndGroup, number: number, estimated: string, uploads: Uploads): string[] {
  const { same, endDigest, capsule } = playWitness(result, group, uploads)
  const count = group.count === undefined ? 'seen, not counted' : `${group.count} of ${result.orders}`
  return [
    `end ${number}: ${count}; ${estimated}${group.deadlock ? '; nobody can go on' : ''}`,
    ...endLines(group.end).map(line => `  ${line}`),
    `  schedule: ${printSchedule(group.schedule)} (${group.switches} switch${group.switches === 1 ? '' : 'es'})`,
    `  ${same ? `replayed: end ${endDigest}` : 'its replay comes to ANOTHER end: please report this'}`,
    ...(capsule === undefined ? [] : [`  #${capsule}`]),
  ]
}

/** An end in lines, for people. */
export function endLines({ commands, images, references, broken }: End): string[] {
  const lines: string[] = []
  for (const [actor, outcomes] of Object.entries(commands)) {
    for (const { state, exit, stdout, stderr } of outcomes) {
      const said = `${stdout}${stderr}`.replace(/\n$/, '').split('\n').filter(line => line !== '')
      lines.push(`${actor} ${state === 'ended' ? `ends with ${exit}` : state === 'lost' ? 'is lost' : 'waits for ever'}${said.length === 0 ? '' : `: ${said[0] ?? ''}`}`)
      for (const line of said.slice(1)) lines.push(`   ${line}`)
    }
  }
  lines.push(`images: ${images.map(({ reference, id }) => `${reference} (${shortID(id)})`).join(', ') || 'none'}`)
  const dangling = references.filter(([, state]) => state === 'dangling').map(([name]) => name)
  if (dangling.length > 0) lines.push(`names without an image: ${dangling.join(', ')}`)
  if (broken.length === 0) lines.push('all checks hold')
  for (const { check, claim, found } of broken) lines.push(`BROKEN ${check}: ${claim}: ${found}`)
  return lines
}

function crashesJson({ actors, scenario, model, names, steps, states, tried, boots, groups }: CrashExploration, repaired: readonly RepairedGroup[], again: readonly SecondCuts[], site: CrashSite): object {
  return {
    actors: Object.fromEntries(actors.map(name => [name, scenario.actors[name]])), profile: scenario.profile ?? 'docker-20.10', model, names: names ?? null, steps, states, tried, boots,
    ends: groups.map(group => ({
      count: group.count, clean: group.clean ?? null, troubles: group.troubles, schedule: printSchedule(site.schedule(group.cut)), cut: group.cut, aftermath: group.aftermath,
      repairs: repaired.find(one => one.group === group)?.tried ?? [],
      secondCuts: again.filter(one => one.group === group).map(({ repair, steps: stepsAgain, states: disks, groups: ends }) => ({
        during: repair?.repair ?? 'boot', lines: repair?.lines ?? [], steps: stepsAgain, states: disks,
        ends: ends.map(({ again: second, ...end }) => ({ ...end, clean: end.clean ?? null, repeated: end.repeated ?? null, schedule: printSchedule(site.schedule(group.cut, second)) })),
      })),
    })),
  }
}

function crashesText({ actors, scenario, model, names, steps, states, tried, boots, groups }: CrashExploration, repaired: readonly RepairedGroup[], again: readonly SecondCuts[], site: CrashSite): string {
  const lines = [
    ...actors.map(name => `${name}: ${(scenario.actors[name] ?? []).join('; ')}`), '',
    `power cut ${actors.length === 1 ? `before each of ${steps} steps and after the last` : `in every state of both, before each of ${steps} steps between them`}: ${tried} of ${states} different disks, ${boots} boots, model ${model}`,
    ...(names ? [namesText(names)] : []),
    'nothing was flushed since the last sync; a file survives whole or not at all', '',
  ]
  for (const group of groups) {
    lines.push(...crashLines(group, site))
    for (const { repair, lines: typed, works, helped, states: all, left } of repaired.find(one => one.group === group)?.tried ?? []) {
      lines.push(`    ${works ? 'helps' : helped > 0 ? 'some ' : 'no   '}  ${repair}: ${typed.map(line => line.replace(/sha256:[0-9a-f]{64}/g, shortID)).join('; ')}${works || helped === 0 ? '' : `, on ${helped} of ${all} states that end so`}${works || left.length === 0 ? '' : ` (${left.join(', ')})`}`)
    }
    for (const cutAgain of again) if (cutAgain.group === group) lines.push(...secondLines(cutAgain, site))
    lines.push('')
  }
  return lines.join('\n')
}

function secondLines({ group: { cut }, repair, steps, states, groups }: SecondCuts, site: CrashSite): string[] {
  const during = repair ? `the repair ${repair.repair}, which ${repairerIn(site.scenario)} types` : 'the boot'
  return [
    `    cut again before each of ${steps} steps of ${during}: ${states} different disk${states === 1 ? '' : 's'}`,
    ...groups.flatMap(({ clean, troubles, count, again, repeated }) => [
      `      ${String(count).padStart(3)}  ${endName(clean, troubles)}${repeated ? `; the same repair again ${repeated.works ? 'helps' : `does not help${repeated.left.length > 0 ? ` (${repeated.left.join(', ')})` : ''}`}` : ''}`,
      `           schedule: ${printSchedule(site.schedule(cut, again))}`,
    ]),
  ]
}

/** What was tried of the names that posix does not keep in order. */
const namesText = ({ places, undoneMax }: NamesTried): string =>
  `at ${places} of the moments, which allow what all others do, ${undoneMax === 'any' ? 'each name that was read was undone by itself, in every combination' : undoneMax === 0 ? 'names were undone too, until the boots were spent: not all of what one name can do was tried' : `at most ${undoneMax} of the names that were read ${undoneMax === 1 ? 'was' : 'were'} undone in every combination, and some of the combinations of ${undoneMax + 1}; others were not tried`}`

const endName = (clean: CrashGroup['clean'], troubles: CrashGroup['troubles']): string =>
  clean === 'before' ? 'clean: as if the command had never been given' : clean === 'after' ? 'clean: all is done' : troubles.join(', ') || 'something else'

function crashLines(group: CrashGroup, site: CrashSite): string[] {
  const { troubles, clean, count, cut, aftermath } = group
  const { started, error, images, dangling, log } = aftermath
  const lines = [`${String(count).padStart(5)}  ${endName(clean, troubles)}`, `    schedule: ${printSchedule(site.schedule(cut))}`]
  if (clean !== undefined) return lines
  if (!started) lines.push(`    docker does not start: ${error}`)
  for (const { reference, id, run, save } of images) {
    const said = (run.stderr.trim() || run.stdout.trim()).split('\n')[0] ?? ''
    lines.push(`    ${reference} (${shortID(id)}): run ends with ${run.exit}${said === '' ? '' : `: ${said}`}${save === '' ? '' : `; save: ${save.trim()}`}`)
  }
  if (images.length === 0 && started) lines.push('    no image is listed')
  if (dangling.length > 0) lines.push(`    names without an image: ${dangling.join(', ')}`)
  for (const { check, claim, found } of aftermath.broken) lines.push(`    BROKEN ${check}: ${claim}: ${found}`)
  for (const line of log) lines.push(`    log: ${line}`)
  if (cut.lost.length > 0) lines.push(`    lost: ${cut.lost.map(path => path.replace(/[0-9a-f]{64}/g, id => id.slice(0, 12))).join(' ')}`)
  for (const { path, is } of cut.undone ?? []) lines.push(`    undone: the name ${path.replace(/[0-9a-f]{64}/g, id => id.slice(0, 12))} is ${is === 'absent' ? 'not there' : 'what it was before'}`)
  return lines
}

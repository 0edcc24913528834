import { defineScenario } from '#sandbox/scenario'
import { mdxToJs } from 'satteri'
import { expect, it } from 'vitest'
import { installBuildCodecs } from '../content-runs/codecs.ts'
import { problemLine } from '../content-runs/page.ts'
import type { Page } from '../content-runs/page.ts'
import { Runs } from '../content-runs/runs.ts'
import type { Sources } from '../content-runs/sources.ts'
import { treeOf } from './check-page.ts'
import { fillPage } from './fill-page.ts'
import { formsOf } from './forms.ts'
import { found, isElement, textOf } from './tree.ts'
import type { Node } from './tree.ts'

installBuildCodecs()
const runs = new Runs()

/** A scenario with a claim that is so, one that is not, one that holds in one product only, and one that was thought to. */
const touch = defineScenario({
  id: 'touch',
  actors: { writer: ['echo hello > note', 'cat note', 'cat other'], reader: ['docker images'] },
  replays: { written: { schedule: ['writer'] }, listed: { schedule: ['reader'] } },
  claims: {
    written: { of: [], replay: 'written', holds: ['docker-20.10', 'docker-19.03'], evidence: 'sandbox', expect: [{ actor: 'writer', command: 2, exit: 0, stdoutIs: 'hello' }] },
    wrong: { of: [], replay: 'written', holds: ['docker-20.10'], evidence: 'sandbox', expect: [{ actor: 'writer', command: 2, exit: 0, stdoutIs: 'goodbye' }] },
    mended: { of: [], replay: 'written', holds: ['docker-20.10'], fails: ['docker-19.03'], evidence: 'sandbox', expect: [{ actor: 'writer', command: 2, exit: 0 }] },
  },
  sweeps: { anywhere: { actor: 'writer', then: ['reader'], ends: { empty: [{ listed: 0 }], full: [{ listed: 1 }] } } },
})

const sources: Sources = {
  scenario: (id) => Promise.resolve(id === 'touch' ? touch : undefined),
  lab: async () => undefined,
  measurement: (file) => Promise.resolve(file === 'rounds' ? { from: [], unrecorded: 'counted', numbers: () => ({ all: 1284, half: 0.5 }) } : undefined),
  recording: (name) => (name === 'group/one' ? { steps: [{ cmd: 'docker ps' }, { cmd: 'docker images', stdout: 'REPOSITORY\na\nb\n', stderr: '' }] } : undefined),
  headings: (path) => (path === 'hazards/power-loss' ? ['recover'] : undefined),
  term: (id) => (id === 'layer' ? 'a `layer`' : undefined),
}

const pageIn = (lang: Page['lang']): Page => ({ file: `content/docs/${lang}/hazards/sample.mdx`, lang, path: 'hazards/sample' })

async function filled(source: string, lang: Page['lang'] = 'en'): Promise<{ readonly root: Node, readonly problems: readonly string[] }> {
  const root = treeOf(source)
  const problems = await fillPage(root, pageIn(lang), sources, runs)
  return { root, problems: problems.map((problem) => problemLine(pageIn(lang), problem)) }
}

const problemsOf = async (source: string, lang?: Page['lang']): Promise<string> => (await filled(source, lang)).problems.join('\n')

it('runs a claim and shows how it came out', async () => {
  const { root, problems } = await filled('A file. <Claim id="touch/written">`cat` prints it.</Claim> More.')
  expect(problems).toEqual([])
  const [claim] = found(root, (node) => isElement(node) && node.name === 'Claim')
  const proof = JSON.parse((claim?.attributes?.find(({ name }) => name === 'proof')?.value as { value: string }).value) as { rows: unknown }
  expect(proof.rows).toEqual([{ profile: 'docker-20.10', verdict: 'holds', notSo: [] }, { profile: 'docker-19.03', verdict: 'holds', notSo: [] }])
})

it('refuses a false claim, and names page, language, line and sentence', async () => {
  const problems = await problemsOf('Первая строка.\n\nФайл. <Claim id="touch/wrong">Команда `cat`\nпечатает «goodbye».</Claim>', 'ru')
  expect(problems).toContain('content/docs/ru/hazards/sample.mdx:3: the claim touch/wrong is false in docker-20.10')
  expect(problems).toContain('it wrote "hello\\n"')
  expect(problems).toContain('sentence (ru): “Команда cat печатает «goodbye».”')
})

it('refuses a claim that holds where the opposite should be seen', async () => {
  expect(await problemsOf('<Claim id="touch/mended">It ends.</Claim>')).toContain('it holds in docker-19.03, where it should not')
})

it('ends the build at a false claim', async () => {
  const build = mdxToJs('<Claim id="touch/wrong">It prints goodbye.</Claim>', { mdastPlugins: [formsOf(() => ({ runs, sources }))], fileURL: new URL(`file://${process.cwd()}/content/docs/zh/hazards/sample.mdx`) })
  await expect(build).rejects.toThrow(/content\/docs\/zh\/hazards\/sample\.mdx:1: the claim touch\/wrong is false[^]*sentence \(zh\): “It prints goodbye\.”/)
})

it('imports what a page uses', async () => {
  const { code } = await mdxToJs('<Claim id="touch/written">It prints.</Claim>', { mdastPlugins: [formsOf(() => ({ runs, sources }))], fileURL: new URL(`file://${process.cwd()}/content/docs/en/hazards/sample.mdx`) })
  expect(code).toContain('from "../../../../src/components/forms/Claim.astro"')
  expect(code).not.toContain('Hazard')
})

it('takes no claim that is not run, or stands where it cannot open', async () => {
  expect(await problemsOf('<Claim>It works.</Claim>')).toContain('needs an id')
  expect(await problemsOf('<Claim id="touch/none">It works.</Claim>')).toContain('there is no claim touch/none: “It works.”')
  expect(await problemsOf('## A <Claim id="touch/written">b</Claim> [#a]')).toContain('cannot stand in a heading')
})

it('puts claims that stand alone into one paragraph that may open', async () => {
  const { root } = await filled('<Claim id="touch/written">One.</Claim>\n<Claim id="touch/written">Two.</Claim>\n\n<Claim id="touch/written">Three.</Claim>')
  expect(root.children?.map(({ type }) => type)).toEqual(['paragraph', 'paragraph'])
  expect(root.children?.map(textOf)).toEqual(['One. Two.', 'Three.'])
  expect(root.children?.[0]?.data?.['hName']).toBe('div')
})

it('counts results, with the word that goes with the number', async () => {
  const { root, problems } = await filled('В <Result n="touch/anywhere/full" one="месте" few="местах" many="местах" other="места" /> из <Result n="touch/anywhere/places" />.', 'ru')
  expect(problems).toEqual([])
  expect(textOf(root.children?.[0] ?? root)).toMatch(/^В 0 местах из \d+\.$/)
  expect((await filled('<Result n="touch/replay:written/steps" one="step" other="steps" />')).root.children?.map(textOf).join('')).toMatch(/^\d+ steps$/)
  for (const n of ['touch/nowhere/places', 'touch/anywhere/lost', 'other/anywhere/places', 'touch/replay:none/steps']) expect(await problemsOf(`a <Result n="${n}" />`)).toMatch(/no (?:sweep|scenario|replay)|counts no/)
})

it('compares measured numbers, as each language writes them', async () => {
  expect(await problemsOf('In <Measured n="rounds/all">1,284</Measured> rounds, <Measured n="rounds/half">0.5</Measured> s.')).toBe('')
  expect(await problemsOf('В <Measured n="rounds/all">1 284</Measured> запусках, <Measured n="rounds/half">0,5</Measured> с.', 'ru')).toBe('')
  expect(await problemsOf('In <Measured n="rounds/all">1,285</Measured> rounds')).toContain('sample.mdx:1: rounds/all is 1,284, not 1,285')
  expect(await problemsOf('In <Measured n="rounds/none">1</Measured> and <Measured n="none/all">1</Measured>')).toMatch(/no number none[^]*no content\/measured\/none\.ts/)
})

it('compares output with a run and with a recording', async () => {
  const fence = (meta: string, text: string): string => `A line.\n\n\`\`\`console ${meta}\n${text}\n\`\`\`\n`
  expect(await problemsOf(fence('run="touch/written"', '$ cat note\nhello\n$ cat other\ncat: other: No such file or directory'))).toBe('')
  expect(await problemsOf(fence('run="touch/written"', '$ cat note\ngoodbye'))).toContain('sample.mdx:4: `cat note` prints "hello", not "goodbye"')
  expect(await problemsOf(fence('run="touch/written"', '$ cat other\n…\n$ cat note\nhello'))).toContain('sample.mdx:6: the run has no command `cat note` here')
  expect(await problemsOf(fence('of="group/one#1"', '$ docker images\nREPOSITORY\n…'))).toBe('')
  expect(await problemsOf(fence('of="group/one#1"', '$ docker images\nREPOSITORY\na'))).toContain('prints "b", not ""')
  expect(await problemsOf(fence('of="group/one#0"', '$ docker images\nREPOSITORY\n…'))).toContain('the recording says `docker ps` here')
  expect(await problemsOf(fence('of="group/two#0"', '$ docker images'))).toContain('no recording group/two#0')
  expect(await problemsOf(fence('', '$ docker images'))).toContain('says one origin')
  expect(await problemsOf(fence('norun="your machine"', '$ docker images –a'))).toContain('U+2013')
})

it('gives links their language, and knows dead ones', async () => {
  const { root, problems } = await filled('[a](/hazards/power-loss/#recover) [b](/hazards/tag-and-remove/) [c](https://example.org/) [d](/labs/feed.xml)', 'zh')
  expect(problems).toEqual([])
  expect(found(root, ({ type }) => type === 'link').map(({ url }) => url)).toEqual(['/zh/hazards/power-loss/#recover', 'https://example.org/', '/zh/labs/feed.xml'])
  expect(root.children?.map(textOf)).toEqual(['a b c d'])
  expect(await problemsOf('[a](/hazards/power-los/)')).toContain('leads to no page of the map')
  expect(await problemsOf('[a](/hazards/power-loss/#recovery)')).toContain('has no heading #recovery')
  expect(await problemsOf('[a](/en/hazards/power-loss/)')).toContain('without its language')
  expect(await problemsOf('[a](#nowhere)')).toContain('this page has no heading #nowhere')
})

it('checks boxes, terms, sandboxes and code', async () => {
  const hazard = (parts: string): string => `<Hazard run="touch/written">\n${parts}\n</Hazard>\n`
  const parts = '<What>a</What>\n<When>b</When>\n<Notice>c</Notice>\n<Recover>d</Recover>'
  expect(await problemsOf(hazard(parts))).toBe('')
  expect(await problemsOf(hazard('<What>a</What>\n<Notice>c</Notice>\n<When>b</When>\n<Recover>d</Recover>'))).toContain('in this order')
  expect(await problemsOf(`${hazard(parts)}\n${hazard(parts)}`)).toContain('one hazard box')
  expect(await problemsOf('<Correction of="S0.99" kind="guess">\nWrong.\n</Correction>')).toMatch(/of a kind[^]*S0\.99 is no number/)
  expect(await problemsOf('A <Term id="layer">layer</Term>, a <Term id="plate">plate</Term>, a <Term id="layer">layer</Term>.')).toMatch(/explained once[^]*no entry plate|no entry plate[^]*explained once/)
  const run = '<Run scenario="touch" replay="written" view="disk">Press.</Run>\n\n'
  expect(await problemsOf(run.repeat(3))).toBe('')
  expect(await problemsOf(run.repeat(4))).toContain('at most 3')
  expect(await problemsOf('<Run scenario="touch" replay="none" view="moon">Press.</Run>')).toMatch(/no replay none[^]*a view is one of/)
  expect(await problemsOf('An image <none></none> here')).toContain('outside code')
})

it('keeps a sign with the term before it', async () => {
  const { root } = await filled('A <Term id="layer">layer</Term>. Then.')
  expect(found(root, ({ data }) => JSON.stringify(data ?? '').includes('together')).map(textOf)).toEqual(['layer.'])
})

it('fills in the tables of a command, and refuses commands, actors and limits that are none', async () => {
  const { root, problems } = await filled('<CommandSynopsis name="load" />\n\n<CommandFlags name="load" />\n\n<CommandSteps scenario="touch" replay="listed" actor="reader" />\n\n<Limit n="LAYER_DEPTH_MAX" /> layers.', 'ru')
  expect(problems).toEqual([])
  const given = (name: string, key: string): unknown => JSON.parse((found(root, (node) => node.name === name)[0]?.attributes?.find((entry) => entry.name === key)?.value as { value: string }).value)
  expect(given('CommandSynopsis', 'facts')).toMatchObject({ usages: ['docker load [OPTIONS]', 'docker image load [OPTIONS]'] })
  expect(given('CommandFlags', 'flags')).toMatchObject([{ name: 'input', short: 'i', everywhere: true, meaning: 'читать архив из файла, а не из STDIN' }, { name: 'platform', clients: ['28.2.2'], everywhere: false, bar: { because: 'api', version: '1.48' } }, { name: 'quiet' }, { name: 'to-be-pulled', clients: ['1.11.2'], everywhere: false }])
  expect(given('CommandSteps', 'rows')).toMatchObject([{ kind: 'request', place: 'GET /v1.41/images/json' }, { kind: 'output' }])
  expect(textOf(root)).toContain('125 layers.')
  expect(await problemsOf('<CommandFlags name="lode" />')).toContain('the client has no command lode')
  expect(await problemsOf('<CommandSteps scenario="touch" replay="listed" actor="writer" />')).toContain('writer has no command 1 in the replay listed of touch')
  expect(await problemsOf('<Limit n="NONE" />')).toContain('there is no limit NONE; there are ARCHIVE_BYTES_MAX')
})

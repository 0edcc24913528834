/**
 * `npm run new-lab NAME`: the files of a lab that passes its own tests: its data, the scenario that it begins with, a page
 * in each language, and its entry in the map. Change them from there. `--into DIR` writes below another folder than `content`.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { LOCALES } from '../i18n/locales.ts'
import type { LocaleCode } from '../i18n/locales.ts'

const SCENARIO = (name: string): string => `import { defineScenario } from '#sandbox/scenario'

/** What the reader finds: say it in one sentence. */
export default defineScenario({
  id: 'lab-${name}',
  files: { 'app.tar': { archive: [{ tags: ['app:1'], command: ['/bin/cat', '/version'], layers: [{ 'bin/busybox': { program: 'busybox' }, 'bin/cat': { link: 'busybox' }, version: 'app 1\\n' }] }] } },
  start: ['docker load -qi app.tar'],
  // Lines to tap; they hold more than the solution.
  actors: { reader: ['docker images', 'docker tag app:1 app:stable', 'docker rmi app:1', 'docker run --rm app:stable'] },
  replays: { offers: { schedule: ['reader'] } },
})
`

const LAB = (name: string): string => `import { defineLab } from '#sandbox/scenario'

/** What the reader has to reach: say it in one sentence. */
export default defineLab({
  id: '${name}', kind: 'guided', level: 'first-steps', scenario: 'lab-${name}', offers: 'offers',
  tasks: [
    { id: 'name', goals: [{ reference: 'app:stable', was: 'app:1' }, { unchangedBut: [] }], solution: ['docker tag app:1 app:stable'] },
    { id: 'only-name', goals: [{ reference: 'app:1', is: 'absent' }, { would: 'docker run --rm app:stable', exit: 0, prints: 'app 1' }], solution: ['docker rmi app:1'] },
  ],
  par: { unit: 'commands', count: 2 },
  another: ['docker tag $(docker images -q app:1) app:stable', 'docker image rm app:1'],
})
`

type Words = { readonly title: (name: string) => string; readonly description: string; readonly body: (name: string) => string }

const WORDS: Readonly<Record<LocaleCode, Words>> = {
  en: {
    title: name => `New lab: ${name}`, description: 'A lab that has just been made: say here what it is about.',
    body: name => `The situation, in two or three sentences.

<Lab name="${name}" view="layers">
<Task id="name">
\`app:stable\` means the image of \`app:1\`.

<Hint>An image can have more than one name.</Hint>
<Hint>\`docker tag\` takes the old name and the new one.</Hint>
</Task>
<Task id="only-name">
\`app:1\` is gone, and \`app:stable\` runs.

<Hint>A name goes without the image, while another one is left.</Hint>
<Hint>\`docker rmi\` with the old name.</Hint>
</Task>
</Lab>

## What you have seen [#seen]

What it was about, with links.
`,
  },
  ru: {
    title: name => `Новая работа: ${name}`, description: 'Только что созданная работа: скажите здесь, о чём она.',
    body: name => `Положение дел в двух-трёх предложениях.

<Lab name="${name}" view="layers">
<Task id="name">
\`app:stable\` означает тот же образ, что и \`app:1\`.

<Hint>У образа может быть несколько имён.</Hint>
<Hint>\`docker tag\` принимает старое имя и новое.</Hint>
</Task>
<Task id="only-name">
Имени \`app:1\` больше нет, а \`app:stable\` запускается.

<Hint>Имя уходит без образа, пока остаётся другое.</Hint>
<Hint>\`docker rmi\` со старым именем.</Hint>
</Task>
</Lab>

## Что вы увидели [#seen]

О чём была работа, со ссылками.
`,
  },
  zh: {
    title: name => `新实验：${name}`, description: '刚刚创建的实验：在这里写它讲什么。',
    body: name => `用两三句话说明情况。

<Lab name="${name}" view="layers">
<Task id="name">
\`app:stable\` 与 \`app:1\` 指向同一个镜像。

<Hint>一个镜像可以有多个名称。</Hint>
<Hint>\`docker tag\` 后面写旧名称和新名称。</Hint>
</Task>
<Task id="only-name">
\`app:1\` 没有了，\`app:stable\` 能运行。

<Hint>还有别的名称时，删掉一个名称不影响镜像。</Hint>
<Hint>\`docker rmi\` 加旧名称。</Hint>
</Task>
</Lab>

## 你看到了什么 [#seen]

讲了什么，附上链接。
`,
  },
}

/** The page of a lab. A lab that the map has planned already keeps its title there. */
const pageOf = (name: string, code: LocaleCode, title: string): string =>
  `---\ntitle: ${JSON.stringify(title)}\ndescription: ${JSON.stringify(WORDS[code].description)}\n${code === 'en' ? 'revision' : 'of'}: 1\ntemplate: splash\ntableOfContents: false\n---\n\n${WORDS[code].body(name)}`

/** The end of the list, where the way through the labs leads out of it. */
const LAST = /next: 'labs\/for-trainers',\n {2}\},\n\]/

/** The map with one lab more, behind all others. */
function mapWith(map: string, name: string, titles: Readonly<Record<LocaleCode, string>>): string {
  if (!LAST.test(map)) throw new Error('content/map/labs.ts does not end as it is expected to: add the entry by hand')
  const words = LOCALES.map(({ code }) => `${code}: ${quoted(titles[code])}`).join(', ')
  return map.replace(LAST, `next: 'labs/${name}',
  },
  {
    path: 'labs/${name}', type: 'lab',
    titles: { ${words} },
    purpose: 'the goal state, in one clause',
    lab: { kind: 'guided', par: '2c' },
    claims: '', runs: 'lab-${name}', needs: 'home', next: 'labs/for-trainers',
  },
]`)
}

const quoted = (text: string): string => `'${text.replaceAll("'", "\\'")}'`

/** Titles that the map has planned; undefined when it does not have the lab. */
function plannedTitles(map: string, name: string): Readonly<Record<LocaleCode, string>> | undefined {
  const entry = new RegExp(`path: 'labs/${name}',[^]*?titles: \\{([^}]*)\\}`).exec(map)?.[1]
  if (entry === undefined) return undefined
  const title = (code: string): string => new RegExp(`${code}: '([^']*)'`).exec(entry)?.[1] ?? ''
  return { en: title('en'), ru: title('ru'), zh: title('zh') }
}

const [name = '', flag, folder] = process.argv.slice(2)
const into = flag === '--into' && folder !== undefined ? folder : 'content'
if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name)) {
  console.error('Usage: npm run new-lab NAME, with a name of small letters, digits and dashes, such as lost-layer')
  process.exit(2)
}
const mapFile = join(into, 'map/labs.ts')
const map = readFileSync(mapFile, 'utf8')
const planned = plannedTitles(map, name)
const titles = planned ?? { en: WORDS.en.title(name), ru: WORDS.ru.title(name), zh: WORDS.zh.title(name) }
const files: Readonly<Record<string, string>> = {
  [`labs/${name}.ts`]: LAB(name),
  [`scenarios/lab-${name}.ts`]: SCENARIO(name),
  ...Object.fromEntries(LOCALES.map(({ code }) => [`docs/${code}/labs/${name}.mdx`, pageOf(name, code, titles[code])])),
}
const there = Object.keys(files).filter(file => existsSync(join(into, file)))
if (there.length > 0) {
  console.error(`There is such a lab already: ${there.join(', ')}`)
  process.exit(1)
}
for (const [file, text] of Object.entries(files)) {
  mkdirSync(dirname(join(into, file)), { recursive: true })
  writeFileSync(join(into, file), text)
  console.log(join(into, file))
}
if (!planned) {
  writeFileSync(mapFile, mapWith(map, name, titles))
  console.log(mapFile)
}

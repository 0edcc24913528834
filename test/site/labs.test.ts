/** Labs in a browser: one of each kind to its end, by keyboard, by touch and by mouse; and logs that go out and come back. */
import axe from 'axe-core'
import { beforeAll, describe, expect, it } from 'vitest'
import '../../sandbox/all-parts.ts'
import { gradeLog, readLog } from '../../sandbox/lab/log.ts'
import { installNodeCodecs } from '../../sandbox/node/codecs.ts'
import { settingsOf } from '../../sandbox/scenario/lab.ts'
import { labsIn } from '../support/labs.ts'
import { LabReader } from './lab-reader.ts'
import { open } from './reader.ts'

beforeAll(installNodeCodecs)

const known = await labsIn('content')

/** Under what a lab can be done. */
function settings(name: string): ReturnType<typeof settingsOf> {
  const found = known.find(({ lab }) => lab.id === name)
  if (!found) throw new Error(`there is no lab ${name}`)
  return settingsOf(found.lab, found.scenario)
}

/** What Node makes of a log. */
async function graded(log: string): Promise<ReturnType<typeof gradeLog>> {
  const read = readLog(log)
  const found = known.find(({ lab }) => lab.id === read.lab)
  if (!found) throw new Error(`there is no lab ${read.lab}`)
  return gradeLog(read, found.lab, found.scenario)
}

describe('one lab of each kind is run to its end', () => {
  it('guided, in Chinese, with the keyboard alone', async () => {
    const reader = await LabReader.arrive('zh', 'first-image')
    const { page, plate } = reader.sandbox
    const isOn = (selector: string): Promise<boolean> => page.evaluate(wanted => document.activeElement?.matches(wanted) ?? false, selector)
    /** Tab until something of this kind has the focus. */
    const tabTo = async (selector: string): Promise<void> => {
      for (let tabs = 0; tabs < 120 && !await isOn(selector); tabs++) await page.keyboard.press('Tab')
      expect(await isOn(selector), selector).toBe(true)
    }
    // A hint unfolds with the keyboard, and only then the next is there.
    await tabTo('[data-task="pull"] .hint summary')
    expect(await reader.lab.locator('[data-task="pull"] .hint').nth(1).isVisible()).toBe(false)
    await page.keyboard.press('Enter')
    await reader.lab.locator('[data-task="pull"] .hint').nth(1).waitFor()
    await tabTo('layerlab-run [data-wake="terminal"].film')
    await page.keyboard.press('Enter')
    await reader.sandbox.awake()
    await reader.looked()
    await expect.poll(() => isOn('.xterm-helper-textarea')).toBe(true)
    for (const [line, tasks] of [['docker pull hello-world', 1], ['docker run hello-world', 2]] as const) {
      await page.keyboard.type(line)
      await page.keyboard.press('Enter')
      await reader.reached(tasks)
      // Whoever listens hears of it.
      await expect.poll(() => reader.lab.locator('[aria-live=polite]').first().innerText()).toContain(reader.words('lab.reached', { at: String(tasks) }))
    }
    expect(await reader.gaps()).toEqual([[reader.words('lab.of.containers', { name: 'hello-world:latest' }), reader.words('lab.is.noContainer'), reader.words('lab.is.containers', { count: 1 })]])
    // Out of the terminal, to the buttons, and the rest is typed.
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await expect.poll(() => isOn('.xterm-helper-textarea')).toBe(false)
    for (let tabs = 0; tabs < 120 && !await isOn('[data-place] .sandbox-button'); tabs++) await page.keyboard.press('Shift+Tab')
    while (!await page.evaluate(name => document.activeElement?.textContent === name, reader.words('lab.solution'))) await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    await reader.finished()
    expect(await reader.lab.locator('[data-bar]').getAttribute('aria-label')).toBe(reader.words('lab.progress', { done: '3', count: '3' }))
    expect(await plate.locator('.xterm-rows').first().innerText()).toContain('prune')
    await reader.close()
  })

  it('predict, in Russian, by touch alone at 390 px', async () => {
    const reader = await LabReader.arrive('ru', 'whose-layer', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
    const { page, plate } = reader.sandbox
    await plate.locator('[data-wake="terminal"]').filter({ visible: true }).last().tap()
    await reader.sandbox.awake()
    await reader.looked()
    const tap = async (line: string): Promise<void> => {
      const before = await reader.sandbox.transcript().count()
      await reader.sandbox.chip(line).tap()
      await expect.poll(() => reader.sandbox.transcript().count()).toBeGreaterThan(before)
    }
    await tap('echo 2 > first.txt')
    await expect.poll(() => reader.gaps()).toEqual([[reader.words('lab.of.answer', { file: 'first.txt' }), reader.words('lab.is.answerAll', { count: 1 }), reader.words('lab.is.answerSome', { right: 0, wrong: 1 })]])
    await reader.button('lab.undo').tap()
    await expect.poll(() => reader.gaps()).toEqual([[reader.words('lab.of.answer', { file: 'first.txt' }), reader.words('lab.is.answerAll', { count: 1 }), reader.words('lab.is.answerNone')]])
    await tap('echo 1 > first.txt')
    await reader.reached(1)
    await tap('docker rmi base:1')
    await tap('echo 2 > second.txt')
    await reader.reached(2)
    await tap('docker rmi app:1')
    await tap('echo 3 > third.txt')
    await reader.finished()
    expect(await reader.lab.locator('[data-used]').innerText()).toContain(reader.words('lab.used.answers', { count: 3 }))
    // Nothing is wider than the screen.
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    await reader.close()
  })

  it('build, in English, by what is typed', async () => {
    const reader = await LabReader.open('en', 'five-ways')
    for (const line of ['docker pull hello-world', 'docker load -i app.tar', 'docker build -t built:1 build', "docker run --name one app:1 sh -c 'echo committed > /app/version'", 'docker commit one committed:1']) await reader.sandbox.type(line)
    await reader.reached(4)
    await reader.sandbox.type('docker export one | docker import - imported:1')
    await reader.finished()
    await reader.close()
  })

  it('repair, in Russian, with a way that was tried freely before', async () => {
    const reader = await LabReader.open('ru', 'the-name-moved')
    await expect.poll(async () => (await reader.gaps())[0]?.[2]).toContain('app 2')
    await reader.button('lab.free').click()
    await reader.lab.getByText(reader.words('lab.free.note')).waitFor()
    await reader.sandbox.type('docker tag cef320c41a3e app:1')
    await reader.reached(0)
    await reader.button('lab.free.end').click()
    await reader.looked()
    await reader.reached(0)
    await reader.sandbox.type('docker tag cef320c41a3e app:1')
    await reader.reached(1)
    await reader.sandbox.type('docker tag app:1 app:old')
    await reader.sandbox.type('docker tag app:2 app:1')
    await reader.finished()
    expect(await reader.lab.locator('[data-used]').innerText()).toContain(reader.words('lab.used.commands', { count: 3 }))
    await reader.close()
  })

  it('detective, in English, and a wrong answer says how wrong', async () => {
    const reader = await LabReader.open('en', 'follow-the-id')
    await reader.sandbox.type('docker images --no-trunc -q > image.txt')
    await expect.poll(async () => (await reader.gaps())[0]?.[2]).toBe(reader.words('lab.is.answerSome', { right: 1, wrong: 1 }))
    await reader.sandbox.type('docker images --no-trunc -q ubuntu:18.04 > image.txt')
    await reader.reached(1)
    await reader.button('lab.solution').click()
    await reader.reached(2)
    await reader.button('lab.solution').click()
    await reader.finished()
    await reader.close()
  })

  it('race, in Chinese, step by step in two terminals', async () => {
    const reader = await LabReader.open('zh', 'find-the-bad-order')
    const { sandbox } = reader
    await sandbox.chip('docker load -i app.tar').click()
    await sandbox.button('A', sandbox.words('lanes.step', { lane: 'A' })).waitFor()
    await sandbox.plate.locator('.next summary').first().click()
    await sandbox.button('A', sandbox.words('lanes.to-point', { point: 'image-found' })).click()
    await reader.lab.getByText(reader.words('lab.why.busy')).waitFor()
    await sandbox.terminal('B')
    await sandbox.chip('docker rmi app:1').click()
    await sandbox.button('B', sandbox.words('lanes.to-end')).click()
    // The terminal may be out of sight here, and is drawn only when it is not.
    await expect.poll(() => sandbox.transcript().last().innerText()).toContain('Deleted: sha256:')
    await sandbox.terminal('A')
    await sandbox.button('A', sandbox.words('lanes.to-end')).click()
    await reader.reached(1)
    expect((await reader.gaps()).map(([what]) => what)).toContain(reader.words('checks.every-reference-resolves'))
    await reader.button('lab.solution').click()
    await reader.finished()
    await reader.close()
  })

  it('cut, in English, with the plug', async () => {
    const reader = await LabReader.open('en', 'pull-the-plug')
    await reader.sandbox.type('docker load -qi ubuntu.tar')
    await reader.sandbox.type('sleep 8')
    await reader.sandbox.cut()
    await reader.sandbox.switchOn()
    await reader.reached(1)
    await reader.sandbox.type('docker rmi ubuntu:18.04')
    await reader.sandbox.type('docker load -qi ubuntu.tar')
    await reader.reached(2)
    expect(await reader.lab.locator('.why small').first().innerText()).toContain('!power=none')
    await reader.sandbox.type('sync')
    await reader.finished()
    await reader.close()
  })

  it('review, in Russian, by its solution', async () => {
    const reader = await LabReader.open('ru', 'review-the-page')
    await reader.button('lab.solution').click()
    await reader.reached(1)
    await reader.button('lab.solution').click()
    await reader.finished()
    await reader.close()
  })
})

describe('progress', () => {
  it('is a log that Node grades the same, that another browser takes in, and that tells when it was changed', async () => {
    const reader = await LabReader.open('en', 'find-the-bad-order')
    await reader.button('lab.solution').click()
    await reader.reached(1)
    await reader.button('lab.solution').click()
    await reader.finished()
    const log = await reader.log()
    expect(await graded(log)).toMatchObject({ passed: true, reached: 2, tampering: [], used: { switches: 2 }, end: readLog(log).end })
    await reader.close()

    const other = await LabReader.open('ru', 'find-the-bad-order')
    await other.takeIn(log)
    await other.lab.getByText(other.words('lab.import.same')).waitFor()
    await other.finished()
    const again = await other.log()
    expect(readLog(again)).toEqual(readLog(log))
    // Somebody claims to have removed another image.
    const changed = JSON.stringify({ ...readLog(log), lines: { ...readLog(log).lines, B: ['docker images'] } })
    await other.takeIn(changed)
    await other.lab.getByText(other.words('lab.import.changed')).waitFor()
    expect((await graded(changed)).tampering).not.toEqual([])
    await other.takeIn('{"file": "something else"}')
    await other.lab.getByText(other.words('lab.import.none')).waitFor()
    await other.close()
  })

  it('stays after a reload and in the list of labs, goes back with undo, and begins anew', async () => {
    const reader = await LabReader.open('en', 'first-image')
    const { page } = reader.sandbox
    await reader.sandbox.type('docker pull hello-world')
    await reader.reached(1)
    await reader.sandbox.type('docker images')
    await reader.button('lab.undo').click()
    await reader.reached(1)
    await reader.button('lab.undo').click()
    await reader.reached(0)
    await reader.sandbox.type('docker run hello-world')
    await reader.reached(2)
    await reader.button('lab.back').isDisabled()
    // What is kept is written when the sandbox has come to rest.
    await expect.poll(() => page.evaluate(() => new Promise(resolve => {
      const request = indexedDB.open('layerlab')
      request.onsuccess = () => {
        const all = request.result.transaction('sandboxes').objectStore('sandboxes').getAll()
        all.onsuccess = () => {
          resolve(JSON.stringify(all.result).includes('docker run hello-world'))
          request.result.close()
        }
      }
    }))).toBe(true)
    await page.goto(page.url().replace(/first-image\/$/, ''), { waitUntil: 'networkidle' })
    const row = page.locator('[data-lab="first-image"] [data-progress]')
    await expect.poll(() => row.innerText()).toBe(reader.words('lab.index.some', { done: '2', count: '3' }))
    expect(await page.locator('[data-continue]').innerText()).toContain('Your first image')
    await page.locator('[data-continue]').click()
    await page.waitForLoadState('networkidle')
    // Shown before the sandbox wakes, and as it stands when it has.
    await reader.reached(2)
    await reader.wake()
    await reader.reached(2)
    await reader.sandbox.type('docker container prune -f')
    await reader.finished()
    await reader.button('lab.restart').click()
    await reader.reached(0)
    expect(await reader.log()).toContain('"reached": 0')
    await reader.close()
  })
})

describe('a product and a disk model that the reader chose', () => {
  it('stay with undo and restart, go with the log, and grade the same in Node and in another browser', async () => {
    const reader = await LabReader.open('en', 'the-name-moved')
    const gaps = await reader.gaps()
    await reader.choose('sandbox.profile', 'docker-19.03')
    await expect.poll(() => reader.chosen()).toEqual(['docker-19.03', 'ext4'])
    await reader.choose('sandbox.disk', 'posix')
    await expect.poll(() => reader.chosen()).toEqual(['docker-19.03', 'posix'])
    // The lab begins as it does, with what was done before the reader came.
    await expect.poll(() => reader.gaps()).toEqual(gaps)
    await expect.poll(() => reader.sandbox.text()).toContain('docker tag app:2 app:1')
    await reader.sandbox.type('docker tag cef320c41a3e app:1')
    await reader.reached(1)
    await reader.button('lab.undo').click()
    await reader.reached(0)
    expect(await reader.chosen()).toEqual(['docker-19.03', 'posix'])
    await reader.sandbox.type('docker tag cef320c41a3e app:1')
    await reader.reached(1)
    await reader.button('lab.restart').click()
    await reader.reached(0)
    await expect.poll(() => reader.gaps()).toEqual(gaps)
    expect(await reader.chosen()).toEqual(['docker-19.03', 'posix'])
    // So does what the sandbox itself calls a reset.
    await reader.sandbox.type('docker tag cef320c41a3e app:1')
    await reader.reached(1)
    await reader.sandbox.plate.locator('summary', { hasText: reader.words('sandbox.more') }).click()
    await reader.sandbox.plate.getByRole('button', { name: reader.words('sandbox.reset') }).click()
    await reader.reached(0)
    await expect.poll(() => reader.gaps()).toEqual(gaps)
    expect(await reader.chosen()).toEqual(['docker-19.03', 'posix'])
    await reader.button('lab.solution').click()
    await reader.reached(1)
    await reader.button('lab.solution').click()
    await reader.finished()
    const log = await reader.log()
    expect(readLog(log)).toMatchObject({ profile: 'docker-19.03', disk: 'posix' })
    expect(await graded(log)).toMatchObject({ passed: true, tampering: [], profile: 'docker-19.03', disk: 'posix' })
    await reader.close()

    const other = await LabReader.open('zh', 'the-name-moved')
    await other.takeIn(log)
    await other.lab.getByText(other.words('lab.import.same')).waitFor()
    await other.finished()
    expect(await other.chosen()).toEqual(['docker-19.03', 'posix'])
    expect(await other.log()).toBe(log)
    // Somebody says that it was done under another product.
    const changed = JSON.stringify({ ...readLog(log), profile: 'docker-20.10' })
    await other.takeIn(changed)
    await other.lab.getByText(other.words('lab.import.changed')).waitFor()
    expect((await graded(changed)).tampering).toContainEqual({ kind: 'seal' })
    await other.close()
  })

  it('are refused with a sentence where the lab is not made for them, and taken in free play, after which the lab stands where it was', async () => {
    const reader = await LabReader.open('ru', 'pull-the-plug')
    const refusal = reader.words('lab.under', { profiles: settings('pull-the-plug').profiles.join(', '), models: 'ext4' })
    await reader.sandbox.type('docker load -qi ubuntu.tar')
    await reader.choose('sandbox.disk', 'posix')
    await reader.sandbox.plate.getByText(refusal).waitFor()
    expect(await reader.chosen()).toEqual(['docker-20.10', 'ext4'])
    await expect.poll(() => reader.sandbox.text()).toContain('docker load')
    await reader.button('lab.free').click()
    await reader.lab.getByText(reader.words('lab.free.note')).waitFor()
    await reader.choose('sandbox.disk', 'posix')
    await expect.poll(() => reader.chosen()).toEqual(['docker-20.10', 'posix'])
    await expect.poll(() => reader.sandbox.text()).not.toContain('docker load')
    await reader.sandbox.type('docker pull nginx')
    await reader.button('lab.free.end').click()
    await expect.poll(() => reader.chosen()).toEqual(['docker-20.10', 'ext4'])
    await expect.poll(() => reader.sandbox.text()).toContain('docker load')
    expect(await reader.sandbox.type('docker images -q')).toMatch(/[0-9a-f]{12}/)
    // A log of such a run is no log of this lab.
    const log = readLog(await reader.log())
    await reader.takeIn(JSON.stringify({ ...log, disk: 'posix' }))
    await reader.lab.getByText(refusal).waitFor()
    await reader.close()
  })
})

it('a log carries the files that the reader put in, and tells when one was exchanged', async () => {
  const reader = await LabReader.open('en', 'first-image')
  const put = async (name: string, bytes: Buffer): Promise<void> => {
    await reader.sandbox.plate.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer: bytes })
    await reader.sandbox.plate.getByText(reader.words('upload.taken', { name })).waitFor()
  }
  await put('own.txt', Buffer.from('mine\n'))
  await reader.sandbox.type('cat own.txt && docker pull hello-world')
  await reader.reached(1)
  await reader.button('lab.solution').click()
  await reader.reached(2)
  await reader.button('lab.solution').click()
  await reader.finished()
  const log = await reader.log()
  expect(await graded(log)).toMatchObject({ passed: true, tampering: [] })
  const { uploads } = readLog(log)
  const [digest = ''] = Object.keys(uploads)
  expect(Buffer.from(uploads[digest] ?? '', 'base64').toString()).toBe('mine\n')
  // Too much of it, and it is said while it can still be undone.
  await put('large.bin', Buffer.alloc(16 * 1024 * 1024, 1))
  await reader.lab.getByText(reader.words('lab.tooLarge', { size: 17, max: 16 })).waitFor()
  expect(await reader.button('lab.export').isDisabled()).toBe(true)
  await reader.button('lab.undo').click()
  await expect.poll(() => reader.button('lab.export').isEnabled()).toBe(true)
  await reader.close()

  const other = await LabReader.open('ru', 'first-image')
  await other.takeIn(log)
  await other.lab.getByText(other.words('lab.import.same')).waitFor()
  await other.finished()
  expect(await other.log()).toBe(log)
  const exchanged = JSON.stringify({ ...readLog(log), uploads: { [digest]: Buffer.from('yours\n').toString('base64') } })
  await other.takeIn(exchanged)
  await other.lab.getByText(other.words('lab.import.otherFile')).waitFor()
  expect((await graded(exchanged)).tampering).toContainEqual({ kind: 'upload', digest })
  await other.close()
})

it.each(['light', 'dark'] as const)('has nothing that axe objects to in a lab at work and in the list, %s', async theme => {
  const reader = await LabReader.open('ru', 'find-the-bad-order', { colorScheme: theme, bypassCSP: true })
  await reader.lab.locator('.hint summary').first().click()
  const look = async (on: string): Promise<readonly string[]> => {
    const { page } = reader.sandbox
    await page.evaluate(axe.source)
    const { violations } = await page.evaluate(selector => (globalThis as unknown as { axe: typeof axe }).axe.run(selector), on)
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
  }
  expect(await look('layerlab-lab > .panel')).toEqual([])
  await reader.close()
  const { page } = await open('/zh/labs/', { colorScheme: theme, bypassCSP: true })
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run(document))
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)).toEqual([])
  await page.context().close()
})

/** Input that is wrong, hostile or absurd: a clear refusal, the store as before, nothing of our insides, no hanging. */
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { concat } from '../sandbox/base/bytes.ts'
import { installNodeCodecs } from '../sandbox/node/codecs.ts'
import { TYPE } from '../sandbox/oci/tar/header.ts'
import { World } from '../sandbox/scenario/world.ts'
import type { RunOptions, RunResult } from '../sandbox/scenario/world.ts'
import { fixture, fixtureNames } from './support/fixtures.ts'
import { brokenChecks, runGuarded, storeText, tarOf } from './support/hostile.ts'
import type { Entry } from './support/hostile.ts'

beforeAll(installNodeCodecs)

/** Badly formed archives that a real engine takes all the same (their recordings show it). */
const TAKEN_ALL_THE_SAME = ['bad-config-name.tar', 'bad-traversal-entry.tar', 'bad-traversal-layer.tar']

const FILE = { mode: 0o644, uid: 0, mtime: 1_700_000_000 }

/** A world whose store has held an image before: the first load makes directories that stay. */
function usedWorld(): World {
  const world = World.create()
  world.putFile('/root/first.tar', fixture('hello-v2.tar'), FILE)
  world.run('docker load -i first.tar && docker rmi hello-world && rm first.tar')
  return world
}

function worldWith(...names: readonly string[]): World {
  const world = usedWorld()
  for (const name of names) world.putFile(`/root/${name}`, fixture(name), FILE)
  return world
}

/** Refused at the tag, when the image is there already: it stays, as in a real engine, without a name. */
const REFUSED_AT_THE_TAG = ['bad-tag.tar', 'bad-tag-dots.tar']

/** The line fails in words, and leaves the store and `/tmp` as they were. */
function expectRefusal(world: World, line: string, options: RunOptions = {}): RunResult {
  const before = storeText(world)
  const processes = world.machine.processes.size
  const result = runGuarded(world, line, options)
  expect(result.exit, `exit status of ${line.slice(0, 100)}: ${result.stdout.slice(0, 300)}`).not.toBe(0)
  expect(result.stderr.trim(), `words of ${line.slice(0, 100)}`).not.toBe('')
  expect(storeText(world)).toBe(before)
  expect(world.machine.processes.size).toBe(processes)
  expect(world.run('ls -A /tmp').stdout).toBe('')
  expect(runGuarded(world, 'docker images -q').exit).toBe(0)
  return result
}

const hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** An image archive with one layer, in the new format. */
function imageArchive(layer: Uint8Array, { tag = 'evil:1', diffID = `sha256:${hex(layer)}`, more = [] as readonly Entry[] } = {}): Uint8Array {
  const config = JSON.stringify({ architecture: 'amd64', os: 'linux', config: { Cmd: ['/x'] }, rootfs: { type: 'layers', diff_ids: [diffID] } })
  const name = `${hex(new TextEncoder().encode(config))}.json`
  return tarOf([...more, { name: 'l/layer.tar', content: layer }, { name, content: config }, { name: 'manifest.json', content: JSON.stringify([{ Config: name, RepoTags: [tag], Layers: ['l/layer.tar'] }]) }])
}

describe('malformed archives', () => {
  const bad = fixtureNames.filter(name => name.startsWith('bad-'))
  it.each(bad.filter(name => ![...TAKEN_ALL_THE_SAME, ...REFUSED_AT_THE_TAG].includes(name)))('%s is refused by file and by pipe', name => {
    const world = worldWith(name)
    expectRefusal(world, `docker load -i ${name}`)
    expectRefusal(world, `cat ${name} | docker load`)
  })

  it.each(REFUSED_AT_THE_TAG)('%s is refused, and its image stays without a name', name => {
    const world = worldWith(name)
    const before = storeText(world)
    expect(runGuarded(world, `docker load -i ${name}`)).toMatchObject({ exit: 1, stdout: '' })
    expect(runGuarded(world, 'docker images --format "{{.Repository}}:{{.Tag}}"').stdout).toBe('<none>:<none>\n')
    expect(brokenChecks(world)).toEqual([])
    runGuarded(world, 'docker rmi $(docker images -q)')
    expect(storeText(world)).toBe(before)
  })

  it.each(bad.filter(name => TAKEN_ALL_THE_SAME.includes(name)))('%s is taken, and the store is sound', name => {
    const world = worldWith(name)
    expect(runGuarded(world, `docker load -i ${name}`).exit).toBe(0)
    expect(brokenChecks(world)).toEqual([])
    expect(world.run('cat /etc/passwd | head -1').stdout).toMatch(/^root:/)
  })
})

describe('a stream that ends too early', () => {
  it.each(['hello.tar', 'legacy-v1.tar', 'gz-layer.tar', 'ubuntu.tar.gz'])('%s cut at many lengths is refused, or is whole enough to be taken', name => {
    const world = worldWith(name)
    const size = fixture(name).length
    const empty = storeText(world)
    const lengths = [0, 1, 2, 9, 10, 11, 100, 511, 512, 513, 1000, 1024, 1536, 4096, 5000, ...Array.from({ length: 24 }, (_, i) => Math.floor((size * (i + 1)) / 25)), size - 1025, size - 513, size - 512, size - 9, size - 1]
    let refused = 0
    for (const length of lengths) {
      const result = runGuarded(world, `head -c ${length} ${name} | docker load`)
      if (result.exit === 0) {
        expect(brokenChecks(world), `${length} bytes of ${name}`).toEqual([])
        runGuarded(world, 'docker rmi -f $(docker images -aq)')
      } else {
        refused++
        expect(result.stderr, `${length} bytes of ${name}`).not.toBe('')
      }
      expect(runGuarded(world, 'docker images -q').stdout).toBe('')
      const names = (text: string): string => text.split('\n').filter(line => !line.includes('repositories.json')).join('\n')
      expect(names(storeText(world)), `${length} bytes of ${name}`).toBe(names(empty))
    }
    expect(refused).toBeGreaterThan(lengths.length / 2)
  })

  it('a gzip whose last byte is missing is refused although every file came', () => {
    const world = usedWorld()
    expect(expectRefusal(world, 'docker load', { stdin: fixture('ubuntu.tar.gz').subarray(0, -1) }).stderr).toBe('Error processing tar file(unexpected EOF): \n')
  })
})

describe('paths that lead outside', () => {
  const target = '/etc/evil'
  const tricks: readonly (readonly [string, readonly Entry[]])[] = [
    ['a name with dots', [{ name: '../../../../../../etc/evil', content: 'x' }]],
    ['an absolute name', [{ name: '/etc/evil', content: 'x' }]],
    ['a file through a link', [{ name: 'd', type: TYPE.symlink, link: '/etc' }, { name: 'd/evil', content: 'x' }]],
    ['a file through a link with dots', [{ name: 'd', type: TYPE.symlink, link: '../../../../../etc' }, { name: 'd/evil', content: 'x' }]],
    ['a file over a link', [{ name: 'e', type: TYPE.symlink, link: '/etc/evil' }, { name: 'e', content: 'x' }]],
    ['a hard link to the outside', [{ name: 'h', type: TYPE.hardlink, link: '/etc/passwd' }, { name: 'h', content: 'x' }]],
    ['a hard link with dots', [{ name: 'h', type: TYPE.hardlink, link: '../../../../../../etc/passwd' }]],
    ['a link to itself', [{ name: 's', type: TYPE.symlink, link: 's' }, { name: 's/x', content: 'x' }]],
    ['links that chase each other', [{ name: 'a', type: TYPE.symlink, link: 'b' }, { name: 'b', type: TYPE.symlink, link: 'a' }, { name: 'a/x', content: 'x' }]],
    ['a whiteout of the parent', [{ name: '.wh...', content: '' }]],
    ['a whiteout of everything', [{ name: '.wh.', content: '' }]],
    ['an opaque mark at the root', [{ name: '.wh..wh..opq', content: '' }]],
    ['a file below a file', [{ name: 'f', content: 'x' }, { name: 'f/g', content: 'x' }]],
    ['an empty name', [{ name: '', content: '' }]],
    ['only a dot', [{ name: '.', type: TYPE.directory }, { name: './', type: TYPE.directory }, { name: '//', type: TYPE.directory }]],
    ['a very long name', [{ name: `${'d/'.repeat(3000)}x`, content: 'x' }]],
    ['a long last part', [{ name: 'x'.repeat(300), content: 'x' }]],
    ['a device', [{ name: 'sda', type: TYPE.block }]],
    ['a type that nobody knows', [{ name: 'q', type: '?' }]],
  ]
  it.each(tricks)('%s in a layer reaches nothing outside', (_, entries) => {
    const world = usedWorld()
    const passwd = world.run('cat /etc/passwd').stdout
    const before = storeText(world)
    const result = runGuarded(world, 'docker load', { stdin: imageArchive(tarOf(entries)) })
    if (result.exit === 0) expect(brokenChecks(world).filter(name => name !== 'a-listed-image-runs')).toEqual([]) // it holds no program
    else {
      expect(result.stderr).not.toBe('')
      expect(storeText(world)).toBe(before)
    }
    expect(world.run(`test -e ${target}`).exit).toBe(1)
    expect(world.run('cat /etc/passwd').stdout).toBe(passwd)
  })
  it.each(tricks)('%s in the archive itself reaches nothing outside', (_, entries) => {
    const world = usedWorld()
    const passwd = world.run('cat /etc/passwd').stdout
    const before = storeText(world)
    const result = runGuarded(world, 'docker load', { stdin: imageArchive(tarOf([{ name: 'x', content: 'y' }]), { more: entries }) })
    if (result.exit === 0) expect(brokenChecks(world).filter(name => name !== 'a-listed-image-runs')).toEqual([]) // it holds no program
    else {
      expect(result.stderr).not.toBe('')
      expect(storeText(world)).toBe(before)
    }
    expect(world.run(`test -e ${target}`).exit).toBe(1)
    expect(world.run('cat /etc/passwd').stdout).toBe(passwd)
  })

  it('a config or layer that is a link to a file of the host is not read from there', () => {
    const world = usedWorld()
    const manifest = (config: string, layer: string): string => JSON.stringify([{ Config: config, RepoTags: ['evil:1'], Layers: [layer] }])
    for (const link of ['/etc/passwd', '../../../../../etc/passwd', '/etc', 'config']) {
      expectRefusal(world, 'docker load', { stdin: tarOf([{ name: 'config', type: TYPE.symlink, link }, { name: 'manifest.json', content: manifest('config', 'l') }]) })
    }
    expectRefusal(world, 'docker load', { stdin: tarOf([{ name: 'manifest.json', type: TYPE.symlink, link: '/etc/passwd' }]) })
    expectRefusal(world, 'docker load', { stdin: tarOf([{ name: 'manifest.json', content: manifest('/etc/passwd', '../../etc/passwd') }]) })
    expectRefusal(world, 'docker load', { stdin: tarOf([{ name: 'manifest.json', type: TYPE.directory }]) })
  })
})

describe('too much of something', () => {
  it('a gzip bomb is refused by its ratio', () => {
    const zeros = new Uint8Array(1 << 24)
    const header = tarOf([{ name: 'zeros', content: new Uint8Array(0) }]).slice(0, 512)
    header.set(new TextEncoder().encode('10000000000'), 124) // 1 GiB, in octal
    let sum = 0
    header.fill(32, 148, 156)
    for (const byte of header) sum += byte
    header.set(new TextEncoder().encode(`${sum.toString(8).padStart(6, '0')}\0 `), 148)
    const bomb = new Uint8Array(gzipSync(concat([header, ...Array.from({ length: 64 }, () => zeros), new Uint8Array(1024)])))
    expect(bomb.length).toBeLessThan(2_000_000)
    const world = usedWorld()
    expect(expectRefusal(world, 'docker load', { stdin: bomb }).stderr).toContain('more than Layerlab takes')
  })

  it('deep JSON is refused, or read', () => {
    const world = usedWorld()
    for (const deep of ['['.repeat(200_000), `${'['.repeat(100_000)}${']'.repeat(100_000)}`, '{"a":'.repeat(100_000), `[${'{"Layers":[['.repeat(20_000)}`]) {
      expectRefusal(world, 'docker load', { stdin: tarOf([{ name: 'manifest.json', content: deep }]) })
    }
    const nested = (depth: number): string => `{"architecture":"amd64","os":"linux","x":${'['.repeat(depth)}${']'.repeat(depth)}}`
    for (const depth of [100, 9_000, 50_000]) {
      const result = runGuarded(world, 'docker load', { stdin: tarOf([{ name: 'c', content: nested(depth) }, { name: 'manifest.json', content: '[{"Config":"c","Layers":null}]' }]) })
      expect(result.exit === 0 || result.stderr !== '').toBe(true)
    }
  })

  it('wrong types in JSON are told in words', () => {
    const world = usedWorld()
    for (const manifest of ['null', '1', '"x"', '[1]', '[null]', '["x"]', '[[]]', '[{"Config":1}]', '[{"Config":null}]', '[{"Config":{}}]', '[{"Layers":"x"}]', '[{"Layers":[1]}]', '[{"RepoTags":{}}]', '{}', '[{}]', '', ' ', '\u0000', '[{"Config":"c","RepoTags":["a:1"]']) {
      runInWords(world, tarOf([{ name: 'manifest.json', content: manifest }]))
    }
    for (const config of ['null', '1', '"x"', '[]', '{}', '{"rootfs":null}', '{"rootfs":1}', '{"rootfs":{"diff_ids":1}}', '{"rootfs":{"diff_ids":[1]}}', '{"rootfs":{"diff_ids":["x"]}}', '{"rootfs":{"type":"layers"},"history":1}', '{"rootfs":{},"created":"x"}', '{"rootfs":{},"config":[]}', '{"rootfs":{},"config":{"Cmd":"x"}}', '{"rootfs":{},"config":{"Env":[1]}}', '{"rootfs":{},"os":1}', '']) {
      runInWords(world, tarOf([{ name: 'c', content: config }, { name: 'manifest.json', content: '[{"Config":"c","RepoTags":["a:1"],"Layers":null}]' }]))
      runInWords(world, tarOf([{ name: 'c', content: config }, { name: 'l', content: 'x' }, { name: 'manifest.json', content: '[{"Config":"c","RepoTags":["a:1"],"Layers":["l"]}]' }]))
    }
  })

  /** Whatever the daemon makes of it, every command that shows images still works. */
  function runInWords(world: World, archive: Uint8Array): void {
    const result = runGuarded(world, 'docker load', { stdin: archive })
    if (result.exit !== 0) expect(result.stderr.trim()).not.toBe('')
    for (const line of ['docker images -a', 'docker inspect $(docker images -aq)', 'docker history $(docker images -q | head -1)', 'docker system df', 'docker save $(docker images -q | head -1) | cat > /dev/null']) runGuarded(world, line)
    runGuarded(world, 'docker rmi -f $(docker images -aq)')
    expect(runGuarded(world, 'docker images -aq').stdout).toBe('')
  }

  it('a layer that is no tar is refused', () => {
    const world = usedWorld()
    for (const layer of [new Uint8Array(10).fill(7), new Uint8Array(5000).fill(7), Uint8Array.of(0x1f, 0x8b, 8, 9, 9), Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3), new TextEncoder().encode('BZh91AY&SYxxxx')]) {
      expectRefusal(world, 'docker load', { stdin: imageArchive(layer) })
    }
  })

  it('an image with more than 125 layers is refused by the limit that Docker has', () => {
    const layers = Array.from({ length: 126 }, (_, i) => tarOf([{ name: `f${i}`, content: String(i) }]))
    const config = JSON.stringify({ architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: layers.map(layer => `sha256:${hex(layer)}`) } })
    const archive = tarOf([...layers.map((content, i) => ({ name: `${i}.tar`, content })), { name: 'c', content: config }, { name: 'manifest.json', content: JSON.stringify([{ Config: 'c', RepoTags: ['deep:1'], Layers: layers.map((_, i) => `${i}.tar`) }]) }])
    expect(expectRefusal(usedWorld(), 'docker load', { stdin: archive }).stderr).toBe('max depth exceeded\n')
  })
})

describe('binary rubbish', () => {
  const noise = (length: number, seed: number): Uint8Array => {
    let state = seed
    return Uint8Array.from({ length }, () => (state = (state * 1_103_515_245 + 12_345) & 0x7fffffff) >> 16)
  }
  const magics: readonly (readonly [string, readonly number[]])[] = [['nothing', []], ['gzip', [0x1f, 0x8b, 8]], ['bzip2', [0x42, 0x5a, 0x68, 0x39]], ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]], ['zstd', [0x28, 0xb5, 0x2f, 0xfd]]]
  it.each(magics)('that begins as %s is refused', (_, magic) => {
    const world = usedWorld()
    for (const length of [20, 511, 512, 1024, 100_000]) expectRefusal(world, 'docker load', { stdin: concat([Uint8Array.from(magic), noise(length, length)]) })
  })

  it('a saved archive with any byte turned is refused or sound', () => {
    const world = usedWorld()
    const archive = fixture('hello.tar')
    for (let at = 0; at < archive.length; at += 211) {
      const turned = archive.slice()
      turned[at] = (turned[at] as number) ^ 0x55
      const result = runGuarded(world, 'docker load', { stdin: turned })
      if (result.exit !== 0) expect(result.stderr, `byte ${at}`).not.toBe('')
      expect(brokenChecks(world), `byte ${at}`).toEqual([])
      runGuarded(world, 'docker rmi -f $(docker images -aq)')
      expect(world.run('docker images -aq').stdout).toBe('')
    }
  })

  it('every text program survives bytes that are no text', () => {
    const world = usedWorld()
    world.putFile('/root/noise', noise(5000, 3), FILE)
    for (const line of ['cat noise', 'grep x noise', 'sort noise', 'wc noise', 'sed s/x/y/ noise', 'awk "{print $1}" noise', 'cut -c1-3 noise', 'tr a b < noise', 'uniq noise', 'head -3 noise', 'tail -3 noise', 'jq . noise', 'xargs echo < noise', 'tar tf noise', 'sh noise', 'read x < noise; echo "$x"', './noise', 'chmod +x noise; ./noise', 'x=$(cat noise); echo "$x" | wc -c', 'cat noise | while read a b; do echo "$b"; done', 'docker images "$(cat noise)"', 'docker inspect --format "$(cat noise)" x', 'docker run "$(head -c 40 noise)"']) runGuarded(world, line)
  })
})

describe('command lines', () => {
  const world = (): World => {
    const made = worldWith('hello.tar')
    made.run('docker load -i hello.tar && docker run --rm hello-world')
    made.run('rm /root/*')
    return made
  }

  it('of a megabyte', () => {
    const hello = world()
    expectRefusal(hello, `docker images ${'x'.repeat(1 << 20)}`)
    expectRefusal(hello, `docker inspect ${'ab '.repeat(1 << 18)}`)
    expectRefusal(hello, 'x'.repeat(1 << 20))
    expect(runGuarded(hello, `echo ${'x'.repeat(1 << 20)} | wc -c`).stdout).toBe('1048577\n')
    expect(runGuarded(hello, `${'true; '.repeat(170_000)}`).exit).toBe(0)
    expect(runGuarded(hello, `: ${'a '.repeat(500_000)}`).exit).toBe(0)
    expect(runGuarded(hello, `x='${'"'.repeat(1 << 20)}'; echo \${#x}`).stdout).toBe('1048576\n')
  })

  it('of unfinished or deeply nested things', () => {
    const hello = world()
    for (const line of ['"', "'", '`', '$(', '${', '$((', '(', '{', 'if', 'for', 'case x in', 'while', 'x()', '<<', '&&', '|', ';;', '&', '>', 'if true; then', 'echo ${x', 'echo $((1+))', 'echo ${x!y}', ')', '}', 'fi', 'done', 'esac', 'a=(', '((', '[[', '[[ x', 'echo "$(echo "$(']) {
      const result = runGuarded(hello, line)
      expect(result.exit, line).not.toBe(0)
      expect(result.stderr, line).not.toBe('')
    }
    expect(runGuarded(hello, '<<E').stderr).toContain('delimited by end-of-file')
    for (const [open, close, count] of [['$(', ')', 5000], ['(', ')', 50_000], ['{ ', '; }', 20_000], ['if true; then ', '; fi', 5000], ['"$(', ')"', 5000], ['$((', '))', 5000], ['`', '`', 5000], ['${x:-', '}', 20_000], ['while ', '; do :; done', 5000], ['! ', '', 50_000], ['f() { ', '; }', 5000], ['case x in x) ', ';; esac', 5000]] as const) {
      runGuarded(hello, `${open.repeat(count)}true${close.repeat(count)}`)
      runGuarded(hello, open.repeat(count))
    }
    runGuarded(hello, `echo $((${'('.repeat(20_000)}1${')'.repeat(20_000)}))`)
    runGuarded(hello, `echo ${'{a,'.repeat(5000)}b${'}'.repeat(5000)}`)
    runGuarded(hello, `[[ ${'( '.repeat(20_000)}x${' )'.repeat(20_000)} ]]`)
    runGuarded(hello, `echo x | grep -E '${'('.repeat(20_000)}x${')'.repeat(20_000)}'`)
    runGuarded(hello, `echo x | sed -E 's/${'('.repeat(20_000)}x${')'.repeat(20_000)}/y/'`)
    runGuarded(hello, `awk 'BEGIN { print ${'('.repeat(20_000)}1${')'.repeat(20_000)} }'`)
    runGuarded(hello, `echo 1 | jq '${'('.repeat(20_000)}.${')'.repeat(20_000)}'`)
    runGuarded(hello, `printf '${'['.repeat(50_000)}' | jq .`)
    runGuarded(hello, `docker images --format '${'{{if true}}'.repeat(20_000)}'`)
    runGuarded(hello, `docker images --format '{{${'('.repeat(20_000)}1${')'.repeat(20_000)}}}'`)
    expect(hello.machine.processes.size).toBe(1)
  })

  it('that recurse without end stop at a limit', () => {
    const hello = world()
    expect(runGuarded(hello, 'f() { f; }; f').exit).not.toBe(0)
    expect(runGuarded(hello, 'f() { echo $(f); }; f').stderr).toContain('nesting')
    expect(runGuarded(hello, 'f() { f | f; }; f').stderr).not.toBe('')
    runGuarded(hello, `echo 'sh /root/loop' > /root/loop; sh /root/loop; rm /root/loop`)
    expect(runGuarded(hello, "alias a='a b'; a").exit).toBe(127)
    runGuarded(hello, 'eval "x=\'eval \\"\\$x\\"\'"; eval "$x"')
    runGuarded(hello, 'x=y; y=x; echo $((x))')
    expect(hello.machine.processes.size).toBe(1)
  })

  const unknownFlags = ['load', 'save', 'images', 'inspect', 'history', 'tag', 'rmi', 'image prune', 'image ls', 'create', 'run', 'start', 'stop', 'rm', 'ps', 'logs', 'info', 'version', 'system df', 'events']
  it.each(unknownFlags)('with a flag that docker %s does not have', command => {
    const hello = world()
    for (const flag of ['--bogus', '--bogus=1', '-Z', '-qZ', '---', '--=x', '-=']) {
      const result = expectRefusal(hello, `docker ${command} ${flag} hello-world`)
      expect(result.stderr, `docker ${command} ${flag}`).toMatch(/flag/)
      expect(result.exit).toBe(125)
    }
  })

  it('with values that do not fit their flags', () => {
    const hello = world()
    for (const line of ['docker logs --tail', 'docker logs --tail x c', 'docker stop -t x c', 'docker images --filter x', 'docker images --filter x=y', 'docker images --filter dangling=maybe', 'docker images --filter before=nope', 'docker ps --filter x=y', 'docker ps --last x', 'docker ps --filter status=nope', 'docker history --human=x hello-world', 'docker events --since nope --until 0', 'docker image prune --force=x', 'docker image prune -f --filter x=y', 'docker image prune -f --filter until=nope', 'docker inspect --type nope hello-world', 'docker inspect --format "{{" hello-world', 'docker inspect --format "{{nope}}" hello-world', 'docker run --rm --name -x hello-world', 'docker run --rm -e', 'docker run --rm --network', 'docker run --rm -v a:b:c:d hello-world', 'docker run --rm -u nope:nope hello-world', 'docker run --rm --env-file /nope hello-world', 'docker run --rm --restart sometimes hello-world', 'docker run --rm -w rel hello-world', 'docker load -i', 'docker save -o /root hello-world', 'docker save -o /nope/x hello-world', 'docker rmi --no-prune=x hello-world', 'docker --nope images', 'docker system df --format "{{"', 'docker version --format "{{.Nope}}"', 'docker info --format "{{.Nope}}"']) expectRefusal(hello, line)
  })

  it('with references that are none', () => {
    const hello = world()
    for (const reference of ['UPPER', 'a:b:c', ':tag', 'a:', '@', 'a@sha256:x', 'a@sha256:', `a@sha256:${'0'.repeat(63)}`, '-', '.', '..', '/', '//', 'a//b', 'a/', '/a', 'a b', ' ', 'a:x y', 'ä', 'a'.repeat(300), `a:${'b'.repeat(129)}`, 'a__.b', 'a..b', '*', '\u0001', 'sha256:', `sha256:${'0'.repeat(64)}`, `${'0'.repeat(64)}`, 'http://x/y', '[::1]:5000/x', '<none>', '<none>:<none>', '%2e', '%s%s%n', '$(x)', '{{.}}', "'", '"', String.raw`\x`, '0', '']) {
      const quoted = `'${reference.replaceAll("'", String.raw`'\''`)}'`
      const words = reference.startsWith('-') ? `-- ${quoted}` : quoted
      for (const command of ['inspect', 'history', 'rmi', 'save', 'tag hello-world', 'create']) {
        if (command.startsWith('tag') && /^0$/.test(reference)) continue // good names
        const result = runGuarded(hello, `docker ${command} ${words}`)
        expect(result.exit, `docker ${command} ${words}`).not.toBe(0)
        expect(result.stderr.trim(), `docker ${command} ${words}`).not.toBe('')
      }
      runGuarded(hello, `docker images ${words}`)
      expect(runGuarded(hello, 'docker images --format "{{.Repository}}"').stdout, words).toBe('hello-world\n')
    }
    expect(brokenChecks(hello)).toEqual([])
  })
})

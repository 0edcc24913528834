// Runs before `npm start`, `npm test` and the like, on ANY Node >= 18: built-in modules only, no dependency, no new syntax.
//
// It leaves behind: the packages of package-lock.json, a link that makes `npx layerlab` quick, a Node that is new enough
// for the scripts, and with --browser a Chromium (and skopeo, for tests that compare archives with another program's).
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findChromium } from './chromium.mjs'

const NODE_MIN = [22, 18] // runs TypeScript as it is
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const modules = join(root, 'node_modules')
const stamp = join(modules, '.layerlab-setup')
const windows = process.platform === 'win32'

/** Says why it stops, and what to do. */
function stop(sentence) {
  console.error(`setup: ${sentence}`)
  process.exit(1)
}

/** Whether node_modules holds exactly the versions of the lock file, whoever put them there. */
function isInstalled(lockText) {
  const hidden = join(modules, '.package-lock.json')
  if (!existsSync(hidden)) return false
  const wanted = JSON.parse(lockText).packages
  const present = JSON.parse(readFileSync(hidden, 'utf8')).packages
  for (const path of Object.keys(wanted)) {
    if (path === '') continue
    const here = present[path]
    if (here === undefined ? !wanted[path].optional : here.version !== wanted[path].version) return false
  }
  return true
}

function installPackages() {
  const lockText = readFileSync(join(root, 'package-lock.json'), 'utf8')
  const want = createHash('sha256').update(lockText).update(process.platform + process.arch).digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === want) return
  if (!isInstalled(lockText)) {
    console.log('setup: installing dependencies (npm ci)')
    const result = spawnSync(windows ? 'npm.cmd' : 'npm', ['ci', '--no-audit', '--no-fund', '--engine-strict=false'], {
      cwd: root,
      // Not on standard output: `npx layerlab` may be the first command, and its output is somebody's data.
      stdio: ['ignore', 2, 2],
      shell: windows,
      env: { ...process.env, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' },
    })
    if (result.status !== 0) stop('npm ci failed; its message is above')
  }
  writeFileSync(stamp, want)
}

/**
 * npx looks for a command in node_modules/.bin first. Without this link it would install the project into npm's cache
 * before each run, which is slow and needs the network.
 */
function linkCommand() {
  const link = join(modules, '.bin', 'layerlab')
  const launcher = join(root, 'sandbox', 'node', 'layerlab.mjs')
  if (existsSync(link) || !existsSync(launcher)) return
  mkdirSync(dirname(link), { recursive: true })
  rmSync(link, { force: true }) // a link whose target is gone
  if (windows) {
    writeFileSync(`${link}.cmd`, `@node "${launcher}" %*\r\n`)
    return
  }
  chmodSync(launcher, 0o755)
  symlinkSync(join('..', '..', 'sandbox', 'node', 'layerlab.mjs'), link)
}

/** The Node that `npm run` scripts get: the one of node_modules/.bin where there is one, else that of the PATH. */
function checkNode() {
  const path = join(modules, '.bin') + delimiter + (process.env.PATH || '')
  const asked = spawnSync('node', ['-p', 'process.versions.node'], { encoding: 'utf8', env: { ...process.env, PATH: path } })
  const version = (asked.stdout || '').trim()
  const [major, minor] = version.split('.').map(Number)
  if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])) return version
  return stop(`Node >= ${NODE_MIN.join('.')} is needed, and the scripts would get ${version || 'none'}. Install Node 24.`)
}

function hasProgram(name) {
  return (process.env.PATH || '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, name)))
}

/** Without one, Chinese pages are rows of empty boxes of another width: in tests and in pictures. */
function hasChineseFont() {
  const { stdout } = spawnSync('fc-list', [':lang=zh'], { encoding: 'utf8' })
  return (stdout ?? '').trim() !== ''
}

/** Debian's packages, as root only; elsewhere it does nothing. Whether it helped is for the caller to see. */
function aptInstall(names) {
  if (names.length === 0 || process.platform !== 'linux' || !existsSync('/usr/bin/apt-get') || process.getuid() !== 0) return
  console.log(`setup: installing ${names.join(' and ')} (apt-get)`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args) =>
    spawnSync('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Dpkg::Use-Pty=0', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env,
    })
  apt('update')
  for (const name of names) apt('install', '-y', '--no-install-recommends', name)
}

// As npm's own `postinstall`, where the packages have just been put in place.
if (process.argv.includes('--link')) {
  linkCommand()
  process.exit(0)
}

installPackages()
linkCommand()
const version = checkNode()

if (process.argv.includes('--browser')) {
  const missing = []
  if (findChromium() === undefined) missing.push('chromium')
  if (!hasProgram('skopeo')) missing.push('skopeo')
  if (!hasChineseFont()) missing.push('fonts-noto-cjk')
  aptInstall(missing)
  const chromium = findChromium()
  if (chromium === undefined) stop('no Chromium was found. Install it, or name one in the variable CHROMIUM_PATH.')
  console.log(`setup: Node ${version}, browser ${chromium}`)
}

import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * Path of an installed Chromium, or undefined. The variable CHROMIUM_PATH wins.
 *
 * @param {Record<string, string | undefined>} env
 * @returns {string | undefined}
 */
export function findChromium(env = process.env) {
  const names = ['chromium', 'chromium-browser', 'google-chrome']
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean)
  const candidates = [env.CHROMIUM_PATH, ...names.flatMap((name) => folders.map((folder) => join(folder, name)))]
  return candidates.find((path) => {
    if (!path) return false
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/**
 * What a headless Chromium of ours is started with. `--no-sandbox` is for containers that run as root; the rest keeps
 * the browser from asking its vendor's servers for anything.
 */
export const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** What docker can do beside images and containers: one sentence each about why it is not here, and what is. */

const SWARM = 'Swarm is not simulated here: the one engine works alone.'
const LIMITS = 'Limits and their use are not simulated here; "docker ps -s" shows what a container takes on the disk.'
const SIGNATURES = 'Signatures are not simulated here: the pretend registry trusts everybody.'

/** By the first words of the command. */
const SENTENCES: Readonly<Record<string, string>> = {
  network: 'Container networks are not simulated here: every container stands on the engine\'s own.',
  volume: 'Volumes are made by "docker run -v" and VOLUME, and shown by "docker system df -v"; they have no commands of their own here.',
  swarm: SWARM, node: SWARM, service: SWARM, stack: SWARM, config: SWARM, secret: SWARM,
  stats: LIMITS, update: LIMITS,
  context: 'There is but one engine here; "docker info" asks it.',
  plugin: 'Plugins are not simulated here.',
  manifest: 'Lists of manifests can be looked at with "docker manifest inspect"; making them is not simulated here.',
  trust: SIGNATURES,
  checkpoint: 'Checkpoints are not simulated here; "docker commit" keeps the files of a container.',
  engine: 'The engine cannot be exchanged here.',
  completion: 'The terminal completes docker commands by itself: press Tab.',
  'system dial-stdio': 'There is no connection to pass on here.',
}

/** Plugins that many installations bring with the client; ours is as bare as the recorded one. */
const PLUGINS: Readonly<Record<string, string>> = {
  compose: 'Compose is not simulated here; start each container with "docker run".',
  buildx: 'BuildKit is not simulated here; "docker build" uses the classic builder.',
  scan: 'There is no scanner here.',
  scout: 'There is no scanner here.',
  sbom: 'There is no scanner here; "docker history" and "docker diff" show what is in an image.',
  desktop: 'Docker Desktop is not simulated here, only the engine.',
  extension: 'Docker Desktop is not simulated here, only the engine.',
  model: 'Docker Desktop is not simulated here, only the engine.',
}

/** The sentence about an operation of the client. @param path as the grammar knows it */
export function refusal(path: string): string {
  const sentence = SENTENCES[path] ?? SENTENCES[path.split(' ', 1)[0] as string]
  return sentence === undefined ? `docker ${path} is not simulated here.` : `docker ${path}: ${sentence}`
}

/** The sentence about a plugin that is typed as a command; undefined for every other word. */
export function pluginRefusal(word: string | undefined): string | undefined {
  if (word === undefined || !Object.hasOwn(PLUGINS, word)) return undefined
  return `docker ${word}: ${PLUGINS[word] as string}`
}

/** Making a container: for `docker create` and `run`, and for the steps of a build. @source moby daemon/create.go, daemon/create_unix.go (20.10) */
import { utf8 } from '../base/bytes.ts'
import { EngineError } from '../base/errors.ts'
import type { ContainerConfig, HostConfig } from './api.ts'
import { isSignal } from './config-changes.ts'
import { Container, newState } from './container.ts'
import type { ContainerMount } from './container.ts'
import { containerEvent } from './container-event.ts'
import type { Engine } from './engine.ts'
import { fullConfig } from './full-config.ts'
import { holdOff, holdOn } from './hold-on.ts'
import { randomName } from './names.ts'
import { isPartial, partialImages } from './partial.ts'
import { resolveImage } from './resolve.ts'
import { rfc3339Nano, unixNanos } from './time.ts'
import { concluded } from '../sched/conclude.ts'
import type { Op } from '../sched/op.ts'
import { randomHex64 } from '../store/atomic-write.ts'
import { chainIDOf } from '../store/image-config.ts'
import type { Image } from '../store/image-store.ts'
import { VOLUMES } from '../store/layout.ts'
import { platformMatches, platformText } from './platform.ts'
import type { Platform } from './platform.ts'

export interface CreateArgs {
  /** Without it a name is made up. */
  readonly name: string | undefined
  /** What the client asked for; unset members come from the image. */
  readonly config: Partial<ContainerConfig> & { readonly Image: string }
  readonly hostConfig: HostConfig
  readonly platform: Platform | undefined
}

export interface Created {
  readonly id: string
  readonly warnings: readonly string[]
}

/**
 * Make a container. It is not visible to others before the last step; until then nothing protects its image, only the
 * layers are held. EulerOS holds on the image meanwhile, and joins a partial one first: the container is one of the
 * complete image.
 *
 * @throws EngineError NotFound `No such image: …`, Conflict, or damage found in the layers
 */
export function createContainer(engine: Engine, args: CreateArgs): Op<Created> {
  return concluded(engine.scheduler, make(engine, args), ({ id, warnings }) => [id, ...warnings].join())
}

function* make(engine: Engine, args: CreateArgs): Op<Created> {
  const { Image: typed } = args.config
  const image = typed === '' ? undefined : yield* resolveImage(engine, typed)
  if (!image || !engine.behaviour.holdsOnImages) return yield* create(engine, args, image)
  const complete = isPartial(engine, image) ? yield* partialImages.content.completeImage(engine, typed) : { name: typed, id: image.id }
  yield* holdOn(engine, complete.id)
  try {
    const found = complete.id === image.id ? image : yield* engine.images.get(complete.id)
    return yield* create(engine, { ...args, config: { ...args.config, Image: complete.name } }, found)
  } finally {
    yield* holdOff(engine, complete.id)
  }
}

function* create(engine: Engine, { name, config, hostConfig, platform }: CreateArgs, image: Image | undefined): Op<Created> {
  if (image && platform && !platformMatches(platform, image.config)) {
    throw new EngineError('NotFound', `image with reference ${config.Image} was found but does not match the specified platform: wanted ${platformText(platform)}, actual: ${platformText(imagePlatform(image))}`)
  }
  const warnings: string[] = []
  const host: Platform = { os: 'linux', architecture: engine.machine.facts.architecture, variant: engine.machine.facts.architecture === 'arm64' ? 'v8' : '' }
  if (image && !platform && !platformMatches({ ...imagePlatform(image), variant: '' }, { os: host.os, architecture: host.architecture })) {
    warnings.push(`The requested image's platform (${platformText(imagePlatform(image))}) does not match the detected host platform (${platformText(host)}) and no specific platform was requested`)
  }
  const merged = mergeConfig(config, image)
  if ((merged.Entrypoint ?? []).length === 0 && (merged.Cmd ?? []).length === 0) throw new EngineError('InvalidParameter', 'No command specified')

  if (merged.WorkingDir !== '' && !merged.WorkingDir.startsWith('/')) throw new EngineError('InvalidParameter', `the working directory '${merged.WorkingDir}' is invalid, it needs to be an absolute path`)
  const signal = merged.StopSignal ?? ''
  if (signal !== '' && !isSignal(signal)) throw new EngineError('InvalidParameter', `Invalid signal: ${signal}`)

  const id = randomHex64(engine.scheduler)
  const finalName = name ?? randomName(engine)
  if (name === undefined) engine.containers.drawnNames.push(finalName)
  engine.containers.reserve(finalName, id)
  try {
    const container = yield* build(engine, { id, name: finalName, config: merged, hostConfig, image })
    engine.containers.register(container)
    containerEvent(engine, container, 'create')
    return { id, warnings }
  } catch (error) {
    engine.containers.releaseName(finalName)
    throw error
  }
}

function imagePlatform(image: Image): Platform {
  return { os: image.config.os ?? 'linux', architecture: image.config.architecture ?? '', variant: image.config.variant ?? '' }
}

function* build(engine: Engine, { id, name, config, hostConfig, image }: { id: string; name: string; config: ContainerConfig; hostConfig: HostConfig; image: Image | undefined }): Op<Container> {
  const { fs } = engine
  const [path = '', ...args] = [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])]
  // The image is read once more: it may have gone since its name was resolved.
  const again = image && (yield* engine.images.get(image.id))
  const hostname = config.Hostname || id.slice(0, 12)
  yield* engine.layers.createRW(id, again && chainIDOf(again.config), root => initLayer(engine, root))
  try {
    const mounts = yield* volumesOf(engine, config, hostConfig)
    const container = new Container({
      id, name, created: rfc3339Nano(unixNanos(engine.machine)), path, args, config: { ...config, Hostname: hostname }, hostConfig, imageID: image?.id ?? '', mounts, state: newState(),
    })
    yield* fs.mkdir(container.home, 0o710)
    yield* fs.mkdir(`${container.home}/checkpoints`, 0o700)
    yield* engine.containers.save(container)
    yield* prepareRoot(engine, container)
    return container
  } catch (error) {
    yield* engine.layers.releaseRW(id)
    throw error
  }
}

/** What every container has under its own changes. @source moby daemon/initlayer/setup_unix.go */
function* initLayer(engine: Engine, root: string): Op<void> {
  const { fs } = engine
  const entries: readonly (readonly [path: string, type: 'directory' | 'file' | string])[] = [
    ['/dev/pts', 'directory'], ['/dev/shm', 'directory'], ['/proc', 'directory'], ['/sys', 'directory'], ['/.dockerenv', 'file'],
    ['/etc/resolv.conf', 'file'], ['/etc/hosts', 'file'], ['/etc/hostname', 'file'], ['/dev/console', 'file'], ['/etc/mtab', '/proc/mounts'],
  ]
  for (const [name, type] of entries) {
    const path = `${root}${name}`
    const present = yield* fs.look(path)
    if (present && type === 'directory' && present.type === 'directory') continue
    if (present && type !== 'directory') yield* fs.removeAll(path)
    yield* fs.mkdirAll(path.slice(0, path.lastIndexOf('/')), 0o755)
    if (type === 'directory') yield* fs.mkdirAll(path, 0o755)
    else if (type === 'file') {
      yield* fs.writeFile(path, utf8(''), 0o755)
      yield* fs.chmod(path, 0o755)
    } else yield* fs.symlink(type, path)
  }
}

/** Mount once: the working directory is made, and a broken layer shows. */
function* prepareRoot(engine: Engine, container: Container): Op<void> {
  const { mountID } = engine.layers.getRW(container.id)
  const root = yield* engine.layers.driver.get(mountID)
  try {
    const workdir = container.config.WorkingDir
    if (workdir !== '' && workdir !== '/') yield* engine.fs.mkdirAll(`${root}${workdir}`, 0o755)
    // The places of mounts are made when the container starts, not now.
    for (const { volume, destination, source } of container.mounts) {
      if (volume !== undefined && (yield* engine.fs.look(`${root}${destination}`))?.type === 'directory') yield* copyIntoVolume(engine, `${root}${destination}`, source)
    }
  } finally {
    yield* engine.layers.driver.put(mountID)
  }
}

function* volumesOf(engine: Engine, config: ContainerConfig, hostConfig: HostConfig): Op<ContainerMount[]> {
  const mounts: ContainerMount[] = []
  for (const bind of hostConfig.Binds ?? []) {
    const { source, destination, mode, readWrite } = parseBind(bind)
    if (source.startsWith('/')) {
      // What is there may be a file as well.
      if (!(yield* engine.fs.exists(source))) yield* engine.fs.mkdirAll(source, 0o755)
      mounts.push({ source, destination, readWrite, mode, volume: undefined })
    } else mounts.push({ source: yield* makeVolume(engine, source), destination, readWrite, mode, volume: source })
  }
  for (const destination of Object.keys(config.Volumes ?? {}).sort()) {
    if (mounts.some(mount => mount.destination === destination)) continue
    const volume = randomHex64(engine.scheduler)
    mounts.push({ source: yield* makeVolume(engine, volume), destination, readWrite: true, mode: '', volume })
  }
  return mounts
}

const VOLUME_MODES = /^(?:r[ow]|[zZ]|r?(?:shared|slave|private)|nocopy|consistent|cached|delegated)$/

/**
 * `SOURCE:DESTINATION[:MODES]`.
 *
 * @throws EngineError `invalid volume specification: …`, or what is wrong with the name of a volume
 * @source moby volume/mounts/linux_parser.go `ParseMountRaw`, volume/local `validateName`
 */
function parseBind(bind: string): { source: string; destination: string; mode: string; readWrite: boolean } {
  const refuse = (words: string): EngineError => new EngineError('InvalidParameter', `invalid volume specification: '${bind}'${words}`)
  const parts = bind.split(':')
  const [source = '', destination = '', modes = ''] = parts
  if (parts.length < 2 || parts.length > 3 || source === '' || destination === '') throw refuse('')
  if (parts.length === 3 && !modes.split(',').every(mode => VOLUME_MODES.test(mode))) throw new EngineError('InvalidParameter', `invalid mode: ${modes}`)
  const type = source.startsWith('/') ? 'bind' : 'volume'
  if (!destination.startsWith('/')) throw refuse(`: invalid mount config for type "${type}": invalid mount path: '${destination}' mount path must be absolute`)
  if (/^\/+$/.test(destination)) throw refuse(': invalid specification: destination can\'t be \'/\'')
  if (type === 'volume' && !/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(source)) {
    const words = source.length === 1 ? 'volume name is too short, names should be at least two alphanumeric characters' : `${JSON.stringify(source)} includes invalid characters for a local volume name, only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path`
    throw new EngineError('InvalidParameter', `create ${source}: ${words}`)
  }
  return { source, destination, mode: modes, readWrite: !modes.split(',').includes('ro') }
}

function* makeVolume(engine: Engine, volume: string): Op<string> {
  const path = `${VOLUMES}/${volume}/_data`
  yield* engine.fs.mkdirAll(path, 0o755)
  return path
}

/** A new volume begins with what the image has at its place. */
function* copyIntoVolume(engine: Engine, from: string, to: string): Op<void> {
  const { fs } = engine
  if ((yield* fs.readdir(to)).length > 0) return
  yield* copyTree(engine, from, to)
}

function* copyTree(engine: Engine, from: string, to: string): Op<void> {
  const { fs } = engine
  for (const name of yield* fs.readdir(from)) {
    const stat = yield* fs.lstat(`${from}/${name}`)
    const target = `${to}/${name}`
    if (stat.type === 'directory') {
      yield* fs.mkdir(target, stat.mode)
      yield* copyTree(engine, `${from}/${name}`, target)
    } else if (stat.type === 'symlink') yield* fs.symlink(stat.target, target)
    else if (stat.type === 'file') yield* fs.writeFile(target, (yield* fs.readFile(`${from}/${name}`)).bytes(), stat.mode)
    else continue
    yield* fs.lchown(target, stat.uid, stat.gid)
  }
}

/** @source moby runconfig/opts, daemon/commit.go `merge` */
function mergeConfig(wanted: CreateArgs['config'], image: Image | undefined): ContainerConfig {
  const base = image?.config.config ?? {}
  const env = [...(wanted.Env ?? [])]
  const names = new Set(env.map(nameOf))
  for (const entry of base.Env ?? []) if (!names.has(nameOf(entry))) env.push(entry)
  const ownEntrypoint = wanted.Entrypoint !== undefined && wanted.Entrypoint !== null
  const entrypoint = ownEntrypoint ? (wanted.Entrypoint?.length === 1 && wanted.Entrypoint[0] === '' ? null : (wanted.Entrypoint ?? null)) : (base.Entrypoint ?? null)
  const cmd = wanted.Cmd?.length ? wanted.Cmd : ownEntrypoint ? null : (base.Cmd ?? null)
  return fullConfig({
    ...wanted,
    User: wanted.User || (base.User ?? ''),
    Env: env,
    Entrypoint: entrypoint,
    Cmd: cmd,
    ExposedPorts: { ...base.ExposedPorts, ...wanted.ExposedPorts },
    Volumes: Object.keys({ ...base.Volumes, ...wanted.Volumes }).length > 0 ? { ...base.Volumes, ...wanted.Volumes } : null,
    WorkingDir: wanted.WorkingDir || (base.WorkingDir ?? ''),
    Labels: image ? { ...base.Labels, ...wanted.Labels } : (wanted.Labels ?? null),
    OnBuild: wanted.OnBuild ?? null,
    ...(wanted.Healthcheck ? { Healthcheck: wanted.Healthcheck } : base['Healthcheck'] ? { Healthcheck: base['Healthcheck'] } : {}),
    ...(wanted.StopSignal ? { StopSignal: wanted.StopSignal } : base['StopSignal'] ? { StopSignal: base['StopSignal'] } : {}),
  })
}

const nameOf = (entry: string): string => entry.split('=', 1)[0] as string

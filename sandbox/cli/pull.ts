/** `docker pull`, and the pulling that `run` and `create` do. @source docker/cli cli/command/image/pull.go, trust.go */
import { EngineError, SyscallError } from '../base/errors.ts'
import { pull as pullImages } from '../commands/pull.ts'
import type { PullArgs } from '../engine/pull/pull.ts'
import type { Engine } from '../engine/engine.ts'
import { DEFAULT_TAG, familiarName, isNameOnly, normalisedString, parseReference, repositoryName, withDefaultTag } from '../oci/reference.ts'
import type { Reference } from '../oci/reference.ts'
import type { File } from '../machine/files.ts'
import type { Op } from '../sched/op.ts'
import { Failure, StreamError, connectWords } from './client.ts'
import type { Client, Run } from './client.ts'
import { grammarOf, is28 } from './clients.ts'
import { MessagePrinter } from './messages.ts'

/** `docker pull NAME[:TAG|@DIGEST]` */
export const pull: Run = function* (client) {
  const [typed = ''] = client.args
  refuseContentTrust(client)
  const all = client.flag('all-tags')
  const quiet = client.flag('quiet')
  let reference = parsed(client, typed)
  if (all && !isNameOnly(reference)) throw new Failure("tag can't be used with --all-tags/-a")
  if (!all && isNameOnly(reference)) {
    reference = withDefaultTag(reference)
    if (!quiet) yield* client.print(`Using default tag: ${DEFAULT_TAG}\n`)
  }
  yield* ask(client, reference, client.text('platform'), quiet ? undefined : client.process.stdout)
  yield* client.print(`${normalisedString(reference)}\n`)
  return 0
}

/** What `run` and `create` do about an image that is not there: its progress goes to standard error. */
export function* pullMissing(client: Client, typed: string): Op<void> {
  yield* ask(client, withDefaultTag(parsed(client, typed)), client.text('platform'), client.flag('quiet') ? undefined : client.process.stderr)
}

/** Nobody signs images here. @throws Failure when signatures are asked for */
export function refuseContentTrust(client: Client): void {
  if (!client.flag('disable-content-trust')) throw new Failure('--disable-content-trust=false is not simulated by Layerlab')
}

/** A typed name. @throws Failure for bad syntax */
export function parsed(client: Client, typed: string): Reference {
  try {
    return parseReference(typed, grammarOf(client.version))
  } catch (error) {
    if (error instanceof EngineError) throw new Failure(error.message)
    throw error
  }
}

function* ask(client: Client, reference: Reference, platform: string, out: File | undefined): Op<void> {
  const name = is28(client.version) ? repositoryName(reference) : familiarName(reference)
  const tag = reference.digest ?? reference.tag
  yield* stream(client, 'POST /v1.41/images/create', out, (engine, emit) => pullImages(engine, { name, tag, platform, emit }))
}

/**
 * A request whose answer is a stream of messages. Once it has begun, errors travel in it, without the daemon's prefix.
 *
 * @param out where messages go; undefined: nowhere, but errors are told all the same
 */
export function* stream(client: Client, endpoint: string, out: File | undefined, work: (engine: Engine, emit: PullArgs['emit']) => Op<void>): Op<void> {
  const printer = out && new MessagePrinter(out)
  let answered = false
  let failure: StreamError | undefined
  yield* client.request(endpoint, function* (engine) {
    try {
      yield* work(engine, function* (message) {
        answered = true
        if (printer) yield* printer.print(message)
      })
    } catch (error) {
      // The answer has gone out with status 200 by then, so the daemon does not log a failed request either.
      if (!answered || !(error instanceof EngineError || error instanceof SyscallError)) throw error
      failure = new StreamError(error.message)
    }
  }, () => (answered ? new StreamError('unexpected EOF') : new Failure(`error during connect: ${connectWords(endpoint)}: EOF`)))
  if (failure) throw failure
}

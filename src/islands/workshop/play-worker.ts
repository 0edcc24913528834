/** Plays a scenario whole, and packs one of its replays into a link: a worker that is started for a run and ended by it. */
import { CapsuleError, RunError, ScenarioError } from '#sandbox'
import type { Scenario } from '#sandbox'
import { installAllParts } from '#sandbox/all-parts'
import { capsuleOf, playAll } from '#sandbox/play'
import type { Played } from '#sandbox/play'
import { installBrowserCodecs } from '../../playground/codecs.ts'
import { installGzip } from '../../playground/gzip.ts'

export type PlayRequest = { readonly do: 'play'; readonly scenario: unknown } | { readonly do: 'link'; readonly scenario: Scenario; readonly replay: string }

export type PlayAnswer =
  | { readonly is: 'played'; readonly played: Played }
  /** `fragment` without its `#`. */
  | { readonly is: 'link'; readonly fragment: string }
  /** The scenario, or the link, cannot be had: one sentence for each reason. */
  | { readonly is: 'refused'; readonly problems: readonly string[] }
  | { readonly is: 'failed'; readonly message: string }

const scope = globalThis as unknown as { postMessage(answer: PlayAnswer): void; addEventListener(type: 'message', listener: (event: MessageEvent<PlayRequest>) => void): void }

const ready = installBrowserCodecs()
installGzip()

scope.addEventListener('message', ({ data }) => void ready.then(() => scope.postMessage(answer(data))))

function answer(request: PlayRequest): PlayAnswer {
  try {
    if (request.do === 'play') return { is: 'played', played: playAll(request.scenario) }
    installAllParts()
    return { is: 'link', fragment: capsuleOf(request.scenario, request.replay) }
  } catch (error) {
    if (error instanceof ScenarioError) return { is: 'refused', problems: error.problems }
    if (error instanceof RunError || error instanceof CapsuleError) return { is: 'refused', problems: [error.message] }
    return { is: 'failed', message: error instanceof Error ? error.message : String(error) }
  }
}

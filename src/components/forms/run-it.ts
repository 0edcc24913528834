/** What a reader asked to run: sent to `document` as `layerlab:run`, for the sandbox of the page. */
export interface RunWish {
  readonly scenario: string
  readonly replay: string
}

document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest<HTMLElement>('button[data-scenario][data-replay]') : null
  const { scenario, replay } = button?.dataset ?? {}
  if (scenario === undefined || replay === undefined) return
  // A page without a sandbox has one elsewhere.
  if (!document.querySelector('layerlab-run')) location.assign(`/${location.pathname.split('/')[1] ?? 'en'}/tools/playground/?run=${scenario}/${replay}`)
  document.dispatchEvent(new CustomEvent<RunWish>('layerlab:run', { detail: { scenario, replay } }))
})

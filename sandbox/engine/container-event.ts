import { sortedMap } from '../oci/go-json.ts'
import type { Container } from './container.ts'
import type { Engine } from './engine.ts'

/**
 * Note what happened to a container: with its labels, image and name.
 *
 * @source moby daemon/events.go `LogContainerEventWithAttributes`
 */
export function containerEvent(engine: Engine, container: Container, action: string, attributes: Readonly<Record<string, string>> = {}): void {
  const { config, id, name } = container
  const all = sortedMap({ ...attributes, ...config.Labels, ...(config.Image === '' ? {} : { image: config.Image }), name })
  engine.events.push('container', action, id, Object.fromEntries(all) as Record<string, string>)
}

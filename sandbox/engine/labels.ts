import type { Image } from '../store/image-store.ts'

/** `label=k` and `label=k=v`: all must hold. */
export function hasLabels(image: Image, wanted: readonly string[]): boolean {
  const labels = image.config.config?.Labels ?? {}
  return wanted.every(label => {
    const equals = label.indexOf('=')
    if (equals < 0) return Object.hasOwn(labels, label)
    return labels[label.slice(0, equals)] === label.slice(equals + 1)
  })
}

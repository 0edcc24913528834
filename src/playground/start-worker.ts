/**
 * Start a worker from the address of its file. An isolated page lets in only workers whose files carry its own headers;
 * a static host gives those to the page alone. There the worker begins as a blob, which takes the page's headers along,
 * and imports the file.
 */
export function startWorker(url: string, name: string): Worker {
  if (!crossOriginIsolated) return new Worker(url, { type: 'module', name })
  const blob = URL.createObjectURL(new Blob([`import ${JSON.stringify(new URL(url, location.href).href)}`], { type: 'text/javascript' }))
  return new Worker(blob, { type: 'module', name })
}

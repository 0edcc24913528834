/**
 * Serves the built site as a static host does: compressed, with cache headers, `404.html` for what is not there.
 *
 *     node src/tools/serve.ts [--dir dist] [--port 4321]
 */
import { readFile, stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { isolationOf } from '../workshop/isolation.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.gz': 'application/gzip',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.md': 'text/markdown; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.tar': 'application/x-tar',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.xml': 'application/xml',
}
const COMPRESSIBLE = /^(text\/|application\/(json|wasm|xml|manifest)|image\/svg)/

/** A running host of a built site. */
export interface Host {
  /** `http://127.0.0.1:4321`, without a slash at the end. */
  readonly origin: string
  close(): void
}

/** Something the site holds under an address. */
interface Answer {
  readonly type: string
  readonly raw: Buffer
  readonly encoded: Map<string, Buffer>
}

const encoders: Readonly<Record<string, (raw: Buffer) => Promise<Buffer>>> = {
  br: (raw) => promisify(brotliCompress)(raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (raw) => promisify(gzip)(raw),
}

/** Serves a folder at a port (0: any that is free) of the addresses given, or of 127.0.0.1 alone. */
export async function serveSite(folder: string, port = 0, addresses: readonly string[] = ['127.0.0.1']): Promise<Host> {
  const kept = new Map<string, Answer>()

  /** The file of an address; `undefined` where there is none. Files are read once: a built site does not change. */
  const find = async (path: string): Promise<Answer | undefined> => {
    const file = join(folder, path.endsWith('/') ? `${path}index.html` : path)
    const known = kept.get(file)
    if (known !== undefined) return known
    const raw = await readFile(file).catch(() => undefined)
    if (raw === undefined) return undefined
    const answer = { type: TYPES[extname(file)] ?? 'application/octet-stream', raw, encoded: new Map<string, Buffer>() }
    kept.set(file, answer)
    return answer
  }

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = pathOf(request.url ?? '/')
    const answer = path === undefined ? undefined : await find(path)
    if (answer === undefined && path !== undefined && (await isFolder(join(folder, path)))) {
      response.writeHead(301, { location: `${path}/` }).end()
      return
    }
    const shown = answer ?? (await find('/404.html'))
    if (shown === undefined || path === undefined) {
      response.writeHead(path === undefined ? 400 : 404).end()
      return
    }
    const accepted = String(request.headers['accept-encoding'] ?? '')
    const encoding = COMPRESSIBLE.test(shown.type) ? Object.keys(encoders).find((name) => accepted.includes(name)) : undefined
    const body = encoding === undefined ? shown.raw : await encodedBy(encoding, shown)
    response.writeHead(answer === undefined ? 404 : 200, {
      'content-type': shown.type,
      'content-length': body.length,
      // Names under _astro/ carry a digest of the content; everything else is asked for again.
      'cache-control': path.startsWith('/_astro/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      'x-content-type-options': 'nosniff',
      vary: 'accept-encoding',
      ...(answer === undefined ? {} : isolationOf(path)),
      ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
    })
    response.end(request.method === 'HEAD' ? undefined : body)
  }

  const listen = (address: string, at: number): Promise<Server> =>
    new Promise((resolve, reject) => {
      const server = createServer((request, response) => {
        respond(request, response).catch(() => response.writeHead(500).end())
      })
      server.once('error', reject)
      server.listen(at, address, () => resolve(server))
    })

  const servers: Server[] = []
  for (const address of addresses) servers.push(await listen(address, port))
  const { address, port: taken } = servers[0]?.address() as AddressInfo
  return {
    origin: `http://${address}:${taken}`,
    close: () => {
      for (const server of servers) {
        server.close()
        server.closeAllConnections()
      }
    },
  }
}

async function encodedBy(encoding: string, answer: Answer): Promise<Buffer> {
  const known = answer.encoded.get(encoding)
  if (known !== undefined) return known
  const body = (await encoders[encoding]?.(answer.raw)) ?? answer.raw
  answer.encoded.set(encoding, body)
  return body
}

/** The path of a request, inside the site whatever it says; `undefined` where it cannot be read. */
function pathOf(url: string): string | undefined {
  try {
    return normalize(decodeURIComponent(new URL(url, 'http://host').pathname))
  } catch {
    return undefined
  }
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { dir: { type: 'string', default: 'dist' }, port: { type: 'string', default: '4321' } } })
  const port = Number(values.port)
  try {
    // What `localhost` means differs between machines; ::1 does not exist on all of them.
    await serveSite(values.dir, port, ['127.0.0.1'])
    await serveSite(values.dir, port, ['::1']).catch(() => undefined)
    console.log(`\n  Layerlab is at http://localhost:${port}/  (Ctrl+C stops it)\n`)
  } catch (error) {
    const busy = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
    console.error(busy ? `Port ${port} is taken. Stop the other server, or: npm start -- --port ${port + 1}` : error)
    process.exitCode = 1
  }
}

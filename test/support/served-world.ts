/** A world behind `layerlab serve`, and plain HTTP to ask it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installNodeCodecs } from '../../sandbox/node/codecs.ts'
import { ApiServer } from '../../sandbox/node/serve/server.ts'
import { World } from '../../sandbox/scenario/world.ts'
import type { WorldOptions } from '../../sandbox/scenario/world.ts'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  /** The body as JSON. */
  json(): unknown
}

export class Served {
  readonly world: World
  readonly socket: string
  private readonly folder = mkdtempSync(join(tmpdir(), 'layerlab-api-'))
  private readonly server: ApiServer
  fault: unknown

  constructor(options: Partial<WorldOptions> = {}) {
    installNodeCodecs()
    this.world = World.create({ ...options, epochSeconds: Math.floor(Date.now() / 1000) })
    this.socket = join(this.folder, 'docker.sock')
    this.server = new ApiServer(this.world, { docker: { path: this.socket }, control: undefined, onFault: fault => (this.fault ??= fault) })
  }

  async listen(): Promise<this> {
    await this.server.listen()
    return this
  }

  async close(): Promise<void> {
    await this.server.close()
    rmSync(this.folder, { recursive: true })
  }

  async ask(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const bytes = body === undefined ? undefined : body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body))
    const type: Record<string, string> = bytes && !(body instanceof Uint8Array) ? { 'Content-Type': 'application/json' } : {}
    return await new Promise((done, failed) => {
      const asked = request({ socketPath: this.socket, method, path, headers: { ...type, ...headers } }, answer => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('error', failed)
        answer.on('end', () => {
          const whole = Buffer.concat(chunks)
          done({ status: answer.statusCode ?? 0, headers: answer.headers, body: whole, json: () => JSON.parse(whole.toString()) as unknown })
        })
      })
      asked.on('error', failed)
      asked.end(bytes)
    })
  }

  /** The objects of a stream of messages. */
  static messages({ body }: Answer): Record<string, unknown>[] {
    return body.toString().split(/\r?\n/).filter(line => line !== '').map(line => JSON.parse(line) as Record<string, unknown>)
  }

  /**
   * Take a connection over, as `attach` and `exec` do: what has come until it ends.
   *
   * @param talk keys to press when a text has been seen, one after the other
   */
  async hijack(path: string, { typed, talk = [], body = '', whenOpen = async () => {} }: { readonly typed?: string; readonly talk?: readonly (readonly [seen: string, keys: string])[]; readonly body?: string; readonly whenOpen?: () => Promise<void> }): Promise<{ readonly head: string; readonly data: Buffer }> {
    return await new Promise((done, failed) => {
      const asked = request({
        socketPath: this.socket, method: 'POST', path,
        headers: { Connection: 'Upgrade', Upgrade: 'tcp', 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) },
      })
      asked.on('error', failed)
      asked.on('response', answer => answer.resume().on('end', () => done({ head: String(answer.statusCode), data: Buffer.alloc(0) })))
      asked.on('upgrade', (answer, socket, first) => {
        const chunks: Buffer[] = [first]
        let turn = 0
        let from = 0
        socket.on('data', (chunk: Buffer) => {
          chunks.push(chunk)
          const text = Buffer.concat(chunks).toString('latin1')
          for (let next = talk[turn]; next; next = talk[turn]) {
            const at = text.indexOf(next[0], from)
            if (at < 0) return
            from = at + next[0].length
            turn++
            socket.write(next[1])
          }
        })
        socket.on('error', failed)
        socket.on('end', () => {
          socket.end()
          done({ head: `${answer.statusCode} ${answer.headers['content-type']}`, data: Buffer.concat(chunks) })
        })
        if (typed !== undefined) socket.end(typed)
        whenOpen().catch(failed)
      })
      asked.end(body)
    })
  }
}

/** The two streams of framed output. */
export function unframed(data: Buffer): { readonly stdout: string; readonly stderr: string } {
  const streams = ['', '', '']
  for (let at = 0; at < data.length;) {
    const length = data.readUInt32BE(at + 4)
    streams[data[at] as number] += data.subarray(at + 8, at + 8 + length).toString()
    at += 8 + length
  }
  return { stdout: streams[1] as string, stderr: streams[2] as string }
}

/**
 * The worker's side of one sandbox: takes requests, lets the session work in slices so that the next request is heard,
 * and tells what came of it. It knows no worker and no clock: both are handed in, so tests run it in Node.
 */
import { DiskFile, PartMissing, RunError, ScenarioError, ScheduleError, Session, SessionError, atHost, completion, isInstalled, labs, links, seldom, validateScenario } from '#sandbox'
import type { KindOfStep, PartName, ScheduleItem, TerminalName } from '#sandbox'
import type { DeskRequest, News, State } from './messages.ts'
import { partsForRequest } from './parts.ts'
import { loggedTrouble, storeViewOf } from './store-view.ts'

/** The host that events of the machine are for: the one in view; undefined for the first. */
const hostIn = ({ viewed, world }: Session): string | undefined => (viewed === world.first ? undefined : viewed.name)

/** What a desk needs of its host. */
export interface Host {
  tell(news: News): void
  /** Real milliseconds. */
  now(): number
  later(action: () => void, ms: number): void
  /** Bring a part of the engine. */
  load(part: PartName): Promise<void>
}

/** How long the session may work before requests are looked at, in real milliseconds. */
const SLICE_MS = 12
/** States are told at most this often while something runs. */
const STATE_EVERY_MS = 40
const STEPS_AT_ONCE = 256
/** How often work that waits for a part looks whether it has come. */
const LOADING_MS = 5
/** A file that is looked into: no more than this goes to the page. */
const FILE_BYTES_MAX = 512 * 1024 * 1024

export class Desk {
  private readonly host: Host
  private session: Session | undefined
  /** Steps that terminals still have to do by themselves. */
  private readonly goals = new Map<TerminalName, number>()
  /** Those of them that have not begun: the first step is taken also before a break point. */
  private readonly setOut = new Set<TerminalName>()
  /** Wanted for this once: to right before a step of this kind. */
  private until: KindOfStep | undefined
  private readonly decoders = new Map<TerminalName, TextDecoder>()
  private outputs = new Map<TerminalName, { text: string; fresh: boolean }>()
  /** Lines of each terminal that its text shows already, because they were typed there. */
  private readonly echoed = new Map<TerminalName, number>()
  private readonly begun = new Map<TerminalName, number>()
  /** Typed before the prompt was there, and read by no program: the shell's next lines. */
  private readonly ahead = new Map<TerminalName, string>()
  private pumping = false
  private msPerStep = 0
  private toldAt = 0
  private toldLength = 0
  private toldFiles = ''
  private bootPending = false
  private loading = false
  /** A run is carried out again because it missed a part: its commands have been told. */
  private repeating = false
  /** What was done before is carried out. */
  private opening = false
  /** Which was told before: the reader goes back to it. */
  private retelling = false
  /** Requests that came while parts were loaded. */
  private readonly held: DeskRequest[] = []

  constructor(host: Host) {
    this.host = host
  }

  handle(request: DeskRequest): void {
    if (request.do === 'ping') return this.host.tell({ is: 'pong' })
    if (this.loading) {
      this.held.push(request)
      return
    }
    const parts = partsForRequest(request)
    if (parts.length > 0) return this.load(parts, () => this.handle(request))
    const position = this.session?.position ?? 0
    try {
      this.carryOut(request)
    } catch (error) {
      if (error instanceof PartMissing) {
        this.load([error.part], () => {
          this.again(position)
          this.handle(request)
        })
      } else if (error instanceof RunError || error instanceof SessionError || error instanceof ScenarioError || error instanceof ScheduleError) {
        this.host.tell({ is: 'refused', reason: error.message })
        if (this.session) this.tellState()
      } else this.fail(error)
    }
  }

  /** Bring parts of the engine, and only then go on; what is asked for meanwhile waits. */
  private load(parts: readonly PartName[], then: () => void): void {
    this.loading = true
    const goOn = (action: () => void): void => {
      this.loading = false
      try {
        action()
      } catch (error) {
        this.fail(error)
      }
      for (let next = this.loading ? undefined : this.held.shift(); next; next = this.loading ? undefined : this.held.shift()) this.handle(next)
    }
    Promise.all(parts.map(part => this.host.load(part))).then(() => goOn(then), () => goOn(() => {
      this.goals.clear()
      this.pumping = false
      this.host.tell({ is: 'refused', reason: `a part of the sandbox could not be fetched: ${parts.join(', ')}` })
      if (this.session) this.tellState()
    }))
  }

  /** A run that missed a part is void: it is carried out again. */
  private again(position: number): void {
    this.repeating = true
    try {
      this.session?.again(position)
    } finally {
      this.repeating = false
    }
    this.echoWaiting()
  }

  private carryOut(request: DeskRequest): void {
    if (request.do === 'speed') {
      this.msPerStep = Math.max(0, request.msPerStep)
      return
    }
    if (request.do === 'open') return this.open(request)
    if (request.do === 'unpack') return this.host.tell({ is: 'capsule', id: request.id, ...links.content.readLink(request.link) })
    const { session } = this
    if (!session) throw new SessionError('no sandbox is open')
    switch (request.do) {
      case 'terminal':
        session.addTerminal(request.terminal)
        return this.tellState()
      case 'line':
        // Sent while the page did not know yet that another one runs.
        if (session.powered && !session.isIdle(request.terminal)) {
          this.ahead.set(request.terminal, `${this.ahead.get(request.terminal) ?? ''}${request.text}\n`)
          return
        }
        if (session.isIncomplete(request.terminal, request.text)) return this.host.tell({ is: 'more', terminal: request.terminal, text: request.text })
        session.type(request.terminal, request.text)
        this.echoed.set(request.terminal, this.typedLines(request.terminal) + 1)
        if (request.pace) session.setPace(request.terminal, request.pace)
        if (session.pace(request.terminal) === 'run') this.go(request.terminal)
        else this.tellState()
        return this.pump()
      case 'keys':
        // The program ended while the keys were on their way.
        if (session.isIdle(request.terminal)) this.ahead.set(request.terminal, (this.ahead.get(request.terminal) ?? '') + request.text)
        else session.keys(request.terminal, request.text)
        this.goals.set(request.terminal, session.pace(request.terminal) === 'run' ? Infinity : 0)
        return this.pump()
      case 'interrupt':
        this.ahead.delete(request.terminal)
        session.event(`!interrupt=${request.terminal}`)
        // Ctrl-C is for the program: it gets to see it also when its lane is held.
        this.go(request.terminal)
        return this.pump()
      case 'end-of-input':
        session.event(`!end-of-input=${request.terminal}`)
        this.goals.set(request.terminal, session.pace(request.terminal) === 'run' ? Infinity : 0)
        return this.pump()
      case 'complete': {
        const { from, insert, choices } = completion.content.completeAt(session, request.terminal, request.text, request.cursor)
        return this.host.tell({ is: 'completion', id: request.id, from, insert, choices })
      }
      case 'pace':
        session.setPace(request.terminal, request.pace)
        if (request.pace === 'run') this.go(request.terminal)
        else this.goals.delete(request.terminal)
        this.tellState()
        return this.pump()
      case 'step':
        if (request.steps === Infinity) this.go(request.terminal)
        else {
          session.step(request.terminal, request.steps)
          this.tellState()
        }
        return this.pump()
      case 'run-to':
        if (request.point.includes('/')) {
          this.go(request.terminal)
          this.until = request.point as KindOfStep
          return this.pump()
        }
        session.runTo(request.terminal, request.point)
        return this.rest()
      case 'breaks':
        for (const kind of request.kinds) {
          const problem = seldom.content.kindProblem(kind)
          if (problem !== undefined) throw new SessionError(problem)
        }
        session.breaks = request.kinds
        return this.rest()
      case 'hold-task':
        session.hold(request.task, request.held)
        return this.rest()
      case 'way':
        return this.takeWay(session, request.index)
      case 'moments':
        return this.host.tell({ is: 'moments', id: request.id, ...seldom.content.momentsOf(session, request.of, snapshot => storeViewOf(snapshot)) })
      case 'go':
        this.still()
        session.go(request.position)
        if (request.forget) session.forget()
        this.echoWaiting()
        return this.rest()
      case 'stop':
        this.hold(session)
        return this.rest()
      case 'power':
        this.still()
        session.cut(request.choice, hostIn(session))
        return this.rest()
      case 'boot':
        this.bootPending = true
        session.event(atHost('!boot', hostIn(session)))
        return this.rest()
      case 'kill-daemon':
        session.event(atHost('!kill', hostIn(session)))
        return this.pump()
      case 'start-daemon':
        session.event(atHost('!start', hostIn(session)))
        return this.rest()
      case 'view':
        session.view(request.host)
        return this.tellState()
      case 'wait':
        session.event(`!wait=${request.seconds}`)
        return this.pump()
      case 'upload':
        session.upload(request.name, request.upload.digest, request.upload.bytes)
        return this.rest()
      case 'write':
        session.write(request.path, request.text, request.host === session.world.first.name ? undefined : request.host)
        return this.rest()
      case 'read':
        return this.read(session, request)
      case 'link':
        return this.host.tell({ is: 'link', id: request.id, ...links.content.linkTo(session) })
      case 'report':
        return this.host.tell({ is: 'report', id: request.id, ...links.content.reportTo(session, request.at) })
      case 'judge':
        return this.host.tell({ is: 'judged', id: request.id, ...labs.content.judgeSession(request.lab.is, session, request.log) })
    }
  }

  /** A terminal goes on by itself. */
  private go(terminal: TerminalName): void {
    this.until = undefined
    this.goals.set(terminal, Infinity)
    this.setOut.add(terminal)
  }

  /** Nothing goes on by itself, and what was typed ahead is forgotten. */
  private still(): void {
    this.until = undefined
    this.goals.clear()
    this.ahead.clear()
  }

  /** Everything stands still until somebody lets it go on. */
  private hold(session: Session): void {
    this.still()
    for (const { terminal, state } of session.laneViews()) if (state !== 'ready' && state !== 'off') session.setPace(terminal, 'hold')
  }

  private open({ scenario, schedule, position, before, ways = [], uploads }: Extract<DeskRequest, { do: 'open' }>): void {
    this.still()
    this.decoders.clear()
    this.outputs.clear()
    this.echoed.clear()
    this.begun.clear()
    this.toldLength = 0
    this.toldFiles = ''
    this.session = undefined
    // Plain data from storage or a link: what it holds decides nothing before it was looked at.
    const checked = validateScenario({ ...scenario, replays: { none: { schedule: [] } } })
    const session = new Session(checked, new Map(uploads.map(({ digest, bytes }) => [digest, bytes])), {
      onOutput: (terminal, bytes) => this.output(terminal, this.decoder(terminal).decode(bytes, { stream: true })),
      onFresh: () => this.forgetTexts(),
      onBegin: (terminal, prompt, line) => {
        const begun = (this.begun.get(terminal) ?? 0) + 1
        this.begun.set(terminal, begun)
        if (begun > (this.echoed.get(terminal) ?? 0)) {
          this.echoed.set(terminal, begun)
          this.output(terminal, `${prompt}${line.replaceAll('\n', '\r\n> ')}\r\n`)
        }
      },
      onEvent: (item, atTick) => this.mark(item, atTick),
      onCommand: (terminal, line, output, exit, state, repeated) => {
        if (this.repeating) return
        this.flush()
        if (state === 'ended' && !repeated) this.ahead.set(terminal, (this.ahead.get(terminal) ?? '') + session.unread(terminal))
        this.host.tell({ is: 'command', terminal, line, output, exit, state, repeated: repeated || this.retelling })
        // What was kept or comes from a link asks for nothing again.
        if (!repeated && !this.opening && output.includes('\x1b]5151;')) this.host.tell({ is: 'edit', wish: output })
      },
    })
    this.session = session
    session.ways = ways
    for (const { terminal } of session.laneViews()) this.outputs.set(terminal, { text: '', fresh: true })
    this.opening = true
    try {
      session.follow(schedule)
      if (before && before.length > 0) labs.content.walk(session, before)
    } finally {
      this.opening = false
    }
    if (position !== undefined && position < session.happenings.length) session.go(position)
    this.echoWaiting()
    this.flush()
    this.toldLength = session.happenings.length
    this.host.tell({ is: 'opened', state: this.state(session), timeline: [...session.happenings] })
    this.tellFiles(session)
    this.later()
  }

  /** Let everything go on that has to, slice by slice. */
  private pump(): void {
    if (this.pumping) return
    this.pumping = true
    this.slice()
  }

  private slice(): void {
    const { session, host } = this
    if (!session) return
    if (this.loading) return host.later(() => this.slice(), LOADING_MS)
    let going: boolean
    try {
      going = this.work(session)
    } catch (error) {
      if (error instanceof PartMissing) {
        return this.load([error.part], () => {
          if (session !== this.session) return
          this.again(session.position)
          this.slice()
        })
      }
      this.pumping = false
      this.goals.clear()
      if (!(error instanceof RunError || error instanceof SessionError)) return this.fail(error)
      host.tell({ is: 'refused', reason: error.message })
      return this.rest()
    }
    this.flush()
    if (!going) {
      this.pumping = false
      if (this.until !== undefined) host.tell({ is: 'refused', reason: `nothing came to a step ${this.until}: the command has ended, or waits` })
      this.until = undefined
      return this.rest()
    }
    if (this.msPerStep > 0 || host.now() - this.toldAt >= STATE_EVERY_MS) this.tellState()
    host.later(() => this.slice(), this.msPerStep)
  }

  /** @returns whether something is left to do */
  private work(session: Session): boolean {
    const until = this.host.now() + SLICE_MS
    for (;;) {
      for (const terminal of [...this.goals.keys()]) if (session.isIdle(terminal) && !this.typeAhead(session, terminal)) this.goals.delete(terminal)
      const busy = [...this.goals.keys()]
      const able = busy.filter(terminal => session.canStep(terminal))
      const [only] = able
      if (only === undefined) {
        const waits = session.laneViews().some(({ terminal, state, waitsFor }) => busy.includes(terminal) && state === 'waits' && waitsFor?.heldBy === '')
        const seconds = waits ? session.secondsToNextOther() : undefined
        if (seconds === undefined || seconds <= 0) return false
        session.event(`!wait=${seconds}`)
        continue
      }
      const terminal = able.length === 1 ? only : (session.nextOf(able) ?? only)
      const goal = this.goals.get(terminal) ?? 0
      const first = this.setOut.delete(terminal)
      const steps = first || this.msPerStep > 0 || able.length > 1 ? 1 : Math.min(goal, STEPS_AT_ONCE)
      const done = session.step(terminal, steps, first ? [] : this.until === undefined ? session.breaks : [this.until, ...session.breaks])
      if (session.stopped) {
        this.hold(session)
        return false
      }
      if (goal - done <= 0 || !session.powered) this.goals.delete(terminal)
      else if (goal !== Infinity) this.goals.set(terminal, goal - done)
      if (this.msPerStep > 0 || this.host.now() >= until) return true
    }
  }

  /** The shell reads the next line of what was typed before its prompt was there. @returns whether one goes on by itself */
  private typeAhead(session: Session, terminal: TerminalName): boolean {
    const [line, ...others] = (this.ahead.get(terminal) ?? '').split('\n')
    if (line === undefined || others.length === 0 || !session.powered) {
      this.ahead.delete(terminal)
      return false
    }
    let whole = line
    while (others.length > 1 && session.isIncomplete(terminal, whole)) whole += `\n${others.shift() ?? ''}`
    this.ahead.set(terminal, others.join('\n'))
    if (whole.trim() === '') return this.typeAhead(session, terminal)
    session.type(terminal, whole)
    return this.goals.get(terminal) === Infinity
  }

  /** Nothing goes on by itself: say where everything stands, and what to store. */
  private rest(): void {
    const { session } = this
    if (!session) return
    this.flush()
    this.tellState()
    if (this.bootPending || session.hasBooted()) this.tellBoot(session)
    this.tellFiles(session)
    this.host.tell({ is: 'saved', saved: session.saved() })
    this.later()
  }

  /** The next jump back begins with a world that stands ready. */
  private later(): void {
    this.host.later(() => {
      if (!this.pumping) this.session?.prepare()
    }, 60)
  }

  private state(session: Session): State {
    const { position, happenings, world, powered, loss, ways, breaks, stopped } = session
    return {
      scenario: session.scenario, hosts: session.hosts, host: session.viewed.name, position, length: happenings.length, atTick: world.scheduler.nowTick, powered, lanes: session.laneViews(), others: session.otherTasks(), threads: session.kernelThreads(), store: storeViewOf(session.snapshot()),
      loss, log: loggedTrouble(session), busy: this.pumping, ways, breaks, stopped: stopped?.position === position ? stopped : undefined,
    }
  }

  private tellState(): void {
    const { session, host } = this
    if (!session) return
    this.flush()
    const { happenings } = session
    if (session.changedFrom < this.toldLength || happenings.length > this.toldLength) {
      const from = Math.min(session.changedFrom, this.toldLength)
      host.tell({ is: 'timeline', from, added: happenings.slice(from) })
      this.toldLength = happenings.length
      session.changedFrom = happenings.length
    }
    this.toldAt = host.now()
    host.tell({ is: 'state', state: this.state(session) })
  }

  private tellBoot(session: Session): void {
    if (!isInstalled('seldom')) return this.load(['seldom'], () => this.tellBoot(session))
    const lines = seldom.content.bootLines(session, this.bootPending)
    this.bootPending = false
    session.seenBoot()
    this.host.tell({ is: 'booted', lines, started: session.refused === '', error: session.refused })
  }

  private tellFiles(session: Session): void {
    const names = session.workingFiles()
    const key = JSON.stringify(names)
    if (key === this.toldFiles) return
    this.toldFiles = key
    this.host.tell({ is: 'files', names })
  }

  // Texts of terminals

  private output(terminal: TerminalName, text: string): void {
    const pending = this.outputs.get(terminal)
    if (pending) pending.text += text
    else this.outputs.set(terminal, { text, fresh: false })
  }

  private flush(): void {
    for (const [terminal, { text, fresh }] of this.outputs) if (text !== '' || fresh) this.host.tell({ is: 'output', terminal, text, fresh })
    this.outputs.clear()
  }

  private forgetTexts(): void {
    this.decoders.clear()
    this.echoed.clear()
    this.begun.clear()
    this.outputs = new Map(this.session?.terminals.map(terminal => [terminal, { text: '', fresh: true }]) ?? [])
  }

  /** A line that was typed and has not begun stands behind its prompt. */
  private echoWaiting(): void {
    for (const { terminal, state, line, steps, prompt } of this.session?.laneViews() ?? []) {
      const begun = this.begun.get(terminal) ?? 0
      if (state !== 'running' || steps > 0 || line === '' || !this.session?.isIdle(terminal, true) || (this.echoed.get(terminal) ?? 0) > begun) continue
      this.echoed.set(terminal, begun + 1)
      this.output(terminal, `${prompt}${line.replaceAll('\n', '\r\n> ')}\r\n`)
    }
  }

  private typedLines(terminal: TerminalName): number {
    return this.begun.get(terminal) ?? 0
  }

  private decoder(terminal: TerminalName): TextDecoder {
    const known = this.decoders.get(terminal)
    if (known) return known
    const made = new TextDecoder()
    this.decoders.set(terminal, made)
    return made
  }

  private mark(item: ScheduleItem, atTick: number): void {
    if (typeof item !== 'string') return
    const [word = '', value = ''] = item.split('=')
    const mark = ({ '!power': 'cut', '!boot': 'boot', '!kill': 'daemon-killed', '!start': 'daemon-started', '!wait': 'wait' } as const)[word]
    if (mark === undefined) return
    this.flush()
    this.host.tell({ is: 'mark', mark, atTick, seconds: mark === 'wait' ? Number(value) : 0 })
  }

  // Answers

  /** The way that was gone so far takes the place of the one that is gone now. */
  private takeWay(session: Session, index: number): void {
    const { uploads, ways } = session
    const own = [...uploads].map(([digest, bytes]) => ({ digest, bytes }))
    const here = session.saved()
    const there = session.wayAt(index)
    const at = ways[index]?.at ?? 0
    this.retelling = true
    try {
      this.open({ do: 'open', ...there, ways: ways.map((way, one) => (one === index ? { ...session.way(), at } : { ...way, at: Math.min(way.at, at) })), uploads: own })
    } catch (error) {
      // It was made by an engine that did otherwise.
      this.open({ do: 'open', ...here, uploads: own })
      throw error
    } finally {
      this.retelling = false
    }
    this.rest()
  }

  private read(session: Session, { id, path, host }: Extract<DeskRequest, { do: 'read' }>): void {
    const { world, viewed } = session
    const found = new DiskFile(world, path, (host === undefined ? undefined : world.host(host)) ?? (path.startsWith('/') ? viewed : world.first))
    if (found.sizeBytes > FILE_BYTES_MAX) throw new SessionError(`${path} is too large to take out: ${found.sizeBytes} bytes`)
    this.host.tell({ is: 'file', id, path, seen: found.seen(), durable: found.durable() })
  }

  private fail(error: unknown): void {
    this.goals.clear()
    const message = error instanceof Error ? error.message : String(error)
    this.host.tell({ is: 'failed', message, position: this.session?.position ?? 0 })
  }
}

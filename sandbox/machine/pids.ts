import type { Machine } from './machine.ts'
import type { Process } from './process.ts'

/** Processes in order of their number. */
function all(machine: Machine): Process[] {
  return [...machine.processes.values()].sort((a, b) => a.pid - b.pid)
}

/** The processes that can be seen from a container (undefined: from the host, which sees all), oldest first. */
export function processesSeenFrom(machine: Machine, container: object | undefined): Process[] {
  return container === undefined ? all(machine) : all(machine).filter(process => process.container === container)
}

/** The number a process has when it is seen from a container: the container's first process is 1 there. */
export function pidSeenFrom(machine: Machine, container: object | undefined, process: Process): number {
  if (container === undefined) return process.pid
  const first = machine.firstPids.get(container) ?? process.pid
  return process.pid - first + 1
}

/** Find a process by the number it has in a container, or on the host. */
export function findProcess(machine: Machine, container: object | undefined, pid: number): Process | undefined {
  return processesSeenFrom(machine, container).find(process => pidSeenFrom(machine, container, process) === pid)
}

/** May one process send a signal to another? @source kill(2) */
export const maySignal = (from: Process, to: Process): boolean => from.fs.credentials.uid === 0 || from.fs.credentials.uid === to.fs.credentials.uid

/**
 * Send a signal from one process to another. The first process of a container does not hear signals from within it.
 *
 * @returns false when it is not permitted
 * @source kill(2), pid_namespaces(7)
 */
export function sendSignal(from: Process, to: Process, signal: string): boolean {
  if (!maySignal(from, to)) return false
  if (to.container !== undefined && to.container === from.container && to !== from && to.ownPid === 1) return true
  to.machine.signal(to, signal)
  return true
}

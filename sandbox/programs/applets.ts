/** GNU programs that BusyBox does not have. */
const NO_APPLETS: ReadonlySet<string> = new Set([
  'column', 'comm', 'disk', 'file', 'join', 'findmnt', 'getconf', 'journalctl', 'lscpu', 'registry', 'scp', 'service', 'shutdown', 'ssh', 'sudo', 'systemctl', 'vmstat',
])

/** Has BusyBox an applet of this name with ways of its own? */
export const hasApplet = (name: string): boolean => !NO_APPLETS.has(name)

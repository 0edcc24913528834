/** Programs that act on the simulated machine: processes, services, mounts, power. */
import { describe, expect, it } from 'vitest'
import { World } from '../sandbox/scenario/world.ts'
import { installNodeCodecs } from '../sandbox/node/codecs.ts'

installNodeCodecs()

const user = { name: 'user', home: '/home/user', uid: 1000 }
const host = (): World => World.create({ user, directory: '/home/user/work' })

describe('processes', () => {
  it('are listed with their numbers, and killed by number or name', () => {
    const world = host()
    const pid = /^\d+$/m.exec(world.run('pidof dockerd').stdout)?.[0]
    expect(world.run(`ps -p ${pid ?? ''} -o pid=,comm=`).stdout.trim()).toBe(`${pid ?? ''} dockerd`)
    expect(world.run('kill -9 $(pidof dockerd)')).toMatchObject({ exit: 1 })
    expect(world.run('/bin/kill 99999').stderr).toBe('/bin/kill: (99999): No such process\n')
    expect(world.run('sudo kill -9 $(pidof dockerd); pidof dockerd').exit).toBe(1)
    expect(world.run('docker ps').stderr).toContain('Cannot connect to the Docker daemon')
    expect(world.run('killall nothing').stderr).toBe('nothing: no process found\n')
    expect(world.run('pgrep dockerd; pkill dockerd').exit).toBe(1)
  })

  it('run as another user with sudo and su, and not without', () => {
    const world = host()
    expect(world.run('whoami; sudo whoami; sudo -u nobody id -un').stdout).toBe('user\nroot\nnobody\n')
    expect(world.run('id').stdout).toBe('uid=1000(user) gid=1000(user) groups=1000(user),27(sudo),998(docker)\n')
    expect(world.run('sudo nosuchprogram')).toMatchObject({ exit: 1, stderr: 'sudo: nosuchprogram: command not found\n' })
    expect(world.run('sudo sh -c "exit 7"').exit).toBe(7)
    expect(world.run('cat /etc/shadow; ls /root').stderr).toContain("ls: cannot open directory '/root': Permission denied")
    expect(world.run('sudo su nobody -s /bin/sh -c whoami').stdout).not.toBe('root\n')
    expect(world.run('su -c id')).toMatchObject({ exit: 1 })
  })

  it('find their root changed by chroot', () => {
    const world = host()
    expect(world.run('sudo chroot /nope ls')).toMatchObject({ exit: 125, stderr: "chroot: cannot change root directory to '/nope': No such file or directory\n" })
    expect(world.run('mkdir -p r/usr/bin r/x; cp /usr/bin/ls r/usr/bin/; sudo chroot r /usr/bin/ls /').stdout).toBe('usr\nx\n')
  })
})

describe('services', () => {
  it('are started and stopped by root, and tell how they are', () => {
    const world = host()
    expect(world.run('systemctl is-active docker')).toMatchObject({ exit: 0, stdout: 'active\n' })
    expect(world.run('systemctl stop docker')).toMatchObject({ exit: 1, stderr: "Failed to stop docker.service: Interactive authentication required.\nSee system logs and 'systemctl status docker.service' for details.\n" })
    expect(world.run('sudo systemctl stop docker.service')).toMatchObject({ exit: 0, stdout: '', stderr: '' })
    expect(world.run('systemctl is-active docker')).toMatchObject({ exit: 3, stdout: 'inactive\n' })
    expect(world.run('systemctl status docker').stdout).toContain('Active: inactive (dead)')
    expect(world.run('sudo systemctl restart docker; docker ps -q').exit).toBe(0)
    expect(world.run('sudo systemctl start nope')).toMatchObject({ exit: 5, stderr: 'Failed to start nope.service: Unit nope.service not found.\n' })
    expect(world.run('systemctl status nope')).toMatchObject({ exit: 4, stderr: 'Unit nope.service could not be found.\n' })
    expect(world.run('sudo systemctl disable docker; systemctl is-enabled docker')).toMatchObject({ exit: 1, stdout: 'disabled\n' })
    expect(world.run('journalctl -u docker -n 1 -o cat').stdout).toBe('Started docker.service - Docker Application Container Engine.\n')
  })

  it('fail with the words of systemd when the daemon refuses to start', () => {
    const world = host()
    world.run('sudo systemctl stop docker; echo broken | sudo tee /var/lib/docker/image/overlay2/repositories.json')
    const result = world.run('sudo systemctl start docker')
    expect(result).toMatchObject({ exit: 1 })
    expect(result.stderr).toBe('Job for docker.service failed because the control process exited with error code.\nSee "systemctl status docker.service" and "journalctl -xeu docker.service" for details.\n')
    expect(world.run('systemctl is-failed docker')).toMatchObject({ exit: 0, stdout: 'failed\n' })
    expect(world.run('journalctl -u docker -p err').stdout).toContain('failed to start daemon')
  })
})

describe('mounts', () => {
  it('put directories over each other and are taken away again', () => {
    const world = host()
    world.run('mkdir l u w m; echo below > l/f')
    expect(world.run('mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m')).toMatchObject({ exit: 32, stderr: 'mount: m: must be superuser to use mount.\n' })
    expect(world.run('sudo mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m; cat m/f').stdout).toBe('below\n')
    expect(world.run('sudo rm m/f; ls m; ls -l u | cut -c1-10').stdout).toBe('total 0\nc---------\n')
    expect(world.run('mountpoint m; cd m; sudo umount /home/user/work/m').stderr).toBe('umount: /home/user/work/m: target is busy.\n')
    expect(world.run('sudo umount m; sudo umount m').stderr).toBe('umount: /home/user/work/m: not mounted.\n')
    expect(world.run('sudo mount -t overlay overlay -o lowerdir=l:l m').stderr).toContain('Too many levels of symbolic links')
    expect(world.run('sudo mount --bind -o ro l m; sudo touch m/new').stderr).toBe("touch: cannot touch 'm/new': Read-only file system\n")
  })
})

describe('power', () => {
  const written = (how: string): string => {
    const world = host()
    world.run('sudo sync; echo kept > file')
    world.run(how)
    return world.run('cat file').stdout
  }

  it('loses what is only in memory when the machine is reset, and nothing in an orderly reboot', () => {
    expect(written('echo b | sudo tee /proc/sysrq-trigger')).not.toBe('kept\n')
    expect(written('sudo reboot -f -n')).not.toBe('kept\n')
    expect(written('sudo reboot -f')).toBe('kept\n')
    expect(written('sudo systemctl reboot')).toBe('kept\n')
    expect(written('sync; echo b | sudo tee /proc/sysrq-trigger')).toBe('kept\n')
  })

  it('leaves a machine that panics or is switched off dark', () => {
    for (const line of ['echo c | sudo tee /proc/sysrq-trigger', 'sudo poweroff', 'sudo shutdown now']) {
      const world = host()
      world.run(line)
      expect(world.machine.powered, line).toBe(false)
    }
  })

  it('is not for everybody', () => {
    const world = host()
    expect(world.run('reboot').exit).toBe(1)
    expect(world.run('echo c > /proc/sysrq-trigger').exit).toBe(1)
    expect(world.machine.powered).toBe(true)
  })
})

describe('other hosts', () => {
  it('are reached by name, with the same streams', () => {
    const near = host()
    expect(near.run('ssh host-b true')).toMatchObject({ exit: 255, stderr: 'ssh: Could not resolve hostname host-b: Name or service not known\n' })
    near.machine.connect = name => (name === 'host-b' ? near.machine : undefined)
    expect(near.run('echo through | ssh host-b "cat; pwd; exit 3"')).toMatchObject({ exit: 3, stdout: 'through\n/home/user\n' })
  })
})

it('answers with one sentence where a program is not simulated', () => {
  const { exit, stderr } = host().run('curl http://x')
  expect(exit).toBe(1)
  expect(stderr).toBe('curl: There is no network here but the simulated registry; "docker pull" reaches it.\n')
})

it('never goes round in circles when a directory is mounted on itself or on what is in it', () => {
  const world = World.create()
  expect(world.run('mkdir -p /d/sub; touch /d/f; mount --bind /d /d; mount -o remount,ro,bind /d; touch /d/g; ls /d')).toMatchObject({ stdout: 'f\nsub\n', stderr: "touch: cannot touch '/d/g': Read-only file system\n" })
  expect(world.run('umount /d; mount --bind /d /d/sub; find /d').stdout).toBe('/d\n/d/f\n/d/sub\n/d/sub/f\n/d/sub/sub\n')
  expect(world.run('umount /d/sub; touch /d/g; ls /d /d/sub').stdout).toBe('/d:\nf\ng\nsub\n\n/d/sub:\n')
  expect(world.run('mkdir -p /a/x /b; mount --bind /a /b; mount --bind /b /a; mount --bind / /b/x; ls /a; ls -d /b/x/a /b/x/b').stdout).toBe('x\n/b/x/a\n/b/x/b\n')
})

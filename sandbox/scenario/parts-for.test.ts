import { expect, it } from 'vitest'
import { partsFor } from './parts-for.ts'

/** Without the part that every line needs. */
const parts = (line: string): string => {
  const found = partsFor([line])
  expect(found).toContain('line')
  return found.filter(part => part !== 'line').sort().join(' ')
}

it('needs nothing more for plain lines about images', () => {
  for (const line of ['docker load -i app.tar', 'docker images', 'docker image ls -a', 'docker rmi app:1 app:2', 'docker tag app:1 prod', "docker images --format '{{.ID}} {{.Tag}}'"]) {
    expect(parts(line), line).toBe('')
  }
})

it('finds programs wherever they stand', () => {
  expect(parts('docker images | wc -l && /bin/ls > "$(basename x)"')).toBe('basics text')
  expect(parts("bash -c 'cd /tmp; find . -name x'")).toBe('files shell')
  expect(parts('sudo systemctl restart docker')).toBe('system')
  expect(parts('man jq')).toBe('jq manual')
})

it('finds the operations of the client, and what they need besides', () => {
  expect(parts('docker run --rm app:1')).toBe('containers grammar')
  expect(parts('docker container ls')).toBe('containers grammar')
  expect(parts('docker save app:1 | gzip')).toBe('compression images text-rare')
  expect(parts('docker image inspect -f {{.Id}} app:1')).toContain('templates')
  expect(parts("docker images --format '{{json .}}'")).toBe('templates')
  expect(parts('docker rmi --help')).toBe('grammar')
  expect(parts('docker foo')).toBe('grammar')
})

it('finds what plain lines of a shell do not have', () => {
  for (const line of ['echo $((1 + 2))', 'echo {a,b}', 'ls *.tar', 'docker rmi app:1 &', 'cd /tmp', '[[ -f x ]]', "echo $'a'"]) expect(partsFor([line]), line).toContain('shell')
  for (const line of ['echo "a b" && true || false', 'docker load < app.tar 2>&1', 'a=1', 'for i in 1 2; do docker images; done']) expect(partsFor([line]), line).not.toContain('shell')
})

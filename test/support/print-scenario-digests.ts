/** Prints the digests of all scenarios as JSON: Node's side of the comparison with a browser. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Scenario } from '../../sandbox/index.ts'
import { installNodeCodecs } from '../../sandbox/node/codecs.ts'
import { digestsOf } from './scenario-digests.ts'

installNodeCodecs()
const folder = join(import.meta.dirname, '..', '..', 'content', 'scenarios')
const names = readdirSync(folder).filter(name => name.endsWith('.ts')).sort()
const scenarios = await Promise.all(names.map(async name => ((await import(join(folder, name))) as { default: Scenario }).default))
process.stdout.write(JSON.stringify(digestsOf(scenarios)))

/** Prints what explorations of power cuts count, as JSON: Node's side of the comparison with a browser. */
import { installNodeCodecs } from '../../sandbox/node/codecs.ts'
import { CUT_COMMANDS, countCuts } from './power-cuts.ts'

installNodeCodecs()
process.stdout.write(JSON.stringify(Object.fromEntries(CUT_COMMANDS.map(command => [command, countCuts(command)]))))

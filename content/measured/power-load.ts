import { measuredTogether } from './measurement.ts'
import type { CutLayer, Cuts, Printed } from './measurement.ts'

type Run = Cuts['runs'][number]

const layersOf = ({ storeAfterReplay }: Run): readonly CutLayer[] => storeAfterReplay.layers ?? []
const damaged = (run: Run): boolean => layersOf(run).some(({ emptyFiles }) => emptyFiles.length > 0)
const unnamed = ({ probes }: Run): boolean => probes[0]?.stdout.includes('<none>') === true
const ends = ({ probes }: Run): Printed | undefined => probes.at(-1)

/** The power fails 0 to 40 seconds after `docker load` has answered; `all-` counts the second, smaller image too. */
export default measuredTogether<Cuts>(['powerloss/cut-load', 'powerloss/cut-load-small'], ([load, small]) => {
  const runs = load?.runs ?? []
  const all = [...runs, ...(small?.runs ?? [])]
  return {
    runs: runs.length,
    files: Math.max(...runs.map((run) => layersOf(run).reduce((sum, { files }) => sum + files, 0))),
    damaged: runs.filter((run) => layersOf(run).every(({ link }) => link === 0)).length,
    untagged: runs.filter((run) => damaged(run) && unnamed(run)).length,
    'named-broken': runs.filter((run) => damaged(run) && !unnamed(run)).length,
    whole: runs.filter((run) => !damaged(run)).length,
    'all-damaged': all.filter(damaged).length,
    // The last command runs the image after its removal and a second load.
    'all-healed': all.filter((run) => damaged(run) && ends(run)?.exit === 0).length,
  }
})

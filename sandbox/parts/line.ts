/** What every typed line needs: the shell, the client with its commonest commands, and the layers they read and write. */
import { COMMAND_PARTS } from '../cli/commands.ts'
import { docker } from '../cli/docker.ts'
import { images } from '../cli/images.ts'
import { load } from '../cli/load.ts'
import { client } from '../cli/part.ts'
import { rmi } from '../cli/rmi.ts'
import { tag } from '../cli/tag.ts'
import { removeContainer } from '../engine/container-remove.ts'
import { stopContainer } from '../engine/container-stop.ts'
import { leftovers } from '../engine/leftovers-part.ts'
import { runnable } from '../engine/runnable-part.ts'
import { whyNotRunnable } from '../engine/runnable.ts'
import { mountOverlay } from '../machine/overlay-fs.ts'
import { overlays } from '../machine/overlay-part.ts'
import { makeProcRoot } from '../machine/proc-fs.ts'
import { procFiles } from '../machine/proc.ts'
import { lines } from '../scenario/lines-part.ts'
import { partsFor, partsForScenario } from '../scenario/parts-for.ts'
import { ShellSession, shellPrograms } from '../shell/index.ts'
import { shells } from '../shell/part.ts'
import { layerData } from '../store/layer-data.ts'
import { writeLayerTar } from '../store/layer-tar-stream.ts'
import { unpackLayer } from '../store/unpack-layer.ts'

export function installPart(): void {
  client.install({ docker })
  COMMAND_PARTS.line.install({ images, load, rmi, tag })
  layerData.install({ unpackLayer, writeLayerTar })
  lines.install({ partsFor, partsForScenario })
  overlays.install({ mountOverlay })
  procFiles.install({ makeProcRoot })
  runnable.install({ whyNotRunnable })
  leftovers.install({ removeContainer, stopContainer })
  shells.install({ ShellSession, shellPrograms })
}

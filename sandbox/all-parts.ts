/** Everything at once: for Node, which loads nothing later. Importing it installs all parts. */
import { installPart as awk } from './parts/awk.ts'
import { installPart as basics } from './parts/basics.ts'
import { installPart as build } from './parts/build.ts'
import { installPart as catalogue } from './parts/catalogue.ts'
import { installPart as completion } from './parts/completion.ts'
import { installPart as compression } from './parts/compression.ts'
import { installPart as containerFiles } from './parts/container-files.ts'
import { installPart as containers } from './parts/containers.ts'
import { installPart as daemon } from './parts/daemon.ts'
import { installPart as files } from './parts/files.ts'
import { installPart as grammar } from './parts/grammar.ts'
import { installPart as images } from './parts/images.ts'
import { installPart as jq } from './parts/jq.ts'
import { installPart as labs } from './parts/labs.ts'
import { installPart as legacyArchives } from './parts/legacy-archives.ts'
import { installPart as line } from './parts/line.ts'
import { installPart as links } from './parts/links.ts'
import { installPart as manual } from './parts/manual.ts'
import { installPart as partialImages } from './parts/partial-images.ts'
import { installPart as regex } from './parts/regex.ts'
import { installPart as registry } from './parts/registry.ts'
import { installPart as seldom } from './parts/seldom.ts'
import { installPart as shell } from './parts/shell.ts'
import { installPart as system } from './parts/system.ts'
import { installPart as tar } from './parts/tar.ts'
import { installPart as templates } from './parts/templates.ts'
import { installPart as text } from './parts/text.ts'
import { installPart as textRare } from './parts/text-rare.ts'

/** For those that run whole scenarios and labs: they have everything anyway. */
export { walk } from './lab/walk.ts'
export { judgeClaim, playSweep } from './scenario/claims.ts'
export { whyFalse } from './scenario/replay.ts'

const PARTS = [
  awk, basics, build, catalogue, completion, compression, containerFiles, containers, daemon, files, grammar, images, jq, labs, legacyArchives, line, links,
  manual, partialImages, regex, registry, seldom, shell, system, tar, templates, text, textRare,
]

/** Called by whoever is bundled, where an import alone might be left out. */
export function installAllParts(): void {
  for (const install of PARTS) install()
}

installAllParts()

/** Decompressors (gzip's is for browsers; Node has its own), and archives of files with holes. */
import { bunzip2 } from '../oci/bunzip2.ts'
import { gunzip } from '../oci/gunzip.ts'
import { gunzipStream } from '../oci/gzip.ts'
import { rareCompression } from '../oci/rare-compression.ts'
import { checkFragments, missingData, oldGnuFragments, paxFragments, unreferencedData, zeros } from '../oci/tar/sparse.ts'
import { sparseFiles } from '../oci/tar/sparse-files.ts'
import { unxz } from '../oci/unxz.ts'

export function installPart(): void {
  gunzip.install({ gunzipStream })
  rareCompression.install({ bunzip2, unxz })
  sparseFiles.install({ checkFragments, missingData, oldGnuFragments, paxFragments, unreferencedData, zeros })
}

/** Writes what is known of the catalogue's layers without making them: run it when a layer changes. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { installNodeCodecs } from '../../sandbox/node/codecs.ts'
import { findFacts, layerKeys } from '../../sandbox/registry/catalogue/find-facts.ts'

installNodeCodecs()
const lines = layerKeys().map(key => {
  const { tar, blob, sizeBytes, crc32, crcs } = findFacts(key)
  return `  '${key}': { tar: '${tar}', blob: '${blob}', sizeBytes: ${sizeBytes}, crc32: ${crc32}, crcs: '${crcs}' },\n`
})
const text = `/** Made by \`node src/tools/catalogue-facts.ts\`; \`test/catalogue.slow.test.ts\` finds it all out again. */
import type { LayerFacts } from './layer.ts'

export const FACTS: Readonly<Record<string, LayerFacts>> = {
${lines.join('')}}
`
writeFileSync(join(import.meta.dirname, '..', '..', 'sandbox', 'registry', 'catalogue', 'facts.ts'), text)

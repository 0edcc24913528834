import { describe, expect, it } from 'vitest'
import { installBuildCodecs } from '../src/content-runs/codecs.ts'
import { writtenPages } from '../src/content-runs/page-source.ts'
import { problemLine } from '../src/content-runs/page.ts'
import { Runs } from '../src/content-runs/runs.ts'
import { projectSources } from '../src/content-runs/sources.ts'
import { checkPage } from '../src/markdown/check-page.ts'

installBuildCodecs()
const runs = new Runs()
const sources = projectSources()

// Claims, counts, measured numbers, printed output, links, terms, boxes: all that the build refuses too.
describe('what pages say is so', () => {
  it.each(writtenPages().map((page) => [page.file, page] as const))('%s', async (_, page) => {
    expect((await checkPage(page, sources, runs)).map((problem) => problemLine(page, problem))).toEqual([])
  })
})

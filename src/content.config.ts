import { defineCollection } from 'astro:content'
import { glob } from 'astro/loaders'
import { docsSchema } from '@astrojs/starlight/schema'
import { z } from 'astro/zod'

export const collections = {
  docs: defineCollection({
    loader: glob({ base: './content/docs', pattern: '**/[^_]*.{md,mdx}' }),
    schema: docsSchema({
      extend: z.object({
        /** English only: counts changes of meaning. */
        revision: z.number().int().positive().optional(),
        /** Translations only: the English revision that they say the same as. */
        of: z.number().int().positive().optional(),
      }),
    }),
  }),
}

// The site's own command, as `astro` but without its telemetry: nothing of ours reports to anybody.
process.env.ASTRO_TELEMETRY_DISABLED = '1'
await import('../../node_modules/astro/bin/astro.mjs')

// @ts-check
import { satteri } from '@astrojs/markdown-satteri'
import starlight from '@astrojs/starlight'
import svelte from '@astrojs/svelte'
import { defineConfig } from 'astro/config'
import { csp } from './src/csp.ts'
import { LOCALES } from './src/i18n/locales.ts'
import { sandboxWords } from './src/i18n/sandbox-words.ts'
import { asideTitles } from './src/markdown/aside-titles.ts'
import { commandsOnly } from './src/markdown/commands-only.ts'
import { forms } from './src/markdown/forms.ts'
import { headingIds } from './src/markdown/heading-ids.ts'
import { searchIndex } from './src/search/integration.ts'
import { twins } from './src/twins/integration.ts'
import { workerChunks } from './src/worker-chunks.ts'
import { editorStyles } from './src/workshop/editor-styles.ts'
import { workshop } from './src/workshop/integration.ts'
import { moreSourcesFor } from './src/workshop/isolation.ts'

const SITE = 'https://layerlab.example'

/** What scripts of pages have in common with it. */
const EARLY = /\/src\/(?:playground\/spawn|i18n\/locales)\.ts$|preload-helper/
const WAKING = /\/src\/(?:playground\/(?:playground|storage|terminals)|i18n\/(?:words|load-words)|islands\/sandbox\/(?:wake|opening|load-view|scenarios|upload-limit))\.ts$/

export default defineConfig({
  site: SITE,
  trailingSlash: 'always',
  markdown: { processor: satteri({ mdastPlugins: [headingIds, asideTitles, forms] }) },
  integrations: [
    starlight({
      title: 'Layerlab',
      favicon: '/favicon.svg',
      defaultLocale: 'en',
      locales: Object.fromEntries(LOCALES.map(({ code, lang, name }) => [code, { lang, label: name }])),
      customCss: ['./src/styles/tokens.css', './src/styles/site.css', './src/styles/forms.css'],
      components: {
        ContentPanel: './src/components/ContentPanel.astro',
        Footer: './src/components/Footer.astro',
        Head: './src/components/Head.astro',
        Header: './src/components/Header.astro',
        Hero: './src/components/Hero.astro',
        LanguageSelect: './src/components/LanguageSelect.astro',
        PageFrame: './src/components/PageFrame.astro',
        PageSidebar: './src/components/PageSidebar.astro',
        PageTitle: './src/components/PageTitle.astro',
        Sidebar: './src/components/Sidebar.astro',
        SiteTitle: './src/components/SiteTitle.astro',
        ThemeSelect: './src/components/ThemeSelect.astro',
        TwoColumnContent: './src/components/TwoColumnContent.astro',
      },
      // The side comes from content/map.ts, the search from src/search.
      sidebar: [],
      pagefind: false,
      editLink: { baseUrl: 'https://layerlab.example/edit/' },
      expressiveCode: {
        // Terminals are film, dark in both themes.
        themes: ['github-dark-default'],
        plugins: [commandsOnly()],
        defaultProps: { frame: 'none' },
        useStarlightUiThemeColors: false,
        useStarlightDarkModeSwitch: false,
        styleOverrides: {
          borderRadius: '2px',
          borderColor: 'var(--film-edge)',
          codeBackground: 'var(--film)',
          codeForeground: 'var(--film-ink)',
          codeFontFamily: 'var(--mono)',
          codeFontSize: 'var(--t-sm)',
          uiFontFamily: 'var(--sans)',
          frames: { frameBoxShadowCssValue: 'none' },
        },
      },
      // Our pages are not where Starlight looks for them by itself.
      markdown: { processedDirs: ['./content/docs/'], headingLinks: false },
      disable404Route: true,
      credits: false,
    }),
    svelte(),
    searchIndex(),
    twins(SITE),
    workshop(),
    csp([
      "default-src 'self'",
      "img-src 'self' data:",
      "font-src 'self' data:",
      "style-src 'self' 'unsafe-inline'",
      "worker-src 'self' blob:",
      "connect-src 'self'",
      "object-src 'none'",
      "base-uri 'self'",
    ], moreSourcesFor),
  ],
  vite: {
    plugins: [sandboxWords(), editorStyles()],
    // Modules: the engine's worker waits for its WebAssembly at the top, and loads parts of the engine later.
    worker: { format: 'es', rolldownOptions: { output: { codeSplitting: workerChunks } } },
    // What waking a sandbox needs in any case is one file: small ones compress badly.
    environments: { client: { build: { rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'early', test: EARLY, priority: 1 }, { name: 'waking', test: WAKING }] } } } } } },
    build: {
      rollupOptions: {
        // The engine is pure: of its door the page takes what it uses, and the worker all of it.
        treeshake: { moduleSideEffects: id => !id.startsWith(`${import.meta.dirname}/sandbox/`) || id.endsWith('/all-parts.ts') },
        // Astro marks pages with a directive that the bundler does not know; it does no harm and fills the screen.
        onwarn: (warning, show) => {
          if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') show(warning)
        },
      },
    },
  },
})

// @ts-check
import { satteri } from '@astrojs/markdown-satteri'
import starlight from '@astrojs/starlight'
import svelte from '@astrojs/svelte'
import { defineConfig } from 'astro/config'
import { csp } from './src/csp.ts'
import { LOCALES } from './src/i18n/locales.ts'
import { commandsOnly } from './src/markdown/commands-only.ts'
import { headingIds } from './src/markdown/heading-ids.ts'

export default defineConfig({
  site: 'https://layerlab.example',
  trailingSlash: 'always',
  markdown: { processor: satteri({ mdastPlugins: [headingIds] }) },
  integrations: [
    starlight({
      title: 'Layerlab',
      favicon: '/favicon.svg',
      defaultLocale: 'en',
      locales: Object.fromEntries(LOCALES.map(({ code, lang, name }) => [code, { lang, label: name }])),
      customCss: ['./src/styles/tokens.css', './src/styles/site.css'],
      components: {
        Footer: './src/components/Footer.astro',
        Header: './src/components/Header.astro',
        Hero: './src/components/Hero.astro',
        LanguageSelect: './src/components/LanguageSelect.astro',
        SiteTitle: './src/components/SiteTitle.astro',
        ThemeSelect: './src/components/ThemeSelect.astro',
      },
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
      markdown: { processedDirs: ['./content/docs/'] },
      lastUpdated: true,
      disable404Route: true,
      credits: false,
    }),
    svelte(),
    csp([
      "default-src 'self'",
      "img-src 'self' data:",
      "font-src 'self' data:",
      "style-src 'self' 'unsafe-inline'",
      "worker-src 'self' blob:",
      "connect-src 'self'",
      "object-src 'none'",
      "base-uri 'self'",
    ]),
  ],
  vite: {
    build: {
      rollupOptions: {
        // Astro marks pages with a directive that the bundler does not know; it does no harm and fills the screen.
        onwarn: (warning, show) => {
          if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') show(warning)
        },
      },
    },
  },
})

/**
 * Headers that make the workshop's page, and no other, cross-origin isolated: a WebContainer needs shared memory, which
 * browsers give to isolated pages only. `credentialless` lets the vendor's frame in without asking it for headers.
 * Everything that serves the site takes them from here: the tools of the repository, and the files for static hosts.
 */
import { LOCALES } from '../i18n/locales.ts'

export const ISOLATION = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'credentialless' } as const

/** Addresses of the page, one in each language. */
export const ISOLATED_PATHS: readonly string[] = LOCALES.map(({ code }) => `/${code}/tools/workshop/`)

/** Headers of an address of the site, besides those that every file has. */
export function isolationOf(path: string): Readonly<Record<string, string>> {
  return ISOLATED_PATHS.includes(path.replace(/index\.html$/, '')) ? ISOLATION : {}
}

/** Who serves WebContainers: their frame, and the question whether it can be reached. */
export const VENDOR_ORIGIN = 'https://stackblitz.com'

/** What the policy of the workshop's page allows besides that of all pages. */
export const moreSourcesFor = (path: string): Readonly<Record<string, string>> | undefined =>
  Object.keys(isolationOf(path)).length === 0 ? undefined : { 'frame-src': VENDOR_ORIGIN, 'connect-src': VENDOR_ORIGIN }

const entries = Object.entries(ISOLATION)
/** A pattern for configurations that take one. */
const PATTERN = `^/(?:${LOCALES.map(({ code }) => code).join('|')})/tools/workshop/(?:index\\.html)?$`

/**
 * Configurations for hosts of static files, by name of the file in the root of the built site: Netlify and Cloudflare
 * Pages read `_headers`, Vercel `vercel.json`, Azure `staticwebapp.config.json`, Firebase `firebase.json`, Apache
 * `.htaccess`; for nginx a piece to include. A host that sets no headers (GitHub Pages) serves the page too: its workshop
 * runs scenarios in the page and says that Node needs the headers.
 */
export function hostFiles(): Readonly<Record<string, string>> {
  const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`
  const pairs = entries.map(([key, value]) => ({ key, value }))
  return {
    _headers: ISOLATED_PATHS.map(path => `${path}\n${entries.map(([name, value]) => `  ${name}: ${value}\n`).join('')}`).join('\n'),
    'vercel.json': json({ trailingSlash: true, headers: ISOLATED_PATHS.map(source => ({ source, headers: pairs })) }),
    'staticwebapp.config.json': json({ routes: ISOLATED_PATHS.map(route => ({ route, headers: ISOLATION })), responseOverrides: { 404: { rewrite: '/404.html' } } }),
    'firebase.json': json({ hosting: { public: '.', trailingSlash: true, headers: ISOLATED_PATHS.map(source => ({ source, headers: pairs })) } }),
    '.htaccess': `<IfModule mod_headers.c>\n  <If "%{REQUEST_URI} =~ m#${PATTERN}#">\n${entries.map(([name, value]) => `    Header always set ${name} "${value}"\n`).join('')}  </If>\n</IfModule>\nErrorDocument 404 /404.html\n`,
    'nginx-headers.conf': `# include inside server { }: only the workshop is isolated\nlocation ~ ${PATTERN} {\n${entries.map(([name, value]) => `  add_header ${name} "${value}";\n`).join('')}}\n`,
  }
}

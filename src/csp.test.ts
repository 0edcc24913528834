import { expect, it } from 'vitest'
import { withPolicy } from './csp.ts'

it('allows an inline script by its hash, and no other', () => {
  const html = '<html><head></head><body><script>alert(1)</script><script src="/a.js"></script></body></html>'
  const page = withPolicy(html, ["default-src 'self'"])
  // printf 'alert(1)' | openssl dgst -sha256 -binary | base64
  expect(page).toContain("script-src 'self' 'wasm-unsafe-eval' 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='\"")
  expect(page.match(/sha256-/g)).toHaveLength(1)
})

it('does not count data as a script', () => {
  const page = withPolicy('<head></head><script type="application/ld+json">{}</script>', [])
  expect(page).not.toContain('sha256-')
})

it('lets one page use more sources, and changes nothing else', () => {
  const all = ["default-src 'self'", "connect-src 'self'"]
  const plain = withPolicy('<head></head>', all)
  const more = withPolicy('<head></head>', all, { 'connect-src': 'https://vendor.example', 'frame-src': 'https://vendor.example' })
  expect(plain).not.toContain('vendor')
  expect(more).toContain("connect-src 'self' https://vendor.example;")
  expect(more).toContain("frame-src 'self' https://vendor.example;")
  expect(more.replace(' https://vendor.example', '').replace("; frame-src 'self' https://vendor.example", '')).toBe(plain)
})

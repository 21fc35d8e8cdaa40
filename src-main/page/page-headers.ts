/**
 * What the page may do: load from and connect to its own origin, nothing else; no inline script, no frame around it.
 * (Inline styles are Svelte's transitions and Plot's; they carry no user text.)
 *
 * It stands only here. Each host sends it with every file of the page; index.html repeats none of it, since a second
 * copy in a meta element could only fall behind (and cannot say `frame-ancestors`).
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Headers of every file of the page, in every host. */
export const PAGE_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
} as const;

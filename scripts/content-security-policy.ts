// The Content-Security-Policy, written into the built index.html. The server sends the same text as a header, because
// workers obey only the header of their own script.
import type { Plugin } from 'vite'

/**
 * @param nonce lets the `<style>` elements through that the screen library makes at run time; scripts have none.
 * `connect-src https:` is for endpoints that the owner enters in settings; nothing is contacted otherwise.
 */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "connect-src 'self' https:",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "manifest-src 'self'",
    "frame-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

/** Built pages only: the development server injects inline scripts of its own. */
export function contentSecurityPolicyPlugin(nonce: string): Plugin {
  return {
    name: 'billfold:content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy(nonce) },
        injectTo: 'head-prepend',
      },
    ],
  }
}

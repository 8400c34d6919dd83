import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { get, type IncomingMessage, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contentSecurityPolicy } from '../../scripts/content-security-policy.ts'
import { listen } from '../../scripts/serve.mjs'

const script = `console.log(${'1234567890'.repeat(50)})`
let folder = ''
let server: Server
let port = 0

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'billfold-serve-'))
  mkdirSync(join(folder, 'dist', 'assets'), { recursive: true })
  mkdirSync(join(folder, 'dist', '.vite'))
  const meta = `<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy('abc').replaceAll("'", '&#39;')}">`
  writeFileSync(join(folder, 'dist', 'index.html'), `<!doctype html><head>${meta}</head>`)
  writeFileSync(join(folder, 'dist', 'assets', 'app-1.js'), script)
  writeFileSync(join(folder, 'dist', '.vite', 'manifest.json'), '{}')
  writeFileSync(join(folder, 'secret.txt'), 'secret')
  const started = await listen({ root: join(folder, 'dist'), port: 0 })
  server = started.server
  port = Number(new URL(started.url).port)
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Asks with the path exactly as written, which URL-cleaning clients would tidy. */
function ask(path: string, headers: Record<string, string> = {}): Promise<{ response: IncomingMessage; body: Buffer }> {
  return new Promise((resolve, reject) => {
    get({ host: 'localhost', port, path, headers }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => resolve({ response, body: Buffer.concat(parts) }))
    }).on('error', reject)
  })
}

describe('the server', () => {
  it('sends files compressed, hashed ones for ever', async () => {
    const brotli = await ask('/assets/app-1.js', { 'accept-encoding': 'gzip, deflate, br' })
    expect(brotli.response.headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    })
    expect(brotliDecompressSync(brotli.body).toString()).toBe(script)
    const gzip = await ask('/assets/app-1.js', { 'accept-encoding': 'gzip' })
    expect(gunzipSync(gzip.body).toString()).toBe(script)
    const plain = await ask('/assets/app-1.js')
    expect(plain.body.toString()).toBe(script)
    expect(plain.response.headers['content-encoding']).toBeUndefined()
    const tag = String(gzip.response.headers.etag)
    const again = await ask('/assets/app-1.js', { 'accept-encoding': 'gzip', 'if-none-match': tag })
    expect(again.response.statusCode).toBe(304)
  })

  it("answers the app's own addresses with the page, and unknown files with 404", async () => {
    const deep = await ask('/invoices/inv_1?tab=money')
    expect(deep.response.statusCode).toBe(200)
    expect(deep.response.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
    })
    expect((await ask('/assets/app-2.js')).response.statusCode).toBe(404)
  })

  it('serves nothing hidden and nothing outside its folder', async () => {
    for (const path of [
      '/.vite/manifest.json',
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/assets/%2e%2e%2f%2e%2e%2fsecret.txt',
      '/%00',
      '/%',
    ]) {
      const { response, body } = await ask(path)
      expect(response.statusCode, path).toBe(404)
      expect(body.toString()).not.toContain('secret')
    }
  })

  it("sends the page's policy as a header, with what only a header can say", async () => {
    const { response } = await ask('/assets/app-1.js')
    expect(response.headers['content-security-policy']).toBe(`${contentSecurityPolicy('abc')}; frame-ancestors 'none'`)
  })
})

// Serves the built app: plain Node, compressed, with the policy header. `npm start`, the browser tests and the bench use
// it; any static host that sends the same headers does as well.
//   node scripts/serve.mjs [--port N] [--host NAME] [--root FOLDER]
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
}
const reportPath = '/csp-report'
const compressible = new Set(['.html', '.js', '.css', '.json', '.map', '.webmanifest', '.svg', '.ttf', '.txt', '.wasm'])
const encoders = {
  br: (body) =>
    promisify(brotliCompress)(body, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
    }),
  gzip: (body) => promisify(gzip)(body, { level: 9 }),
}

/**
 * A server of the files below `root`; nothing is listening yet. Unknown paths without an extension answer with
 * index.html, because routes belong to the app. Compressed bodies are kept as long as the file stays as it is.
 * @param {string} root folder of the built app
 * @param {(report: string) => void} [onViolation] tests: browsers post breaches of the policy, workers' too, to the server
 * @returns {import('node:http').Server}
 */
export function createStaticServer(root, onViolation) {
  const folder = resolve(root)
  const kept = new Map()
  return createServer((request, response) => {
    if (onViolation !== undefined && request.method === 'POST' && request.url === reportPath) {
      const parts = []
      request.on('data', (part) => parts.push(part))
      request.on('end', () => {
        onViolation(Buffer.concat(parts).toString('utf8'))
        response.writeHead(204).end()
      })
      return
    }
    answer(folder, kept, request, response, onViolation !== undefined).catch((error) => {
      console.error(error)
      response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' }).end('The server failed')
    })
  })
}

async function answer(folder, kept, request, response, reporting) {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end()
    return
  }
  const found = await findFile(folder, request.url ?? '/')
  if (found === undefined) {
    response
      .writeHead(404, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
      .end('Not found')
    return
  }
  const encoding = chooseEncoding(found.file, request.headers['accept-encoding'] ?? '')
  const { body, tag } = await load(kept, found, encoding)
  const headers = {
    'content-type': types[extname(found.file)] ?? 'application/octet-stream',
    // Names with a content hash never change; everything else is asked for again, the service worker included.
    'cache-control': isHashed(folder, found.file) ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: tag,
    vary: 'accept-encoding',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'content-security-policy': `${await policy(folder, kept)}${reporting ? `; report-uri ${reportPath}` : ''}`,
    ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
  }
  if (request.headers['if-none-match'] === tag) {
    response.writeHead(304, headers).end()
    return
  }
  response.writeHead(200, { ...headers, 'content-length': body.length })
  response.end(request.method === 'HEAD' ? undefined : body)
}

/** Nothing outside the folder and nothing hidden is served. */
async function findFile(folder, url) {
  let path
  try {
    path = decodeURIComponent(new URL(url, 'http://localhost').pathname)
  } catch {
    return undefined
  }
  const file = normalize(join(folder, path))
  const inside = file === folder || file.startsWith(folder + sep)
  if (!inside || path.includes('\0') || path.split('/').some((part) => part.startsWith('.'))) return undefined
  return (await statFile(file)) ?? (extname(path) === '' ? statFile(join(folder, 'index.html')) : undefined)
}

async function statFile(file) {
  try {
    const facts = await stat(file)
    return facts.isFile() ? { file, version: `${facts.mtimeMs}-${facts.size}` } : undefined
  } catch {
    return undefined
  }
}

async function load(kept, { file, version }, encoding) {
  const key = `${encoding ?? 'plain'} ${file}`
  const known = kept.get(key)
  if (known?.version === version) return known
  const plain = await readFile(file)
  const body = encoding === undefined ? plain : await encoders[encoding](plain)
  const tag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}${encoding === undefined ? '' : `-${encoding}`}"`
  const entry = { version, body, tag }
  kept.set(key, entry)
  return entry
}

function chooseEncoding(file, accepted) {
  if (!compressible.has(extname(file))) return undefined
  const names = accepted.split(',').map((part) => part.trim().split(';')[0])
  return ['br', 'gzip'].find((name) => names.includes(name))
}

function isHashed(folder, file) {
  return file.startsWith(join(folder, 'assets') + sep)
}

/** The page's own policy, plus what only a header can say. */
async function policy(folder, kept) {
  const found = await statFile(join(folder, 'index.html'))
  if (found === undefined) return "default-src 'none'; frame-ancestors 'none'"
  const { body } = await load(kept, found, undefined)
  const page = /<meta http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(body.toString('utf8'))
  const text = (page?.[1] ?? "default-src 'none'").replaceAll('&#39;', "'").replaceAll('&amp;', '&')
  return `${text}; frame-ancestors 'none'`
}

/**
 * Starts a server and answers with its address. Port 0 takes a free one.
 * @param {{ root: string, port: number, host?: string, onViolation?: (report: string) => void }} options
 * @returns {Promise<{ server: import('node:http').Server, url: string }>}
 */
export function listen({ root, port, host = 'localhost', onViolation }) {
  const server = createStaticServer(root, onViolation)
  return new Promise((accept, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => accept({ server, url: `http://${host}:${server.address().port}/` }))
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const option = (name, otherwise) => {
    const at = process.argv.indexOf(name)
    return at === -1 ? otherwise : process.argv[at + 1]
  }
  const root = option('--root', fileURLToPath(new URL('../dist', import.meta.url)))
  const { url } = await listen({ root, port: Number(option('--port', '4173')), host: option('--host', 'localhost') })
  console.log(`Billfold is served at ${url}`)
}

// `npm start`: builds the app when its sources changed, serves it and opens the browser. `npm start -- --dev` serves the
// sources with live reload instead. BROWSER=none opens nothing; PORT chooses the port.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'
import { buildIfStale } from './build-if-stale.mjs'
import { listen } from './serve.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const wanted = Number(process.env.PORT ?? '4173')

if (process.argv.includes('--dev')) {
  const server = await createServer({ root, server: { port: wanted, open: process.env.BROWSER !== 'none' } })
  await server.listen()
  server.printUrls()
} else {
  if (await buildIfStale()) console.log('Billfold was built.')
  const { url } = await listenSomewhere()
  console.log(`Billfold runs at ${url}\nYour books stay in this browser. Stop the server with Ctrl+C.`)
  openBrowser(url)
}

/** The books belong to the address, so the usual port is kept when it is free. */
async function listenSomewhere() {
  const folder = join(root, 'dist')
  try {
    return await listen({ root: folder, port: wanted })
  } catch (error) {
    if (error.code !== 'EADDRINUSE') throw error
    console.log(`Port ${wanted} is taken: books made at another address are not seen at this one.`)
    return listen({ root: folder, port: 0 })
  }
}

function openBrowser(url) {
  if (process.env.BROWSER === 'none' || process.env.CI !== undefined) return
  if (process.platform === 'linux' && process.env.DISPLAY === undefined && process.env.WAYLAND_DISPLAY === undefined)
    return
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', url]
        : ['xdg-open', url]
  const child = spawn(command, args, { stdio: 'ignore', detached: true })
  child.on('error', () => {})
  child.unref()
}

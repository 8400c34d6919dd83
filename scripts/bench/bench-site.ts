// What the bench serves: the built app with the bench's own page beside it (same origin, so the same database, and no
// seam in the product), and an empty Vite + React page with the same service worker as the floor.
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { build, type PluginOption } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { buildIfStale } from '../build-if-stale.mjs'
import { compileCatalogPlugin } from '../compile-catalog-plugin.ts'
import { contentSecurityPolicyPlugin } from '../content-security-policy.ts'
import { listen } from '../serve.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const work = join(root, '.cache', 'bench')

export interface BenchSite {
  readonly appUrl: string
  readonly emptyUrl: string
  close(): Promise<void>
}

/** Builds what is missing and serves both pages compressed, each at an origin of its own. */
export async function openBenchSite(): Promise<BenchSite> {
  process.env.NODE_ENV = 'production'
  await buildIfStale()
  const app = join(work, 'app')
  rmSync(app, { recursive: true, force: true })
  cpSync(join(root, 'dist'), app, { recursive: true })
  await buildBenchPage(app)
  const empty = await buildEmptyPage()
  const servers = await Promise.all([listen({ root: app, port: 0 }), listen({ root: empty, port: 0 })])
  return {
    appUrl: servers[0].url,
    emptyUrl: servers[1].url,
    close: async () => {
      for (const { server } of servers) {
        server.closeAllConnections()
        await new Promise((resolve) => server.close(resolve))
      }
    },
  }
}

/** Adds /page/index.html to the app's folder: the product's own commands and PDF renderer beside their floors. */
async function buildBenchPage(outDir: string): Promise<void> {
  const source = join(root, 'scripts', 'bench')
  await build({
    configFile: false,
    root: source,
    publicDir: false,
    logLevel: 'error',
    resolve: { alias: { 'brotli/decompress.js': join(root, 'scripts', 'stubs', 'brotli-decompress.js') } },
    worker: { format: 'es', plugins: () => [compileCatalogPlugin()] },
    plugins: [compileCatalogPlugin()],
    build: {
      outDir,
      emptyOutDir: false,
      assetsDir: 'page/assets',
      target: 'baseline-widely-available',
      rolldownOptions: { input: join(source, 'page', 'index.html') },
    },
  })
}

/** The least that Vite and React can show: one heading, the same policy, the same service worker code. */
async function buildEmptyPage(): Promise<string> {
  const source = join(work, 'empty-source')
  const outDir = join(work, 'empty')
  rmSync(source, { recursive: true, force: true })
  mkdirSync(source, { recursive: true })
  writeFileSync(
    join(source, 'index.html'),
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Empty</title></head><body><div id="root"></div><script type="module" src="/main.tsx"></script></body></html>',
  )
  writeFileSync(
    join(source, 'main.tsx'),
    `import { useEffect } from 'react'
import { createRoot } from 'react-dom/client'
function Empty() {
  useEffect(() => void performance.mark('ready'), [])
  return <h1>Empty</h1>
}
createRoot(document.getElementById('root')!).render(<Empty />)
void navigator.serviceWorker?.register('/service-worker.js')
`,
  )
  await build({
    configFile: false,
    root: source,
    logLevel: 'error',
    plugins: [
      react(),
      contentSecurityPolicyPlugin('empty'),
      VitePWA({
        strategies: 'injectManifest',
        srcDir: '../../../src/worker',
        filename: 'service-worker.ts',
        injectRegister: false,
        manifest: false,
        injectManifest: {
          globPatterns: ['**/*.{js,css,html}'],
          rollupFormat: 'iife',
          buildPlugins: { vite: [compileCatalogPlugin()] },
        },
      }) as PluginOption,
    ],
    build: { outDir, emptyOutDir: true },
  })
  return outDir
}

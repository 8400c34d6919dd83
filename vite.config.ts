import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type PluginOption } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { chaosClockPlugin } from './scripts/chaos/clock/chaos-clock-plugin.ts'
import { compileCatalogPlugin, workerAreas } from './scripts/compile-catalog-plugin.ts'
import { contentSecurityPolicyPlugin } from './scripts/content-security-policy.ts'
import { headOrderPlugin } from './scripts/head-order-plugin.ts'
import { sourceHash } from './scripts/source-hash.mjs'

const root = fileURLToPath(new URL('.', import.meta.url))
const brotliStub = fileURLToPath(new URL('./scripts/stubs/brotli-decompress.js', import.meta.url))

// Small modules that every screen needs travel in one file: each file more is a round through the service worker.
const everyScreen = new RegExp(
  [
    'src/core/(date|decimal|money|currency|result|event|settlement/contributions|automation/webhook-body)\\.ts',
    'src/storage/(account-db|upgrade-rows|wake-all)\\.ts',
    'src/i18n/(translate|number-symbols|format-money|format-date)\\.ts',
    'src/ui/(button|class-names|icon|link)\\.tsx?',
    'node_modules/(react|scheduler|dexie)/',
    'vite/preload-helper',
  ].join('|'),
)

export default defineConfig(({ command, mode }) => {
  // `vite build --mode chaos`: the same sources under a clock that a test moves (npm run chaos).
  const chaos = mode === 'chaos'
  const chaosPlugins = chaos ? [chaosClockPlugin()] : []
  // The same sources give the same nonce, so that equal sources build to equal bytes.
  const nonce =
    command === 'build'
      ? createHash('sha256')
          .update(`nonce ${sourceHash(root)}`)
          .digest('base64url')
          .slice(0, 22)
      : 'development'
  const aliases = { 'brotli/decompress.js': brotliStub }
  return {
    root,
    base: '/',
    html: { cspNonce: nonce },
    resolve: { alias: aliases },
    worker: { format: 'es', plugins: () => [compileCatalogPlugin()] },
    build: {
      ...(chaos ? { outDir: 'dist-chaos' } : {}),
      manifest: true,
      sourcemap: !chaos,
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 700,
      rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'base', test: everyScreen }] } } },
    },
    plugins: [
      ...chaosPlugins,
      compileCatalogPlugin(),
      react(),
      contentSecurityPolicyPlugin(nonce),
      headOrderPlugin(),
      VitePWA({
        strategies: 'injectManifest',
        srcDir: 'src/worker',
        filename: 'service-worker.ts',
        injectRegister: false,
        manifest: {
          id: '/',
          name: 'Billfold',
          short_name: 'Billfold',
          description: 'Invoices that stay on your own device: charge, finalize, send, get paid.',
          lang: 'en',
          dir: 'ltr',
          start_url: '/',
          scope: '/',
          display: 'standalone',
          theme_color: '#0F5C5C',
          background_color: '#FAF9F7',
          categories: ['business', 'finance', 'productivity'],
          icons: [
            { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
            { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
            { src: '/icons/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
            { src: '/favicon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
          ],
          screenshots: [
            {
              src: '/screenshots/wide.png',
              sizes: '1280x800',
              type: 'image/png',
              form_factor: 'wide',
              label: 'What is owed, what is late and what can be billed',
            },
            {
              src: '/screenshots/narrow.png',
              sizes: '412x892',
              type: 'image/png',
              form_factor: 'narrow',
              label: 'The same on a phone',
            },
          ],
          shortcuts: [
            { name: 'New charge', url: '/charges?new=1', icons: [{ src: '/icons/icon-192.png', sizes: '192x192' }] },
            { name: 'Invoices', url: '/invoices', icons: [{ src: '/icons/icon-192.png', sizes: '192x192' }] },
            { name: 'Clients', url: '/clients', icons: [{ src: '/icons/icon-192.png', sizes: '192x192' }] },
          ],
        },
        includeManifestIcons: false,
        injectManifest: {
          globPatterns: ['**/*.{js,css,html,svg,png,ttf}'],
          globIgnores: ['screenshots/**', 'fonts/extra/**'],
          maximumFileSizeToCacheInBytes: 3_000_000,
          rollupFormat: 'iife',
          buildPlugins: { vite: [...chaosPlugins, compileCatalogPlugin(workerAreas)] },
        },
        integration: {
          configureCustomSWViteBuild(options) {
            options.resolve = { ...options.resolve, alias: aliases }
          },
        },
      }) as PluginOption,
    ],
  }
})

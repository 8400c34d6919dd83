import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { compileCatalogPlugin } from './scripts/compile-catalog-plugin.ts'

// A test that needs a DOM says so itself: `// @vitest-environment happy-dom` in its first line.
export default defineConfig({
  plugins: [compileCatalogPlugin()],
  oxc: { jsx: { runtime: 'automatic' } },
  resolve: {
    alias: [
      {
        find: /^fast-check$/,
        replacement: fileURLToPath(new URL('./test/support/seeded-fast-check.ts', import.meta.url)),
      },
    ],
  },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/browser/**'],
    environment: 'node',
    restoreMocks: true,
    unstubGlobals: true,
    testTimeout: 60_000,
    maxWorkers: 2,
  },
})

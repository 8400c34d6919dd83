import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { compileCatalogPlugin } from './scripts/compile-catalog-plugin.ts'

const together = ['core', 'commands', 'queries', 'automation', 'cases', 'integrations'].map(
  (room) => `test/${room}/**/*.test.ts`,
)

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
    environment: 'node',
    restoreMocks: true,
    unstubGlobals: true,
    testTimeout: 60_000,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: { name: 'apart', include: ['test/**/*.test.{ts,tsx}'], exclude: ['test/browser/**', ...together] },
      },
      // Loading the code anew for each file costs a third of the time; these neither stub anything global nor keep state.
      { extends: true, test: { name: 'together', include: together, isolate: false } },
    ],
  },
})

// Runs a TypeScript file of this project on Node 20, which strips no types: node scripts/run-ts.mjs FILE ARGS...
// Vite's module runner transforms the project's own files; packages are loaded by Node itself.
import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [file, ...args] = process.argv.slice(2)
if (file === undefined || !existsSync(resolve(file))) {
  console.error(file === undefined ? 'usage: run-ts.mjs FILE.ts ARGS...' : `run-ts.mjs: no such file: ${file}`)
  process.exit(2)
}
// The program sees the arguments that it would see if Node had started it.
process.argv = [process.argv[0], resolve(file), ...args]
const quiet = { configFile: false, root, logLevel: 'error', envDir: false }
try {
  const { module } = await runnerImport(resolve(root, 'scripts/compile-catalog-plugin.ts'), quiet)
  await runnerImport(resolve(file), { ...quiet, plugins: [module.compileCatalogPlugin()] })
} catch (error) {
  console.error(error)
  process.exitCode = 2
}

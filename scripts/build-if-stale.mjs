// Builds the app unless dist was already made from exactly these sources; dist-chaos likewise (npm run chaos).
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { sourceHash } from './source-hash.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * @param {'production' | 'chaos'} [mode] chaos: the same sources under a clock that a test moves, in dist-chaos
 * @returns {Promise<boolean>} whether a build was made
 */
export async function buildIfStale(mode = 'production') {
  const chaos = mode === 'chaos'
  const stampFile = join(root, chaos ? 'dist-chaos' : 'dist', '.source-hash')
  const hash = sourceHash(root, chaos ? ['scripts/chaos/clock'] : [])
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash) return false
  // A caller may run under a development NODE_ENV; the built app never does.
  process.env.NODE_ENV = 'production'
  await build({ root, mode, logLevel: 'warn' })
  writeFileSync(stampFile, hash)
  return true
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const mode = process.argv.includes('--chaos') ? 'chaos' : 'production'
  console.log((await buildIfStale(mode)) ? 'build: made' : 'build: up to date')
}

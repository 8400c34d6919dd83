// Builds the app unless dist was already made from exactly these sources.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { sourceHash } from './source-hash.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

/** @returns {Promise<boolean>} whether a build was made */
export async function buildIfStale() {
  const stampFile = join(root, 'dist', '.source-hash')
  const hash = sourceHash(root)
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash) return false
  // A caller may run under a development NODE_ENV; the built app never does.
  process.env.NODE_ENV = 'production'
  await build({ root, logLevel: 'warn' })
  writeFileSync(stampFile, hash)
  return true
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log((await buildIfStale()) ? 'build: made' : 'build: dist is up to date')
}

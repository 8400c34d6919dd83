// Where the browser tests and the bench find their Chromium: CHROME_PATH, else what scripts/ensure.mjs remembered.
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const chromiumRecord = fileURLToPath(new URL('../.cache/chromium.json', import.meta.url))

/** @returns {string} the executable's path; throws with advice when none is known */
export function chromiumPath() {
  const given = process.env.CHROME_PATH
  if (given !== undefined && given !== '') return given
  if (existsSync(chromiumRecord)) return JSON.parse(readFileSync(chromiumRecord, 'utf8')).path
  throw new Error('No Chromium is known: run `node scripts/ensure.mjs --browser` or set CHROME_PATH')
}

/** Flags for a quiet headless browser that asks nothing of the network by itself. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

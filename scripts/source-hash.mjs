// One hash over everything that the built app is made of: tells whether dist is stale, and gives each build its nonce.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

const inputs = [
  'src',
  'public',
  'index.html',
  'vite.config.ts',
  'package-lock.json',
  'scripts/compile-catalog-plugin.ts',
  'scripts/content-security-policy.ts',
  'scripts/head-order-plugin.ts',
]

/** @param {string} root @param {readonly string[]} [more] further inputs @returns {string} hex SHA-256 of names and contents */
export function sourceHash(root, more = []) {
  const hash = createHash('sha256')
  for (const input of [...inputs, ...more]) addPath(hash, root, join(root, input))
  return hash.digest('hex')
}

function addPath(hash, root, path) {
  let entries
  try {
    entries = readdirSync(path, { withFileTypes: true })
  } catch (error) {
    if (error.code === 'ENOENT') return
    if (error.code !== 'ENOTDIR') throw error
    hash.update(relative(root, path)).update('\0').update(readFileSync(path)).update('\0')
    return
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) addPath(hash, root, join(path, entry.name))
}

// The service worker carries only the texts that it says: whatever it can reach must say no others.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { workerAreas } from '../../scripts/compile-catalog-plugin.ts'

const root = fileURLToPath(new URL('../../src/', import.meta.url))

/** The areas of the texts that a file and all that it imports say, each with one file that does. */
function areasFrom(entry: string): ReadonlyMap<string, string> {
  const areas = readdirSync(`${root}i18n/catalogs/en`).flatMap((name) =>
    name.endsWith('.json') ? [name.slice(0, -5)] : [],
  )
  const says = new RegExp(`\\b(?:t|translateIfKnown)\\(\\s*['\`](${areas.join('|')})\\.`, 'g')
  const found = new Map<string, string>()
  const seen = new Set<string>()
  const walk = (file: string): void => {
    if (seen.has(file) || !existsSync(file)) return
    seen.add(file)
    const text = readFileSync(file, 'utf8')
    for (const [, area] of text.matchAll(says)) if (area !== undefined) found.set(area, file.slice(root.length))
    for (const [, type, path, lazy] of text.matchAll(
      /\bimport (type )?[^']*?from '(\.[^']+)'|\bimport\('(\.[^']+)'\)/g,
    )) {
      const wanted = type === undefined ? (path ?? lazy) : undefined
      if (wanted !== undefined) walk(resolve(dirname(file), wanted))
    }
  }
  walk(entry)
  return found
}

it('says nothing but what needs the owner', () => {
  const found = areasFrom(`${root}worker/service-worker.ts`)
  expect([...found.keys()].sort()).toEqual([...workerAreas].sort())
})

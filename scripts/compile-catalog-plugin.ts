// Compiles the ICU messages of src/i18n/catalogs/<language>/<area>.json while building, so that the browser gets
// lingui's token form and no ICU parser. Used by Vite, Vitest and scripts/run-ts.mjs.
// `virtual:texts/<language>` has the areas (a file; what its ids begin with) that any page may show at once,
// `virtual:texts/<language>/later` those of screens that are loaded when they are opened. Each area is JSON text still to
// be parsed: a screen shows a few of twenty.
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage'
import type { Plugin } from 'vite'

const catalogs = fileURLToPath(new URL('../src/i18n/catalogs', import.meta.url))
const catalogFile = /\/src\/i18n\/catalogs\/[\w-]+\/[\w-]+\.json$/

/** The compiled form of one catalogue file. Throws with the message's id when its ICU syntax is wrong. */
export function compileCatalog(source: string, file: string): Record<string, unknown> {
  const messages = JSON.parse(source) as Record<string, unknown>
  const compiled: Record<string, unknown> = {}
  for (const [id, message] of Object.entries(messages)) {
    if (typeof message !== 'string') throw new Error(`${file}: "${id}" is not a text`)
    try {
      compiled[id] = compileMessageOrThrow(message)
    } catch (error) {
      throw new Error(`${file}: "${id}" is not a valid ICU message: ${(error as Error).message}`)
    }
  }
  return compiled
}

const textsModule = /^\0virtual:texts\/([\w-]+)(\/later)?$/

/** Areas that no screen shows before it was loaded itself, and the palette, which waits for them. */
const laterAreas: ReadonlySet<string> = new Set([
  'automation',
  'balance',
  'billing',
  'cards',
  'connections',
  'contracts',
  'credits',
  'data',
  'documents',
  'fields',
  'import',
  'inbox',
  'invoices',
  'letters',
  'papers',
  'reasons',
  'rules',
  'selling',
  'sending',
  'statements',
  'units',
  'usage',
])

/** All that the service worker says is what needs the owner: no other text travels with it. */
export const workerAreas: readonly string[] = ['inbox']

/** @param only the areas that the bundle gets; all of them where absent */
export function compileCatalogPlugin(only?: readonly string[]): Plugin {
  return {
    name: 'billfold:compile-catalog',
    enforce: 'pre',
    resolveId: (id) => (id.startsWith('virtual:texts/') ? `\0${id}` : null),
    async load(id) {
      const [, language, later] = textsModule.exec(id) ?? []
      if (language !== undefined) {
        const areas: Record<string, string> = {}
        for (const name of (await readdir(`${catalogs}/${language}`)).sort()) {
          const area = name.slice(0, -'.json'.length)
          if (only?.includes(area) === false) continue
          if (!name.endsWith('.json') || laterAreas.has(area) !== (later !== undefined)) continue
          const file = `${catalogs}/${language}/${name}`
          this.addWatchFile(file)
          areas[area] = JSON.stringify(compileCatalog(await readFile(file, 'utf8'), file))
        }
        return `export const areas = ${JSON.stringify(areas)}`
      }
      const file = id.split('?')[0] ?? id
      if (!catalogFile.test(file)) return null
      this.addWatchFile(file)
      return JSON.stringify(compileCatalog(await readFile(file, 'utf8'), file))
    },
  }
}

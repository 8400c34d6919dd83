// Compiles the ICU messages of src/i18n/catalogs/<language>/<area>.json while building, so that the browser gets
// lingui's token form and no ICU parser. Used by Vite, Vitest and scripts/run-ts.mjs.
import { readFile } from 'node:fs/promises'
import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage'
import type { Plugin } from 'vite'

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

export function compileCatalogPlugin(): Plugin {
  return {
    name: 'billfold:compile-catalog',
    enforce: 'pre',
    async load(id) {
      const file = id.split('?')[0] ?? id
      if (!catalogFile.test(file)) return null
      this.addWatchFile(file)
      return JSON.stringify(compileCatalog(await readFile(file, 'utf8'), file))
    },
  }
}

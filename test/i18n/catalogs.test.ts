import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { compileCatalog } from '../../scripts/compile-catalog-plugin.ts'
import { availableLanguages } from '../../src/i18n/translate.ts'

const source = fileURLToPath(new URL('../../src', import.meta.url))
const catalogs = join(source, 'i18n', 'catalogs')

function readArea(language: string, file: string): Record<string, string> {
  return JSON.parse(readFileSync(join(catalogs, language, file), 'utf8')) as Record<string, string>
}

function areaFiles(language: string): string[] {
  return readdirSync(join(catalogs, language)).filter((file) => file.endsWith('.json'))
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
}

describe('message catalogues', () => {
  it('are all loadable', () => {
    expect(readdirSync(catalogs).sort()).toEqual([...availableLanguages].sort())
    for (const language of availableLanguages) {
      const index = readFileSync(join(catalogs, language, 'index.ts'), 'utf8')
      for (const file of areaFiles(language)) expect(index).toContain(`'./${file}'`)
    }
  })

  it('hold valid ICU messages under ids of their own area', () => {
    for (const language of availableLanguages) {
      for (const file of areaFiles(language)) {
        const text = readFileSync(join(catalogs, language, file), 'utf8')
        expect(() => compileCatalog(text, file)).not.toThrow()
        const area = file.replace('.json', '')
        for (const id of Object.keys(readArea(language, file))) expect(id.split('.')[0], id).toBe(area)
      }
    }
  })

  it('say no id twice in one file', () => {
    for (const language of availableLanguages) {
      for (const file of areaFiles(language)) {
        const text = readFileSync(join(catalogs, language, file), 'utf8')
        const ids = [...text.matchAll(/^\s*"((?:[^"\\]|\\.)+)"\s*:/gm)].map((match) => match[1])
        expect(new Set(ids).size, file).toBe(ids.length)
      }
    }
  })

  it('have the same ids in every language', () => {
    const ids = (language: string) =>
      areaFiles(language)
        .flatMap((file) => Object.keys(readArea(language, file)))
        .sort()
    for (const language of availableLanguages) expect(ids(language)).toEqual(ids('en'))
  })

  it('hold no message that nothing uses', () => {
    const code = sources(source).join('\n')
    // Ids made at run time: `problems.${code}` in a template stands for every id with that beginning, where the
    // remainder is itself written somewhere in the sources as a code.
    const prefixes = [...new Set([...code.matchAll(/`([a-z]+\.[\w.-]*)\$\{/g)].map((match) => match[1] as string))]
    const quoted = new Set([...code.matchAll(/(['"`])([a-z]+\.[\w.-]+)\1/g)].map((match) => match[2]))
    const known = new Map<string, boolean>()
    const isWord = (part: string) => {
      const there = known.get(part) ?? new RegExp(`\\b${part}\\b`).test(code)
      known.set(part, there)
      return there
    }
    const rest = (id: string, prefix: string) => id.slice(prefix.length).split('.')
    const used = (id: string) =>
      quoted.has(id) ||
      prefixes.some((prefix) => id.startsWith(prefix) && rest(id, prefix).every((part) => part === '' || isWord(part)))
    const unused = areaFiles('en').flatMap((file) => Object.keys(readArea('en', file)).filter((id) => !used(id)))
    expect(unused).toEqual([])
  })
})

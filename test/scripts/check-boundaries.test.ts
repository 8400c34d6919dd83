import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkBoundaries } from '../../scripts/check-boundaries.ts'

// The table once more, written by hand from the design: a slip in the checker's own table shows as a difference.
const table: Record<string, string> = {
  core: '',
  storage: 'core',
  commands: 'core storage',
  queries: 'core storage',
  i18n: 'core',
  features: 'core commands queries documents integrations automation ui i18n',
  worker: 'core storage commands queries automation documents integrations i18n',
  documents: 'core i18n',
  integrations: 'core commands queries documents i18n',
  automation: 'core commands queries',
  ui: 'core i18n',
  app: 'core storage commands queries automation worker documents integrations features ui i18n',
}
const rooms = Object.keys(table)
const pairs = rooms.flatMap((from) => rooms.filter((to) => to !== from).map((to) => [from, to] as const))
const allowed = (from: string, to: string) => (table[from] ?? '').split(' ').includes(to)

let root = ''

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'billfold-boundaries-'))
  for (const room of rooms) plant(`${pathIn(room)}/target.ts`, 'export const target = 1\nexport type Target = number\n')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function pathIn(room: string): string {
  return room === 'features' ? 'features/clients' : room
}

function plant(file: string, source: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), source)
}

function plantImport(from: string, to: string, write: (specifier: string) => string): readonly string[] {
  const up = '../'.repeat(pathIn(from).split('/').length)
  plant(`${pathIn(from)}/importer.ts`, write(`${up}${pathIn(to)}/target.ts`))
  return checkBoundaries(root).problems
}

const forms = {
  value: (path: string) => `import { target } from '${path}'\nexport const seen = target\n`,
  'type-only': (path: string) => `import type { Target } from '${path}'\nexport const seen: Target = 1\n`,
  'inline type': (path: string) => `import { type Target } from '${path}'\nexport const seen: Target = 1\n`,
  'import()': (path: string) => `export const seen = () => import('${path}')\n`,
  'type of import()': (path: string) => `export type Seen = import('${path}').Target\n`,
  'side effect': (path: string) => `import '${path}'\nexport const seen = 1\n`,
  'passing on': (path: string) => `export { target } from '${path}'\nexport const seen = 1\n`,
  'worker URL': (path: string) => `export const seen = new URL('${path}', import.meta.url)\n`,
}

describe('the import table', () => {
  for (const [from, to] of pairs.filter(([from, to]) => !allowed(from, to))) {
    it(`refuses ${from} -> ${to} in every form`, () => {
      for (const [form, write] of Object.entries(forms)) {
        expect(plantImport(from, to, write), form).toEqual([
          expect.stringContaining(`${pathIn(from)}/importer.ts: ${from} must not import ${to}`),
        ])
      }
    })
  }

  for (const [from, to] of pairs.filter(([from, to]) => allowed(from, to))) {
    it(`allows ${from} -> ${to}`, () => {
      expect(plantImport(from, to, forms['type-only'])).toEqual([])
      const value = plantImport(from, to, forms.value)
      if (from === 'ui' && to === 'core') expect(value[0]).toContain('ui may import only types of core')
      else expect(value).toEqual([])
    })
  }

  it('keeps areas of features apart, with blocks and the runtime between them', () => {
    plant('features/blocks/table.ts', "import { runtime } from '../runtime.ts'\nexport const table = runtime\n")
    plant('features/runtime.ts', 'export const runtime = 1\n')
    plant('features/invoices/list.ts', "import { table } from '../blocks/table.ts'\nexport const list = table\n")
    expect(checkBoundaries(root).problems).toEqual([])
    plant('features/invoices/list.ts', "import { target } from '../clients/target.ts'\nexport const list = target\n")
    expect(checkBoundaries(root).problems).toEqual([
      expect.stringContaining('features/invoices must not import features/clients'),
    ])
    plant('features/invoices/list.ts', 'export const list = 1\n')
    plant(
      'features/blocks/table.ts',
      "import type { Target } from '../clients/target.ts'\nexport const table: Target = 1\n",
    )
    expect(checkBoundaries(root).problems[0]).toContain('features/blocks must not import features/clients')
    plant('features/blocks/table.ts', 'export const table = 1\n')
    plant('features/runtime.ts', "import { table } from './blocks/table.ts'\nexport const runtime = table\n")
    expect(checkBoundaries(root).problems[0]).toContain('features/runtime must not import features/blocks')
  })
})

describe('packages, globals and names', () => {
  const refused: readonly (readonly [string, string, string, string])[] = [
    [
      'React in queries',
      'queries/a.ts',
      "import { useState } from 'react'\nexport const a = useState\n",
      'queries must not import',
    ],
    [
      'React hooks of Dexie in queries',
      'queries/a.ts',
      "import { useLiveQuery } from 'dexie-react-hooks'\nexport const a = useLiveQuery\n",
      'queries must not',
    ],
    ['zod in core', 'core/a.ts', "import { z } from 'zod'\nexport const a = z\n", 'core must not import "zod"'],
    [
      'zod in commands',
      'commands/a.ts',
      "import { z } from 'zod'\nexport const a = z\n",
      'commands must not import "zod"',
    ],
    [
      'Dexie in features',
      'features/clients/a.ts',
      "import Dexie from 'dexie'\nexport const a = Dexie\n",
      'features must not import "dexie"',
    ],
    [
      'Node in storage',
      'storage/a.ts',
      "import { readFileSync } from 'node:fs'\nexport const a = readFileSync\n",
      'no "node:fs"',
    ],
    [
      'fetch in features',
      'features/clients/a.ts',
      "export const a = () => fetch('https://example.org')\n",
      'only integrations',
    ],
    ['a beacon in app', 'app/a.ts', "export const a = () => navigator.sendBeacon('/x')\n", 'only integrations'],
    ['chance in core', 'core/a.ts', 'export const a = () => Math.random()\n', 'core must not use random'],
    [
      'the host locale in core',
      'core/a.ts',
      'export const a = (1).toLocaleString()\n',
      'core must not use toLocaleString',
    ],
    ['a computed import', 'app/a.ts', 'export const a = (name: string) => import(name)\n', 'cannot be checked'],
    ['a missing extension', 'app/a.ts', "import { b } from './b'\nexport const a = b\n", 'is not a file'],
    [
      'a path out of src',
      'app/a.ts',
      "import data from '../../outside.json'\nexport const a = data\n",
      'is not a file',
    ],
    ['a barrel', 'ui/parts.ts', "export { target } from './target.ts'\n", 'no barrel files'],
    ['an index file', 'ui/index.ts', 'export const a = 1\n', 'no barrel files'],
    ['a folder of helpers', 'ui/helpers/a.ts', 'export const a = 1\n', 'must not be called "helpers"'],
    ['a file of utils', 'ui/utils.ts', 'export const a = 1\n', 'must not be called "utils"'],
    ['camel case', 'ui/moneyField.tsx', 'export const a = 1\n', 'kebab-case'],
    ['a room nobody knows', 'stuff/a.ts', 'export const a = 1\n', '"stuff" is not a room'],
    ['a file in no room', 'a.ts', 'export const a = 1\n', 'outside every room'],
    ['a long file', 'ui/a.ts', 'export const a = 1\n'.repeat(401), '401 lines'],
    ['broken syntax', 'ui/a.ts', 'export const = 1\n', 'does not parse'],
  ]
  for (const [what, file, source, complaint] of refused) {
    it(`refuses ${what}`, () => {
      plant(file, source)
      expect(checkBoundaries(root).problems.join('\n')).toContain(complaint)
    })
  }
})

describe('the project itself', () => {
  it('holds, and was really read', () => {
    const report = checkBoundaries(fileURLToPath(new URL('../../src', import.meta.url)))
    expect(report.filesRead).toBeGreaterThan(20)
    expect(report.importsRead).toBeGreaterThan(40)
    expect(report.problems).toEqual([])
  })
})

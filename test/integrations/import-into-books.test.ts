import { describe, expect, it } from 'vitest'
import { importClients } from '../../src/commands/import-clients.ts'
import { importProducts } from '../../src/commands/import-products.ts'
import { undoImport } from '../../src/commands/undo-import.ts'
import { proposeMapping, restoreMapping, sourceSignature } from '../../src/integrations/import/mapping.ts'
import { openImport } from '../../src/integrations/import/open-import.ts'
import { planClients, planProducts } from '../../src/integrations/import/plan-import.ts'
import { resolveClients, resolveProducts } from '../../src/integrations/import/resolve-duplicates.ts'
import { getImportContext, getImportMapping } from '../../src/queries/get-import-context.ts'
import { rowProblem } from '../../src/storage/backup/row-schemas.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { hasSharedImports, manifest, sharedBytes, sharedJson } from './shared-imports.ts'

const own = [
  ['own-clients.csv', 'Firma;E-Mail;Ort;Notiz\nBäcker;b@x.de;Köln;"zwei\nZeilen"\nMüller;;Bonn;=1+1\nMüller;;Kiel;\n'],
  [
    'own-products.csv',
    'sku,product,description,price\nA1,Design,Logo,"1,250.50"\n,Coaching,an hour,90\n,Coaching,two hours,160\n',
  ],
] as const

const files: readonly (readonly [string, Uint8Array])[] = [
  ...own.map(([name, text]) => [name, new TextEncoder().encode(text)] as const),
  ...manifest
    .filter(({ entity }) => entity === 'clients' || entity === 'products')
    .map(({ file }) => [file, sharedBytes(file)] as const),
]

/** What the import screen does: open, map (as remembered, else as proposed), plan against the books, resolve. */
async function plan(books: TestBooks, bytes: Uint8Array, file: string) {
  const opened = openImport(bytes, file)
  if (!opened.ok || opened.value.importable === undefined) throw new Error(`${file} cannot be imported`)
  const { table, importable } = opened.value
  const context = await getImportContext(books.db)
  const signature = sourceSignature(table.columns)
  const stored = await getImportMapping(books.db, signature)
  if (importable === 'clients') {
    const mapping = restoreMapping(stored, table, 'clients') ?? proposeMapping(table, 'clients')
    const planned = planClients(table, mapping, { ...context, existing: context.clients })
    if (!planned.ok) throw new Error(planned.problem.code)
    const input = { file, remember: { signature, mapping }, ...resolveClients(planned.value, { all: 'skip' }) }
    return {
      planned: planned.value,
      write: () => books.must(importClients, input),
      count: () => books.db.clients.count(),
    }
  }
  const mapping = restoreMapping(stored, table, 'products') ?? proposeMapping(table, 'products')
  const planned = planProducts(table, mapping, { ...context, existing: context.products })
  if (!planned.ok) throw new Error(planned.problem.code)
  const input = { file, remember: { signature, mapping }, ...resolveProducts(planned.value, { all: 'skip' }) }
  return {
    planned: planned.value,
    write: () => books.must(importProducts, input),
    count: () => books.db.products.count(),
  }
}

/** Every row is one that a backup takes and a restore accepts. */
async function expectSoundRows(books: TestBooks): Promise<void> {
  for (const table of ['clients', 'billingGroups', 'products', 'events', 'importMappings'] as const) {
    for (const row of await books.db.table(table).toArray()) expect(rowProblem(table, row), table).toBeUndefined()
  }
}

describe('from file to books', () => {
  it.each(files)(
    '%s: every accepted row arrives, a second time all are duplicates, undo leaves nothing',
    async (file, bytes) => {
      const books = await openTestBooks()
      const first = await plan(books, bytes, file)
      const { importId, added } = await first.write()
      expect(added).toBe(first.planned.accepted)
      expect(await first.count()).toBe(first.planned.accepted)
      await expectSoundRows(books)
      const second = await plan(books, bytes, file)
      expect(second.planned).toMatchObject({
        accepted: 0,
        refused: first.planned.refused,
        duplicates: first.planned.accepted,
      })
      for (const row of second.planned.rows) if (row.state === 'duplicate') expect(row.of.kind).toBe('existing')
      expect(await books.must(undoImport, { importId })).toEqual({ removed: added, restored: 0, kept: [] })
      expect(await first.count()).toBe(0)
      expect(await books.db.billingGroups.count()).toBe(0)
    },
  )

  it('updating from the same file again changes nothing but versions', async () => {
    const books = await openTestBooks()
    const [file, text] = own[0]
    const bytes = new TextEncoder().encode(text)
    await (await plan(books, bytes, file)).write()
    const before = await books.db.clients.toArray()
    const { planned } = await plan(books, bytes, file)
    const input = resolveClients(planned as Parameters<typeof resolveClients>[0], { all: 'update' })
    expect(await books.must(importClients, { file, ...input })).toMatchObject({ added: 0, updated: 3 })
    expect(await books.db.clients.toArray()).toEqual(before.map((row) => ({ ...row, version: 2 })))
    await expectSoundRows(books)
  })

  it.skipIf(!hasSharedImports)('every naughty string is stored unchanged', async () => {
    const texts = sharedJson<string[]>('hostile/blns.json').filter((text) => text.trim() !== '')
    const quote = (text: string) => `"${text.replaceAll('"', '""')}"`
    const csv = `Client Name,Street,City,Notes\r\n${texts.map((text, index) => `Client ${index},${quote(text.length > 200 ? 'x' : text)},X${index},${quote(text)}\r\n`).join('')}`
    const books = await openTestBooks()
    await (await plan(books, new TextEncoder().encode(csv), 'naughty.csv')).write()
    const rows = new Map((await books.db.clients.toArray()).map((row) => [row.name, row]))
    for (const [index, text] of texts.entries()) {
      const row = rows.get(`Client ${index}`)
      expect(row?.notes).toBe(text)
      if (text.length <= 200) expect(row?.addresses[0]?.line1).toBe(text)
    }
  })
})

import { describe, expect, it } from 'vitest'
import { addCharge } from '../../src/commands/add-charge.ts'
import { giveUnits } from '../../src/commands/give-units.ts'
import { type ImportClients, importClients } from '../../src/commands/import-clients.ts'
import { type ImportProducts, importProducts } from '../../src/commands/import-products.ts'
import { saveClient } from '../../src/commands/save-client.ts'
import { addMethod } from '../../src/commands/save-method.ts'
import { undoImport } from '../../src/commands/undo-import.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ClientId, CommandId } from '../../src/core/ids.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import { getImportMapping } from '../../src/queries/get-import-context.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { chargeFields, clientFields } from '../support/practice.ts'

function clients(names: readonly string[], more: Partial<ImportClients> = {}): ImportClients {
  return {
    file: 'clients.csv',
    add: names.map((name) => ({ fields: clientFields(name) })),
    update: [],
    skipped: 0,
    refused: 0,
    ...more,
  }
}

function products(names: readonly string[], more: Partial<ImportProducts> = {}): ImportProducts {
  return {
    file: 'items.csv',
    add: names.map((name) => ({
      fields: {
        name,
        kind: 'service',
        unitPrice: decimal('50'),
        currency: 'EUR' as CurrencyCode,
        taxIds: [],
        taxIncluded: false,
      },
    })),
    update: [],
    skipped: 0,
    refused: 0,
    ...more,
  }
}

/** Every table but the log, as plain rows. */
async function rowsOf(books: TestBooks): Promise<Record<string, unknown[]>> {
  const rows: Record<string, unknown[]> = {}
  for (const table of books.db.tables) if (table.name !== 'events') rows[table.name] = await table.toArray()
  return rows
}

describe('importing clients', () => {
  it('is one act with one event; every row knows the import and has its billing group', async () => {
    const books = await openTestBooks()
    const result = await books.must(
      importClients,
      clients(['Ada', 'Bob', 'Eve'], { system: 'FreshBooks', skipped: 2, refused: 1 }),
    )
    expect(result).toMatchObject({ added: 3, updated: 0 })
    const rows = await books.db.clients.where('importId').equals(result.importId).toArray()
    expect(rows.map(({ name, version, status }) => [name, version, status]).sort()).toEqual([
      ['Ada', 1, 'active'],
      ['Bob', 1, 'active'],
      ['Eve', 1, 'active'],
    ])
    for (const { id } of rows) expect(await books.db.billingGroups.where('clientId').equals(id).count()).toBe(1)
    const events = await books.db.events.where('subjects').equals(result.importId).toArray()
    expect(events).toMatchObject([
      {
        type: 'import.done',
        data: {
          entity: 'clients',
          file: 'clients.csv',
          system: 'FreshBooks',
          added: 3,
          updated: 0,
          skipped: 2,
          refused: 1,
        },
      },
    ])
  })

  it('is done once, however often the message comes', async () => {
    const books = await openTestBooks()
    const first = await books.must(importClients, clients(['Ada']), 'cmd_X')
    expect(await books.must(importClients, clients(['Ada']), 'cmd_X')).toEqual(first)
    expect(await books.db.clients.count()).toBe(1)
  })

  it('takes all rows or none', async () => {
    const books = await openTestBooks()
    const before = await rowsOf(books)
    expect(await books.refusal(importClients, clients(['Ada', ' ', 'Eve']))).toMatchObject({
      code: 'field-invalid',
      field: 'name',
    })
    expect(
      await books.refusal(
        importClients,
        clients(['Ada'], { update: [{ id: 'cli_gone' as ClientId, fields: clientFields('Z') }] }),
      ),
    ).toMatchObject({ code: 'not-found' })
    expect(await rowsOf(books)).toEqual(before)
  })

  it('keeps archived clients archived and remembers the mapping', async () => {
    const books = await openTestBooks()
    const mapping = { entity: 'clients', columns: [{ column: 'Name', field: 'name' }] }
    await books.must(importClients, {
      ...clients([]),
      add: [{ fields: clientFields('Old Ltd'), archived: true }],
      remember: { signature: 'name', mapping },
    })
    expect(await books.db.clients.toArray()).toMatchObject([{ name: 'Old Ltd', status: 'archived', version: 1 }])
    expect(await getImportMapping(books.db, 'name')).toEqual(mapping)
    expect(await getImportMapping(books.db, 'other')).toBeUndefined()
  })

  it('updates what the file says and leaves the rest', async () => {
    const books = await openTestBooks()
    const { id } = await books.must(saveClient, {
      fields: clientFields('Ada', { email: 'old@x.org', notes: 'kept', contacts: [{ name: 'Zoe', billing: true }] }),
    })
    await books.must(importClients, {
      ...clients([]),
      update: [
        {
          id,
          fields: {
            name: 'Ada Ltd',
            email: 'new@x.org',
            contacts: [
              { name: 'zoe', phone: '1', billing: false },
              { name: 'Max', billing: false },
            ],
            addresses: [
              { label: 'Billing', line1: 'Hauptstraße 1', city: 'Berlin', postalCode: '10115', country: 'DE' },
              { label: 'Billing', line1: 'Neuer Weg 2', city: 'Bonn', country: 'DE' },
            ],
          },
        },
      ],
    })
    const row = await books.db.clients.get(id)
    expect(row).toMatchObject({
      name: 'Ada Ltd',
      email: 'new@x.org',
      notes: 'kept',
      version: 2,
      contacts: [{ name: 'zoe', phone: '1', billing: true }, { name: 'Max' }],
      addresses: [{ line1: 'Hauptstraße 1' }, { line1: 'Neuer Weg 2' }],
    })
    expect(row?.defaultAddressId).toBe(row?.addresses[1]?.id)
    expect(row?.importId).toBeUndefined()
  })
})

describe('undoing an import', () => {
  it('leaves the books as they were, in one act', async () => {
    const books = await openTestBooks()
    const { id } = await books.must(saveClient, { fields: clientFields('Kept', { email: 'k@x.org' }) })
    const before = await rowsOf(books)
    const { importId } = await books.must(
      importClients,
      clients(['Ada', 'Bob'], { update: [{ id, fields: clientFields('Kept', { phone: '5' }) }] }),
    )
    expect(await books.must(undoImport, { importId })).toEqual({ removed: 2, restored: 1, kept: [] })
    const after = await rowsOf(books)
    // Only the version tells that something happened: it counts every change (G-2).
    expect(await books.db.clients.get(id)).toEqual({ ...(before.clients?.[0] as object), version: 3 })
    expect({ ...after, clients: [], automation: [] }).toEqual({ ...before, clients: [], automation: [] })
    //
    expect((await books.db.automation.get('state'))?.paused?.why).toBe('import-undone')
    expect(await books.db.events.where('subjects').equals(importId).toArray()).toHaveLength(2)
  })

  it('keeps and names what was changed or is in use', async () => {
    const books = await openTestBooks()
    const { importId } = await books.must(importClients, clients(['Changed', 'Charged', 'Free', 'Paying']))
    const byName = new Map((await books.db.clients.toArray()).map((row) => [row.name, row.id]))
    const changed = byName.get('Changed') as ClientId
    const charged = byName.get('Charged') as ClientId
    await books.must(saveClient, { seen: { id: changed, version: 1 }, fields: clientFields('Changed!') })
    await books.must(addCharge, { clientId: charged, fields: chargeFields('Work', '10') })
    const paying = byName.get('Paying') as ClientId
    await books.must(addMethod, { clientId: paying, kind: 'cash' })
    const result = await books.must(undoImport, { importId })
    expect(result.removed).toBe(1)
    expect([...result.kept].sort((left, right) => (left.name < right.name ? -1 : 1))).toEqual([
      { id: changed, name: 'Changed!', why: 'changed' },
      { id: charged, name: 'Charged', why: 'in-use' },
      { id: paying, name: 'Paying', why: 'in-use' },
    ])
    expect((await books.db.clients.toArray()).map(({ name }) => name).sort()).toEqual(['Changed!', 'Charged', 'Paying'])
    expect(await books.db.billingGroups.count()).toBe(3)
  })

  it('does not overwrite what was edited after an update', async () => {
    const books = await openTestBooks()
    const { id } = await books.must(saveClient, { fields: clientFields('Ada') })
    const { importId } = await books.must(importClients, {
      ...clients([]),
      update: [{ id, fields: clientFields('Ada', { phone: '1' }) }],
    })
    await books.must(saveClient, { seen: { id, version: 2 }, fields: clientFields('Ada Lovelace', { phone: '1' }) })
    expect(await books.must(undoImport, { importId })).toEqual({
      removed: 0,
      restored: 0,
      kept: [{ id, name: 'Ada', why: 'changed' }],
    })
    expect(await books.db.clients.get(id)).toMatchObject({ name: 'Ada Lovelace', version: 3 })
  })

  it('works for products, and knows which are on charges', async () => {
    const books = await openTestBooks()
    const { importId } = await books.must(importProducts, products(['Design', 'Coaching', 'Old']))
    const [clientRow] = [await books.must(saveClient, { fields: clientFields('Ada') })]
    const design = (await books.db.products.toArray()).find(({ name }) => name === 'Design')
    if (design === undefined) throw new Error('no product')
    await books.must(addCharge, {
      clientId: clientRow.id,
      fields: chargeFields('Design', '50', { productId: design.id }),
    })
    expect(await books.must(undoImport, { importId })).toEqual({
      removed: 2,
      restored: 0,
      kept: [{ id: design.id, name: 'Design', why: 'in-use' }],
    })
  })

  it('keeps a client and a product of whom somebody has prepaid units', async () => {
    const books = await openTestBooks()
    const { importId: ofClients } = await books.must(importClients, clients(['Ada']))
    const { importId: ofProducts } = await books.must(importProducts, products(['Lessons']))
    const [client, product] = [(await books.db.clients.toArray())[0], (await books.db.products.toArray())[0]]
    if (client === undefined || product === undefined) throw new Error('not imported')
    // The version that the import gave it: nobody touched the row itself.
    const sale = { kind: 'pack', units: decimal('10'), priceOf: 'pack' } as const
    await books.db.products.put({ ...product, sale })
    const units = decimal('1')
    await books.must(giveUnits, { clientId: client.id, productId: product.id, units, origin: 'gift' })
    expect((await books.must(undoImport, { importId: ofClients })).kept).toMatchObject([{ why: 'in-use' }])
    expect((await books.must(undoImport, { importId: ofProducts })).kept).toMatchObject([{ why: 'in-use' }])
  })

  it('can be done again when rows have become free, and refuses what was no import', async () => {
    const books = await openTestBooks()
    const { importId } = await books.must(importProducts, products(['A']))
    expect(await books.must(undoImport, { importId })).toMatchObject({ removed: 1 })
    expect(await books.must(undoImport, { importId })).toMatchObject({ removed: 0, kept: [] })
    expect(await books.refusal(undoImport, { importId: 'cmd_never' as CommandId })).toMatchObject({
      code: 'not-found',
      entity: 'import',
    })
  })
})

describe('a large import', () => {
  it('adds and undoes 4,000 clients', async () => {
    const books = await openTestBooks()
    const { importId } = await books.must(
      importClients,
      clients(Array.from({ length: 4000 }, (_, index) => `Client ${index}`)),
    )
    expect(await books.db.clients.count()).toBe(4000)
    expect(await books.must(undoImport, { importId })).toMatchObject({ removed: 4000, kept: [] })
    expect(await books.db.clients.count()).toBe(0)
  }, 120_000)
})

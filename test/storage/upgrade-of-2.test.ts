// Books of the second schema, as they lie on the disks of their owners, opened by this version (G-3): they have never heard
// of automation, and run by themselves from then on.
import { describe, expect, it } from 'vitest'
import { activateGroup } from '../../src/commands/change-group-state.ts'
import { calendarDate, type Instant } from '../../src/core/date.ts'
import { schemaVersion } from '../../src/storage/account-db.ts'
import { checkBooks } from '../../src/storage/check-books.ts'
import { openAccountDb } from '../../src/storage/open-account-db.ts'
import { differingSums } from '../../src/storage/recompute-sums.ts'
import { openTestBooks } from '../support/open-test-books.ts'
import { runBooks, setRule } from '../support/run-tick.ts'
import { asSchema5, oldBooks, type Row } from './old-device.ts'

// As the second version declared them.
const secondIndexes = {
  meta: 'key',
  settings: 'id',
  clients: 'id, *words, [status+sortName+id], [sortName+id], importId',
  billingGroups: 'id, clientId',
  taxRates: 'id, state',
  products: 'id, *words, [state+sortName+id], sku, importId',
  contracts: 'id, clientId, billingGroupId, *words, [sortName+id], [state+sortName+id], importId',
  contractItems: 'id, contractId, billingGroupId, clientId, productId',
  amendments: 'id, contractId',
  corrections: 'id, contractItemId, [billingGroupId+state], [clientId+state], [state+id]',
  usageRecords:
    'id, &[contractItemId+sourceKey], [contractItemId+on], [contractItemId+state+on], [state+on+id], importId',
  wakeups: 'id, [kind+wakeOn]',
  charges:
    'id, [clientId+state], [billingGroupId+state], [state+servedOn+id], invoiceId, productId, [contractItemId+period.end], contractId, amends',
  invoices:
    'id, &number, &[series+sequence], *words, [listedOn+id], [state+listedOn+id], [clientId+listedOn+id], [clientId+state], [state+dueOn+id], [dueOn+id], [gross+id]',
  creditNotes: 'id, &number, &[series+sequence], invoiceId, [clientId+issuedOn]',
  documents: 'id',
  releases: 'id',
  assets: 'id',
  payments: 'id, [receivedOn+id], [clientId+receivedOn+id]',
  allocations: 'id, invoiceId, sourceId, clientId',
  creditEntries: 'id, [clientId+currency], paymentId',
  sequences: 'series, kind',
  sums: 'key, scope',
  events: 'id, *subjects',
  importMappings: 'signature',
}

const now = '2026-03-09T08:00:00.000Z' as Instant
const { tables, rowsOf, device: secondDevice } = oldBooks(2, secondIndexes, now)

const keyOf = (row: Row) => String(row.id ?? row.key ?? row.series ?? row.signature)

describe('books of schema 2', () => {
  it('are upgraded where they lie: every row as it was, everything awake, a way back kept', async () => {
    const { directory, entry } = await secondDevice()
    const opened = await openAccountDb(directory, entry, { now, newRestorePointId: () => 'rst_1' })
    if (!opened.ok) throw new Error(JSON.stringify(opened.problem))
    const db = opened.value
    for (const table of Object.keys(tables)) {
      const before = new Map(rowsOf(table).map((row) => [keyOf(row), asSchema5(table, row)]))
      const after = new Map(((await db.table(table).toArray()) as Row[]).map((row) => [keyOf(row), row]))
      expect(after, table).toEqual(before)
    }
    expect(await differingSums(db)).toEqual([])
    await checkBooks(db)
    expect((await db.meta.get('schema'))?.value).toBe(schemaVersion)
    expect(await directory.restorePoints.toArray()).toMatchObject([{ reason: 'migration', schemaVersion: 2 }])
    // Nobody knows when a group can bill or an invoice is due for a word: all are looked at.
    const open = (await db.invoices.toArray()).filter(({ state }) => state === 'open').map(({ id }) => id as string)
    const groups = (await db.billingGroups.toCollection().primaryKeys()) as string[]
    expect(open.length).toBeGreaterThan(0)
    expect((await db.wakeups.toArray()).map(({ id }) => id as string).sort()).toEqual([...groups, ...open].sort())
    // Nothing is paused: an upgrade that went well is no way back in time.
    expect(await db.automation.count()).toBe(0)
    db.close()
  })

  it('run by themselves from then on: nothing of what was done is done again, and rules find the open invoices', async () => {
    const { host, directory, entry } = await secondDevice()
    const opened = await openAccountDb(directory, entry, { now, newRestorePointId: () => 'rst_1' })
    if (!opened.ok) throw new Error(JSON.stringify(opened.problem))
    const { name } = opened.value
    opened.value.close()
    const books = await openTestBooks({ factory: host.indexedDB, name, today: '2026-03-09', tab: 'B' })
    const charges = (await books.db.charges.toCollection().primaryKeys()).length
    const first = await runBooks(books)
    expect(first.stoppedBy).toBeUndefined()
    expect(await books.db.charges.count()).toBe(charges)
    for (const client of await books.db.clients.toArray()) {
      await books.db.clients.put({ ...client, email: 'pays@example.com' })
    }
    const held = (await books.db.billingGroups.toArray()).find(({ hold }) => hold !== undefined)
    if (held === undefined) throw new Error('no group on hold')
    await books.must(activateGroup, { id: held.id, version: held.version, gap: 'skip' })
    await setRule(books, 'reminders', { steps: [{ step: 1, days: 10 }], way: { kind: 'prepare' }, attachPdf: 1 })
    books.today = calendarDate('2026-04-18')
    const later = await runBooks(books)
    expect(later.verdict.acts).toBe('all')
    expect(later.counts.reminders).toBeGreaterThan(0)
    expect(await books.db.messages.count()).toBe(later.counts.reminders)
    await checkBooks(books.db)
    books.db.close()
  })
})

// Books of the fourth schema, as they lie on the disks of their owners, opened by this version (G-3): nothing was ever sold
// ahead in them.
import { describe, expect, it } from 'vitest'
import { inspectBackup } from '../../src/commands/inspect-backup.ts'
import { restoreBackup } from '../../src/commands/restore-backup.ts'
import type { Instant } from '../../src/core/date.ts'
import type { AccountId } from '../../src/core/ids.ts'
import { schemaVersion } from '../../src/storage/account-db.ts'
import { checkBooks } from '../../src/storage/check-books.ts'
import { openAccountDb } from '../../src/storage/open-account-db.ts'
import { differingSums } from '../../src/storage/recompute-sums.ts'
import { verifySeals } from '../../src/storage/verify-seals.ts'
import { booksOf, openTestDevice } from './device.ts'
import { asSchema5, dumpOf, oldBooks, type Row } from './old-device.ts'

// As the fourth version declared them.
const fourthIndexes = {
  meta: 'key',
  settings: 'id',
  clients: 'id, *words, [status+sortName+id], [sortName+id], importId',
  billingGroups: 'id, clientId, parked.at',
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
  creditNotes:
    'id, &number, &[series+sequence], *invoiceIds, *words, [listedOn+id], [state+listedOn+id], [clientId+listedOn+id]',
  documents: 'id',
  seals: 'id, &[kind+series+sequence]',
  releases: 'id',
  assets: 'id',
  payments: 'id, [receivedOn+id], [clientId+receivedOn+id]',
  allocations: 'id, invoiceId, sourceId, clientId',
  creditEntries: 'id, [clientId+currency], paymentId, creditNoteId, [state+expiresOn], [clientId+receivedOn+id]',
  refunds: 'id, sourceId, [refundedOn+id], [clientId+refundedOn+id]',
  paymentMethods: 'id, clientId',
  cardAttempts: 'id, invoiceId, [clientId+id], [state+id], paymentId',
  sequences: 'series, kind',
  sums: 'key, scope',
  automation: 'id',
  rules: 'id, kind',
  ruleStates: 'id',
  firings: 'id, ruleId, runId',
  ruleQueue: 'id',
  messages: 'id, [state+preparedOn+id], invoiceId, [clientId+id]',
  outbox: 'id, [state+nextAt], [endpointId+state+nextAt], [endpointId+createdAt], invoiceId',
  endpoints: 'id',
  secrets: 'id',
  runs: 'id, [told+id], state',
  runEntries: 'id, runId, *subjects',
  notices: 'id, [state+id]',
  events: 'id, *subjects, runId',
  importMappings: 'signature',
}

const now = '2026-03-09T08:00:00.000Z' as Instant
const { tables, rowsOf, device: fourthDevice } = oldBooks(4, fourthIndexes, now)

const keyOf = (row: Row) => String(row.id ?? row.key ?? row.series ?? row.signature)

describe('books of schema 4', () => {
  it('are upgraded where they lie: every row as it was, the house rules of a new account, a way back kept', async () => {
    const { directory, entry } = await fourthDevice()
    const opened = await openAccountDb(directory, entry, { now, newRestorePointId: () => 'rst_1' })
    if (!opened.ok) throw new Error(JSON.stringify(opened.problem))
    const db = opened.value
    for (const table of Object.keys(tables)) {
      const before = new Map(rowsOf(table).map((row) => [keyOf(row), asSchema5(table, row)]))
      const after = new Map(((await db.table(table).toArray()) as Row[]).map((row) => [keyOf(row), row]))
      expect(after, table).toEqual(before)
    }
    for (const table of ['purchases', 'unitLots', 'unitUses', 'fields']) expect(await db.table(table).count()).toBe(0)
    for (const series of await verifySeals(db)) expect(series.broken).toBeUndefined()
    expect(await differingSums(db)).toEqual([])
    await checkBooks(db)
    expect((await db.meta.get('schema'))?.value).toBe(schemaVersion)
    expect(await directory.restorePoints.toArray()).toMatchObject([{ reason: 'migration', schemaVersion: 4 }])
    db.close()
  })

  it('come in from a backup the same way', async () => {
    const inspected = await inspectBackup(new Blob([dumpOf(4)]))
    if (!inspected.ok) throw new Error(JSON.stringify(inspected.problem))
    const device = await openTestDevice()
    const id = 'acc_FROM4' as AccountId
    const restored = await restoreBackup({
      directory: device.directory,
      backup: inspected.value,
      into: { kind: 'new', id, name: 'From the fourth version' },
      numbers: [],
      envelope: device.books.envelope(),
    })
    expect(restored).toMatchObject({ ok: true, value: { sumsCorrected: 0 } })
    expect(await (await booksOf(device, id)).settings.get('account')).toMatchObject({
      selling: { minimum: 10_000, outstandingCap: 3, terms: [3, 6, 12] },
    })
  })
})

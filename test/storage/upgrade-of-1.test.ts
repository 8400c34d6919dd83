// Books of the first schema, as they lie on the disks of their owners, opened by this version (G-3).
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { addContract } from '../../src/commands/add-contract.ts'
import { billGroup } from '../../src/commands/bill-group.ts'
import { execute } from '../../src/commands/execute.ts'
import { inspectBackup } from '../../src/commands/inspect-backup.ts'
import { restoreBackup } from '../../src/commands/restore-backup.ts'
import { calendarDate, type Instant } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { AccountId } from '../../src/core/ids.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import { defaultBilling } from '../../src/core/settings.ts'
import { listDueGroups } from '../../src/queries/list-due-groups.ts'
import { schemaVersion } from '../../src/storage/account-db.ts'
import { checkBooks } from '../../src/storage/check-books.ts'
import { openAccountDb } from '../../src/storage/open-account-db.ts'
import { differingSums } from '../../src/storage/recompute-sums.ts'
import { booksOf, openTestDevice } from './device.ts'
import { asSchema5, oldBooks, type Row } from './old-device.ts'

// As the first version declared them.
const firstIndexes = {
  meta: 'key',
  settings: 'id',
  clients: 'id, *words, [status+sortName+id], [sortName+id], importId',
  billingGroups: 'id, clientId',
  taxRates: 'id, state',
  products: 'id, *words, [state+sortName+id], sku, importId',
  charges: 'id, [clientId+state], [state+servedOn+id], invoiceId, productId',
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

const today = calendarDate('2026-03-09')
const now = '2026-03-09T08:00:00.000Z' as Instant
const { tables, rowsOf, device: firstDevice } = oldBooks(1, firstIndexes, now)

describe('books of schema 1', () => {
  it('are upgraded where they lie: no row lost, every sum as before, billing groups and settings as new ones start', async () => {
    const { directory, entry } = await firstDevice()
    const opened = await openAccountDb(directory, entry, { now, newRestorePointId: () => 'rst_1' })
    if (!opened.ok) throw new Error(JSON.stringify(opened.problem))
    const db = opened.value
    for (const table of Object.keys(tables)) {
      const before = new Map(rowsOf(table).map((row) => [JSON.stringify(row.id ?? row.key ?? row.series), row]))
      const after = (await db.table(table).toArray()) as Row[]
      expect(after.length, table).toBe(tables[table]?.length)
      if (table === 'billingGroups' || table === 'settings' || table === 'importMappings') continue
      for (const row of after) {
        const old = before.get(JSON.stringify(row.id ?? row.key ?? row.series))
        expect(row, table).toEqual(old && asSchema5(table, old))
      }
    }
    const [group] = rowsOf('billingGroups')
    expect(await db.billingGroups.toArray()).toEqual([{ ...group, mode: 'automatic', offsetDays: 0, cc: [] }])
    const [settings] = rowsOf('settings')
    expect(await db.settings.get('account')).toEqual(asSchema5('settings', { ...settings, billing: defaultBilling }))
    expect(await differingSums(db)).toEqual([])
    await checkBooks(db)
    expect((await db.meta.get('schema'))?.value).toBe(schemaVersion)
    expect(await directory.restorePoints.toArray()).toMatchObject([{ reason: 'migration', schemaVersion: 1 }])
    // Nobody knows when a group can bill: all are looked at.
    expect(await listDueGroups(db, today)).toEqual([group?.id])
    await expectToBill(db, String(rowsOf('clients')[0]?.id))
    db.close()
    const again = await openAccountDb(
      directory,
      { ...entry, schemaVersion: 2 },
      { now, newRestorePointId: () => 'rst_2' },
    )
    expect(again.ok).toBe(true)
    expect(await directory.restorePoints.count()).toBe(1)
  })

  it('come in from a backup the same way', async () => {
    const text = readFileSync(fileURLToPath(new URL('./dumps/v1.json', import.meta.url)), 'utf8')
    const inspected = await inspectBackup(new Blob([text]))
    if (!inspected.ok) throw new Error(JSON.stringify(inspected.problem))
    const device = await openTestDevice()
    const id = 'acc_FROM1' as AccountId
    const restored = await restoreBackup({
      directory: device.directory,
      backup: inspected.value,
      into: { kind: 'new', id, name: 'From the first version' },
      numbers: [],
      envelope: device.books.envelope(),
    })
    expect(restored).toMatchObject({ ok: true, value: { sumsCorrected: 0 } })
    const db = await booksOf(device, id)
    const [group] = rowsOf('billingGroups')
    expect(await db.billingGroups.toArray()).toEqual([{ ...group, mode: 'automatic', offsetDays: 0, cc: [] }])
    expect((await db.settings.get('account'))?.billing).toEqual(defaultBilling)
    expect(await listDueGroups(db, today)).toEqual([group?.id])
    await expectToBill(db, String(rowsOf('clients')[0]?.id))
  })
})

/** The books take a contract and bill it, through the indexes that are new. */
async function expectToBill(db: Awaited<ReturnType<typeof booksOf>>, clientId: string): Promise<void> {
  let counter = 0
  const envelope = () => {
    counter += 1
    const commandId = `cmd_U${counter}` as never
    const newId = ((prefix: string) => {
      counter += 1
      return `${prefix}_U${counter}`
    }) as never
    return { commandId, now, today, actor: 'user' as const, device: 'test', newId }
  }
  const item = {
    description: 'Care',
    kind: 'recurring',
    timing: 'advance',
    cadence: { unit: 'month', every: 1 },
    quantity: decimal('1'),
    pricing: { kind: 'per-unit', unitPrice: decimal('50') },
    taxIds: [],
    taxIncluded: false,
  } as const
  const fields = {
    clientId: clientId as never,
    name: 'Care',
    currency: 'EUR' as CurrencyCode,
    startOn: calendarDate('2026-02-09'),
    items: [item],
  }
  const added = await execute(db, addContract, { fields }, envelope())
  expect(added).toMatchObject({ ok: true })
  const contract = added.ok ? await db.contracts.get(added.value.id) : undefined
  const charges = await db.charges
    .where('contractId')
    .equals(contract?.id ?? '')
    .toArray()
  expect(charges.map(({ period, amount }) => [period?.start, amount])).toEqual([
    ['2026-02-09', 5000],
    ['2026-03-09', 5000],
  ])
  const run = { groupId: contract?.billingGroupId as never, asOf: today }
  expect(await execute(db, billGroup, run, envelope())).toMatchObject({ ok: true, value: { charges: 0 } })
  expect(await listDueGroups(db, today)).toEqual([])
}

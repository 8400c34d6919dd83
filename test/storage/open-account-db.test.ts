import { Dexie } from 'dexie'
import { describe, expect, it, vi } from 'vitest'
import { execute } from '../../src/commands/execute.ts'
import { saveClient } from '../../src/commands/save-client.ts'
import type { Instant } from '../../src/core/date.ts'
import { AccountDb, schemaVersion, tableIndexes } from '../../src/storage/account-db.ts'
import { type ClosedReason, openAccountDb } from '../../src/storage/open-account-db.ts'
import { clientFields } from '../support/practice.ts'
import { openTestDevice, type TestDevice, wholeBooks } from './device.ts'
import { workedDevice } from './worked-device.ts'

const base = { now: '2026-03-05T08:00:00.000Z' as Instant, newRestorePointId: () => 'rst_1' }

/** Books of the next schema, with whatever its upgrade does. */
function nextSchema(device: TestDevice, upgrade: (tx: { table(name: string): Dexie.Table }) => Promise<void>) {
  return {
    version: schemaVersion + 1,
    open(name: string): AccountDb {
      const db = new AccountDb(name, device.host)
      db.version(schemaVersion + 1)
        .stores({ clients: `${tableIndexes.clients}, vatId` })
        .upgrade(upgrade)
      return db
    },
  }
}

describe('opening books', () => {
  it('opens a fresh and a known account without looking twice', async () => {
    const device = await workedDevice()
    const invoices = await device.books.db.invoices.count()
    device.books.db.close()
    const opened = await openAccountDb(device.directory, device.entry, base)
    if (!opened.ok) throw new Error(opened.problem.code)
    expect(await opened.value.invoices.count()).toBe(invoices)
    expect((await device.directory.accounts.get(device.entry.id))?.schemaVersion).toBe(schemaVersion)
    expect(await device.directory.restorePoints.count()).toBe(0)
  })

  it('refuses books of a newer schema in words, and never writes into them (G-10)', async () => {
    const device = await workedDevice()
    device.books.db.close()
    const make = nextSchema(device, async () => undefined)
    const newer = await openAccountDb(device.directory, device.entry, { ...base, make })
    if (!newer.ok) throw new Error(newer.problem.code)
    newer.value.close()
    for (const known of [undefined, schemaVersion]) {
      const entry = { ...device.entry, ...(known === undefined ? {} : { schemaVersion: known }) }
      const opened = await openAccountDb(device.directory, entry, base)
      expect(opened).toEqual({
        ok: false,
        problem: { code: 'schema-newer', found: schemaVersion + 1, known: schemaVersion },
      })
    }
    // Even code that opened them anyway is refused by every command.
    const raw = new AccountDb(newer.value.name, device.host)
    await raw.open()
    const written = await execute(raw, saveClient, { fields: clientFields('x') }, device.books.envelope())
    expect(written).toMatchObject({ ok: false, problem: { code: 'schema-newer' } })
    raw.close()
  })

  it('keeps a restore point before an upgrade and proves that no row was lost (G-3)', async () => {
    const device = await workedDevice()
    const before = await wholeBooks(device.books.db)
    device.books.db.close()
    const make = nextSchema(device, async (tx) => {
      await tx
        .table('clients')
        .toCollection()
        .modify((client: { notes?: string }) => {
          client.notes = 'upgraded'
        })
    })
    const opened = await openAccountDb(device.directory, device.entry, { ...base, make })
    if (!opened.ok) throw new Error(JSON.stringify(opened.problem))
    const after = await wholeBooks(opened.value)
    expect(after.clients).toEqual((before.clients as object[]).map((client) => ({ ...client, notes: 'upgraded' })))
    expect(after.invoices).toEqual(before.invoices)
    expect((await opened.value.meta.get('schema'))?.value).toBe(schemaVersion + 1)
    expect(await device.directory.restorePoints.toArray()).toMatchObject([{ reason: 'migration', schemaVersion }])
  })

  it.each([
    [
      'throws',
      'by-hand',
      async () => {
        throw new Error('a bug in the upgrade')
      },
    ],
    [
      'loses rows',
      'rolled-back',
      async (tx: { table(name: string): Dexie.Table }) => {
        await tx.table('charges').clear()
      },
    ],
    [
      'breaks sums',
      'rolled-back',
      async (tx: { table(name: string): Dexie.Table }) => {
        await tx.table('invoices').toCollection().modify({ gross: 1 })
      },
    ],
  ])('leaves the books as they were when an upgrade %s', async (_what, paused, upgrade) => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const device = await workedDevice()
    const before = await wholeBooks(device.books.db)
    device.books.db.close()
    const make = nextSchema(device, upgrade)
    const opened = await openAccountDb(device.directory, device.entry, { ...base, make })
    expect(opened).toMatchObject({
      ok: false,
      problem: { code: 'upgrade-failed', from: schemaVersion, to: schemaVersion + 1 },
    })
    const again = await openAccountDb(device.directory, device.entry, base)
    if (!again.ok) throw new Error(again.problem.code)
    const after = await wholeBooks(again.value)
    const same = { automation: [], outbox: [] }
    expect({ ...after, ...same }).toEqual({ ...before, ...same })
    // One that IndexedDB took back by itself has never happened; after a roll-back automation stands still.
    expect((await again.value.automation.get('state'))?.paused?.why).toBe(paused)
    expect(
      await execute(again.value, saveClient, { fields: clientFields('x') }, device.books.envelope()),
    ).toMatchObject({ ok: true })
  })

  it('closes for good when another window upgrades or deletes the books, and says which', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const device = await openTestDevice()
    device.books.db.close()
    const closed: ClosedReason[] = []
    const opened = await openAccountDb(device.directory, device.entry, {
      ...base,
      onClosed: (reason) => closed.push(reason),
    })
    if (!opened.ok) throw new Error(opened.problem.code)
    const make = nextSchema(device, async () => undefined)
    const newer = await openAccountDb(device.directory, device.entry, { ...base, make })
    expect(newer).toMatchObject({ ok: true })
    expect(closed).toEqual(['upgraded'])
    await expect(opened.value.clients.count()).rejects.toMatchObject({ name: 'DatabaseClosedError' })
    if (newer.ok) newer.value.close()

    const last = await openAccountDb(
      device.directory,
      (await device.directory.accounts.get(device.entry.id)) ?? device.entry,
      { ...base, make, onClosed: (reason) => closed.push(reason) },
    )
    expect(last).toMatchObject({ ok: true })
    await new Dexie(opened.value.name, device.host).delete()
    expect(closed).toEqual(['upgraded', 'deleted'])
  })
})

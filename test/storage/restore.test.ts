import { describe, expect, it } from 'vitest'
import { execute } from '../../src/commands/execute.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import type { InspectedBackup } from '../../src/commands/inspect-backup.ts'
import { provesBooks } from '../../src/commands/inspect-backup.ts'
import { keepAccountFacts } from '../../src/commands/keep-account-facts.ts'
import { releaseDocument } from '../../src/commands/release-document.ts'
import { type RestoreInto, restoreBackup } from '../../src/commands/restore-backup.ts'
import { saveClient } from '../../src/commands/save-client.ts'
import type { BookEvent } from '../../src/core/event.ts'
import type { AccountId } from '../../src/core/ids.ts'
import type { Sequence } from '../../src/core/model.ts'
import { listHighestNumbers, listRestorePoints } from '../../src/queries/restore-points.ts'
import { accountDbName } from '../../src/storage/account-db.ts'
import { freezeBooks, sweepDatabases } from '../../src/storage/databases.ts'
import { charge, clientFields, draftAll, issue, setUpPractice } from '../support/practice.ts'
import { booksOf, databaseNames, openTestDevice, type TestDevice, wholeBooks } from './device.ts'
import { backupOf, workedDevice } from './worked-device.ts'

function restore(device: TestDevice, backup: InspectedBackup, into: RestoreInto, numbers: readonly Sequence[] = []) {
  return restoreBackup({ directory: device.directory, backup, into, numbers, envelope: device.books.envelope() })
}

describe('restoring over an account (R-37)', () => {
  it('refuses to lose finalized documents, and changes nothing', async () => {
    const device = await workedDevice()
    const { entry, books } = device
    const backup = await backupOf(device)
    const [client] = await books.db.clients.toArray()
    const later = await issue(books, client?.id ?? ('' as never), '33')
    const before = await wholeBooks(books.db)
    const names = await databaseNames(device)
    const result = await restore(device, backup, { kind: 'over', id: entry.id })
    expect(result).toEqual({ ok: false, problem: { code: 'documents-missing', numbers: [later.number] } })
    expect(await wholeBooks(books.db)).toEqual(before)
    expect(await databaseNames(device)).toEqual(names)
    expect(await device.directory.accounts.get(entry.id)).toEqual(entry)
    // The old books take commands again.
    expect(await books.run(saveClient, { fields: clientFields('Afterwards') })).toMatchObject({ ok: true })
  })

  it('goes back when the owner confirms, above every number ever given, with a way back', async () => {
    const device = await workedDevice()
    const { entry, books, directory } = device
    const before = await wholeBooks(books.db)
    const backup = await backupOf(device)
    const [client] = await books.db.clients.toArray()
    if (client === undefined) throw new Error('no client')
    const lost = await issue(books, client.id, '33')
    const changed = await wholeBooks(books.db)
    expect(await restore(device, backup, { kind: 'over', id: entry.id, documentsMayGo: true })).toMatchObject({
      ok: true,
    })

    const after = await booksOf(device, entry.id)
    expect(after.name).not.toBe(books.db.name)
    expect((await wholeBooks(after)).invoices).toEqual(before.invoices)
    // The number of the lost invoice is never given again.
    const charged = await execute(
      after,
      finalizeInvoice,
      { id: await draftOn(device, after, client.id) },
      books.envelope(),
    )
    if (!charged.ok) throw new Error(charged.problem.code)
    expect(charged.value.number > lost.number).toBe(true)

    // What was replaced can be brought back from the restore point.
    const [point] = await listRestorePoints(directory, entry.id)
    expect(point).toMatchObject({ reason: 'restore', accountId: entry.id })
    const { openRestorePoint } = await import('../../src/commands/make-restore-point.ts')
    const opened = await openRestorePoint(directory, point?.id ?? '')
    if (!opened.ok) throw new Error(opened.problem.code)
    const copy = 'acc_COPY' as AccountId
    expect(await restore(device, opened.value, { kind: 'copy', id: copy, name: 'As it was' })).toMatchObject({
      ok: true,
    })
    const looked = await wholeBooks(await booksOf(device, copy))
    // It is as it was, but that nothing leaves it.
    const { automation, events, outbox: _rows, ...rest } = looked
    const { automation: _before, events: said, outbox: _calls, ...expected } = changed
    expect(rest).toEqual(expected)
    expect(automation).toMatchObject([{ paused: { why: 'restored' } }])
    const old = (events as BookEvent[]).filter(({ commandId }) =>
      said?.some((one) => (one as BookEvent).commandId === commandId),
    )
    expect(old).toEqual(said)
  })

  it('deletes the replaced database, and one that a cut-off restore left', async () => {
    const device = await workedDevice()
    const { entry, books, directory } = device
    const backup = await backupOf(device)
    expect(await restore(device, backup, { kind: 'over', id: entry.id })).toMatchObject({ ok: true })
    const now = await directory.accounts.get(entry.id)
    await directory.facts.put({ key: 'building/billfold-acc_HALF', value: 'x' })
    books.db.close()
    await sweepDatabases(directory)
    expect(await databaseNames(device)).toEqual([now?.database, 'billfold-directory'])
    expect(await directory.facts.count()).toBe(0)
  })

  it('lets the books go on when the window was closed in the middle of a restore', async () => {
    const device = await workedDevice()
    const { books, directory } = device
    // What stands on the disk at that moment.
    await freezeBooks(directory, books.db)
    await directory.facts.put({ key: 'building/billfold-acc_HOME-cmd_half', value: 'x' })
    expect(await books.run(saveClient, { fields: clientFields('x') })).toEqual({
      ok: false,
      problem: { code: 'read-only' },
    })
    await sweepDatabases(directory)
    expect(await books.run(saveClient, { fields: clientFields('x') })).toMatchObject({ ok: true })
    expect(await directory.facts.count()).toBe(0)
  })

  it('takes no command into books that are being replaced', async () => {
    const device = await workedDevice()
    const backup = await backupOf(device)
    let refused: unknown
    const result = await restoreBackup({
      directory: device.directory,
      backup,
      into: { kind: 'over', id: device.entry.id },
      numbers: [],
      envelope: device.books.envelope(),
      onProgress: () => {
        refused ??= device.books.run(saveClient, { fields: clientFields('Too late') })
      },
    })
    expect(result).toMatchObject({ ok: true })
    expect(await refused).toEqual({ ok: false, problem: { code: 'read-only' } })
  })
})

async function draftOn(device: TestDevice, db: TestDevice['books']['db'], clientId: Parameters<typeof charge>[1]) {
  const books = {
    ...device.books,
    db,
    must: async (command: never, input: never) => {
      const result = await execute(db, command, input, device.books.envelope())
      if (!result.ok) throw new Error(JSON.stringify(result.problem))
      return result.value
    },
  } as unknown as TestDevice['books']
  await charge(books, clientId, '5')
  return draftAll(books, clientId)
}

describe('numbers after a restore (R-37)', () => {
  it('never goes below what this device ever saw, nor below what the owner says', async () => {
    const device = await openTestDevice()
    const { books, directory, entry } = device
    const { clientId } = await setUpPractice(books)
    await issue(books, clientId, '1')
    const backup = await backupOf(device)
    await issue(books, clientId, '2')
    await issue(books, clientId, '3')
    await keepAccountFacts(directory, entry, books.db)
    const known = await listHighestNumbers(directory, backup, entry.id)
    expect(known).toEqual([{ series: 'invoice 2026-{N}', kind: 'invoice', last: 3, lastIssuedOn: '2026-03-02' }])
    const confirmed = known.map((sequence) => ({ ...sequence, last: 41 }))
    expect(
      await restore(device, backup, { kind: 'over', id: entry.id, documentsMayGo: true }, confirmed),
    ).toMatchObject({ ok: true })
    const db = await booksOf(device, entry.id)
    expect((await db.sequences.get('invoice 2026-{N}'))?.last).toBe(41)
    const finalized = await execute(db, finalizeInvoice, { id: await draftOn(device, db, clientId) }, books.envelope())
    expect(finalized).toMatchObject({ ok: true, value: { number: '2026-0042' } })
    // A lower word of the owner is not followed.
    const again = await restore(
      device,
      await backupOf(device),
      { kind: 'over', id: entry.id, documentsMayGo: true },
      known,
    )
    expect(again).toMatchObject({ ok: true })
    expect((await (await booksOf(device, entry.id)).sequences.get('invoice 2026-{N}'))?.last).toBeGreaterThanOrEqual(41)
  })

  it('keeps the highest numbers of a business that was removed and comes back', async () => {
    const device = await openTestDevice()
    const { books, directory, entry } = device
    const { clientId } = await setUpPractice(books)
    const backup = await backupOf(device)
    await issue(books, clientId, '1')
    await keepAccountFacts(directory, entry, books.db)
    await directory.accounts.delete(entry.id)
    const id = 'acc_BACK' as AccountId
    expect(await restore(device, backup, { kind: 'new', id, name: 'Ada Practice' })).toMatchObject({ ok: true })
    expect((await directory.accounts.get(id))?.businessId).toBe(entry.id)
    expect((await (await booksOf(device, id)).sequences.get('invoice 2026-{N}'))?.last).toBe(1)
  })

  it('makes a second account of a business in use a business of its own', async () => {
    const device = await workedDevice()
    const id = 'acc_TWIN' as AccountId
    expect(await restore(device, await backupOf(device), { kind: 'new', id, name: 'Twin' })).toMatchObject({ ok: true })
    expect(await device.directory.accounts.get(id)).toMatchObject({ ownName: true, state: 'active' })
    expect((await device.directory.accounts.get(id))?.businessId).toBeUndefined()
  })
})

describe('a copy for looking', () => {
  it('takes no command', async () => {
    const device = await workedDevice()
    const backup = await backupOf(device)
    const id = 'acc_COPY' as AccountId
    expect(await restore(device, backup, { kind: 'copy', id, name: 'As it was' })).toMatchObject({ ok: true })
    expect(await device.directory.accounts.get(id)).toMatchObject({ state: 'read-only', asOf: backup.header.madeAt })
    const db = await booksOf(device, id)
    const result = await execute(db, saveClient, { fields: clientFields('x') }, device.books.envelope())
    expect(result).toEqual({ ok: false, problem: { code: 'read-only' } })
    // Its numbers are nobody's.
    await keepAccountFacts(device.directory, { id, state: 'read-only' }, db)
    expect(await device.directory.highestNumbers.where('accountId').equals(id).count()).toBe(0)
  })
})

describe('proving a backup', () => {
  it('says whether it holds all that is in the books now', async () => {
    const device = await workedDevice()
    const { books, entry } = device
    const backup = await backupOf(device)
    expect(await provesBooks(books.db, entry, backup)).toEqual({ ok: true, value: true })
    const [invoice] = await books.db.invoices.where('[state+listedOn+id]').between(['paid'], ['paid', []]).toArray()
    await books.must(releaseDocument, { id: invoice?.id ?? ('' as never), how: 'share', pdf: new Uint8Array([3]) })
    expect(await provesBooks(books.db, entry, backup)).toEqual({
      ok: false,
      problem: { code: 'backup-outdated', changesSince: 1 },
    })
    const other = await provesBooks(books.db, { id: 'acc_ELSE' as AccountId }, backup)
    expect(other).toEqual({ ok: false, problem: { code: 'backup-of-another-account', accountName: 'Ada Practice' } })
  })
})

describe('the name of a database', () => {
  it('is that of the account until a restore moved it', async () => {
    const device = await openTestDevice()
    expect(device.books.db.name).toBe(accountDbName(device.entry.id))
  })
})

import { describe, expect, it } from 'vitest'
import {
  addAccount,
  removeAccount,
  renameAccount,
  retireAccount,
  reviveAccount,
} from '../../src/commands/change-accounts.ts'
import { keepAccountFacts } from '../../src/commands/keep-account-facts.ts'
import { makeRestorePoint, openRestorePoint, removeRestorePoint } from '../../src/commands/make-restore-point.ts'
import { saveClient } from '../../src/commands/save-client.ts'
import type { Instant } from '../../src/core/date.ts'
import type { AccountId, CommandId } from '../../src/core/ids.ts'
import { listAccounts } from '../../src/queries/account-entries.ts'
import { getRetention } from '../../src/queries/get-retention.ts'
import { listRestorePoints } from '../../src/queries/restore-points.ts'
import { keptRestorePoints } from '../../src/storage/restore-points.ts'
import { addClient, change, clientFields } from '../support/practice.ts'
import { databaseNames, openTestDevice } from './device.ts'
import { backupOf, workedDevice } from './worked-device.ts'

const now = '2026-03-05T08:00:00.000Z' as Instant

describe('the accounts of a device (I-7)', () => {
  it('adds and renames; the name follows the profile until it is given', async () => {
    const device = await openTestDevice()
    const { directory, books, entry } = device
    await directory.accounts.update(entry.id, { name: '' })
    await change(books, { profile: { name: 'Ada Practice' } })
    await keepAccountFacts(directory, entry, books.db)
    expect((await directory.accounts.get(entry.id))?.name).toBe('Ada Practice')
    await change(books, { profile: { name: 'Ada & Sons' } })
    await keepAccountFacts(directory, entry, books.db)
    expect((await directory.accounts.get(entry.id))?.name).toBe('Ada & Sons')
    expect(await renameAccount(directory, entry.id, ' Mine ')).toEqual({ ok: true, value: { name: 'Mine' } })
    await keepAccountFacts(directory, entry, books.db)
    expect((await directory.accounts.get(entry.id))?.name).toBe('Mine')
    expect(await renameAccount(directory, entry.id, '  ')).toEqual({ ok: false, problem: { code: 'name-empty' } })
    expect(await renameAccount(directory, entry.id, 'x'.repeat(121))).toMatchObject({
      problem: { code: 'name-too-long' },
    })
    expect(await renameAccount(directory, 'acc_GONE' as AccountId, 'x')).toMatchObject({
      problem: { code: 'account-missing' },
    })
    const added = await addAccount(directory, { id: 'acc_TWO' as AccountId, name: 'Second', kind: 'business' }, now)
    expect(added).toMatchObject({ ok: true, value: { name: 'Second', state: 'active' } })
    expect((await listAccounts(directory)).map(({ name }) => name)).toEqual(['Second', 'Mine'])
  })

  it('removes a real account only with a proven backup of all of it and its name typed (R-23)', async () => {
    const device = await workedDevice()
    const { directory, books, entry } = device
    const id = entry.id
    expect(await removeAccount(directory, { id })).toEqual({ ok: false, problem: { code: 'name-differs' } })
    expect(await removeAccount(directory, { id, typedName: 'Ada Practice' })).toEqual({
      ok: false,
      problem: { code: 'backup-needed' },
    })
    const backup = await backupOf(device)
    await addClient(books, 'New since')
    expect(await removeAccount(directory, { id, typedName: 'Ada Practice', backup })).toEqual({
      ok: false,
      problem: { code: 'backup-outdated', changesSince: 1 },
    })
    const retention = await getRetention(directory, entry)
    expect(retention).toEqual({ documents: await books.db.documents.count(), years: 10, until: '2036-12-31' })
    await keepAccountFacts(directory, entry, books.db)
    await makeRestorePoint(directory, books.db, entry, 'by-hand', books.envelope())
    const whole = await backupOf(device)
    books.db.close()
    expect(await removeAccount(directory, { id, typedName: 'Ada Practice', backup: whole })).toMatchObject({ ok: true })
    expect(await databaseNames(device)).toEqual(['billfold-directory'])
    expect(await directory.accounts.count()).toBe(0)
    expect(await directory.restorePoints.count()).toBe(0)
    expect(await directory.restorePointBytes.count()).toBe(0)
    // Should the business come back, its numbers go on.
    expect(await directory.highestNumbers.count()).toBe(2)
  })

  it('removes a sample and a copy for looking at once', async () => {
    const device = await openTestDevice()
    const { directory, entry, books } = device
    await directory.accounts.update(entry.id, { kind: 'sample' })
    books.db.close()
    expect(await removeAccount(directory, { id: entry.id })).toMatchObject({ ok: true })
    expect(await databaseNames(device)).toEqual(['billfold-directory'])
  })

  it('retires an account that moved away, and brings it back when it did not', async () => {
    const { directory, books, entry } = await openTestDevice()
    await retireAccount(directory, books.db, entry.id)
    expect((await directory.accounts.get(entry.id))?.state).toBe('retired')
    expect(await books.run(saveClient, { fields: clientFields('x') })).toEqual({
      ok: false,
      problem: { code: 'read-only' },
    })
    await reviveAccount(directory, books.db, entry.id)
    expect((await directory.accounts.get(entry.id))?.state).toBe('active')
    expect(await books.run(saveClient, { fields: clientFields('x') })).toMatchObject({ ok: true })
  })
})

describe('restore points (G-3)', () => {
  it('are kept by number, listed newest first without their bytes, opened and removed', async () => {
    const { directory, books, entry } = await openTestDevice()
    for (let number = 0; number < keptRestorePoints + 3; number += 1) {
      await addClient(books, `Client ${number}`)
      const at = `2026-03-${String(number + 1).padStart(2, '0')}T00:00:00.000Z` as Instant
      const made = await makeRestorePoint(directory, books.db, entry, 'import', {
        commandId: `cmd_${number}` as CommandId,
        now: at,
      })
      expect(made).toMatchObject({ ok: true })
    }
    const points = await listRestorePoints(directory, entry.id)
    expect(points).toHaveLength(keptRestorePoints)
    expect(await directory.restorePointBytes.count()).toBe(keptRestorePoints)
    expect(points[0]).toMatchObject({ madeAt: '2026-03-13T00:00:00.000Z', counts: { clients: 13 } })
    expect(points.at(-1)).toMatchObject({ counts: { clients: 4 } })
    expect(points[0]).not.toHaveProperty('bytes')
    const opened = await openRestorePoint(directory, points[0]?.id ?? '')
    expect(opened).toMatchObject({ ok: true, value: { header: { purpose: 'restore-point', counts: { clients: 13 } } } })
    await removeRestorePoint(directory, points[0]?.id ?? '')
    expect(await openRestorePoint(directory, points[0]?.id ?? '')).toEqual({
      ok: false,
      problem: { code: 'restore-point-missing' },
    })
    expect(await directory.restorePointBytes.count()).toBe(keptRestorePoints - 1)
  })
})

import { Dexie } from 'dexie'
import { describe, expect, it, vi } from 'vitest'
import type { AccountId } from '../../src/core/ids.ts'
import { accountDbName, schemaVersion } from '../../src/storage/account-db.ts'
import { openAsFound } from '../../src/storage/open-as-found.ts'
import { openTestDevice } from './device.ts'

/** Books at a version that this code does not have, with a row that must survive. */
async function booksOfVersion(host: { indexedDB: IDBFactory }, name: string, version: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const making = host.indexedDB.open(name, version * 10)
    making.onupgradeneeded = () =>
      making.result.createObjectStore('meta', { keyPath: 'key' }).add({ key: 'schema', value: version })
    making.onsuccess = () => {
      making.result.close()
      resolve()
    }
    making.onerror = () => reject(making.error)
  })
}

describe('opening books as they stand', () => {
  it('opens books of its own schema and closes them for good when another window upgrades them', async () => {
    const device = await openTestDevice()
    device.books.db.close()
    const told = vi.fn()
    const db = await openAsFound(device.directory, device.entry, told)
    expect(db?.isOpen()).toBe(true)
    expect((await db?.settings.get('account'))?.id).toBe('account')
    const upgrading = device.host.indexedDB.open(accountDbName(device.entry.id), (schemaVersion + 1) * 10)
    await new Promise((resolve) => {
      upgrading.onsuccess = resolve
    })
    upgrading.result.close()
    expect(told).toHaveBeenCalledWith('upgraded', db)
    expect(db?.isOpen()).toBe(false)
  })

  it('leaves older and newer books as they are and makes none', async () => {
    const { directory, entry, host } = await openTestDevice()
    for (const version of [1, schemaVersion - 1, schemaVersion + 1]) {
      const id = `acc_V${version}` as AccountId
      await booksOfVersion(host, accountDbName(id), version)
      expect(await openAsFound(directory, { ...entry, id }), `schema ${version}`).toBeUndefined()
      const raw = new Dexie(accountDbName(id), { ...host, autoOpen: false })
      await raw.open()
      expect([raw.verno, await raw.table('meta').get('schema')]).toEqual([version, { key: 'schema', value: version }])
      raw.close()
    }
    expect(await openAsFound(directory, { ...entry, id: 'acc_GONE' as AccountId })).toBeUndefined()
    const names = (await host.indexedDB.databases()).map(({ name }) => name)
    expect(names).not.toContain(accountDbName('acc_GONE' as AccountId))
  })
})

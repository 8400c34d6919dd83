// Backups that are written without being asked for (G-1), into a folder that lives in memory.
import { beforeEach, describe, expect, it } from 'vitest'
import { backUpByItself, keptBackups } from '../../src/commands/back-up-by-itself.ts'
import { chooseBackupFolder, forgetBackupFolder, retryBackupFolder } from '../../src/commands/choose-backup-folder.ts'
import { execute } from '../../src/commands/execute.ts'
import { inspectBackup } from '../../src/commands/inspect-backup.ts'
import { saveClient } from '../../src/commands/save-client.ts'
import { addDays, calendarDate, type Instant } from '../../src/core/date.ts'
import type { FolderHandle } from '../../src/storage/directory-db.ts'
import { openTestDevice, type TestDevice } from './device.ts'

class MemoryFolder {
  readonly name = 'Backups'
  readonly files = new Map<string, Uint8Array<ArrayBuffer>>()
  permission: PermissionState = 'granted'
  full = false

  async queryPermission(): Promise<PermissionState> {
    return this.permission
  }
  async getFileHandle(name: string): ReturnType<FolderHandle['getFileHandle']> {
    if (!this.files.has(name)) this.files.set(name, new Uint8Array())
    return {
      createWritable: async () => {
        if (this.full) throw new DOMException('no room', 'QuotaExceededError')
        const parts: Uint8Array<ArrayBuffer>[] = []
        return new WritableStream<Uint8Array<ArrayBuffer>>({
          write: (part) => void parts.push(part),
          close: async () => void this.files.set(name, new Uint8Array(await new Blob(parts).arrayBuffer())),
        })
      },
      getFile: async () => new Blob([this.files.get(name) ?? new Uint8Array()]),
    }
  }
  async removeEntry(name: string): Promise<void> {
    this.files.delete(name)
  }
  async *keys(): AsyncIterable<string> {
    yield* this.files.keys()
  }
}

const firstDay = calendarDate('2026-03-02')
let device: TestDevice
let folder: MemoryFolder

beforeEach(async () => {
  device = await openTestDevice()
  folder = new MemoryFolder()
  // Functions cannot be stored outside a browser: the folder is put back into the row when it is read.
  device.directory.backupFolders.hook('reading', (row) => (row === undefined ? row : { ...row, folder }))
})

const choose = () =>
  chooseBackupFolder(device.directory, {
    accountId: device.entry.id,
    folder: { name: 'Backups' } as unknown as FolderHandle,
    gzip: true,
  })

/** The nth day: the clock of the books goes with it. */
function backUp(day: number, hour = 9) {
  const today = addDays(firstDay, day)
  const now = `${today}T${String(hour).padStart(2, '0')}:00:00.000Z` as Instant
  const envelope = () => ({ ...device.books.envelope(), now, today })
  return backUpByItself({ directory: device.directory, account: device.entry, books: device.books.db, today, envelope })
}

async function change(day: number, hour = 8): Promise<void> {
  const today = addDays(firstDay, day)
  const now = `${today}T${String(hour).padStart(2, '0')}:00:00.000Z` as Instant
  const fields = { name: `Client of ${today} ${hour}`, contacts: [], addresses: [] }
  const saved = await execute(device.books.db, saveClient, { fields }, { ...device.books.envelope(), now, today })
  expect(saved.ok).toBe(true)
}

const place = () => device.directory.backupFolders.get(device.entry.id)

describe('backups by themselves', () => {
  it('are written nowhere before the owner chose a folder', async () => {
    expect(await backUp(0)).toBe('no-folder')
    expect(folder.files.size).toBe(0)
  })

  it('are whole files, one for a day on which anything changed', async () => {
    await choose()
    await change(0)
    expect(await backUp(0)).toBe('done')
    expect([...folder.files.keys()]).toEqual(['billfold-ada-practice-2026-03-02.json.gz'])
    const inspected = await inspectBackup(new Blob([...folder.files.values()]))
    expect(inspected).toMatchObject({ ok: true, value: { header: { counts: { clients: 1 } } } })
    expect(await backUp(0, 15)).toBe('not-due')
    expect(await backUp(1)).toBe('not-due')
    await change(2)
    expect(await backUp(2)).toBe('done')
    expect([...folder.files.keys()].sort()).toEqual([
      'billfold-ada-practice-2026-03-02.json.gz',
      'billfold-ada-practice-2026-03-04.json.gz',
    ])
    expect((await device.books.db.settings.get('account'))?.lastBackupAt).toBe('2026-03-04T09:00:00.000Z')
    expect(await place()).toMatchObject({ lastOn: '2026-03-04', problem: '' })
  })

  it('keep the last ones and touch no other file', async () => {
    await choose()
    folder.files.set('taxes.pdf', new Uint8Array([1]))
    folder.files.set('billfold-other-2020-01-01.json.gz', new Uint8Array([1]))
    for (let day = 0; day < keptBackups + 3; day += 1) {
      await change(day)
      expect(await backUp(day)).toBe('done')
    }
    const names = [...folder.files.keys()]
    expect(names).toContain('taxes.pdf')
    expect(names).toContain('billfold-other-2020-01-01.json.gz')
    expect(names.filter((name) => name.startsWith('billfold-ada'))).toHaveLength(keptBackups)
    expect(names).not.toContain('billfold-ada-practice-2026-03-02.json.gz')
  })

  it('say why they stopped, and go on at the owner\u2019s word', async () => {
    await choose()
    await change(0)
    folder.permission = 'prompt'
    expect(await backUp(0)).toBe('not-allowed')
    expect(await place()).toMatchObject({ problem: 'not-allowed' })
    folder.permission = 'granted'
    expect(await backUp(0)).toBe('not-due')
    await retryBackupFolder(device.directory, device.entry.id)
    expect(await backUp(0)).toBe('done')
    await change(1)
    folder.full = true
    expect(await backUp(1)).toBe('failed')
    expect(await place()).toMatchObject({ problem: expect.any(String), lastOn: '2026-03-02' })
    expect((await place())?.problem).not.toBe('')
    expect(folder.files.get('billfold-ada-practice-2026-03-02.json.gz')?.length).toBeGreaterThan(100)
    await forgetBackupFolder(device.directory, device.entry.id)
    expect(await backUp(2)).toBe('no-folder')
  })

  it('are made by one window at a time', async () => {
    await choose()
    await change(0)
    const outcomes = await Promise.all([backUp(0), backUp(0), backUp(0)])
    expect(outcomes.sort()).toEqual(['done', 'not-due', 'not-due'])
  })
})

import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { inspectBackup } from '../../src/commands/inspect-backup.ts'
import { makeBackup, noteBackup } from '../../src/commands/make-backup.ts'
import { restoreBackup } from '../../src/commands/restore-backup.ts'
import type { OutboxRow } from '../../src/core/automation/outbox.ts'
import type { AccountId } from '../../src/core/ids.ts'
import { differingSums } from '../../src/storage/recompute-sums.ts'
import { booksOf, databaseNames, openTestDevice, wholeBooks } from './device.ts'
import { backupOf, workedDevice } from './worked-device.ts'

describe('one file out, one file in (G-4)', () => {
  it('restores the same books as a new account on another device', async () => {
    const device = await workedDevice()
    const before = await wholeBooks(device.books.db)
    const backup = await backupOf(device)
    const counts = Object.fromEntries(Object.entries(before).map(([table, rows]) => [table, rows.length]))
    expect(backup.header.counts).toEqual(counts)
    expect(Object.values(counts).every((count) => count > 0)).toBe(true)

    const other = await openTestDevice('acc_OTHER')
    const id = 'acc_NEW' as AccountId
    const restored = await restoreBackup({
      directory: other.directory,
      backup,
      into: { kind: 'new', id, name: 'Ada Practice' },
      numbers: [],
      envelope: other.books.envelope('cmd_restore'),
    })
    expect(restored).toMatchObject({ ok: true, value: { accountId: id, sumsCorrected: 0 } })
    const db = await booksOf(other, id)
    const after = await wholeBooks(db)
    const events = after.events as { id: string; type: string }[]
    expect(events.find((event) => event.id === 'cmd_restore/00000')?.type).toBe('account.restored')
    // What comes back stands still; everything else is as it was.
    const still = { automation: [], outbox: [], settings: [] }
    const old = events.filter(({ id }) => !id.startsWith('cmd_restore/'))
    expect({ ...after, events: old, ...still }).toEqual({ ...before, ...still })
    const outbox = (rows: unknown[] | undefined) => (rows as OutboxRow[]).map(({ id, payload }) => ({ id, payload }))
    expect(outbox(after.outbox)).toEqual(outbox(before.outbox))
    expect(after.settings).toEqual([{ ...(before.settings?.[0] as object), lastBackupAt: backup.header.madeAt }])
    expect(await differingSums(db)).toEqual([])
    expect((await other.directory.accounts.get(id))?.businessId).toBe(device.entry.id)
  })

  it('writes one JSON document whose checksum anybody can prove, and the same gzipped', async () => {
    const device = await workedDevice()
    const { file, header, rows } = await backupOf(device)
    const text = await file.text()
    const parsed = JSON.parse(text) as { counts: object; tables: Record<string, object[]>; end: { sha256: string } }
    expect(parsed.counts).toEqual(header.counts)
    expect(Object.values(parsed.tables).flat()).toHaveLength(rows)
    const lines = text.split('\n')
    const head = `${lines.slice(0, -2).join('\n')}\n`
    expect(createHash('sha256').update(head).digest('hex')).toBe(parsed.end.sha256)
    expect(Object.keys(parsed.tables)).not.toContain('meta')

    const packed = await backupOf(device, true)
    expect(packed.file.size).toBeLessThan(file.size)
    expect(gunzipSync(Buffer.from(await packed.file.arrayBuffer())).toString('utf8')).toBe(text)
  })

  it('leaves a note in the books, without making an open settings form stale', async () => {
    const device = await workedDevice()
    const before = await device.books.db.settings.get('account')
    await device.books.must(noteBackup, { rows: 1, sha256: 'x' })
    const after = await device.books.db.settings.get('account')
    expect(after).toEqual({ ...before, lastBackupAt: device.books.envelope().now })
  })

  it.each(['as it is', 'as browsers say it'])(
    'begins again when the books change while they are written (%s)',
    async (how) => {
      // A browser that drains a broken stream says only that it could not fetch.
      class VagueResponse extends Response {
        override async blob() {
          return super.blob().catch(() => Promise.reject(new TypeError('Failed to fetch')))
        }
      }
      if (how !== 'as it is') vi.stubGlobal('Response', VagueResponse)
      onTestFinished(() => void vi.unstubAllGlobals())
      const device = await workedDevice()
      const { db } = device.books
      let changed = 0
      const made = await makeBackup({
        books: db,
        account: device.entry,
        purpose: 'backup',
        now: device.books.envelope().now,
        gzip: false,
        onProgress(step, done, total) {
          if (step !== 'write' || changed > 0 || done !== total) return
          changed += 1
          void device.books.must(noteBackup, { rows: 0, sha256: 'meanwhile' })
        },
      })
      expect(changed).toBe(1)
      if (!made.ok) throw new Error(made.problem.code)
      expect(await made.value.file.text()).toContain('"sha256":"meanwhile"')
      expect(await inspectBackup(made.value.file)).toMatchObject({ ok: true })
    },
  )

  it('names a row that cannot be written instead of leaving it out', async () => {
    const device = await openTestDevice()
    await device.books.db.importMappings.add({ signature: 'x', mapping: new Date(0) })
    const made = await makeBackup({
      books: device.books.db,
      account: device.entry,
      purpose: 'backup',
      now: device.books.envelope().now,
      gzip: true,
    })
    expect(made).toMatchObject({ ok: false, problem: { code: 'row-unwritable', table: 'importMappings' } })
  })

  it('can be cancelled on the way out and on the way in, and leaves nothing', async () => {
    const device = await workedDevice()
    const leaving = new AbortController()
    const made = await makeBackup({
      books: device.books.db,
      account: device.entry,
      purpose: 'backup',
      now: device.books.envelope().now,
      gzip: true,
      signal: leaving.signal,
      onProgress: () => leaving.abort(),
    })
    expect(made).toEqual({ ok: false, problem: { code: 'cancelled' } })
    const backup = await backupOf(device)
    const entering = new AbortController()
    const names = await databaseNames(device)
    const restored = await restoreBackup({
      directory: device.directory,
      backup,
      into: { kind: 'new', id: 'acc_NEW' as AccountId, name: 'x' },
      numbers: [],
      envelope: device.books.envelope(),
      signal: entering.signal,
      onProgress: () => entering.abort(),
    })
    expect(restored).toEqual({ ok: false, problem: { code: 'cancelled' } })
    expect(await databaseNames(device)).toEqual(names)
    expect(await device.directory.facts.count()).toBe(0)
    expect(await device.directory.accounts.count()).toBe(1)
  })
})

// The books of every released schema, frozen as a backup file: whatever comes later must still bring them in whole.
// A new schema gets its own file: `FREEZE=1 npx vitest run test/storage/frozen-dumps` writes the missing one.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { inspectBackup } from '../../src/commands/inspect-backup.ts'
import { makeBackup } from '../../src/commands/make-backup.ts'
import { restoreBackup } from '../../src/commands/restore-backup.ts'
import type { AccountId } from '../../src/core/ids.ts'
import { schemaVersion } from '../../src/storage/account-db.ts'
import { checkBooks } from '../../src/storage/check-books.ts'
import { differingSums } from '../../src/storage/recompute-sums.ts'
import { booksOf, openTestDevice } from './device.ts'
import { backupOf, workedDevice } from './worked-device.ts'

const folder = fileURLToPath(new URL('./dumps/', import.meta.url))
const current = `${folder}v${schemaVersion}.json`

if (process.env.FREEZE === '1' && !existsSync(current)) {
  const { file } = await backupOf(await workedDevice())
  writeFileSync(current, await file.text())
}

const dumps = readdirSync(folder).filter((name) => name.endsWith('.json'))

interface Frozen {
  readonly schema: number
  readonly tables: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>
}

describe('the frozen books', () => {
  it('are there for every schema up to this one', () => {
    const versions = Array.from({ length: schemaVersion }, (_, index) => `v${index + 1}.json`)
    expect(dumps.sort()).toEqual(versions.sort())
  })

  it.each(dumps)('%s come in whole: every row, every amount, every sum', async (name) => {
    const text = readFileSync(`${folder}${name}`, 'utf8')
    const before = JSON.parse(text) as Frozen
    const inspected = await inspectBackup(new Blob([text]))
    if (!inspected.ok) throw new Error(JSON.stringify(inspected.problem))
    const device = await openTestDevice()
    const id = 'acc_FROZEN' as AccountId
    const restored = await restoreBackup({
      directory: device.directory,
      backup: inspected.value,
      into: { kind: 'copy', id, name: 'Frozen' },
      numbers: [],
      envelope: device.books.envelope(),
    })
    expect(restored).toMatchObject({ ok: true, value: { sumsCorrected: 0 } })
    const db = await booksOf(device, id)
    await checkBooks(db)
    expect(await differingSums(db)).toEqual([])
    for (const [table, rows] of Object.entries(before.tables)) {
      expect(rows.length, `${table} is not in the dump`).toBeGreaterThan(0)
      expect(await db.table(table).count(), table).toBe(rows.length)
    }
    const figures = (rows: readonly object[] | undefined) =>
      (rows ?? []).map((row) => {
        const { id, number, gross, amountDue, state } = row as Record<string, unknown>
        return { id, number, gross, amountDue, state }
      })
    expect(figures(await db.invoices.orderBy('id').toArray())).toEqual(figures(before.tables.invoices))
    if (before.schema !== schemaVersion) return
    // Of this very schema: the same bytes, row by row, come out again.
    const entry = await device.directory.accounts.get(id)
    if (entry === undefined) throw new Error('no account')
    const again = await makeBackup({
      books: db,
      account: entry,
      purpose: 'backup',
      now: inspected.value.header.madeAt,
      gzip: false,
    })
    if (!again.ok) throw new Error(again.problem.code)
    const rowsOf = (file: string) => file.split('\n').slice(1, -2)
    expect(rowsOf(await again.value.file.text())).toEqual(rowsOf(text))
  })
})

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
    const envelope = device.books.envelope('cmd_RESTORED')
    const restored = await restoreBackup({
      directory: device.directory,
      backup: inspected.value,
      into: { kind: 'copy', id, name: 'Frozen' },
      numbers: [],
      envelope,
    })
    expect(restored).toMatchObject({ ok: true, value: { sumsCorrected: 0 } })
    const db = await booksOf(device, id)
    await checkBooks(db)
    expect(await differingSums(db)).toEqual([])
    // Whatever comes back stands still: that much is new.
    const pausing = await db.events.where('id').startsWith(envelope.commandId).toArray()
    expect(pausing.map(({ type }) => type)).toContain('automation.paused')
    for (const [table, rows] of Object.entries(before.tables)) {
      expect(rows.length, `${table} is not in the dump`).toBeGreaterThan(0)
      const more = table === 'events' ? pausing.length : 0
      expect(await db.table(table).count(), table).toBe(rows.length + more)
    }
    const figures = (rows: readonly object[] | undefined) =>
      (rows ?? []).map((row) => {
        const { id, number, gross, amountDue, state } = row as Record<string, unknown>
        return { id, number, gross, amountDue, state }
      })
    expect(figures(await db.invoices.orderBy('id').toArray())).toEqual(figures(before.tables.invoices))
    if (before.schema !== schemaVersion) return
    // Of this very schema: the same bytes, row by row, come out again, but for what stands still now.
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
    const fresh = new Set(pausing.map(({ id }) => `"id":"${id}"`))
    const rowsOf = (file: string) => {
      let table = ''
      return file.split('\n').filter((line, at) => {
        table = /^"(\w+)":\[$/.exec(line)?.[1] ?? table
        const paused = table === 'automation' || table === 'outbox'
        return at > 0 && !line.includes('"end"') && !paused && ![...fresh].some((id) => line.includes(id))
      })
    }
    const lines = rowsOf(text)
    expect(lines.length).toBeGreaterThan(50)
    expect(rowsOf(await again.value.file.text())).toEqual(lines)
  })
})

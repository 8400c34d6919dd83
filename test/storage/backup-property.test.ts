import fc from 'fast-check'
import { expect, it } from 'vitest'
import { releaseDocument } from '../../src/commands/release-document.ts'
import { restoreBackup } from '../../src/commands/restore-backup.ts'
import type { AccountId, ClientId } from '../../src/core/ids.ts'
import { backupTables } from '../../src/storage/backup/backup-format.ts'
import { rowProblem } from '../../src/storage/backup/row-schemas.ts'
import { differingSums } from '../../src/storage/recompute-sums.ts'
import { addClient, issue } from '../support/practice.ts'
import { perform, setUpCast, step } from '../support/random-acts.ts'
import { booksOf, openTestDevice, wholeBooks } from './device.ts'
import { backupOf } from './worked-device.ts'

it('gives the same books back, whatever was done in them', async () => {
  const texts = fc.array(fc.string({ minLength: 1, maxLength: 40, unit: 'binary' }), { maxLength: 3 })
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 15, maxLength: 40 }),
      texts,
      fc.uint8Array({ maxLength: 400 }),
      fc.boolean(),
      async (steps, names, pdf, gzip) => {
        const device = await openTestDevice()
        const cast = await setUpCast(device.books)
        for (const name of names) await addClient(device.books, name).catch(() => undefined)
        // Never a property over empty books.
        const first = await issue(device.books, cast.clients[0] as ClientId, '12.5')
        await device.books.must(releaseDocument, { id: first.id, how: 'download', pdf })
        for (const one of steps) await perform(device.books, one, cast)
        const other = await openTestDevice('acc_OTHER')
        const id = 'acc_NEW' as AccountId
        const restored = await restoreBackup({
          directory: other.directory,
          backup: await backupOf(device, gzip),
          into: { kind: 'copy', id, name: 'copy' },
          numbers: [],
          envelope: other.books.envelope(),
        })
        expect(restored).toMatchObject({ ok: true, value: { sumsCorrected: 0 } })
        const db = await booksOf(other, id)
        const whole = await wholeBooks(device.books.db)
        for (const table of backupTables) {
          for (const row of whole[table] ?? [])
            expect(rowProblem(table, row, 'refused'), `${table} ${JSON.stringify(row)}`).toBeUndefined()
        }
        expect(await wholeBooks(db)).toEqual(whole)
        expect(await differingSums(db)).toEqual([])
        db.close()
        device.books.db.close()
        other.books.db.close()
      },
    ),
    { numRuns: Number(process.env.SOAK_RUNS ?? 12) },
  )
}, 120_000)

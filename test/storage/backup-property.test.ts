import fc from 'fast-check'
import { expect, it } from 'vitest'
import { releaseDocument } from '../../src/commands/release-document.ts'
import { restoreBackup } from '../../src/commands/restore-backup.ts'
import type { OutboxRow } from '../../src/core/automation/outbox.ts'
import type { BookEvent } from '../../src/core/event.ts'
import type { AccountId, ClientId } from '../../src/core/ids.ts'
import { backupTables } from '../../src/storage/backup/backup-format.ts'
import { rowProblem } from '../../src/storage/backup/row-schemas.ts'
import { differingSums } from '../../src/storage/recompute-sums.ts'
import type { TestBooks } from '../support/open-test-books.ts'
import { addClient, issue } from '../support/practice.ts'
import { type Cast, perform, setUpCast, step } from '../support/random-acts.ts'
import { billingStep, performBilling } from '../support/random-billing-acts.ts'
import { deliveryStep, performDelivery } from '../support/random-delivery-acts.ts'
import { performRule, ruleStep } from '../support/random-rule-acts.ts'
import { performRun, runStep } from '../support/random-run-acts.ts'
import { booksOf, openTestDevice, wholeBooks } from './device.ts'
import { backupOf } from './worked-device.ts'

type Act = (books: TestBooks, cast: Cast) => Promise<void>
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: step.map(
      (one): Act =>
        (books, cast) =>
          perform(books, one, cast),
    ),
  },
  {
    weight: 2,
    arbitrary: billingStep.map(
      (one): Act =>
        (books, cast) =>
          performBilling(books, one, cast),
    ),
  },
  {
    weight: 4,
    arbitrary: runStep.map(
      (one): Act =>
        (books) =>
          performRun(books, one),
    ),
  },
  {
    weight: 3,
    arbitrary: ruleStep.map(
      (one): Act =>
        (books) =>
          performRule(books, one),
    ),
  },
  {
    weight: 2,
    arbitrary: deliveryStep.map(
      (one): Act =>
        (books) =>
          performDelivery(books, one),
    ),
  },
)

it('gives the same books back, whatever was done in them', async () => {
  const texts = fc.array(fc.string({ minLength: 1, maxLength: 40, unit: 'binary' }), { maxLength: 3 })
  await fc.assert(
    fc.asyncProperty(
      fc.array(act, { minLength: 15, maxLength: 40 }),
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
        for (const one of steps) await one(device.books, cast)
        const other = await openTestDevice('acc_OTHER')
        const id = 'acc_NEW' as AccountId
        const restored = await restoreBackup({
          directory: other.directory,
          backup: await backupOf(device, gzip),
          into: { kind: 'copy', id, name: 'copy' },
          numbers: [],
          envelope: other.books.envelope('cmd_RESTORED'),
        })
        expect(restored).toMatchObject({ ok: true, value: { sumsCorrected: 0 } })
        const db = await booksOf(other, id)
        const whole = await wholeBooks(device.books.db)
        for (const table of backupTables) {
          for (const row of whole[table] ?? [])
            expect(rowProblem(table, row, 'refused'), `${table} ${JSON.stringify(row)}`).toBeUndefined()
        }
        // All of it, but that a copy stands still.
        const still = ({ automation, outbox, events, ...rest }: Record<string, unknown[]>) => ({
          ...rest,
          outbox: (outbox as OutboxRow[]).map(({ id, payload, attempts }) => ({ id, payload, attempts })),
          events: (events as BookEvent[]).filter(({ id }) => !id.startsWith('cmd_RESTORED')),
        })
        expect(still(await wholeBooks(db))).toEqual(still(whole))
        expect((await db.automation.get('state'))?.paused?.why).toBe('restored')
        expect((await db.outbox.toArray()).filter(({ state }) => state === 'waiting' || state === 'sending')).toEqual(
          [],
        )
        expect(await differingSums(db)).toEqual([])
        db.close()
        device.books.db.close()
        other.books.db.close()
      },
    ),
    { numRuns: Number(process.env.SOAK_RUNS ?? 12) },
  )
}, 600_000)

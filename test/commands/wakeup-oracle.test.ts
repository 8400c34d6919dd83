// A group may be woken too early, never too late (design.md section 4): whatever was done, whoever has something to bill
// on a day is due by its wakeup on that day.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, calendarDate } from '../../src/core/date.ts'
import { planGroup } from '../../src/core/plan-billing.ts'
import { readAccountFacts, readGroupSnapshot } from '../../src/storage/read-group.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { perform, setUpCast, step } from '../support/random-acts.ts'
import { billingStep, performBilling } from '../support/random-billing-acts.ts'
import { contractStep, performContract } from '../support/random-contract-acts.ts'

const runs = Number(process.env.SOAK_RUNS ?? 40)

const act = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('billing' as const), step: billingStep }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('contract' as const), step: contractStep }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('plain' as const), step }) },
)

/** Answers how many groups had something to bill on one of the days. */
async function expectAwake(books: TestBooks, afterDays: readonly number[], what: string): Promise<number> {
  const { db } = books
  const account = await readAccountFacts(db)
  let due = 0
  for (const { id } of await db.billingGroups.toArray()) {
    const snapshot = await readGroupSnapshot(db, id)
    if (snapshot === undefined) throw new Error('no group')
    const wakeOn = (await db.wakeups.get(id))?.wakeOn
    for (const days of afterDays) {
      const asOf = addDays(calendarDate(books.today), days)
      const { intents } = planGroup(account, snapshot, asOf, { by: 'run' })
      if (intents.length === 0) continue
      due += 1
      const sleeps = wakeOn === undefined || wakeOn > asOf
      if (sleeps) expect.fail(`after ${what} ${id} sleeps until ${wakeOn}, and has ${intents.length} to do on ${asOf}`)
    }
  }
  return due
}

describe('a wakeup', () => {
  it('is never too late, whatever was done', async () => {
    let due = 0
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 10, maxLength: 40 }), async (acts) => {
        const books = await openTestBooks()
        const cast = await setUpCast(books)
        for (const each of acts) {
          if (each.kind === 'billing') await performBilling(books, each.step, cast)
          else if (each.kind === 'contract') await performContract(books, each.step)
          else await perform(books, each.step, cast)
          due += await expectAwake(books, [0, 1, 9, 31, 100], JSON.stringify(each))
        }
        books.db.close()
      }),
      { numRuns: runs },
    )
    // There was something to sleep through.
    expect(due).toBeGreaterThan(runs * 5)
  }, 900_000)
})

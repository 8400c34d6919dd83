// Drafts and issued invoices may be woken too early, never too late: whatever was done, and whatever runs let sleep, what a
// rule would do on a day is awake on that day (design.md section 4, ADR 0010).
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planInvoice } from '../../src/core/automation/plan-invoice.ts'
import { addDays, type CalendarDate, calendarDate } from '../../src/core/date.ts'
import { planGroupDrafts } from '../../src/storage/plan-group-drafts.ts'
import { readInvoiceFacts, readRuleBook } from '../../src/storage/read-automation.ts'
import { readAccountFacts, readGroupSnapshot } from '../../src/storage/read-group.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { addClient } from '../support/practice.ts'
import { perform, setUpCast, step } from '../support/random-acts.ts'
import { automationStep, performAutomation } from '../support/random-automation-acts.ts'
import { billingStep, performBilling } from '../support/random-billing-acts.ts'
import { runBooks } from '../support/run-tick.ts'

const runs = Number(process.env.SOAK_RUNS ?? 6)

const act = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('billing' as const), step: billingStep }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('automation' as const), step: automationStep }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('plain' as const), step }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('tick' as const) }) },
)

interface Found {
  reminders: number
  fees: number
  drafts: number
}

async function expectAwake(books: TestBooks, what: string, found: Found): Promise<void> {
  const { db } = books
  const [account, rules] = await Promise.all([readAccountFacts(db), readRuleBook(db)])
  const wakeups = new Map((await db.wakeups.toArray()).map(({ id, wakeOn }) => [id as string, wakeOn]))
  const awake = (id: string, asOf: CalendarDate) => (wakeups.get(id) ?? '9999') <= asOf
  const rows = await db.invoices.toArray()
  const facts = await readInvoiceFacts(
    db,
    rows.map(({ id }) => id),
    rules,
    account,
  )
  for (const days of [0, 1, 4, 12, 40]) {
    const asOf = addDays(calendarDate(books.today), days)
    for (const each of facts) {
      const { id, state, billingGroupId } = each.invoice
      const { reminders, lateFees } = planInvoice(each, asOf)
      const [remind, fees] = [reminders?.intents.length ?? 0, lateFees?.intents.length ?? 0]
      if (remind + fees === 0) continue
      found.reminders += remind
      found.fees += fees
      if (awake(id, asOf) || (state === 'open' && awake(billingGroupId, asOf))) continue
      expect.fail(`after ${what} ${id} sleeps until ${wakeups.get(id)}: ${remind} and ${fees} to do on ${asOf}`)
    }
    for (const { id } of await db.billingGroups.toArray()) {
      const snapshot = await readGroupSnapshot(db, id)
      if (snapshot === undefined) throw new Error('no group')
      const { intents } = await planGroupDrafts(db, snapshot, account, asOf)
      if (intents.length === 0) continue
      found.drafts += intents.length
      if (!awake(id, asOf)) expect.fail(`after ${what} ${id} sleeps until ${wakeups.get(id)}, drafts due on ${asOf}`)
    }
  }
}

describe('the wakeup of a document', () => {
  it('is never too late, whatever was done', async () => {
    const found: Found = { reminders: 0, fees: 0, drafts: 0 }
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 10, maxLength: 40 }), async (acts) => {
        const books = await openTestBooks()
        const cast = {
          ...(await setUpCast(books)),
          clients: [await addClient(books, 'Reached', { email: 'r@example.org' })],
        }
        for (const one of ['finalizing', 'reminding', 'charging'] as const) {
          await performAutomation(books, { act: one, pick: 1 })
        }
        for (const pick of [0, 2, 3]) {
          for (const one of ['charge', 'draft', 'finalize'] as const)
            await perform(books, { act: one, pick, size: 9000 }, cast)
          await performBilling(books, { act: 'contract', pick, size: 9000 }, cast)
        }
        for (const each of acts) {
          if (each.kind === 'billing') await performBilling(books, each.step, cast)
          else if (each.kind === 'automation') await performAutomation(books, each.step)
          else if (each.kind === 'plain') await perform(books, each.step, cast)
          else await runBooks(books)
          await expectAwake(books, JSON.stringify(each), found)
        }
        books.db.close()
      }),
      { numRuns: runs },
    )
    // There was something to sleep through.
    for (const count of Object.values(found)) expect(count, JSON.stringify(found)).toBeGreaterThan(0)
  }, 900_000)
})

// A group or an invoice may be woken too early, never too late (design.md section 4): whatever was done, whoever has
// something to do on a day is awake by its wakeup on that day.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planInvoice } from '../../src/core/automation/plan-invoice.ts'
import { creditsForCorrections } from '../../src/core/credit/credit-corrections.ts'
import { addDays, calendarDate } from '../../src/core/date.ts'
import { planGroup } from '../../src/core/plan-billing.ts'
import { planFinalization } from '../../src/core/plan-finalization.ts'
import {
  readDraftContext,
  readFinalization,
  readInvoiceFacts,
  readRuleBook,
} from '../../src/storage/read-automation.ts'
import { readCorrected } from '../../src/storage/read-corrections.ts'
import { readAccountFacts, readGroupSnapshot } from '../../src/storage/read-group.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { perform, setUpCast, step } from '../support/random-acts.ts'
import { billingStep, performBilling } from '../support/random-billing-acts.ts'
import { cardStep, performCard } from '../support/random-card-acts.ts'
import { contractStep, performContract } from '../support/random-contract-acts.ts'
import { performRun, runStep } from '../support/random-run-acts.ts'

const runs = Number(process.env.SOAK_RUNS ?? 40)

const act = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('billing' as const), step: billingStep }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('contract' as const), step: contractStep }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('run' as const), step: runStep }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('card' as const), step: cardStep }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('plain' as const), step }) },
)

const due = { groups: 0, invoices: 0, collections: 0, drafts: 0, corrections: 0 }

async function expectAwake(books: TestBooks, afterDays: readonly number[], what: string): Promise<void> {
  const { db } = books
  const account = await readAccountFacts(db)
  const rules = await readRuleBook(db)
  const wakeOn = new Map((await db.wakeups.toArray()).map((row) => [row.id as string, row.wakeOn]))
  // Before its mark no run may go: whatever was planned then waits for that day anyway.
  const mark = (await db.automation.get('state'))?.mark?.asOf ?? '0000'
  const days = afterDays.map((each) => addDays(calendarDate(books.today), each)).filter((day) => day >= mark)
  const mustBeAwake = (ids: readonly string[], asOf: string, does: string) => {
    if (ids.some((id) => (wakeOn.get(id) ?? '9999') <= asOf)) return
    expect.fail(`after ${what} ${ids[0]} sleeps until ${wakeOn.get(ids[0] ?? '')}, and has ${does} to do on ${asOf}`)
  }
  for (const { id } of await db.billingGroups.toArray()) {
    const snapshot = await readGroupSnapshot(db, id)
    if (snapshot === undefined) throw new Error('no group')
    for (const asOf of days) {
      const { intents } = planGroup(account, snapshot, asOf, { by: 'run' })
      if (intents.length === 0) continue
      due.groups += 1
      mustBeAwake([id], asOf, `${intents.length} bills`)
    }
    if (account.settings.billing.corrections !== 'credit-note' || books.today < mark) continue
    for (const correction of snapshot.corrections) {
      if (correction.proposedIn !== undefined) continue
      if (!creditsForCorrections(await readCorrected(db, [correction])).ok) continue
      due.corrections += 1
      mustBeAwake([id], books.today, 'a credit note')
    }
  }
  const invoices = await db.invoices.toArray()
  const ids = invoices.filter(({ state }) => state !== 'draft').map(({ id }) => id)
  for (const facts of await readInvoiceFacts(db, ids, rules, account)) {
    const { id, billingGroupId } = facts.invoice
    for (const asOf of days) {
      const { reminders, lateFees, collection } = planInvoice(facts, asOf)
      if ((collection?.intents.length ?? 0) > 0) {
        due.collections += 1
        mustBeAwake(facts.invoice.state === 'open' ? [id, billingGroupId] : [id], asOf, 'a card')
      }
      if ((reminders?.intents.length ?? 0) + (lateFees?.intents.length ?? 0) === 0) continue
      due.invoices += 1
      // An open invoice is planned with its group too.
      mustBeAwake(facts.invoice.state === 'open' ? [id, billingGroupId] : [id], asOf, 'a reminder or fee')
    }
  }
  for (const draft of invoices) {
    if (draft.state !== 'draft') continue
    const context = await readDraftContext(db, draft, account)
    if (context === undefined) throw new Error('no group')
    const snapshot = await readFinalization(db, context, [draft])
    for (const asOf of days) {
      if (planFinalization(snapshot, asOf).intents.length === 0) continue
      due.drafts += 1
      mustBeAwake([draft.billingGroupId], asOf, 'a draft')
    }
  }
}

describe('a wakeup', () => {
  it('is never too late, whatever was done', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 10, maxLength: 40 }), fc.nat(1000), async (acts, pick) => {
        const books = await openTestBooks()
        const cast = await setUpCast(books)
        // Rules of the account are there from the start; others come and go.
        for (const rule of ['finalization', 'reminders', 'late-fees'] as const) {
          await performRun(books, { act: rule, pick: 4 * (1 + (pick % 3)) })
        }
        for (const one of ['card', 'invoice', 'collect'] as const) await performCard(books, { act: one, pick }, cast)
        for (const each of acts) {
          if (each.kind === 'billing') await performBilling(books, each.step, cast)
          else if (each.kind === 'contract') await performContract(books, each.step)
          else if (each.kind === 'run') await performRun(books, each.step)
          else if (each.kind === 'card') await performCard(books, each.step, cast)
          else await perform(books, each.step, cast)
          await expectAwake(books, [0, 1, 9, 31, 100], JSON.stringify(each))
        }
        books.db.close()
      }),
      { numRuns: runs },
    )
    console.log(JSON.stringify(due))
    // There was something to sleep through.
    expect(due.groups).toBeGreaterThan(0)
    expect(due.drafts).toBeGreaterThan(0)
    expect(due.invoices).toBeGreaterThan(0)
    expect(due.collections).toBeGreaterThan(0)
  }, 900_000)
})

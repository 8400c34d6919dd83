// Contracts that are amended, ended and go on again while their corrections become credit notes, by the run and by hand:
// what is charged less what is credited is what is agreed, and nothing is credited twice.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { creditInvoice } from '../../src/commands/credit-invoice.ts'
import { issueCreditNote } from '../../src/commands/issue-credit-note.ts'
import { reconcileItem } from '../../src/core/billing/reconcile.ts'
import { leftToCredit } from '../../src/core/credit/credit-figures.ts'
import type { IssuedCreditNote } from '../../src/core/credit/credit-note.ts'
import { calendarDate } from '../../src/core/date.ts'
import type { AmendmentId } from '../../src/core/ids.ts'
import { defaultBilling } from '../../src/core/settings.ts'
import { checkBooks } from '../../src/storage/check-books.ts'
import { readCredited } from '../../src/storage/read-credit.ts'
import { differingSums } from '../../src/storage/recompute-sums.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { change } from '../support/practice.ts'
import { setUpCast } from '../support/random-acts.ts'
import { billingStep, performBilling } from '../support/random-billing-acts.ts'
import { contractStep, performContract } from '../support/random-contract-acts.ts'

const amending = new Set([
  'quantity',
  'price',
  'addItem',
  'endItem',
  'unendItem',
  'cancelContract',
  'reinstate',
  'issue',
])
const billing = new Set(['run', 'runOne'])
const credit = fc.record({ act: fc.constantFrom('issue', 'byHand'), pick: fc.nat(1000) })

const act = fc.oneof(
  {
    weight: 6,
    arbitrary: contractStep.filter(({ act }) => amending.has(act)).map((one) => ({ kind: 'contract', one }) as const),
  },
  {
    weight: 2,
    arbitrary: billingStep.filter(({ act }) => billing.has(act)).map((one) => ({ kind: 'billing', one }) as const),
  },
  { weight: 3, arbitrary: credit.map((one) => ({ kind: 'credit', one }) as const) },
)

describe('corrections that are credited', () => {
  it('leave exactly what is agreed', async () => {
    const runs = Number(process.env.SOAK_RUNS ?? 15)
    let credited = 0
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 15, maxLength: 50 }), async (sequence) => {
        const books = await openTestBooks()
        const cast = await setUpCast(books)
        // Contracts of a year whose months are billed and issued.
        for (const size of [3000, 4000]) {
          await performContract(books, { act: 'own', pick: -1, size })
          await performContract(books, { act: 'issue', pick: -1, size })
        }
        await change(books, { billing: { ...defaultBilling, corrections: 'credit-note' } })
        for (const each of sequence) {
          if (each.kind === 'contract') await performContract(books, each.one)
          else if (each.kind === 'billing') await performBilling(books, each.one, cast)
          else await performCredit(books, each.one)
        }
        credited += await expectExactlyCredited(books)
        await expectReconciled(books)
        await checkBooks(books.db)
        expect(await differingSums(books.db)).toEqual([])
        books.db.close()
      }),
      { numRuns: runs },
    )
    // It proves nothing where nothing was credited.
    expect(credited).toBeGreaterThan(0)
  }, 300_000)
})

async function performCredit(books: TestBooks, { act, pick }: { readonly act: string; readonly pick: number }) {
  const { db } = books
  if (act === 'issue') {
    const drafts = (await db.creditNotes.toArray()).filter(({ state }) => state === 'draft')
    const draft = drafts[pick % Math.max(drafts.length, 1)]
    if (draft !== undefined) await books.run(issueCreditNote, { id: draft.id, version: draft.version })
    return
  }
  const open = (await db.corrections.toArray()).filter(({ state }) => state === 'open')
  const one = open[pick % Math.max(open.length, 1)]
  if (one !== undefined) await books.run(creditInvoice, { credits: 'corrections', correctionIds: [one.id] })
}

/** Every issued note gives what its corrections say, each once; answers how many there are. */
async function expectExactlyCredited({ db }: TestBooks): Promise<number> {
  const notes = (await db.creditNotes.toArray()).filter(
    (note): note is IssuedCreditNote => note.kind === 'correction' && note.state === 'issued',
  )
  const seen = new Set<string>()
  for (const note of notes) {
    const corrections = await db.corrections.bulkGet([...(note.correctionIds ?? [])])
    for (const row of corrections) {
      expect(row).toMatchObject({ state: 'resolved', resolution: 'credit-note', resolvedBy: note.id })
      expect(seen.has(row?.id ?? '')).toBe(false)
      seen.add(row?.id ?? '')
    }
    const said = corrections.reduce((sum, row) => sum - (row?.amount ?? 0), 0)
    const given = note.credits.flatMap(({ figures }) => figures.lines).reduce((sum, { amount }) => sum + amount, 0)
    expect(given).toBe(said)
  }
  for (const invoice of await db.invoices.toArray()) {
    if (invoice.state === 'draft') continue
    const document = (await db.documents.get(invoice.id))?.document
    if (document === undefined) throw new Error('no document')
    const credited = await readCredited(db, invoice.id)
    for (const { amount } of leftToCredit(document, credited)) expect(amount).toBeGreaterThanOrEqual(0)
  }
  return notes.length
}

/** Charges less credits are what is agreed: reconciling from the start finds nothing to do. */
async function expectReconciled({ db, today }: TestBooks): Promise<void> {
  for (const item of await db.contractItems.toArray()) {
    const contract = await db.contracts.get(item.contractId)
    if (contract === undefined || item.kind === 'usage') continue
    const charges = (await db.charges.toArray()).filter(({ contractItemId }) => contractItemId === item.id)
    const corrections = await db.corrections.where('contractItemId').equals(item.id).toArray()
    const options = { from: item.startOn, today: calendarDate(today) }
    const plan = reconcileItem(item, contract, charges, corrections, 'amd_again' as AmendmentId, options)
    expect({ ...plan, added: plan.added.filter(({ state }) => state !== 'waived') }).toEqual({
      rerated: [],
      added: [],
      corrections: [],
      withdrawn: [],
    })
  }
}

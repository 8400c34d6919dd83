// Contracts that are amended while their invoices are credited by hand and for corrections, billed again and voided, in
// any order: no act of the books gives back more of a period than the client is charged for it (R-14, R-24, R-25, M-15).
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { creditAndRebill } from '../../src/commands/credit-and-rebill.ts'
import { creditInvoice } from '../../src/commands/credit-invoice.ts'
import { discardDraft } from '../../src/commands/discard-draft.ts'
import { draftInvoices } from '../../src/commands/draft-invoices.ts'
import { issueCreditNote } from '../../src/commands/issue-credit-note.ts'
import { resolveCorrection } from '../../src/commands/resolve-correction.ts'
import { voidInvoice } from '../../src/commands/void-invoice.ts'
import type { ChargeId } from '../../src/core/ids.ts'
import { defaultBilling } from '../../src/core/settings.ts'
import { checkBooks } from '../../src/storage/check-books.ts'
import { differingSums } from '../../src/storage/recompute-sums.ts'
import { readCharged } from '../../src/storage/reconcile-charged.ts'
import { picks, rest, some } from '../support/credit-wishes.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { change } from '../support/practice.ts'
import { setUpCast } from '../support/random-acts.ts'
import { billingStep, performBilling } from '../support/random-billing-acts.ts'
import { contractStep, performContract } from '../support/random-contract-acts.ts'

const amending = new Set(['quantity', 'price', 'endItem', 'unendItem', 'cancelContract', 'reinstate', 'issue'])
const billing = new Set(['run', 'runOne'])
/** What a person takes off a document, whatever was given back elsewhere: R-25 alone bounds it. */
const byPerson = ['line', 'all'] as const
const byBooks = ['issue', 'credit', 'next', 'again', 'againDraft', 'void', 'discard', 'draft'] as const

const act = fc.oneof(
  {
    weight: 6,
    arbitrary: contractStep.filter(({ act }) => amending.has(act)).map((one) => ({ kind: 'contract', one }) as const),
  },
  {
    weight: 2,
    arbitrary: billingStep.filter(({ act }) => billing.has(act)).map((one) => ({ kind: 'billing', one }) as const),
  },
  {
    weight: 5,
    arbitrary: fc
      .record({ act: fc.constantFrom(...byPerson, ...byBooks), pick: fc.nat(1000) })
      .map((one) => ({ kind: 'credit', one }) as const),
  },
)

describe('the money of a period', () => {
  it('is never below nothing by what the books do', async () => {
    const runs = Number(process.env.SOAK_RUNS ?? 15)
    let credited = 0
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 15, maxLength: 40 }), async (sequence) => {
        const books = await openTestBooks()
        const cast = await setUpCast(books)
        for (const size of [3000, 4000]) {
          await performContract(books, { act: 'own', pick: -1, size })
          await performContract(books, { act: 'issue', pick: -1, size })
        }
        await change(books, { billing: { ...defaultBilling, corrections: 'credit-note' } })
        let before = await charged(books)
        for (const each of sequence) {
          if (each.kind === 'contract') await performContract(books, each.one)
          else if (each.kind === 'billing') await performBilling(books, each.one, cast)
          else await performCredit(books, each.one)
          const after = await charged(books)
          if (each.kind !== 'credit' || !byPerson.some((name) => name === each.one.act)) {
            for (const [id, amount] of after) {
              const least = Math.min(0, before.get(id) ?? 0)
              expect(amount, `${id} after ${JSON.stringify(each)}`).toBeGreaterThanOrEqual(least)
            }
          }
          before = after
        }
        await checkBooks(books.db)
        expect(await differingSums(books.db)).toEqual([])
        credited += await books.db.creditNotes.count()
        books.db.close()
      }),
      { numRuns: runs },
    )
    // It proves nothing where nothing was credited.
    expect(credited).toBeGreaterThan(0)
  }, 300_000)
})

/** Of each period of a contract what it is charged less what was credited of it. */
async function charged({ db }: TestBooks): Promise<ReadonlyMap<ChargeId, number>> {
  const sums = new Map<ChargeId, number>()
  for (const charge of await db.charges.toArray()) {
    if (charge.contractItemId === undefined || charge.cause !== undefined) continue
    sums.set(charge.id, await readCharged(db, { chargeId: charge.id }))
  }
  return sums
}

interface CreditStep {
  readonly act: (typeof byPerson)[number] | (typeof byBooks)[number]
  readonly pick: number
}

async function performCredit(books: TestBooks, { act, pick }: CreditStep): Promise<void> {
  const { db } = books
  const any = <Row>(rows: readonly Row[]): Row | undefined => rows[pick % Math.max(rows.length, 1)]
  const invoices = await db.invoices.toArray()
  const invoice = any(invoices.filter(({ state }) => state !== 'draft' && state !== 'void'))
  const draft = any(invoices.filter(({ state }) => state === 'draft'))
  const correction = any((await db.corrections.toArray()).filter(({ state }) => state === 'open'))
  const note = any((await db.creditNotes.toArray()).filter(({ state }) => state === 'draft'))
  if (act === 'issue' && note !== undefined) await books.run(issueCreditNote, { id: note.id })
  if (act === 'discard' && draft !== undefined) await books.run(discardDraft, { id: draft.id })
  if (correction !== undefined) {
    const { id, version } = correction
    if (act === 'credit') await books.run(creditInvoice, { credits: 'corrections', correctionIds: [id] })
    if (act === 'next') await books.run(resolveCorrection, { id, version, way: 'next-invoice' })
  }
  if (invoice === undefined) return
  const { id, clientId } = invoice
  if (act === 'line') await books.run(creditInvoice, { credits: [picks(id, some(0, 1 + pick))] })
  if (act === 'all') await books.run(creditInvoice, { credits: [rest(id)] })
  if (act === 'again') await books.run(creditAndRebill, { id, finalize: true })
  if (act === 'againDraft') await books.run(creditAndRebill, { id })
  if (act === 'void') await books.run(voidInvoice, { id, charges: 'bill-again' })
  if (act === 'draft') await books.run(draftInvoices, { clientId, chargeIds: 'all' })
}

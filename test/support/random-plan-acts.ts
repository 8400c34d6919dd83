// Random acts on plans: sold, paid, followed day by day, let run out, renewed, taken back.
import fc from 'fast-check'
import { changePurchase } from '../../src/commands/change-purchase.ts'
import { discardDraft } from '../../src/commands/discard-draft.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { followPlan, renewPlan } from '../../src/commands/renew-plan.ts'
import { sellByInvoice } from '../../src/commands/sell-by-invoice.ts'
import { resumePlan, stopPlan } from '../../src/commands/stop-plan.ts'
import { undoPayment } from '../../src/commands/undo-payment.ts'
import { addDays, calendarDate } from '../../src/core/date.ts'
import type { ClientId } from '../../src/core/ids.ts'
import type { PlanPurchase } from '../../src/core/selling/purchase.ts'
import type { TestBooks } from './open-test-books.ts'
import { addPlan } from './selling.ts'

const acts = [
  'sell',
  'pay',
  'pay',
  'pay',
  'finalize',
  'finalize',
  'follow',
  'follow',
  'follow',
  'follow',
  'stop',
  'resume',
  'renew',
  'bounce',
  'discard',
  'undo',
] as const

export interface PlanStep {
  readonly act: (typeof acts)[number]
  /** Which row, by number; days that pass before a run. */
  readonly pick: number
}

export const planStep: fc.Arbitrary<PlanStep> = fc.record({ act: fc.constantFrom(...acts), pick: fc.nat(1000) })

/** Each act once, in an order in which it finds something to do. */
export const planWarmUp: readonly PlanStep[] = (
  ['sell', 'pay', 'stop', 'resume', 'renew', 'follow', 'discard'] as const
).map((act) => ({ act, pick: act === 'follow' ? 399 : 0 }))

/** Does one act with whatever rows it finds; one that finds none does nothing, one that is refused writes nothing. */
export async function performPlan(books: TestBooks, { act, pick }: PlanStep): Promise<void> {
  const { db } = books
  const one = <Row>(rows: readonly Row[]): Row | undefined => rows[pick % Math.max(rows.length, 1)]
  const today = calendarDate(books.today)
  const terms = (await db.purchases.orderBy('id').toArray()).filter((row): row is PlanPurchase => row.kind === 'plan')
  const last = one(terms.filter(({ state, renewedBy }) => state !== 'undone' && renewedBy === undefined))
  const seen = last && { id: last.id, version: last.version }
  const invoiceOf = async (state: PlanPurchase['state']) => {
    const term = one(terms.filter((each) => each.state === state && each.paid === 0))
    return term && db.invoices.get(term.invoiceId)
  }
  switch (act) {
    case 'sell': {
      const clientId = one(await db.clients.orderBy('id').primaryKeys()) as ClientId
      const productId = await addPlan(
        books,
        '120',
        { renewOn: pick % 2 === 0 ? 'first' : 'anniversary' },
        `Plan ${pick}`,
      )
      const address = { label: '', line1: `Weg ${pick}`, city: 'Kiel', country: 'DE' }
      await books.run(sellByInvoice, { clientId, productId, termMonths: [3, 6, 12][pick % 3] ?? 3, address })
      return
    }
    case 'pay': {
      const invoice = await invoiceOf('issued')
      if (invoice === undefined || invoice.state === 'draft' || invoice.amountDue <= 0) return
      await books.run(recordPayment, {
        clientId: invoice.clientId,
        currency: invoice.currency,
        amount: invoice.amountDue,
        method: 'transfer',
        receivedOn: today,
        allocate: [{ invoiceId: invoice.id, amount: invoice.amountDue }],
      })
      return
    }
    case 'finalize':
    case 'discard': {
      const draft = await invoiceOf('drafted')
      if (draft === undefined) return
      const { id, version } = draft
      if (act === 'discard') await books.run(discardDraft, { id, version })
      else await books.run(finalizeInvoice, { id, version })
      return
    }
    case 'bounce': {
      const payment = one((await db.payments.orderBy('id').toArray()).filter(({ state }) => state === 'received'))
      if (payment !== undefined) {
        await books.run(undoPayment, { id: payment.id, version: payment.version, reason: 'bounced' })
      }
      return
    }
    case 'follow': {
      books.today = addDays(today, pick % 40)
      const day = calendarDate(books.today)
      for (const { id } of await db.purchases.where('wakeOn').belowOrEqual(day).toArray()) {
        await books.must(followPlan, { id })
      }
      return
    }
    case 'stop':
    case 'resume':
      if (seen !== undefined) await books.run(act === 'stop' ? stopPlan : resumePlan, seen)
      return
    case 'renew':
      if (seen !== undefined) await books.run(renewPlan, seen)
      return
    case 'undo': {
      const term = one(terms.filter(({ state }) => state === 'issued'))
      if (term !== undefined) await books.run(changePurchase, { id: term.id, way: pick % 2 === 0 ? 'void' : 'credit' })
    }
  }
}

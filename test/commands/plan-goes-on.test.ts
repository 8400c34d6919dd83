// A plan over payments that come late, go back and come again, and over a price list that changes (T-8, T-20, R-29).
import { beforeEach, describe, expect, it } from 'vitest'
import { changePayment } from '../../src/commands/change-payment.ts'
import { changePurchase } from '../../src/commands/change-purchase.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { followPlan, renewPlan } from '../../src/commands/renew-plan.ts'
import { saveDraft } from '../../src/commands/save-draft.ts'
import { saveProduct } from '../../src/commands/save-product.ts'
import { undoPayment } from '../../src/commands/undo-payment.ts'
import { calendarDate } from '../../src/core/date.ts'
import type { ClientId, PaymentId, ProductId } from '../../src/core/ids.ts'
import { minor } from '../../src/core/money.ts'
import { wasMoved } from '../../src/core/selling/plan-chain.ts'
import type { PlanPurchase } from '../../src/core/selling/purchase.ts'
import { type AccountSettings, defaultSelling } from '../../src/core/settings.ts'
import { listPlans } from '../../src/queries/list-plans.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { change, setUpPractice } from '../support/practice.ts'
import { addPlan, sold } from '../support/selling.ts'
import { expectSound } from '../support/sound-books.ts'

let books: TestBooks
let clientId: ClientId

beforeEach(async () => {
  books = await openTestBooks({ today: '2026-01-31' })
  clientId = (await setUpPractice(books)).clientId
  await restoreFrom('old-end')
})

function restoreFrom(way: AccountSettings['selling']['restoreFrom']): Promise<void> {
  return change(books, { selling: { ...defaultSelling(minor(0)), restoreFrom: way } })
}

async function term(id: PlanPurchase['id']): Promise<PlanPurchase> {
  const row = await books.db.purchases.get(id)
  if (row?.kind !== 'plan') throw new Error('no plan')
  return row
}

async function pay({ invoiceId }: Pick<PlanPurchase, 'invoiceId'>, receivedOn = books.today): Promise<PaymentId> {
  const invoice = await books.db.invoices.get(invoiceId)
  if (invoice === undefined || invoice.state === 'draft') throw new Error('not issued')
  const { id } = await books.must(recordPayment, {
    clientId,
    currency: invoice.currency,
    amount: invoice.amountDue,
    method: 'transfer',
    receivedOn: calendarDate(receivedOn),
    allocate: [{ invoiceId, amount: invoice.amountDue }],
  })
  return id
}

async function sell(productId: ProductId): Promise<PlanPurchase> {
  const { purchase } = await sold(books, { clientId, productId, termMonths: 3 })
  await pay(purchase)
  return term(purchase.id)
}

/** The next term of a plan, issued, and not paid. */
async function renewed(before: PlanPurchase): Promise<PlanPurchase> {
  const { invoiceId, purchaseId } = await books.must(renewPlan, { id: before.id })
  await books.must(finalizeInvoice, { id: invoiceId })
  return term(purchaseId)
}

/** As `renewed`, and found expired on its first day. */
async function expired(before: PlanPurchase): Promise<PlanPurchase> {
  books.today = '2026-04-10'
  const next = await renewed(before)
  books.today = next.start > books.today ? next.start : books.today
  await books.must(followPlan, { id: next.id })
  return term(next.id)
}

async function editProduct(id: ProductId, edit: Partial<Parameters<(typeof saveProduct)['run']>[1]['fields']>) {
  const product = await books.db.products.get(id)
  if (product === undefined) throw new Error('no product')
  const { name, kind, unit = '', unitPrice, currency, taxIds, taxIncluded, sale, version } = product
  const fields = { name, kind, unit, unitPrice, currency, taxIds, taxIncluded, ...(sale && { sale }), ...edit }
  await books.must(saveProduct, { seen: { id, version }, fields })
}

const plan = () => addPlan(books, '31', { renewOn: 'anniversary' })

describe('a renewal that is paid late', () => {
  it('on the very day on which it expired keeps the day of the month: the 31st is not lost (R-1, R-29)', async () => {
    const second = await expired(await sell(await plan()))
    expect(second).toMatchObject({ start: '2026-04-30', end: '2026-07-31', expiredOn: '2026-04-30', paid: 0 })
    await pay(second)
    expect(await term(second.id)).toMatchObject({ paid: 1, restoredOn: '2026-04-30' })
    expect(wasMoved(await term(second.id))).toBe(false)
    const third = await renewed(await term(second.id))
    expect(third).toMatchObject({ start: '2026-07-31', end: '2026-10-31', amount: 9300 })
  })

  it('goes on from the day on which the money came, however late it is entered', async () => {
    await restoreFrom('payment-day')
    const second = await expired(await sell(await plan()))
    books.today = '2026-05-20'
    await pay(second, '2026-05-06')
    expect(await term(second.id)).toMatchObject({ start: '2026-05-06', end: '2026-08-06', restoredOn: '2026-05-06' })
    await expectSound(books)
  })

  it('follows when the day of its payment is corrected, until another term follows it', async () => {
    await restoreFrom('payment-day')
    const second = await expired(await sell(await plan()))
    books.today = '2026-05-20'
    const id = await pay(second)
    const redate = async (receivedOn: string) => {
      const { version = 0 } = (await books.db.payments.get(id)) ?? {}
      await books.must(changePayment, { id, version, method: 'transfer', receivedOn: calendarDate(receivedOn) })
    }
    await redate('2026-05-06')
    expect(await term(second.id)).toMatchObject({ start: '2026-05-06', end: '2026-08-06', wakeOn: '2026-07-06' })
    await redate('2026-04-29')
    expect(await term(second.id)).toMatchObject({ start: '2026-04-30', end: '2026-07-31' })
    await redate('2026-05-07')
    await renewed(await term(second.id))
    await redate('2026-05-06')
    expect(await term(second.id)).toMatchObject({ start: '2026-05-07', end: '2026-08-07' })
    await expectSound(books)
  })

  it('but was paid in time is not moved', async () => {
    await restoreFrom('payment-day')
    const second = await expired(await sell(await plan()))
    books.today = '2026-05-20'
    await pay(second, '2026-04-29')
    expect(await term(second.id)).toMatchObject({ start: '2026-04-30', end: '2026-07-31', paid: 1 })
    expect(await renewed(await term(second.id))).toMatchObject({ start: '2026-07-31', end: '2026-10-31' })
  })

  it.each(['first', 'anniversary'] as const)(
    'stands where it stood once the payment goes back (%s)',
    async (renewOn) => {
      await restoreFrom('payment-day')
      const second = await expired(await sell(await addPlan(books, '31', { renewOn })))
      books.today = '2026-05-06'
      const id = await pay(second)
      expect((await term(second.id)).start).toBe('2026-05-06')
      expect(wasMoved(await term(second.id))).toBe(true)
      await books.must(undoPayment, { id, reason: 'bounced' })
      const { start, end, expiredOn, restoredOn, wakeOn } = await term(second.id)
      expect({ start, end, expiredOn }).toEqual({ start: second.start, end: second.end, expiredOn: second.expiredOn })
      expect([restoredOn, wakeOn]).toEqual([undefined, undefined])
      await restoreFrom('old-end')
      books.today = '2026-05-20'
      await pay(second)
      expect(await term(second.id)).toMatchObject({ start: second.start, end: second.end, restoredOn: '2026-05-20' })
    },
  )
})

describe('a term that was served', () => {
  it('and was restored before expires once, not with every run', async () => {
    const productId = await plan()
    const second = await expired(await sell(productId))
    books.today = '2026-05-06'
    await pay(second)
    await editProduct(productId, { sale: undefined } as never)
    books.today = '2026-07-31'
    expect(await books.must(followPlan, { id: second.id })).toMatchObject({ did: 'expired' })
    expect(await term(second.id)).toMatchObject({ paid: 1, expiredOn: '2026-07-31' })
    expect(await term(second.id)).not.toHaveProperty('wakeOn')
    books.today = '2026-08-01'
    expect(await books.must(followPlan, { id: second.id })).toEqual({ did: 'nothing' })
  })

  it('is no new one when its payment bounces after its end and comes again', async () => {
    await restoreFrom('payment-day')
    const productId = await plan()
    const next = await renewed(await sell(productId))
    const id = await pay(next)
    await editProduct(productId, { sale: undefined } as never)
    books.today = '2026-07-31'
    expect(await books.must(followPlan, { id: next.id })).toMatchObject({ did: 'expired' })
    books.today = '2026-08-10'
    await books.must(undoPayment, { id, reason: 'bounced' })
    books.today = '2026-08-20'
    await pay(next)
    expect(await term(next.id)).toMatchObject({ start: '2026-04-30', end: '2026-07-31', paid: 1 })
  })
})

describe('a renewal by another price list', () => {
  it('has whole months where they are counted from the sale now, and no longer from the 1st', async () => {
    const productId = await addPlan(books, '31', { renewOn: 'first' })
    const first = await sell(productId)
    await editProduct(productId, { sale: { kind: 'plan', renewOn: 'anniversary' } })
    const [view] = await listPlans(books.db as never, clientId)
    const next = await renewed(first)
    expect(next).toMatchObject({ start: '2026-04-01', end: '2026-07-01', amount: 9300 })
    expect(view?.renewal).toMatchObject({ start: '2026-04-01', end: '2026-07-01', amount: 9300 })
    await pay(next)
    expect(await renewed(await term(next.id))).toMatchObject({ start: '2026-07-01', end: '2026-10-01', amount: 9300 })
  })
})

it('the order of a renewal that is still a draft comes back with its notes (R-31)', async () => {
  const first = await sell(await plan())
  const { invoiceId, purchaseId } = await books.must(renewPlan, { id: first.id })
  const draft = await books.db.invoices.get(invoiceId)
  if (draft?.state !== 'draft') throw new Error('no draft')
  const { allowances, surcharges, termsDays, prepaid } = draft
  const head = { allowances, surcharges, termsDays, prepaid, notes: 'Room 4' }
  const lines = draft.chargeIds.map((chargeId) => ({ kind: 'keep' as const, chargeId }))
  await books.must(saveDraft, { id: invoiceId, version: draft.version, head, lines })
  const { order } = await books.must(changePurchase, { id: purchaseId, way: 'void' })
  expect(order).toMatchObject({ notes: 'Room 4', replaces: purchaseId, startOn: '2026-04-30' })
})

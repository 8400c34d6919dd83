import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, describe, expect, it } from 'vitest'
import { changeProductStatus } from '../../src/commands/change-product-status.ts'
import { changePurchase } from '../../src/commands/change-purchase.ts'
import { creditInvoice } from '../../src/commands/credit-invoice.ts'
import { discardDraft } from '../../src/commands/discard-draft.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { grantGoodwill } from '../../src/commands/grant-goodwill.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { releaseDocument } from '../../src/commands/release-document.ts'
import { renewPlan } from '../../src/commands/renew-plan.ts'
import { saveDraft } from '../../src/commands/save-draft.ts'
import { sellByInvoice } from '../../src/commands/sell-by-invoice.ts'
import { useUnits } from '../../src/commands/use-units.ts'
import { voidInvoice } from '../../src/commands/void-invoice.ts'
import { writeOffInvoice } from '../../src/commands/write-off-invoice.ts'
import { calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ClientId, ProductId } from '../../src/core/ids.ts'
import type { DraftInvoice, FinalizedInvoice } from '../../src/core/model.ts'
import { type CurrencyCode, minor } from '../../src/core/money.ts'
import type { PlanPurchase } from '../../src/core/selling/purchase.ts'
import { getPurchaseOf, listPurchases } from '../../src/queries/list-purchases.ts'
import { readGroupSnapshot } from '../../src/storage/read-group.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { change, charge, draftAll, setUpPractice } from '../support/practice.ts'
import { addPack, addPlan, rowsOf, sold } from '../support/selling.ts'
import { expectSound } from '../support/sound-books.ts'

let books: TestBooks
let clientId: ClientId

beforeEach(async () => {
  books = await openTestBooks()
  clientId = (await setUpPractice(books)).clientId
})

function pay(invoice: FinalizedInvoice, amount: number = invoice.amountDue) {
  return books.must(recordPayment, {
    clientId,
    currency: invoice.currency,
    amount: minor(amount),
    method: 'transfer',
    receivedOn: calendarDate(books.today),
    allocate: [{ invoiceId: invoice.id, amount: minor(amount) }],
  })
}

const events = async () => (await books.db.events.toArray()).map(({ type }) => type as string)

/** A plan whose first term is paid, and the draft of its renewal. */
async function renewal(): Promise<{
  readonly first: PlanPurchase
  readonly next: PlanPurchase
  readonly draft: DraftInvoice
}> {
  const { purchase, invoice } = await sold(books, { clientId, productId: await addPlan(books, '50'), termMonths: 3 })
  await pay(invoice)
  const made = await books.must(renewPlan, { id: purchase.id })
  const [first, next, draft] = await Promise.all([
    books.db.purchases.get(purchase.id),
    books.db.purchases.get(made.purchaseId),
    books.db.invoices.get(made.invoiceId),
  ])
  if (first?.kind !== 'plan' || next?.kind !== 'plan' || draft?.state !== 'draft') throw new Error('not renewed')
  return { first, next, draft }
}

describe('the draft of a renewal', () => {
  it("keeps its lines; its head is a person's to change", async () => {
    const { draft, next } = await renewal()
    expect(draft).toMatchObject({ sale: 'renewal', termsDays: 0 })
    const { addressId: _address, poNumber: _po, ...rest } = draft
    const { allowances, surcharges, termsDays, prepaid } = rest
    const head = { allowances, surcharges, termsDays, prepaid, poNumber: 'PO 9' }
    const keep = draft.chargeIds.map((chargeId) => ({ kind: 'keep' as const, chargeId }))
    const save = { id: draft.id, version: draft.version, head }
    const fixed = { code: 'purchase-fixed', description: next.description }
    expect(await books.refusal(saveDraft, { ...save, lines: keep.slice(1) })).toEqual(fixed)
    const extra = { kind: 'take' as const, chargeId: await charge(books, clientId, '10') }
    expect(await books.refusal(saveDraft, { ...save, lines: [...keep, extra] })).toEqual(fixed)
    const { version } = await books.must(saveDraft, { ...save, lines: keep })
    const saved = await books.db.invoices.get(draft.id)
    expect(saved).toMatchObject({ sale: 'renewal', poNumber: 'PO 9', version })
  })

  it('gets no lines of a run', async () => {
    const { draft } = await renewal()
    const snapshot = await readGroupSnapshot(books.db, draft.billingGroupId)
    expect(snapshot?.drafts).toEqual([])
    await charge(books, clientId, '10')
    const usual = await draftAll(books, clientId)
    expect((await readGroupSnapshot(books.db, draft.billingGroupId))?.drafts.map(({ id }) => id)).toEqual([usual])
  })

  it('discarded takes the renewal with it: nothing is left to be billed', async () => {
    const { draft, next } = await renewal()
    expect(await books.must(discardDraft, { id: draft.id })).toEqual({ released: 0 })
    expect(await books.db.purchases.get(next.id)).toMatchObject({ state: 'undone', paid: 0, undoneOn: books.today })
    expect((await books.db.charges.bulkGet([...next.chargeIds])).map((row) => row?.state)).toEqual(
      next.chargeIds.map(() => 'waived'),
    )
    expect(await events()).toContain('purchase.undone')
    await expectSound(books)
  })

  it('issued and paid is the next term, exempt from the cap (R-30)', async () => {
    const { draft, next } = await renewal()
    const { number } = await books.must(finalizeInvoice, { id: draft.id })
    const rows = await rowsOf(books, next.id, draft.id)
    expect(rows.purchase).toMatchObject({ state: 'issued', paid: 0 })
    expect(rows.invoice).toMatchObject({ sale: 'renewal', number })
    await pay(rows.invoice)
    expect(await books.db.purchases.get(next.id)).toMatchObject({ paid: 1 })
    await expectSound(books)
  })

  it('stands before the term that it follows: that one is not changed before it', async () => {
    const { first, next } = await renewal()
    const renewed = { code: 'plan-renewed', description: first.description }
    expect(await books.refusal(changePurchase, { id: first.id, way: 'credit' })).toEqual(renewed)
    const { order } = await books.must(changePurchase, { id: next.id, way: 'void' })
    expect(order).toMatchObject({ termMonths: 3, startOn: next.start, replaces: next.id })
    expect(await books.db.invoices.get(next.invoiceId)).toBeUndefined()
    await books.must(changePurchase, { id: first.id, way: 'credit' })
    await expectSound(books)
  })
})

describe('changing a purchase (R-31)', () => {
  it('says what was used, returns the rest, and hands back the order as it was', async () => {
    const productId = await addPack(books, '350')
    const { purchase, invoice } = await sold(books, { clientId, productId, poNumber: 'PO 1', notes: 'Thanks' })
    await books.must(useUnits, { clientId, productId, units: decimal('3'), usedOn: calendarDate(books.today) })
    expect(await books.refusal(changePurchase, { id: purchase.id, version: 1, way: 'void' })).toMatchObject({
      code: 'stale',
    })
    const early = { clientId, productId, replaces: purchase.id }
    expect(await books.refusal(sellByInvoice, early)).toMatchObject({ code: 'purchase-fixed' })
    const version = purchase.version
    const changed = await books.must(changePurchase, { id: purchase.id, version, way: 'void' })
    expect(changed).toEqual({
      units: { returned: '7', used: '3' },
      order: {
        clientId,
        billingGroupId: invoice.billingGroupId,
        productId,
        quantity: '1',
        addressId: invoice.addressId,
        poNumber: 'PO 1',
        notes: 'Thanks',
        replaces: purchase.id,
      },
    })
    expect(await books.refusal(changePurchase, { id: purchase.id, way: 'void' })).toEqual({
      code: 'purchase-undone',
      description: 'Ten lessons',
    })
    const again = await sold(books, { ...changed.order, quantity: decimal('2') })
    expect(again.purchase).toMatchObject({ replaces: purchase.id, units: '20' })
    expect(await books.refusal(sellByInvoice, changed.order)).toMatchObject({ code: 'purchase-undone' })
    expect(await books.db.purchases.get(purchase.id)).toMatchObject({ replacedBy: again.purchase.id })
    expect((await listPurchases(books.db, clientId)).map(({ id }) => id)).toEqual([again.purchase.id, purchase.id])
    expect(await getPurchaseOf(books.db, again.invoice.id)).toEqual(again.purchase)
    await expectSound(books)
  })

  it('names the document that takes back an invoice that left the app, or was paid', async () => {
    const productId = await addPack(books, '350')
    const sent = await sold(books, { clientId, productId })
    await books.must(releaseDocument, { id: sent.invoice.id, how: 'download', pdf: new Uint8Array([1]) })
    const voided = await books.must(changePurchase, { id: sent.purchase.id, way: 'void' })
    expect(voided.creditNumber).toBe('CN-2026-0001')
    const paid = await sold(books, { clientId, productId })
    await pay(paid.invoice)
    expect(await books.refusal(changePurchase, { id: paid.purchase.id, way: 'void' })).toMatchObject({
      code: 'payment-allocated',
    })
    const credited = await books.must(changePurchase, { id: paid.purchase.id, way: 'credit' })
    expect(credited.creditNumber).toBe('CN-2026-0002')
    expect(await books.db.purchases.get(paid.purchase.id)).toMatchObject({ state: 'undone', paid: 1 })
    await expectSound(books)
  })

  it('is not sold anew for another client, nor of a product out of use', async () => {
    const productId = await addPack(books, '350')
    const { purchase } = await sold(books, { clientId, productId })
    const { order } = await books.must(changePurchase, { id: purchase.id, way: 'void' })
    const { clientId: other } = await setUpPractice(books)
    const { billingGroupId: _group, addressId: _address, ...elsewhere } = { ...order, clientId: other }
    expect(await books.refusal(sellByInvoice, elsewhere)).toMatchObject({ code: 'not-found', entity: 'purchase' })
    const product = await books.db.products.get(productId)
    await books.must(changeProductStatus, { id: productId, version: product?.version ?? 0, state: 'archived' })
    expect(await books.refusal(sellByInvoice, order)).toEqual({ code: 'not-for-sale', name: 'Ten lessons' })
  })
})

describe('the invoice of a purchase', () => {
  it('settled by credit is paid, given up is not, and recovered is again', async () => {
    const productId: ProductId = await addPack(books, '100', { usableOn: 'payment' })
    await change(books, { creditBalance: 'apply' })
    const group = await books.db.billingGroups.where('clientId').equals(clientId).first()
    if (group === undefined) throw new Error('no group')
    await books.must(grantGoodwill, {
      clientId,
      billingGroupId: group.id,
      currency: 'EUR' as CurrencyCode,
      amount: minor(10_000),
      reason: 'Thanks',
    })
    const free = await sold(books, { clientId, productId })
    expect(free.invoice.state).toBe('paid')
    expect(free.purchase).toMatchObject({ state: 'issued', paid: 1 })
    const lots = () => books.db.unitLots.orderBy('id').toArray()
    expect((await lots()).map(({ usable }) => usable)).toEqual([1])
    const { purchase, invoice } = await sold(books, { clientId, productId })
    await books.must(writeOffInvoice, { id: invoice.id })
    expect((await rowsOf(books, purchase.id, invoice.id)).purchase).toMatchObject({ state: 'issued', paid: 0 })
    await pay(invoice)
    expect((await rowsOf(books, purchase.id, invoice.id)).purchase.paid).toBe(1)
    expect((await lots()).map(({ usable }) => usable)).toEqual([1, 1])
    await expectSound(books)
  })

  it('credited whole over several notes is undone with the last; two invoices on one note each by itself', async () => {
    const productId = await addPack(books, '100')
    const one = await sold(books, { clientId, productId })
    const two = await sold(books, { clientId, productId })
    const half = { line: 0, kind: 'amount', amount: minor(5000) } as const
    await books.must(creditInvoice, {
      credits: [
        { invoiceId: one.invoice.id, picks: 'rest' },
        { invoiceId: two.invoice.id, picks: [half] },
      ],
    })
    expect((await rowsOf(books, one.purchase.id, one.invoice.id)).purchase.state).toBe('undone')
    expect((await rowsOf(books, two.purchase.id, two.invoice.id)).purchase.state).toBe('issued')
    await books.must(creditInvoice, { credits: [{ invoiceId: two.invoice.id, picks: [half] }] })
    expect((await rowsOf(books, two.purchase.id, two.invoice.id)).purchase.state).toBe('undone')
    await expectSound(books)
  })

  it('is sold in three windows at once only as often as the cap allows', async () => {
    const factory = new IDBFactory()
    const place = { factory, name: 'shared' }
    const first = await openTestBooks({ ...place, tab: 'A' })
    const { clientId: buyer } = await setUpPractice(first)
    const productId = await addPack(first, '100')
    const windows = [first, ...(await Promise.all(['B', 'C'].map((tab) => openTestBooks({ ...place, tab }))))]
    const results = await Promise.all(
      windows.flatMap((each) => [1, 2].map(() => each.run(sellByInvoice, { clientId: buyer, productId }))),
    )
    expect(results.filter(({ ok }) => ok)).toHaveLength(3)
    const refusals = results.flatMap((each) => (each.ok ? [] : [each.problem.code]))
    expect(refusals).toEqual(refusals.map(() => 'too-many-outstanding'))
    expect(await first.db.purchases.count()).toBe(3)
    expect(await first.db.unitLots.count()).toBe(3)
    await expectSound(first)
    for (const each of windows) each.db.close()
  })

  it('costs a usual invoice nothing: no purchase is read when it is voided', async () => {
    await charge(books, clientId, '10')
    const id = await draftAll(books, clientId)
    await books.must(finalizeInvoice, { id })
    let reads = 0
    books.db.purchases.hook('reading', (row) => {
      reads += 1
      return row
    })
    await books.must(voidInvoice, { id, charges: 'bill-again' })
    expect(reads).toBe(0)
    expect((await books.db.charges.toArray()).map(({ state }) => state)).toEqual(['open'])
  })
})

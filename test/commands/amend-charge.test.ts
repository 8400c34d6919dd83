// Changing work that is invoiced already: a new open charge over the difference alone (P-9).
import { describe, expect, it } from 'vitest'
import { addCharge } from '../../src/commands/add-charge.ts'
import { amendCharge } from '../../src/commands/amend-charge.ts'
import { billGroup } from '../../src/commands/bill-group.ts'
import { creditAndRebill } from '../../src/commands/credit-and-rebill.ts'
import { creditInvoice } from '../../src/commands/credit-invoice.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { waiveCharges } from '../../src/commands/waive-charges.ts'
import { calendarDate } from '../../src/core/date.ts'
import { type Decimal, decimal } from '../../src/core/decimal.ts'
import type { ChargeId } from '../../src/core/ids.ts'
import { listAmendable } from '../../src/queries/list-amendable.ts'
import { plantContract } from '../support/contract-rows.ts'
import { picks, some } from '../support/credit-wishes.ts'
import { openTestBooks } from '../support/open-test-books.ts'
import { chargeFields, draftAll, setUpPractice } from '../support/practice.ts'

/** Two and a half hours at 100, less a tenth, invoiced: 225.00. */
async function invoiced() {
  const books = await openTestBooks()
  const { clientId, taxId } = await setUpPractice(books)
  const { id } = await books.must(addCharge, {
    clientId,
    fields: chargeFields('Design', decimal('100'), {
      quantity: decimal('2.5'),
      taxIds: [taxId],
      allowances: [{ kind: 'percent', value: decimal('10'), reason: 'Loyal' }],
    }),
  })
  const invoiceId = await draftAll(books, clientId)
  await books.must(finalizeInvoice, { id: invoiceId })
  const amend = (quantity: string, unitPrice: string) =>
    books.run(amendCharge, { chargeId: id, quantity: quantity as Decimal, unitPrice: unitPrice as Decimal })
  return { books, clientId, chargeId: id, invoiceId, amend }
}

describe('charging a difference', () => {
  it('makes an open charge over it, with the day and taxes of the work; the invoice stays', async () => {
    const { books, chargeId, invoiceId, amend } = await invoiced()
    const before = await books.db.charges.get(chargeId)
    const result = await amend('3', '100')
    expect(result).toMatchObject({ ok: true, value: { amount: 4500 } })
    const [row] = await books.db.charges.where('amends').equals(chargeId).toArray()
    expect(row).toMatchObject({
      state: 'open',
      source: 'adjustment',
      description: 'Design',
      quantity: '1',
      unitPrice: '45',
      amount: 4500,
      amends: chargeId,
      servedOn: before?.servedOn,
      taxIds: before?.taxIds,
      allowances: [],
    })
    expect(row).not.toHaveProperty('invoiceId')
    expect(await books.db.charges.get(chargeId)).toEqual(before)
    expect((await books.db.invoices.get(invoiceId))?.state).toBe('open')
  })

  it('counts from what was charged so far, a waived difference left out', async () => {
    const { books, amend } = await invoiced()
    const first = await amend('3', '100')
    expect(await amend('3', '100')).toEqual({ ok: false, problem: { code: 'amends-nothing' } })
    expect(await amend('2', '100')).toMatchObject({ ok: true, value: { amount: 18_000 - 27_000 } })
    if (!first.ok) throw new Error(first.problem.code)
    await books.must(waiveCharges, { chargeIds: [first.value.id] })
    // 225.00 - 90.00 = 135.00 stand now.
    expect(await amend('1.5', '100')).toEqual({ ok: false, problem: { code: 'amends-nothing' } })
    expect(await amend('2.5', '100')).toMatchObject({ ok: true, value: { amount: 9000 } })
  })

  it('takes back with a negative quantity, never a negative price', async () => {
    const { books, chargeId, amend } = await invoiced()
    expect(await amend('1', '100')).toMatchObject({ ok: true, value: { amount: -13_500 } })
    const [row] = await books.db.charges.where('amends').equals(chargeId).toArray()
    expect(row).toMatchObject({ quantity: '-1', unitPrice: '135', amount: -13_500 })
    // It was not done at all.
    expect(await amend('0', '100')).toMatchObject({ ok: true, value: { amount: -9000 } })
  })

  it('is refused for what is not invoiced, for a difference and for absurd figures', async () => {
    const { books, clientId, amend } = await invoiced()
    const { id } = await books.must(addCharge, { clientId, fields: chargeFields('Open', decimal('10')) })
    const wanted = { quantity: decimal('2'), unitPrice: decimal('10') }
    expect(await books.run(amendCharge, { chargeId: id, ...wanted })).toEqual({
      ok: false,
      problem: { code: 'charge-not-invoiced', description: 'Open' },
    })
    const made = await amend('3', '100')
    if (!made.ok) throw new Error(made.problem.code)
    expect(await books.run(amendCharge, { chargeId: made.value.id, ...wanted })).toMatchObject({
      problem: { code: 'charge-not-invoiced' },
    })
    expect(await amend('1e9', '100')).toMatchObject({ ok: false })
    expect(await amend('3', '-1')).toMatchObject({ ok: false, problem: { code: 'field-invalid' } })
    expect(await amend('999999999', '999999999')).toMatchObject({ ok: false })
  })
})

describe('charging a difference to what was credited', () => {
  it('is refused: the work is on another charge now, or nobody knows what the difference is to', async () => {
    const { books, chargeId, invoiceId, amend } = await invoiced()
    const { invoiceId: again } = await books.must(creditAndRebill, { id: invoiceId, finalize: true })
    expect(await amend('3', '100')).toEqual({ ok: false, problem: { code: 'charge-credited', description: 'Design' } })
    expect(await listAmendable(books.db, invoiceId)).toEqual([])
    // It is amended where it is billed now.
    const [anew] = await listAmendable(books.db, again)
    expect(anew?.charge).toMatchObject({ rebills: chargeId, state: 'invoiced' })
    const wanted = { chargeId: anew?.charge.id ?? chargeId, quantity: decimal('3'), unitPrice: decimal('100') }
    expect(await books.must(amendCharge, wanted)).toMatchObject({ amount: 4500 })
    await books.must(creditInvoice, { credits: [picks(again, some(0, 1000))] })
    expect(await books.refusal(amendCharge, { ...wanted, quantity: decimal('2') })).toMatchObject({
      code: 'charge-credited',
    })
  })

  it('is refused for work of a contract that was billed anew: the contract amends it', async () => {
    const books = await openTestBooks({ today: '2026-03-01' })
    const { clientId } = await setUpPractice(books)
    const { groupId } = await plantContract(books, clientId, { startOn: calendarDate('2026-03-01') })
    const billed = await books.must(billGroup, { groupId, asOf: calendarDate('2026-03-01') })
    const [id] = billed.invoiceIds
    if (id === undefined) throw new Error('not billed')
    await books.must(finalizeInvoice, { id })
    const { invoiceId } = await books.must(creditAndRebill, { id, finalize: true })
    const charge = await books.db.charges.where('invoiceId').equals(invoiceId).first()
    const wanted = { chargeId: charge?.id as ChargeId, quantity: decimal('2'), unitPrice: decimal('100') }
    expect(await books.refusal(amendCharge, wanted)).toMatchObject({ code: 'charge-of-contract' })
    expect(await listAmendable(books.db, invoiceId)).toEqual([])
  })
})

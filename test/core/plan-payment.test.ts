import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calendarDate } from '../../src/core/date.ts'
import type { BillingGroupId, InvoiceId } from '../../src/core/ids.ts'
import { type CurrencyCode, minor } from '../../src/core/money.ts'
import { partialProblem } from '../../src/core/settlement/partial-payment.ts'
import { type PayableInvoice, planPayment, sharesOf } from '../../src/core/settlement/plan-payment.ts'

const group = (name: string) => `bgr_${name}` as BillingGroupId

function invoice(number: string, amount: number, more: Partial<PayableInvoice> = {}): PayableInvoice {
  return {
    id: `inv_${number}` as InvoiceId,
    number,
    issuedOn: calendarDate('2026-01-01'),
    dueOn: calendarDate(`2026-01-${number.padStart(2, '0')}`),
    amountDue: minor(amount),
    billingGroupId: group('a'),
    state: 'open',
    ...more,
  }
}

describe('what a payment will do', () => {
  it('pays the longest due first and leaves 0 when all of it comes (I-4)', () => {
    const plan = planPayment([invoice('2', 5000), invoice('1', 3000)], minor(8000), undefined)
    expect(plan.lines.map(({ number, share, rest }) => [number, share, rest])).toEqual([
      ['1', 3000, 0],
      ['2', 5000, 0],
    ])
    expect(plan).toMatchObject({ toPay: 8000, over: 0, fromCredit: 0 })
  })

  it('uses credit first, each group its own, and never on what was written off (R-28)', () => {
    const invoices = [
      invoice('1', 3000),
      invoice('2', 5000, { billingGroupId: group('b') }),
      invoice('3', 1000, { state: 'uncollectible' }),
    ]
    const credit = new Map([
      [group('a'), minor(4000)],
      [group('b'), minor(1500)],
    ])
    const plan = planPayment(invoices, minor(6000), credit)
    expect(plan.lines.map((line) => [line.credit, line.share, line.rest])).toEqual([
      [3000, 0, 0],
      [1500, 3500, 0],
      [0, 1000, 0],
    ])
    expect(plan).toMatchObject({ fromCredit: 4500, toPay: 4500, over: 1500 })
  })

  it('takes the shares that the owner named, and says by how much they are too much', () => {
    const spread = new Map([
      ['inv_1' as InvoiceId, minor(1000)],
      ['inv_2' as InvoiceId, minor(6000)],
    ])
    const plan = planPayment([invoice('1', 3000), invoice('2', 5000)], minor(6500), undefined, spread)
    expect(plan.lines.map(({ rest }) => rest)).toEqual([2000, -1000])
    expect(plan.over).toBe(-500)
  })

  it('adds up: what is due = credit + shares + rests, and the payment = shares + what is over', () => {
    const amounts = fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(amounts, fc.nat(300_000), fc.nat(50_000), (dues, amount, has) => {
        const invoices = dues.map((due, index) => invoice(String(index + 1), due))
        const plan = planPayment(invoices, minor(amount), new Map([[group('a'), minor(has)]]))
        const sum = (of: (line: (typeof plan.lines)[number]) => number) =>
          plan.lines.reduce((total, line) => total + of(line), 0)
        expect(sum((line) => line.credit + line.share + line.rest)).toBe(dues.reduce((one, two) => one + two, 0))
        expect(sum((line) => line.share) + plan.over).toBe(amount)
        expect(sum((line) => line.credit)).toBeLessThanOrEqual(has)
        expect(Math.min(plan.over, ...plan.lines.map(({ rest }) => rest))).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})

describe('a payment in part', () => {
  const EUR = 'EUR' as CurrencyCode
  const rules = (allowed: boolean) => ({ currency: EUR, partialPayments: { allowed, minimum: minor(500) } })
  const problemOf = (amount: number, allowed = true, currency = EUR) => {
    const { shares, dueById } = sharesOf(planPayment([invoice('1', 3000), invoice('2', 200)], minor(amount), undefined))
    return partialProblem({ amount: minor(amount), currency }, shares, dueById, rules(allowed))
  }

  it('has a minimum, which what settles an invoice may be below (T-18)', () => {
    expect(problemOf(499)).toEqual({ code: 'payment-below-minimum', minimum: 500, due: 3000, currency: 'EUR' })
    expect(problemOf(500)).toBeUndefined()
    const { shares, dueById } = sharesOf(planPayment([invoice('1', 300)], minor(300), undefined))
    expect(partialProblem({ amount: minor(300), currency: EUR }, shares, dueById, rules(true))).toBeUndefined()
  })

  it('may be off (I-3), and an invoice of which nothing is paid is no partial payment', () => {
    expect(problemOf(2999, false)).toEqual({ code: 'payment-partial-refused', due: 3000, currency: 'EUR' })
    expect(problemOf(3000, false)).toBeUndefined()
  })

  it('takes the figure of the minimum in another currency (R-28)', () => {
    expect(problemOf(4, true, 'JPY' as CurrencyCode)).toMatchObject({ minimum: 5 })
    expect(problemOf(5, true, 'JPY' as CurrencyCode)).toBeUndefined()
  })
})

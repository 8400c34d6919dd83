// The ledger of one client against a reference that is kept in the plainest way: pots and what is in them.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, calendarDate } from '../../src/core/date.ts'
import type { AllocationId, BillingGroupId, CreditEntryId, InvoiceId, PaymentId, RefundId } from '../../src/core/ids.ts'
import { type Minor, minor } from '../../src/core/money.ts'
import type { Share } from '../../src/core/settlement/allocate.ts'
import { Ledger } from '../../src/core/settlement/ledger.ts'
import { ledgerTotals } from '../../src/core/settlement/ledger-totals.ts'
import { creditOfPayment, MoneyPots } from '../support/money-pots.ts'

const firstDay = calendarDate('2026-01-01')
const groups = ['grp_A', 'grp_B'] as BillingGroupId[]
const group = (n: number) => groups[n % 2] as BillingGroupId
const inv = (n: number) => `inv_${n}` as InvoiceId
const pay = (n: number) => `pay_${n}` as PaymentId
const cre = (n: number) => `cre_${String(n).padStart(4, '0')}` as CreditEntryId
const ref = (n: number) => `ref_${n}` as RefundId

function emptyLedger(): Ledger {
  let last = 0
  const newId = () => {
    last += 1
    return `all_${last}` as AllocationId
  }
  return new Ledger({ invoices: [], payments: [], credits: [], allocations: [], refunds: [] }, newId)
}

function issue(ledger: Ledger, n: number, payable: number, of = 0): InvoiceId {
  const on = addDays(firstDay, n)
  ledger.issue({
    id: inv(n),
    number: `2026-${String(n).padStart(4, '0')}`,
    billingGroupId: group(of),
    issuedOn: on,
    dueOn: addDays(on, 14),
    payable: minor(payable),
  })
  return inv(n)
}

const rest = (n: number, of = 0) => ({ id: cre(n), billingGroupId: group(of), receivedOn: addDays(firstDay, n) })
const share = (invoiceId: InvoiceId, amount: number): Share => ({ invoiceId, amount: minor(amount) })

function receive(ledger: Ledger, n: number, amount: number, shares: readonly Share[] | 'oldest-first') {
  return ledger.receive({ id: pay(n), amount: minor(amount) }, shares, rest(n))
}

function grant(ledger: Ledger, n: number, amount: number, kind: 'goodwill' | 'credit-note', corrects?: InvoiceId) {
  return ledger.credit({ ...rest(n), kind, amount: minor(amount) }, corrects)
}

describe('money on invoices', () => {
  it('a full-balance payment goes to the oldest first and leaves 0 (I-4)', () => {
    const ledger = emptyLedger()
    const [a, b, c] = [issue(ledger, 2, 5000), issue(ledger, 1, 3000), issue(ledger, 3, 1000)]
    const paid = receive(ledger, 1, 8500, 'oldest-first')
    expect(paid).toMatchObject({
      ok: true,
      value: { shares: [share(b, 3000), share(a, 5000), share(c, 500)], rest: 0 },
    })
    expect([a, b, c].map((id) => [ledger.due(id), ledger.invoice(id).state])).toEqual([
      [0, 'paid'],
      [0, 'paid'],
      [500, 'open'],
    ])
  })

  it('what is paid too much waits as credit and goes on the next invoice of its group', () => {
    const ledger = emptyLedger()
    const a = issue(ledger, 1, 10000)
    receive(ledger, 1, 25000, [share(a, 10000)])
    expect(ledger.left(cre(1))).toBe(15000)
    const other = issue(ledger, 2, 4000, 1)
    expect(ledger.applyOldest(other)).toBe(0)
    const next = issue(ledger, 3, 4000)
    expect(ledger.applyOldest(next)).toBe(4000)
    expect(ledger.invoice(next).state).toBe('paid')
    expect(ledger.left(cre(1))).toBe(11000)
  })

  it('by hand: due 100, credit 250: 100 at most, 150 stay (W-13)', () => {
    const ledger = emptyLedger()
    grant(ledger, 1, 25000, 'goodwill')
    const a = issue(ledger, 1, 10000)
    expect(ledger.apply(cre(1), share(a, 10001))).toMatchObject({
      problem: { code: 'allocation-too-large', due: 10000 },
    })
    expect(ledger.apply(cre(1), share(a, 0))).toMatchObject({ problem: { code: 'allocation-too-large' } })
    expect(ledger.apply(cre(1), share(a, 1))).toMatchObject({ ok: true })
    expect(ledger.apply(cre(1), share(a, 9999))).toMatchObject({ ok: true })
    expect(ledger.left(cre(1))).toBe(15000)
    const b = issue(ledger, 2, 20000)
    expect(ledger.apply(cre(1), share(b, 15001))).toMatchObject({ problem: { code: 'credit-too-small', left: 15000 } })
  })

  it('a credit note goes on its own invoice first, then on the oldest of the group, then waits (R-24)', () => {
    const ledger = emptyLedger()
    const [old, own, foreign] = [issue(ledger, 1, 3000), issue(ledger, 2, 5000), issue(ledger, 3, 9000, 1)]
    expect(grant(ledger, 9, 9000, 'credit-note', own)).toEqual([share(own, 5000), share(old, 3000)])
    expect(ledger.left(cre(9))).toBe(1000)
    expect(ledger.due(foreign)).toBe(9000)
    expect(ledger.rows().allocations.map(({ sourceKind }) => sourceKind)).toEqual(['creditNote', 'creditNote'])
  })

  it('refuses more than came, more than is due, one invoice twice, void ones', () => {
    const ledger = emptyLedger()
    const [a, b] = [issue(ledger, 1, 1000), issue(ledger, 2, 1000)]
    ledger.void(b)
    const problem = (amount: number, shares: readonly Share[]) => {
      const answer = receive(ledger, 1, amount, shares)
      return answer.ok ? undefined : answer.problem
    }
    expect(problem(100, [share(a, 200)])).toEqual({ code: 'allocations-exceed', number: '2026-0001', left: 100 })
    expect(problem(2000, [share(a, 1001)])).toMatchObject({ code: 'allocation-too-large', due: 1000 })
    expect(problem(200, [share(a, 100), share(a, 100)])).toMatchObject({ code: 'invoice-twice' })
    expect(problem(100, [share(b, 100)])).toMatchObject({ code: 'invoice-not-payable' })
    expect(problem(100, [share(inv(7), 100)])).toMatchObject({ code: 'invoice-unknown' })
    expect(ledger.rows().payments).toEqual([])
  })
})

describe('money that goes back', () => {
  it('comes from what is left, then from the invoices that are named (R-22)', () => {
    const ledger = emptyLedger()
    const a = issue(ledger, 1, 10000)
    receive(ledger, 1, 12000, [share(a, 10000)])
    const [allocation] = ledger.rows().allocations
    const source = { kind: 'payment', id: pay(1) } as const
    expect(ledger.refund({ id: ref(1), source, amount: minor(3000) }, [])).toMatchObject({
      problem: { code: 'refund-exceeds', left: 2000 },
    })
    const release = { allocationId: allocation?.id as AllocationId, amount: minor(1000) }
    expect(ledger.refund({ id: ref(1), source, amount: minor(3000) }, [release])).toMatchObject({ ok: true })
    expect(ledger.due(a)).toBe(1000)
    expect(ledger.invoice(a).state).toBe('open')
    expect(ledger.unallocated(pay(1))).toBe(0)
    expect(ledgerTotals(ledger.rows())).toMatchObject({ received: 12000, allocated: 9000, balances: 0, refunded: 3000 })
    // The bank sends it back: it is credit now.
    expect(ledger.undoRefund(ref(1), rest(2))).toMatchObject({ ok: true })
    expect(ledger.unallocated(pay(1))).toBe(3000)
    expect(ledger.due(a)).toBe(1000)
    expect(ledger.undoRefund(ref(1), rest(2))).toMatchObject({ problem: { code: 'already-undone' } })
  })

  it('never more than was paid there, never twice', () => {
    const ledger = emptyLedger()
    const a = issue(ledger, 1, 5000)
    receive(ledger, 1, 5000, [share(a, 5000)])
    const allocationId = ledger.rows().allocations[0]?.id as AllocationId
    const source = { kind: 'payment', id: pay(1) } as const
    const problem = (releases: readonly number[], amount = 5000) => {
      const parts = releases.map((part) => ({ allocationId, amount: minor(part) }))
      const answer = ledger.refund({ id: ref(1), source, amount: minor(amount) }, parts)
      return answer.ok ? undefined : answer.problem
    }
    expect(problem([10000], 10000)).toEqual({ code: 'release-exceeds', paid: 5000 })
    expect(problem([2500, 2500])).toMatchObject({ code: 'release-exceeds' })
    expect(problem([5000], 4000)).toMatchObject({ code: 'refund-exceeds' })
    expect(problem([], 0)).toEqual({ code: 'nothing-to-refund' })
    expect(problem([5000])).toBeUndefined()
    expect(problem([5000])).toMatchObject({ code: 'release-exceeds', paid: 0 })
  })

  it('a payment that is taken back reopens what it and its credit paid, less what went back', () => {
    const ledger = emptyLedger()
    const a = issue(ledger, 1, 16200)
    receive(ledger, 1, 20000, [share(a, 16200)])
    const b = issue(ledger, 2, 3000)
    ledger.applyOldest(b)
    ledger.refund({ id: ref(1), source: { kind: 'credit', id: cre(1) }, amount: minor(100) }, [])
    expect(ledger.undoPayment(pay(1))).toMatchObject({ ok: true, value: { reopened: [a, b] } })
    expect([ledger.due(a), ledger.due(b), ledger.left(cre(1))]).toEqual([16200, 3000, 0])
    expect(ledgerTotals(ledger.rows())).toEqual({
      received: 0,
      credited: 0,
      allocated: 0,
      balances: 0,
      refunded: 0,
      expired: 0,
    })
    expect(ledger.rows().refunds).toMatchObject([{ state: 'undone' }])
    expect(ledger.undoPayment(pay(1))).toMatchObject({ problem: { code: 'already-undone' } })
  })

  it('a void returns credit and is refused with a payment on it (R-21)', () => {
    const ledger = emptyLedger()
    grant(ledger, 1, 2000, 'goodwill')
    const a = issue(ledger, 1, 5000)
    ledger.applyOldest(a)
    receive(ledger, 1, 1000, [share(a, 1000)])
    expect(ledger.void(a)).toMatchObject({ problem: { code: 'payment-allocated', amount: 1000 } })
    ledger.undoPayment(pay(1))
    expect(ledger.void(a)).toMatchObject({ ok: true })
    expect([ledger.left(cre(1)), ledger.due(a), ledger.invoice(a).state]).toEqual([2000, 0, 'void'])
  })

  it('only goodwill expires, and only what is left of it (M-17, R-24)', () => {
    const ledger = emptyLedger()
    const expiresOn = addDays(firstDay, 30)
    ledger.credit({ ...rest(1), kind: 'goodwill', amount: minor(1000), expiresOn })
    ledger.credit({ ...rest(2), kind: 'credit-note', amount: minor(500), expiresOn })
    issue(ledger, 1, 300)
    ledger.applyOldest(inv(1))
    expect(ledger.expire(addDays(expiresOn, -1))).toEqual([])
    expect(ledger.expire(expiresOn)).toEqual([cre(1)])
    expect(ledgerTotals(ledger.rows())).toMatchObject({ credited: 1500, allocated: 300, expired: 700, balances: 500 })
  })
})

/** As an expectation, at a hundredth of its price: it is asked some million times. */
function same(found: unknown, wanted: unknown): void {
  if (found !== wanted) throw new Error(`${String(found)} is not ${String(wanted)}`)
}

const act = fc.record({
  kind: fc.constantFrom(
    'issue',
    'receive',
    'pay-all',
    'apply',
    'auto',
    'credit',
    'goodwill',
    'take-off',
    'refund',
    'undo-refund',
    'undo',
    'void',
    'write-off',
    'reopen',
    'expire',
  ),
  n: fc.nat(40),
  m: fc.nat(40),
  amount: fc.integer({ min: 1, max: 3000 }),
  part: fc.double({ min: 0, max: 1, noNaN: true }),
})

describe('an invoice that was given up', () => {
  it('is paid by a late payment, and uncollectible again when that is undone (R-22)', () => {
    const ledger = emptyLedger()
    const a = issue(ledger, 1, 1000)
    ledger.writeOff(a)
    receive(ledger, 1, 400, [share(a, 400)])
    expect(ledger.invoice(a).state).toBe('uncollectible')
    receive(ledger, 2, 600, [share(a, 600)])
    expect(ledger.invoice(a).state).toBe('paid')
    ledger.undoPayment(pay(2))
    expect([ledger.invoice(a).state, ledger.due(a)]).toEqual(['uncollectible', 600])
    expect(ledger.reopen(a)).toMatchObject({ ok: true })
    expect(ledger.invoice(a).state).toBe('open')
  })
})

describe('whatever happens', () => {
  it('the books add up: received and credited = on invoices + balances + given back + expired', () => {
    fc.assert(
      fc.property(fc.array(act, { minLength: 30, maxLength: 60, size: 'max' }), (acts) => {
        const ledger = emptyLedger()
        const pots = new MoneyPots()
        const named = new Map<string, string>()
        acts.forEach((one, index) => {
          actOnBoth(ledger, pots, named, one, index)
          compare(ledger, pots, named)
        })
      }),
      { numRuns: Number(process.env.SOAK_RUNS ?? 2000) },
    )
  }, 60_000)

  it('keeps amounts as they are given', () => {
    const ledger = emptyLedger()
    issue(ledger, 1, 0)
    expect(ledger.invoice(inv(1)).state).toBe('paid')
    const zero: Minor = ledger.due(inv(1))
    expect(zero).toBe(0)
  })
})

type Act = typeof act extends fc.Arbitrary<infer One> ? One : never

/** Does an act on the ledger and on its reference: both allow it, or neither. `named`: what the pots call a credit. */
function actOnBoth(
  ledger: Ledger,
  pots: MoneyPots,
  named: Map<string, string>,
  { kind, n, m, amount, part }: Act,
  index: number,
): void {
  const pick = <Row>(rows: readonly Row[], by: number): Row | undefined => rows[by % Math.max(rows.length, 1)]
  const rows = ledger.rows()
  const invoice = pick(rows.invoices, n)
  const payment = pick(rows.payments, n)
  const credit = pick(rows.credits, m)
  const order = `${addDays(firstDay, index)} ${String(index).padStart(4, '0')}`
  const potOf = (id: string) => named.get(id) ?? id
  switch (kind) {
    case 'issue': {
      const { dueOn, issuedOn, number, billingGroupId } = ledger.invoice(issue(ledger, index, amount, m))
      pots.issue(inv(index), amount, billingGroupId, `${dueOn} ${issuedOn} ${number}`)
      return
    }
    case 'receive':
    case 'pay-all': {
      const unpaid = rows.invoices.filter(({ id }) => pots.due(id) > 0).map(({ id }) => id)
      const due = pots.open().reduce((sum, id) => sum + pots.due(id), 0)
      const whole = kind === 'pay-all' ? Math.max(1, Math.floor(due * (part + 0.5))) : amount
      const some = unpaid.slice(0, m % 4).map((id) => share(id, Math.max(1, Math.floor(ledger.due(id) * part * 1.1))))
      const shares = kind === 'pay-all' ? 'oldest-first' : some
      const answer = receive(ledger, index, whole, shares)
      const asPots =
        shares === 'oldest-first'
          ? shares
          : shares.map(({ invoiceId, amount: by }) => ({ invoice: invoiceId, amount: by }))
      same(answer.ok, pots.receive(pay(index), whole, asPots, { group: group(0), order }))
      named.set(cre(index), creditOfPayment(pay(index)))
      return
    }
    case 'apply':
      if (invoice === undefined || credit === undefined) return
      same(ledger.apply(credit.id, share(invoice.id, amount)).ok, pots.apply(potOf(credit.id), invoice.id, amount))
      return
    case 'auto':
      if (invoice !== undefined) same(ledger.applyOldest(invoice.id), pots.applyOldest(invoice.id))
      return
    case 'credit':
    case 'goodwill': {
      const expiresOn = kind === 'goodwill' && m % 2 === 0 ? { expiresOn: addDays(firstDay, m) } : {}
      const corrects = kind === 'credit' && invoice !== undefined ? [invoice.id] : []
      const of = rest(index, n)
      const what = {
        ...of,
        kind: kind === 'credit' ? 'credit-note' : 'goodwill',
        amount: minor(amount),
        ...expiresOn,
      } as const
      const waits = kind === 'goodwill' && m % 3 === 0
      if (waits) ledger.grant(what)
      else ledger.credit(what, corrects)
      pots.credit(
        cre(index),
        amount,
        { group: of.billingGroupId, order, ...expiresOn },
        waits ? 'nothing' : 'oldest',
        corrects,
      )
      return
    }
    case 'take-off': {
      const allocation = pick(
        rows.allocations.filter(({ state }) => state === 'live'),
        n,
      )
      if (allocation === undefined) return
      const by = m % 3 === 0 ? allocation.amount : amount
      const where = { invoice: allocation.invoiceId, source: potOf(allocation.sourceId), amount: by }
      const answer = ledger.takeOff({ allocationId: allocation.id, amount: minor(by) })
      same(answer.ok, pots.takeOff(where, allocation.amount))
      return
    }
    case 'refund': {
      const ofPayment = m % 2 === 0 && payment !== undefined
      if (!ofPayment && credit === undefined) return
      const source = ofPayment
        ? ({ kind: 'payment', id: payment.id } as const)
        : ({ kind: 'credit', id: credit?.id as CreditEntryId } as const)
      const own = rows.credits.filter(({ paymentId }) => paymentId === source.id).map(({ id }) => id as string)
      const lying = rows.allocations.filter(
        ({ state, sourceId }) => state === 'live' && [source.id, ...own].includes(sourceId),
      )
      // One of a kind: two of the same credit on one invoice are one pot.
      const some = part < 0.3 ? [] : lying.slice(0, 1 + (n % 2))
      const releases = some.map(({ id, amount: on }) => ({
        allocationId: id,
        amount: minor(Math.max(1, Math.floor(on * part))),
      }))
      const taken = releases.reduce((sum, release) => sum + release.amount, 0)
      const whole = n % 3 === 0 ? taken + pots.free(potOf(source.id)) : Math.max(taken, amount)
      const parts = some.map(({ invoiceId, sourceId }, at) => ({
        invoice: invoiceId,
        source: potOf(sourceId),
        amount: releases[at]?.amount ?? 0,
      }))
      const answer = ledger.refund({ id: ref(index), source, amount: minor(whole) }, releases)
      same(answer.ok, pots.refund(ref(index), potOf(source.id), whole, parts))
      return
    }
    case 'undo-refund': {
      const refund = pick(rows.refunds, n)
      if (refund === undefined) return
      const of = rest(1000 + index)
      const answer = ledger.undoRefund(refund.id, of)
      const late = `${of.receivedOn} ${1000 + index}`
      same(answer.ok, pots.undoRefund(refund.id, { group: of.billingGroupId, order: late }))
      named.set(cre(1000 + index), creditOfPayment(refund.source.id))
      return
    }
    case 'undo':
      if (payment !== undefined) same(ledger.undoPayment(payment.id).ok, pots.undoPayment(payment.id))
      return
    case 'void':
      if (invoice !== undefined) same(ledger.void(invoice.id).ok, pots.void(invoice.id))
      return
    case 'write-off':
      if (invoice !== undefined) same(ledger.writeOff(invoice.id).ok, pots.writeOff(invoice.id))
      return
    case 'reopen':
      if (invoice !== undefined) same(ledger.reopen(invoice.id).ok, pots.reopen(invoice.id))
      return
    case 'expire':
      same(ledger.expire(addDays(firstDay, m)).length, pots.expire(addDays(firstDay, m)))
  }
}

function compare(ledger: Ledger, pots: MoneyPots, named: ReadonlyMap<string, string>): void {
  const rows = ledger.rows()
  for (const { id, state } of rows.invoices) {
    same(ledger.due(id), pots.due(id))
    same(ledger.due(id) >= 0, true)
    same(state, pots.state(id))
  }
  for (const { id } of rows.credits) {
    same(ledger.left(id), pots.left(named.get(id) ?? id))
    same(ledger.left(id) >= 0, true)
  }
  const lying = new Map<string, number>()
  for (const { invoiceId, sourceId, amount, state } of rows.allocations) {
    const key = `${invoiceId}|${named.get(sourceId) ?? sourceId}`
    if (state === 'live') lying.set(key, (lying.get(key) ?? 0) + amount)
  }
  same(lying.size, pots.lying.size)
  for (const [key, amount] of lying) same(amount, pots.lying.get(key))
  const { received, credited, allocated, balances, refunded, expired } = ledgerTotals(rows)
  same(received + credited, allocated + balances + refunded + expired)
  same(pots.difference(), 0)
}

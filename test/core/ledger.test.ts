// The ledger of one client against a reference that is kept in the plainest way: pots and what is in them.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, calendarDate } from '../../src/core/date.ts'
import type { AllocationId, BillingGroupId, CreditEntryId, InvoiceId, PaymentId, RefundId } from '../../src/core/ids.ts'
import { type Minor, minor } from '../../src/core/money.ts'
import type { Share } from '../../src/core/settlement/allocate.ts'
import { Ledger } from '../../src/core/settlement/ledger.ts'
import { ledgerTotals } from '../../src/core/settlement/ledger-totals.ts'

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

// The reference: what is on each invoice from each source, nothing else is remembered.
interface Pots {
  readonly payable: Map<string, number>
  readonly voided: Set<string>
  readonly given: Set<string>
  readonly on: Map<string, Map<string, number>>
  readonly source: Map<string, { amount: number; back: number; expired: number; gone: boolean; payment?: string }>
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
        const pots: Pots = { payable: new Map(), voided: new Set(), given: new Set(), on: new Map(), source: new Map() }
        const invoices: InvoiceId[] = []
        const payments: PaymentId[] = []
        const refunds: RefundId[] = []
        const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0)
        const onInvoice = (id: string) => sum(pots.on.get(id)?.values() ?? [])
        const dueOf = (id: string) => (pots.voided.has(id) ? 0 : (pots.payable.get(id) ?? 0) - onInvoice(id))
        const usedOf = (id: string) => sum([...pots.on.values()].map((each) => each.get(id) ?? 0))
        const leftOf = (id: string) => {
          const pot = pots.source.get(id)
          return pot === undefined || pot.gone ? 0 : pot.amount - pot.back - pot.expired - usedOf(id)
        }
        const put = (invoiceId: string, sourceId: string, by: number) => {
          const on = pots.on.get(invoiceId) ?? new Map<string, number>()
          on.set(sourceId, (on.get(sourceId) ?? 0) + by)
          pots.on.set(invoiceId, on)
        }
        const pot = (id: string, amount: number, payment?: string) =>
          pots.source.set(id, {
            amount,
            back: 0,
            expired: 0,
            gone: false,
            ...(payment === undefined ? {} : { payment }),
          })
        /** What the ledger says it moved is checked against the pots' own limits, then taken over. */
        const moved = (before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>) => {
          for (const id of new Set([...before.keys(), ...after.keys()])) {
            const [invoiceId, sourceId] = id.split('|') as [string, string]
            const by = (after.get(id) ?? 0) - (before.get(id) ?? 0)
            if (by !== 0) put(invoiceId, sourceId, by)
          }
        }
        const live = () => {
          const found = new Map<string, number>()
          for (const { invoiceId, sourceId, amount, state } of ledger.rows().allocations) {
            if (state === 'live')
              found.set(`${invoiceId}|${sourceId}`, (found.get(`${invoiceId}|${sourceId}`) ?? 0) + amount)
          }
          return found
        }
        acts.forEach(({ kind, n, m, amount, part }, index) => {
          const invoiceId = invoices[n % Math.max(invoices.length, 1)]
          const paymentId = payments[n % Math.max(payments.length, 1)]
          const credits = ledger.rows().credits
          const credit = credits[m % Math.max(credits.length, 1)]
          const before = live()
          const unpaid = invoices.filter((id) => dueOf(id) > 0)
          switch (kind) {
            case 'issue':
              invoices.push(issue(ledger, index, amount, m))
              pots.payable.set(inv(index), amount)
              break
            case 'receive':
            case 'pay-all': {
              const due = sum(unpaid.filter((id) => !pots.given.has(id)).map(dueOf))
              const whole = kind === 'pay-all' ? Math.max(1, Math.floor(due * (part + 0.5))) : amount
              const some = unpaid.slice(0, m % 4).map((id) => share(id, Math.max(1, Math.floor(dueOf(id) * part))))
              const answer = receive(ledger, index, whole, kind === 'pay-all' ? 'oldest-first' : some)
              const fits = sum(some.map((each) => each.amount)) <= whole
              expect(answer.ok).toBe(kind === 'pay-all' || fits)
              if (!answer.ok) break
              payments.push(pay(index))
              pot(pay(index), whole - answer.value.rest)
              if (answer.value.rest > 0) pot(cre(index), answer.value.rest, pay(index))
              if (kind === 'pay-all') expect(answer.value.rest).toBe(Math.max(0, whole - due))
              break
            }
            case 'apply':
              if (invoiceId === undefined || credit === undefined) break
              expect(ledger.apply(credit.id, share(invoiceId, amount)).ok).toBe(
                amount <= dueOf(invoiceId) && amount <= leftOf(credit.id),
              )
              break
            case 'auto': {
              if (invoiceId === undefined) break
              const of = ledger.invoice(invoiceId).billingGroupId
              const balance = sum(credits.filter((each) => each.billingGroupId === of).map(({ id }) => leftOf(id)))
              const open = !pots.given.has(invoiceId) && dueOf(invoiceId) > 0
              expect(ledger.applyOldest(invoiceId)).toBe(open ? Math.min(dueOf(invoiceId), balance) : 0)
              break
            }
            case 'credit':
            case 'goodwill':
              pot(cre(index), amount)
              ledger.credit(
                {
                  ...rest(index, n),
                  kind: kind === 'credit' ? 'credit-note' : 'goodwill',
                  amount: minor(amount),
                  ...(kind === 'goodwill' && m % 2 === 0 ? { expiresOn: addDays(firstDay, m) } : {}),
                },
                kind === 'credit' ? invoiceId : undefined,
              )
              break
            case 'refund': {
              const ofPayment = m % 2 === 0 && paymentId !== undefined
              if (!ofPayment && credit === undefined) break
              const source = ofPayment
                ? ({ kind: 'payment', id: paymentId } as const)
                : ({ kind: 'credit', id: credit?.id as CreditEntryId } as const)
              const own = credits.filter((each) => each.paymentId === source.id).map(({ id }) => id as string)
              const mine = [source.id as string, ...(ofPayment ? own : [])]
              const allocation = ledger
                .rows()
                .allocations.find((each) => each.state === 'live' && mine.includes(each.sourceId))
              const taken =
                allocation === undefined || part < 0.3 ? 0 : Math.max(1, Math.floor(allocation.amount * part))
              const free = ofPayment ? sum(own.map(leftOf)) : leftOf(source.id)
              const whole = n % 3 === 0 ? taken + free : Math.max(taken, amount)
              const releases =
                taken === 0 || allocation === undefined ? [] : [{ allocationId: allocation.id, amount: minor(taken) }]
              const answer = ledger.refund({ id: ref(index), source, amount: minor(whole) }, releases)
              expect(answer.ok).toBe(whole > 0 && whole <= taken + free)
              if (!answer.ok) break
              refunds.push(ref(index))
              const releasedFrom = allocation?.sourceId ?? ''
              const into = (id: string, by: number) => {
                const found = pots.source.get(id)
                if (found !== undefined) found.back += by
              }
              if (taken > 0) into(releasedFrom, taken)
              if (whole > taken) into(ofPayment ? (own[0] ?? '') : source.id, whole - taken)
              break
            }
            case 'undo-refund': {
              const id = refunds[n % Math.max(refunds.length, 1)]
              const refund = ledger.rows().refunds.find((each) => each.id === id)
              if (id === undefined || refund === undefined) break
              const answer = ledger.undoRefund(id, rest(1000 + index))
              expect(answer.ok).toBe(refund.state === 'paid')
              if (!answer.ok) break
              const own = credits.find((each) => each.paymentId === refund.source.id)
              const into = refund.source.kind === 'credit' ? refund.source.id : own?.id
              const found = into === undefined ? undefined : pots.source.get(into)
              if (found !== undefined) {
                found.back -= refund.amount - refund.direct
                found.amount += refund.direct
              } else pot(cre(1000 + index), refund.direct, refund.source.id)
              const whole = pots.source.get(refund.source.id)
              if (refund.source.kind === 'payment' && whole !== undefined) {
                // It left the payment's own part for its credit.
                whole.amount -= refund.direct
                whole.back -= refund.direct
              }
              break
            }
            case 'undo': {
              if (paymentId === undefined) break
              const found = pots.source.get(paymentId)
              expect(ledger.undoPayment(paymentId).ok).toBe(found?.gone === false)
              for (const each of pots.source.values()) if (each.payment === paymentId) each.gone = true
              if (found !== undefined) found.gone = true
              break
            }
            case 'void': {
              if (invoiceId === undefined) break
              const fromPayments = sum(
                [...(pots.on.get(invoiceId) ?? new Map<string, number>())]
                  .filter(([id]) => id.startsWith('pay_'))
                  .map(([, by]) => by),
              )
              const answer = ledger.void(invoiceId)
              expect(answer.ok).toBe(fromPayments === 0 && !pots.voided.has(invoiceId))
              if (answer.ok) pots.voided.add(invoiceId)
              break
            }
            case 'write-off': {
              if (invoiceId === undefined) break
              const open = dueOf(invoiceId) > 0 && !pots.given.has(invoiceId)
              expect(ledger.writeOff(invoiceId).ok).toBe(open)
              if (open) pots.given.add(invoiceId)
              break
            }
            case 'reopen': {
              if (invoiceId === undefined) break
              const lost = pots.given.has(invoiceId) && dueOf(invoiceId) > 0 && !pots.voided.has(invoiceId)
              expect(ledger.reopen(invoiceId).ok).toBe(lost)
              if (lost) pots.given.delete(invoiceId)
              break
            }
            case 'expire':
              for (const id of ledger.expire(addDays(firstDay, m))) {
                const found = pots.source.get(id)
                if (found !== undefined) found.expired += leftOf(id)
              }
          }
          moved(before, live())
          for (const id of invoices) {
            same(ledger.due(id), dueOf(id))
            same(ledger.due(id) >= 0, true)
            const { state } = ledger.invoice(id)
            if (pots.voided.has(id)) same(state, 'void')
            else {
              same(state, dueOf(id) === 0 ? 'paid' : pots.given.has(id) ? 'uncollectible' : 'open')
            }
          }
          for (const { id } of ledger.rows().credits) {
            same(ledger.left(id), leftOf(id))
            same(ledger.left(id) >= 0, true)
          }
          const { received, credited, allocated, balances, refunded, expired } = ledgerTotals(ledger.rows())
          same(received + credited, allocated + balances + refunded + expired)
        })
      }),
      { numRuns: 2000 },
    )
  })

  it('keeps amounts as they are given', () => {
    const ledger = emptyLedger()
    issue(ledger, 1, 0)
    expect(ledger.invoice(inv(1)).state).toBe('paid')
    const zero: Minor = ledger.due(inv(1))
    expect(zero).toBe(0)
  })
})

// The steps of a payments case, carried out on the ledger of the core. Ids of a case are letters; the ledger has them
// with a prefix. A client has a ledger of its own, as in the product.
import { calendarDate } from '../../../src/core/date.ts'
import type {
  AllocationId,
  BillingGroupId,
  CreditEntryId,
  InvoiceId,
  PaymentId,
  RefundId,
} from '../../../src/core/ids.ts'
import { type Minor, minor } from '../../../src/core/money.ts'
import type { Result } from '../../../src/core/result.ts'
import { Ledger } from '../../../src/core/settlement/ledger.ts'
import type { LedgerAllocation, LedgerCredit, Release } from '../../../src/core/settlement/ledger-rows.ts'

/** The ledger refused a step; the message is the code of its problem. */
export class Refused extends Error {}

const day = calendarDate('2026-01-01')
const group = 'grp_CASE' as BillingGroupId
export const invoiceId = (letter: string) => `inv_${letter}` as InvoiceId
const paymentId = (letter: string) => `pay_${letter}` as PaymentId
export const creditId = (letter: string) => `cre_${letter}` as CreditEntryId

function done<Value>(result: Result<Value, { readonly code: string }>): Value {
  if (!result.ok) throw new Refused(result.problem.code)
  return result.value
}

export class LedgerBook {
  readonly ledger: Ledger
  readonly letters: string[] = []
  /** How many acts there were: credits and documents stand in the order in which they came. */
  private count = 0
  /** Credit that was put on invoices together with a payment. */
  private readonly withPayment = new Map<string, AllocationId[]>()
  private readonly credited = new Map<string, number>()
  private readonly amounts = new Map<string, number>()
  private readonly paymentsWithoutMoney = new Set<string>()
  private readonly autoApply: boolean

  constructor(autoApply: boolean) {
    this.autoApply = autoApply
    const rows = { invoices: [], payments: [], credits: [], allocations: [], refunds: [] }
    this.ledger = new Ledger(rows, () => `all_${this.next()}` as AllocationId)
  }

  invoice(letter: string, amount: number): void {
    const number = `2026-${this.next()}`
    this.ledger.issue({
      id: invoiceId(letter),
      number,
      billingGroupId: group,
      issuedOn: day,
      dueOn: day,
      payable: minor(amount),
    })
    this.letters.push(letter)
    this.amounts.set(letter, amount)
    this.settleAll()
  }

  /** A credit that waits for an invoice, or is put on the one that it corrects. */
  credit(letter: string, amount: number, kind: LedgerCredit['kind'] = 'credit-note', corrects?: string): void {
    const credit = { ...this.rest(letter), kind, amount: minor(amount) }
    if (corrects === undefined) this.ledger.grant(credit)
    else {
      this.ledger.credit(credit, [invoiceId(corrects)])
      this.credited.set(corrects, (this.credited.get(corrects) ?? 0) + amount)
    }
    this.settleAll()
  }

  /** What of an invoice no credit note has taken back yet. */
  creditable(letter: string): number {
    return (this.amounts.get(letter) ?? 0) - (this.credited.get(letter) ?? 0)
  }

  pay(
    letter: string,
    amount: number,
    allocate: readonly (readonly [string, number])[],
    useCredit: readonly (readonly [string, number])[] = [],
  ): void {
    const fromCredit = useCredit.map(([credit, part]) => ({ credit, left: part }))
    const shares: { invoiceId: InvoiceId; amount: Minor }[] = []
    const applied: AllocationId[] = []
    for (const [invoice, wanted] of allocate) {
      let open = wanted
      for (const source of fromCredit) {
        const part = Math.min(open, source.left)
        if (part === 0) continue
        done(this.ledger.apply(creditId(source.credit), { invoiceId: invoiceId(invoice), amount: minor(part) }))
        applied.push(
          ...this.liveOn(invoice)
            .slice(-1)
            .map(({ id }) => id),
        )
        source.left -= part
        open -= part
      }
      if (open > 0) shares.push({ invoiceId: invoiceId(invoice), amount: minor(open) })
    }
    this.withPayment.set(letter, applied)
    if (amount === 0 && shares.length === 0) this.paymentsWithoutMoney.add(letter)
    else
      done(this.ledger.receive({ id: paymentId(letter), amount: minor(amount) }, shares, this.rest(`over-${letter}`)))
    this.settleAll()
  }

  payRest(letter: string, invoice: string): void {
    this.pay(letter, this.ledger.due(invoiceId(invoice)), [[invoice, this.ledger.due(invoiceId(invoice))]])
  }

  /** Puts what is left of a payment on invoices. */
  allocate(letter: string, allocate: readonly (readonly [string, number])[]): void {
    for (const [invoice, amount] of allocate) {
      done(this.ledger.apply(creditId(`over-${letter}`), { invoiceId: invoiceId(invoice), amount: minor(amount) }))
    }
  }

  /** Gives money of a payment back, taken off the invoices named; credit that lay on them goes back to its balance first. */
  refund(
    letter: string,
    amount: number,
    fromInvoice: readonly (readonly [string, number])[],
    toCredit: readonly (readonly [string, number])[] = [],
  ): void {
    const credits = toCredit.map(([credit, part]) => ({ credit, left: part }))
    const releases: Release[] = []
    for (const [invoice, wanted] of fromInvoice) {
      let open = wanted
      for (const allocation of this.liveOn(invoice)) {
        const source = credits.find(({ credit }) => allocation.sourceId === creditId(credit))
        const part = Math.min(open, source?.left ?? 0, allocation.amount)
        if (source === undefined || part === 0) continue
        done(this.ledger.takeOff({ allocationId: allocation.id, amount: minor(part) }))
        source.left -= part
        open -= part
      }
      releases.push(...this.releases(letter, invoice, open))
    }
    const cash = amount - toCredit.reduce((sum, [, part]) => sum + part, 0)
    if (cash > 0) {
      const source = { kind: 'payment', id: paymentId(letter) } as const
      done(this.ledger.refund({ id: `ref_${this.next()}` as RefundId, source, amount: minor(cash) }, releases))
    }
    this.settleAll()
  }

  /** Gives credit back in money. */
  refundCredit(letter: string, amount: number): void {
    const source = { kind: 'credit', id: creditId(letter) } as const
    done(this.ledger.refund({ id: `ref_${this.next()}` as RefundId, source, amount: minor(amount) }, []))
  }

  /** Gives back out of whatever credit there is, the oldest first. */
  refundBalance(amount: number): void {
    let open = amount
    for (const { id } of this.ledger.rows().credits) {
      const part = Math.min(open, this.ledger.left(id))
      if (part > 0) this.refundCredit(id.slice('cre_'.length), part)
      open -= part
    }
    if (open > 0) throw new Refused('refund-exceeds')
  }

  undoPayment(letter: string): void {
    for (const allocationId of this.withPayment.get(letter) ?? []) {
      const allocation = this.ledger.rows().allocations.find(({ id }) => id === allocationId)
      if (allocation?.state === 'live') done(this.ledger.takeOff({ allocationId, amount: allocation.amount }))
    }
    if (!this.paymentsWithoutMoney.has(letter)) done(this.ledger.undoPayment(paymentId(letter)))
    this.settleAll()
  }

  /** What is left of a credit. */
  left(letter: string): number {
    return this.ledger.left(creditId(letter))
  }

  refundedOfCredit(letter: string): number {
    return this.ledger.rows().credits.find(({ id }) => id === creditId(letter))?.refunded ?? 0
  }

  /** What a payment came to, what of it ever went on invoices, and what was given back. */
  payment(letter: string): { readonly amount: number; readonly applied: number; readonly refunded: number } {
    const { payments, credits } = this.ledger.rows()
    const row = payments.find(({ id }) => id === paymentId(letter))
    if (row === undefined) return { amount: 0, applied: 0, refunded: 0 }
    const ofCredit = credits
      .filter((credit) => credit.paymentId === row.id)
      .reduce((sum, each) => sum + each.refunded, 0)
    const applied = row.amount - this.ledger.unallocated(row.id)
    return { amount: row.amount, applied, refunded: row.refunded + ofCredit }
  }

  paidOn(letter: string): number {
    const paid = this.liveOn(letter).filter(({ sourceKind }) => sourceKind === 'payment')
    return paid.reduce((sum, { amount }) => sum + amount, 0)
  }

  appliedFrom(letter: string): number {
    const mine = this.ledger
      .rows()
      .allocations.filter((each) => each.state === 'live' && each.sourceId === creditId(letter))
    return mine.reduce((sum, { amount }) => sum + amount, 0)
  }

  private releases(letter: string, invoice: string, amount: number): Release[] {
    let open = amount
    const mine = this.liveOn(invoice).filter(
      ({ sourceId }) => sourceId === paymentId(letter) || sourceId === creditId(`over-${letter}`),
    )
    const releases = mine.flatMap(({ id, amount: on }): Release[] => {
      const part = Math.min(open, on)
      open -= part
      return part > 0 ? [{ allocationId: id, amount: minor(part) }] : []
    })
    if (open > 0) throw new Refused('release-exceeds')
    return releases
  }

  private liveOn(letter: string): LedgerAllocation[] {
    const { allocations } = this.ledger.rows()
    return allocations.filter((each) => each.state === 'live' && each.invoiceId === invoiceId(letter))
  }

  private rest(letter: string): Pick<LedgerCredit, 'id' | 'billingGroupId' | 'receivedOn'> {
    this.next()
    return { id: creditId(letter), billingGroupId: group, receivedOn: day }
  }

  private settleAll(): void {
    if (!this.autoApply) return
    for (const letter of this.letters) this.ledger.applyOldest(invoiceId(letter))
  }

  private next(): number {
    this.count += 1
    return this.count
  }
}

// Money of one client in one currency: what is owed, what came, what was credited, and what was put where (R-20..R-28).
// Pure: commands fill it with rows, act, and write what changed. Amounts are minor units of the one currency.
import type { CalendarDate } from '../date.ts'
import type { AllocationId, BillingGroupId, CreditEntryId, InvoiceId, PaymentId, RefundId } from '../ids.ts'
import { type Minor, minor, sumMinor } from '../money.ts'
import { ok, type Result, refused } from '../result.ts'
import { allocateOldestFirst, oldestFirst, type Share } from './allocate.ts'
import { AllocationBook } from './allocation-book.ts'
import type { LedgerProblem } from './ledger-problem.ts'
import type {
  LedgerAllocation,
  LedgerCredit,
  LedgerInvoice,
  LedgerPayment,
  LedgerRefund,
  LedgerRows,
  Release,
} from './ledger-rows.ts'

/**
 * Acts change the ledger only when they answer ok. After each: what was received and credited = what is on invoices,
 * in balances, given back and expired; no invoice has more on it than it asks for; no balance is below 0.
 */
export class Ledger {
  private readonly invoicesById: Map<InvoiceId, LedgerInvoice>
  private readonly paymentsById: Map<PaymentId, LedgerPayment>
  private readonly creditsById: Map<CreditEntryId, LedgerCredit>
  private readonly allocations: AllocationBook
  private readonly refundsById: Map<RefundId, LedgerRefund>
  private readonly newAllocationId: () => AllocationId

  constructor(rows: LedgerRows, newAllocationId: () => AllocationId) {
    this.invoicesById = byId(rows.invoices)
    this.paymentsById = byId(rows.payments)
    this.creditsById = byId(rows.credits)
    this.allocations = new AllocationBook(rows.allocations)
    this.refundsById = byId(rows.refunds)
    this.newAllocationId = newAllocationId
  }

  /** The rows as they stand now. */
  rows(): LedgerRows {
    return {
      invoices: [...this.invoicesById.values()],
      payments: [...this.paymentsById.values()],
      credits: [...this.creditsById.values()],
      allocations: this.allocations.rows(),
      refunds: [...this.refundsById.values()],
    }
  }

  invoice(id: InvoiceId): LedgerInvoice {
    return known(this.invoicesById.get(id))
  }

  /** What is due of an invoice; 0 when it is void. */
  due(id: InvoiceId): Minor {
    const { payable, state } = this.invoice(id)
    return state === 'void' ? minor(0) : minor(payable - this.allocations.sumOf(id))
  }

  /** What is left of a credit. */
  left(id: CreditEntryId): Minor {
    const { amount, refunded, expired, elsewhere = 0, state } = known(this.creditsById.get(id))
    return state === 'reversed' ? minor(0) : minor(amount - refunded - expired - elsewhere - this.allocations.sumOf(id))
  }

  /** What of a payment is on no invoice and was not given back. */
  unallocated(id: PaymentId): Minor {
    return sumMinor(this.creditsOf(id).map((credit) => this.left(credit.id)))
  }

  /** A document was issued. One that asks for nothing is paid at once. */
  issue(invoice: Omit<LedgerInvoice, 'state' | 'givenUp'>): void {
    this.invoicesById.set(invoice.id, { ...invoice, givenUp: 0, state: invoice.payable === 0 ? 'paid' : 'open' })
  }

  /**
   * Money came. `shares`: what of it goes on which invoice, or the oldest due first (I-4); the rest is the client's
   * credit. Problems: `allocations-exceed`, `allocation-too-large`, `invoice-twice`, `invoice-not-payable`.
   */
  receive(
    payment: { readonly id: PaymentId; readonly amount: Minor },
    shares: readonly Share[] | 'oldest-first',
    rest: Pick<LedgerCredit, 'id' | 'billingGroupId' | 'receivedOn'>,
  ): Result<{ readonly shares: readonly Share[]; readonly rest: Minor }, LedgerProblem> {
    const { amount } = payment
    const chosen = shares === 'oldest-first' ? allocateOldestFirst(amount, this.receivables()).shares : shares
    const problem = this.sharesProblem(chosen, amount)
    if (problem !== undefined) return refused(problem)
    this.paymentsById.set(payment.id, { ...payment, refunded: minor(0), state: 'received' })
    for (const share of chosen) this.allocate('payment', payment.id, share)
    const over = minor(amount - sumMinor(chosen.map((share) => share.amount)))
    if (over > 0) {
      const kind = chosen.length > 0 ? 'overpayment' : 'deposit'
      this.grant({ ...rest, kind, amount: over, paymentId: payment.id })
    }
    return ok({ shares: chosen, rest: over })
  }

  /**
   * Puts credit on an invoice by hand: at least one minor unit, at most what is due and what is left (W-13).
   * Problems: `credit-too-small`, `allocation-too-large`, `invoice-not-payable`.
   */
  apply(creditId: CreditEntryId, share: Share): Result<undefined, LedgerProblem> {
    const left = this.left(creditId)
    const problem = this.sharesProblem([share], share.amount)
    if (problem !== undefined) return refused(problem)
    if (share.amount > left) return refused({ code: 'credit-too-small', left })
    const { kind } = known(this.creditsById.get(creditId))
    this.allocate(kind === 'credit-note' ? 'creditNote' : 'creditBalance', creditId, share)
    return ok(undefined)
  }

  /**
   * Puts the credit of the invoice's group on it, oldest first (P-7, W-12); not what is over on this day (M-17), though
   * a part of it may lie there. Answers what was put there.
   */
  applyOldest(invoiceId: InvoiceId, on?: CalendarDate): Minor {
    const { billingGroupId, state } = this.invoice(invoiceId)
    if (state !== 'open') return minor(0)
    const before = this.due(invoiceId)
    for (const { id, expiresOn } of this.creditsOfGroup(billingGroupId)) {
      if (on !== undefined && expiresOn !== undefined && expiresOn <= on) continue
      const amount = minor(Math.min(this.due(invoiceId), this.left(id)))
      if (amount > 0) this.apply(id, { invoiceId, amount })
    }
    return minor(before - this.due(invoiceId))
  }

  /**
   * A credit note was issued or goodwill granted: first on what is due of the invoices that it corrects, of each as much
   * as it takes back there, then on the oldest open one of the group, the rest is credit (R-24, M-18, W-12). Answers what
   * went where.
   */
  credit(
    credit: Omit<LedgerCredit, 'refunded' | 'expired' | 'state' | 'paymentId'>,
    corrects: InvoiceId | readonly (InvoiceId | Share)[] = [],
  ): readonly Share[] {
    this.grant(credit)
    const own = [corrects].flat().map((each) => (typeof each === 'string' ? { invoiceId: each } : each))
    const open = this.receivables().filter(({ id }) => this.invoice(id).billingGroupId === credit.billingGroupId)
    const oldest = open.sort(oldestFirst).map(({ id }) => ({ invoiceId: id }))
    const shares = new Map<InvoiceId, Minor>()
    let left = this.left(credit.id)
    const put = (invoiceId: InvoiceId, most: number) => {
      const before = shares.get(invoiceId) ?? 0
      const amount = Math.min(most, this.due(invoiceId) - before, left)
      if (amount <= 0) return
      shares.set(invoiceId, minor(before + amount))
      left = minor(left - amount)
    }
    for (const each of own) put(each.invoiceId, 'amount' in each ? each.amount : left)
    for (const { invoiceId } of [...own, ...oldest]) put(invoiceId, left)
    const list = [...shares].map(([invoiceId, amount]) => ({ invoiceId, amount }))
    return list.filter((share) => this.apply(credit.id, share).ok)
  }

  /** Credit that waits: for accounts that ask, or do not apply it by themselves (P-7). */
  grant(credit: Omit<LedgerCredit, 'refunded' | 'expired' | 'state'>): void {
    this.creditsById.set(credit.id, { ...credit, refunded: minor(0), expired: minor(0), state: 'live' })
  }

  /** Takes credit off an invoice again, or a part of it. Problem: `release-exceeds`, of a payment too: that is a refund. */
  takeOff({ allocationId, amount }: Release): Result<undefined, LedgerProblem> {
    const allocation = this.allocations.get(allocationId)
    const usable = allocation?.state === 'live' && allocation.sourceKind !== 'payment'
    if (!usable || amount <= 0 || amount > allocation.amount) {
      return refused({ code: 'release-exceeds', paid: usable ? allocation.amount : minor(0) })
    }
    this.release(allocationId, amount)
    return ok(undefined)
  }

  /**
   * Money goes back: what is released from invoices is due there again, the rest of the amount comes from what
   * the payment or the credit has left. Problems: `refund-exceeds`, `release-exceeds`, `nothing-to-refund`.
   */
  refund(
    refund: Omit<LedgerRefund, 'state' | 'direct'>,
    releases: readonly Release[],
  ): Result<undefined, LedgerProblem> {
    const { source, amount } = refund
    const mine = new Set<string>(
      source.kind === 'credit' ? [source.id] : [source.id, ...this.creditsOf(source.id).map(({ id }) => id)],
    )
    const free = source.kind === 'credit' ? this.left(source.id) : this.unallocated(source.id)
    const released = minor(releases.reduce((sum, each) => sum + each.amount, 0))
    if (amount <= 0) return refused({ code: 'nothing-to-refund' })
    for (const { allocationId, amount: part } of releases) {
      const allocation = this.allocations.get(allocationId)
      const usable = allocation?.state === 'live' && mine.has(allocation.sourceId)
      if (!usable || part <= 0 || part > allocation.amount || countOf(releases, allocationId) > 1) {
        return refused({ code: 'release-exceeds', paid: usable ? allocation.amount : minor(0) })
      }
    }
    if (released > amount || amount > free + released) {
      return refused({ code: 'refund-exceeds', left: minor(free + released) })
    }
    const paidOut = new Map<string, number>()
    for (const { allocationId, amount: part } of releases) {
      const { sourceId } = known(this.allocations.get(allocationId))
      this.release(allocationId, part)
      paidOut.set(sourceId, (paidOut.get(sourceId) ?? 0) + part)
    }
    this.payOut(source, paidOut, minor(amount - released))
    const direct = source.kind === 'payment' ? (paidOut.get(source.id) ?? 0) : 0
    this.refundsById.set(refund.id, { ...refund, direct: minor(direct), state: 'paid' })
    return ok(undefined)
  }

  /**
   * Money that went back did not arrive, or was entered by mistake: it is credit again. What its invoices lost stays due.
   * `rest`: the credit to make where the payment has none. Problem: `already-undone`.
   */
  undoRefund(
    id: RefundId,
    rest: Pick<LedgerCredit, 'id' | 'billingGroupId' | 'receivedOn'>,
  ): Result<undefined, LedgerProblem> {
    const refund = known(this.refundsById.get(id))
    if (refund.state === 'undone') return refused({ code: 'already-undone' })
    this.refundsById.set(id, { ...refund, state: 'undone' })
    const { source, amount, direct } = refund
    const credit = source.kind === 'credit' ? known(this.creditsById.get(source.id)) : this.creditsOf(source.id)[0]
    const fromCredit = minor(amount - direct)
    if (credit !== undefined) {
      // What a payment had paid comes back as credit: its invoices were told that they are due.
      const refunded = minor(credit.refunded - fromCredit)
      this.creditsById.set(credit.id, { ...credit, refunded, amount: minor(credit.amount + direct) })
    } else if (source.kind === 'payment') {
      this.grant({ ...rest, kind: 'overpayment', amount: direct, paymentId: source.id })
    }
    if (source.kind === 'payment') {
      const payment = known(this.paymentsById.get(source.id))
      this.paymentsById.set(source.id, { ...payment, refunded: minor(payment.refunded - direct) })
    }
    return ok(undefined)
  }

  /**
   * A payment never came or bounced: what it paid is due again, its credit is gone wherever it was used, and what was
   * given back of it counts no more. Problem: `already-undone`.
   */
  undoPayment(id: PaymentId): Result<{ readonly reopened: readonly InvoiceId[] }, LedgerProblem> {
    const payment = known(this.paymentsById.get(id))
    if (payment.state === 'undone') return refused({ code: 'already-undone' })
    const credits = this.creditsOf(id)
    const reopened = new Set<InvoiceId>()
    for (const sourceId of [id, ...credits.map((credit) => credit.id)]) {
      for (const { id: allocationId, invoiceId, amount } of this.allocations.liveOf(sourceId)) {
        this.release(allocationId, amount)
        reopened.add(invoiceId)
      }
    }
    for (const credit of credits) this.creditsById.set(credit.id, { ...credit, state: 'reversed' })
    for (const refund of this.refundsById.values()) {
      const ofIt = refund.source.kind === 'payment' ? refund.source.id === id : credits.some(same(refund.source.id))
      if (ofIt) this.refundsById.set(refund.id, { ...refund, state: 'undone' })
    }
    this.paymentsById.set(id, { ...payment, state: 'undone' })
    return ok({ reopened: [...reopened] })
  }

  /** Credits on it go back to their balances (P-7). Problem: `payment-allocated`, `invoice-not-payable`. */
  void(id: InvoiceId): Result<undefined, LedgerProblem> {
    const invoice = this.invoice(id)
    if (invoice.state === 'void') return refused({ code: 'invoice-not-payable', number: invoice.number })
    const live = this.allocations.liveOf(id)
    const paid = sumMinor(live.filter(({ sourceKind }) => sourceKind === 'payment').map(({ amount }) => amount))
    if (paid > 0) return refused({ code: 'payment-allocated', number: invoice.number, amount: paid })
    for (const allocation of live) this.release(allocation.id, allocation.amount)
    this.invoicesById.set(id, { ...invoice, state: 'void' })
    return ok(undefined)
  }

  /** The owner gives up on what is due; a payment that comes all the same is a recovery. */
  writeOff(id: InvoiceId): Result<undefined, LedgerProblem> {
    const invoice = this.invoice(id)
    if (invoice.state !== 'open') return refused({ code: 'invoice-not-payable', number: invoice.number })
    this.invoicesById.set(id, { ...invoice, givenUp: 1, state: 'uncollectible' })
    return ok(undefined)
  }

  /** The owner counts on it again. Problem: `invoice-not-payable`. */
  reopen(id: InvoiceId): Result<undefined, LedgerProblem> {
    const invoice = this.invoice(id)
    if (invoice.state !== 'uncollectible') return refused({ code: 'invoice-not-payable', number: invoice.number })
    this.invoicesById.set(id, { ...invoice, givenUp: 0, state: 'open' })
    return ok(undefined)
  }

  /** Goodwill whose day has come is gone, as far as it was not used (M-17). Answers which. */
  expire(today: CalendarDate): readonly CreditEntryId[] {
    const gone: CreditEntryId[] = []
    for (const credit of this.creditsById.values()) {
      if (credit.kind !== 'goodwill' || credit.expiresOn === undefined || credit.expiresOn > today) continue
      const left = this.left(credit.id)
      if (left <= 0) continue
      this.creditsById.set(credit.id, { ...credit, expired: minor(credit.expired + left) })
      gone.push(credit.id)
    }
    return gone
  }

  private receivables() {
    const open = [...this.invoicesById.values()].filter(({ state }) => state === 'open')
    return open.map(({ id, issuedOn, dueOn, number }) => ({ id, issuedOn, dueOn, number, amountDue: this.due(id) }))
  }

  private sharesProblem(shares: readonly Share[], amount: Minor): LedgerProblem | undefined {
    let left: number = amount
    const seen = new Set<InvoiceId>()
    for (const share of shares) {
      const invoice = this.invoicesById.get(share.invoiceId)
      if (invoice === undefined) return { code: 'invoice-unknown', id: share.invoiceId }
      const { number, state } = invoice
      if (seen.has(share.invoiceId)) return { code: 'invoice-twice', number }
      seen.add(share.invoiceId)
      const due = this.due(share.invoiceId)
      if ((state !== 'open' && state !== 'uncollectible') || due <= 0) return { code: 'invoice-not-payable', number }
      if (share.amount <= 0 || share.amount > due) return { code: 'allocation-too-large', number, due }
      if (share.amount > left) return { code: 'allocations-exceed', number, left: minor(left) }
      left -= share.amount
    }
    return undefined
  }

  private allocate(sourceKind: LedgerAllocation['sourceKind'], sourceId: string, { invoiceId, amount }: Share): void {
    const id = this.newAllocationId()
    this.allocations.add({ id, sourceKind, sourceId, invoiceId, amount, state: 'live' })
    this.settle(invoiceId)
  }

  /** Takes an allocation off, or a part of it: the row is released, the rest is a new one. */
  private release(id: AllocationId, amount: Minor): void {
    const allocation = known(this.allocations.get(id))
    this.allocations.release(allocation)
    const rest = minor(allocation.amount - amount)
    if (rest > 0) this.allocations.add({ ...allocation, id: this.newAllocationId(), amount: rest, restOf: id })
    this.settle(allocation.invoiceId)
  }

  /** paid when nothing is due; else what it was before, so that undoing a recovery returns the write-off. */
  private settle(id: InvoiceId): void {
    const invoice = this.invoice(id)
    if (invoice.state === 'void') return
    const state = this.due(id) === 0 ? 'paid' : invoice.givenUp === 1 ? 'uncollectible' : 'open'
    if (state !== invoice.state) this.invoicesById.set(id, { ...invoice, state })
  }

  private payOut(source: LedgerRefund['source'], paidOut: ReadonlyMap<string, number>, fromLeft: Minor): void {
    if (source.kind === 'payment') {
      const payment = known(this.paymentsById.get(source.id))
      const direct = paidOut.get(source.id) ?? 0
      this.paymentsById.set(source.id, { ...payment, refunded: minor(payment.refunded + direct) })
    }
    const credits = source.kind === 'credit' ? [known(this.creditsById.get(source.id))] : this.creditsOf(source.id)
    let rest: number = fromLeft
    for (const credit of credits) {
      // What was released to it just now goes out; the rest of the amount out of what it had left.
      const released = paidOut.get(credit.id) ?? 0
      const part = Math.min(rest, this.left(credit.id) - released)
      rest -= part
      this.creditsById.set(credit.id, { ...credit, refunded: minor(credit.refunded + released + part) })
    }
  }

  private creditsOf(paymentId: PaymentId): LedgerCredit[] {
    return [...this.creditsById.values()].filter((credit) => credit.paymentId === paymentId && credit.state === 'live')
  }

  private creditsOfGroup(groupId: BillingGroupId): LedgerCredit[] {
    const sortKey = ({ receivedOn, id }: LedgerCredit) => `${receivedOn} ${id}`
    return [...this.creditsById.values()]
      .filter(({ billingGroupId, state }) => billingGroupId === groupId && state === 'live')
      .sort((left, right) => (sortKey(left) < sortKey(right) ? -1 : 1))
  }
}

function same(id: string) {
  return (row: { readonly id: string }) => row.id === id
}

function byId<Row extends { readonly id: string }>(rows: readonly Row[]): Map<Row['id'], Row> {
  return new Map(rows.map((row) => [row.id, row]))
}

function countOf(rows: readonly object[], value: string): number {
  return rows.filter((row) => Object.values(row).includes(value)).length
}

function known<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new RangeError('not in this ledger')
  return row
}

// What a payment will do before it is recorded: the client's credit first where that is wanted, then the money,
// oldest due first (I-4) or as the owner spread it. Minor units of one currency.
import type { BillingGroupId, InvoiceId } from '../ids.ts'
import { type Minor, minor, sumMinor } from '../money.ts'
import { oldestFirst, type Receivable, type Share } from './allocate.ts'

export interface PayableInvoice extends Receivable {
  readonly billingGroupId: BillingGroupId
  /** Credit goes by itself on open ones only. */
  readonly state: 'open' | 'paid' | 'uncollectible' | 'void'
}

export interface PlannedLine {
  readonly invoiceId: InvoiceId
  readonly number: string
  /** What is due of it now. */
  readonly due: Minor
  /** Of the client's credit. */
  readonly credit: Minor
  /** Of the payment. */
  readonly share: Minor
  /** What stays due of it; below 0 where the owner spread too much on it. */
  readonly rest: Minor
}

export interface PlannedPayment {
  /** The oldest due first. */
  readonly lines: readonly PlannedLine[]
  readonly fromCredit: Minor
  /** What the invoices still ask for after the credit. */
  readonly toPay: Minor
  /** What of the payment is on no invoice: the client's credit; below 0 where more is spread than came. */
  readonly over: Minor
}

/**
 * @param credit what each billing group has to use; absent where credit is left alone
 * @param spread the owner's own shares by invoice; absent for oldest first
 */
export function planPayment(
  invoices: readonly PayableInvoice[],
  amount: Minor,
  credit: ReadonlyMap<BillingGroupId, Minor> | undefined,
  spread?: ReadonlyMap<InvoiceId, Minor>,
): PlannedPayment {
  const creditLeft = new Map(credit)
  let left: number = amount
  const lines = [...invoices].sort(oldestFirst).map((invoice): PlannedLine => {
    const { id, number, amountDue: due, billingGroupId, state } = invoice
    const own = state === 'open' ? (creditLeft.get(billingGroupId) ?? 0) : 0
    const used = minor(Math.min(own, due))
    creditLeft.set(billingGroupId, minor(own - used))
    const share = spread === undefined ? minor(Math.min(left, due - used)) : (spread.get(id) ?? minor(0))
    left -= share
    return { invoiceId: id, number, due, credit: used, share, rest: minor(due - used - share) }
  })
  return {
    lines,
    fromCredit: sumMinor(lines.map((line) => line.credit)),
    toPay: minor(lines.reduce((sum, line) => sum + line.due - line.credit, 0)),
    over: minor(left),
  }
}

/** What the payment puts where, and what was due there before it. */
export function sharesOf({ lines }: PlannedPayment): {
  readonly shares: readonly Share[]
  readonly dueById: ReadonlyMap<InvoiceId, Minor>
} {
  return {
    shares: lines.map(({ invoiceId, share }) => ({ invoiceId, amount: share })),
    dueById: new Map(lines.map(({ invoiceId, due, credit }) => [invoiceId, minor(due - credit)])),
  }
}

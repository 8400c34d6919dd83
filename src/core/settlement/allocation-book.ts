import type { AllocationId, InvoiceId } from '../ids.ts'
import { type Minor, minor } from '../money.ts'
import type { LedgerAllocation } from './ledger-rows.ts'

/** The allocations of a ledger, found by what they are on and what they come from: a client may have very many. */
export class AllocationBook {
  private readonly byId = new Map<AllocationId, LedgerAllocation>()
  private readonly live = new Map<string, { readonly ids: Set<AllocationId>; sum: number }>()

  constructor(rows: readonly LedgerAllocation[]) {
    for (const row of rows) this.add(row)
  }

  rows(): readonly LedgerAllocation[] {
    return [...this.byId.values()]
  }

  get(id: AllocationId): LedgerAllocation | undefined {
    return this.byId.get(id)
  }

  add(row: LedgerAllocation): void {
    this.byId.set(row.id, row)
    if (row.state !== 'live') return
    for (const owner of [row.invoiceId, row.sourceId]) {
      const entry = this.live.get(owner) ?? { ids: new Set(), sum: 0 }
      entry.ids.add(row.id)
      entry.sum += row.amount
      this.live.set(owner, entry)
    }
  }

  release(row: LedgerAllocation): void {
    this.byId.set(row.id, { ...row, state: 'released' })
    for (const owner of [row.invoiceId, row.sourceId]) {
      const entry = this.live.get(owner)
      if (entry?.ids.delete(row.id) === true) entry.sum -= row.amount
    }
  }

  /** The live ones on an invoice, or of a payment or credit. */
  liveOf(owner: InvoiceId | string): readonly LedgerAllocation[] {
    const ids = this.live.get(owner)?.ids ?? []
    return [...ids].flatMap((id) => this.byId.get(id) ?? [])
  }

  /** What lies on an invoice, or comes from a payment or credit. */
  sumOf(owner: InvoiceId | string): Minor {
    return minor(this.live.get(owner)?.sum ?? 0)
  }
}

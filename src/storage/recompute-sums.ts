// The oracle of the kept sums: the same figures from the rows alone.
import type { Table } from 'dexie'
import {
  type Contribution,
  chargeContributions,
  creditEntryContributions,
  creditNoteContributions,
  invoiceContributions,
  paymentContributions,
  refundContributions,
  sumKey,
} from '../core/settlement/contributions.ts'
import type { Sum, SumField } from '../core/settlement/sum.ts'
import type { AccountDb } from './account-db.ts'
import { rowsOf } from './rows-of.ts'

/** All sums as the rows give them, by key; a field of 0 and a sum without fields are left out, as where they are kept. */
export async function recomputeSums(db: AccountDb): Promise<Map<string, Sum>> {
  const sums = new Map<string, { readonly of: Contribution; readonly values: Map<SumField, number> }>()
  const count = (contributions: readonly Contribution[]): void => {
    for (const contribution of contributions) {
      const key = sumKey(contribution)
      const entry = sums.get(key) ?? { of: contribution, values: new Map<SumField, number>() }
      for (const [field, value] of Object.entries(contribution.values) as [SumField, number][]) {
        entry.values.set(field, (entry.values.get(field) ?? 0) + value)
      }
      sums.set(key, entry)
    }
  }
  await countAll(db.charges, chargeContributions, count)
  await countAll(db.invoices, invoiceContributions, count)
  await countAll(db.creditNotes, creditNoteContributions, count)
  await countAll(db.payments, paymentContributions, count)
  await countAll(db.creditEntries, creditEntryContributions, count)
  await countAll(db.refunds, refundContributions, count)
  const rows = new Map<string, Sum>()
  for (const [key, { of, values }] of sums) {
    const kept = Object.fromEntries([...values].filter(([, value]) => value !== 0))
    if (Object.keys(kept).length === 0) continue
    rows.set(key, { key, scope: of.scope, subject: of.subject, currency: of.currency, values: kept })
  }
  return rows
}

async function countAll<Row>(
  table: Pick<Table<Row>, 'name' | 'db'>,
  contributions: (row: Row) => readonly Contribution[],
  count: (contributions: readonly Contribution[]) => void,
): Promise<void> {
  for await (const batch of rowsOf<Row>(table.db, table.name)) {
    for (const row of batch) count(contributions(row))
  }
}

/** The keys of the kept sums that differ from what the rows give. */
export async function differingSums(db: AccountDb): Promise<string[]> {
  const right = await recomputeSums(db)
  const kept = new Map((await db.sums.toArray()).map((sum) => [sum.key, sum]))
  return [...new Set([...right.keys(), ...kept.keys()])].filter((key) => !same(right.get(key), kept.get(key)))
}

function same(left: Sum | undefined, right: Sum | undefined): boolean {
  if (left === undefined || right === undefined) return left === right
  const fields = new Set([...Object.keys(left.values), ...Object.keys(right.values)]) as Set<SumField>
  if (left.scope !== right.scope || left.subject !== right.subject || left.currency !== right.currency) return false
  return [...fields].every((field) => (left.values[field] ?? 0) === (right.values[field] ?? 0))
}

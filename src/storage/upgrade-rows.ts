// How a row of an earlier schema becomes one of this schema. Used for books that are opened and for backups that come in.
import { defaultBilling } from '../core/settings.ts'

type Row = Readonly<Record<string, unknown>>

/** By the schema that a row comes from and its table: what the next schema asks for. */
const steps: Readonly<Record<number, Readonly<Record<string, (row: Row) => Row>>>> = {
  // Billing groups learned when and how they bill, the account how contracts become invoices.
  1: {
    billingGroups: (row) => ({ ...row, mode: 'automatic', offsetDays: 0, cc: [] }),
    settings: (row) => ({ ...row, billing: defaultBilling }),
  },
}

/** The row as the schema `to` has it; unchanged where its table did not change. */
export function upgradedRow(table: string, row: Row, from: number, to: number): Row {
  let next = row
  for (let schema = from; schema < to; schema += 1) next = steps[schema]?.[table]?.(next) ?? next
  return next
}

/** The tables with rows that change between two schemas. */
export function upgradedTables(from: number, to: number): string[] {
  const names = new Set<string>()
  for (let schema = from; schema < to; schema += 1) for (const name of Object.keys(steps[schema] ?? {})) names.add(name)
  return [...names]
}

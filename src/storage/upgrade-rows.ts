// How a row of an earlier schema becomes one of this schema. Used for books that are opened and for backups that come in.

import { currencyExponent } from '../core/currency.ts'
import { type CurrencyCode, minor } from '../core/money.ts'
import { searchWords } from '../core/search-words.ts'
import { defaultBilling, defaultSelling } from '../core/settings.ts'

type Row = Readonly<Record<string, unknown>>

/** By the schema that a row comes from and its table: what the next schema asks for. */
const steps: Readonly<Record<number, Readonly<Record<string, (row: Row) => Row>>>> = {
  // Billing groups learned when and how they bill, the account how contracts become invoices.
  1: {
    billingGroups: (row) => ({ ...row, mode: 'automatic', offsetDays: 0, cc: [] }),
    settings: (row) => ({ ...row, billing: defaultBilling }),
  },
  // Payments and credit learned to be given back; credit documents learned to correct several invoices and to be listed.
  3: {
    payments: (row) => ({ ...row, refunded: 0 }),
    creditEntries: (row) => ({ ...row, refunded: 0, expired: 0, updatedAt: row.createdAt }),
    creditNotes: ({ invoiceId, ...row }) => ({
      ...row,
      listedOn: row.issuedOn,
      invoiceIds: [invoiceId],
      words: searchWords(String(row.number), String(row.sequence), String(row.clientName)),
      updatedAt: row.createdAt,
    }),
  },
  // The account learned house rules of selling: as a new one has them.
  4: {
    settings: (row) => ({
      ...row,
      selling: defaultSelling(minor(100 * 10 ** currencyExponent(row.currency as CurrencyCode))),
    }),
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

import type { Contract } from '../core/contract/contract.ts'
import type { CreditNote } from '../core/credit/credit-note.ts'
import type { Client, Invoice } from '../core/model.ts'
import type { Books } from './account-entries.ts'
import { findByWords } from './find-by-words.ts'

export interface FoundInBooks {
  readonly clients: readonly Client[]
  readonly contracts: readonly Contract[]
  /** Newest first. */
  readonly invoices: readonly Invoice[]
  /** Newest first, cancellations too. */
  readonly creditNotes: readonly CreditNote[]
}

const shown = 6
/** A client's invoices are found by its name: enough of them to know the newest. */
const looked = 200

/** The few clients, contracts, invoices and credit notes whose words begin with what is typed, for the command palette. */
export async function searchBooks(books: Books, text: string): Promise<FoundInBooks> {
  if (text.trim() === '') return { clients: [], contracts: [], invoices: [], creditNotes: [] }
  const [clients, contracts, invoices, notes] = await Promise.all([
    findByWords(books.clients, text, { limit: shown, inOrder: () => books.clients.orderBy('[sortName+id]') }),
    findByWords(books.contracts, text, { limit: shown, inOrder: () => books.contracts.orderBy('[sortName+id]') }),
    findByWords(books.invoices, text, {
      limit: looked,
      inOrder: () => books.invoices.orderBy('[listedOn+id]').reverse(),
    }),
    findByWords(books.creditNotes, text, {
      limit: looked,
      inOrder: () => books.creditNotes.orderBy('[listedOn+id]').reverse(),
    }),
  ])
  return { clients, contracts, invoices: newest(invoices), creditNotes: newest(notes) }
}

function newest<Row extends { readonly listedOn: string }>(rows: readonly Row[]): Row[] {
  return [...rows].sort((left, right) => (left.listedOn < right.listedOn ? 1 : -1)).slice(0, shown)
}

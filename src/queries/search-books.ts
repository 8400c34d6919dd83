import type { Client, Invoice } from '../core/model.ts'
import type { Books } from './account-entries.ts'
import { findByWords } from './find-by-words.ts'

export interface FoundInBooks {
  readonly clients: readonly Client[]
  /** Newest first. */
  readonly invoices: readonly Invoice[]
}

const shown = 6

/** The few clients and invoices whose words begin with what is typed, for the command palette. */
export async function searchBooks(books: Books, text: string): Promise<FoundInBooks> {
  if (text.trim() === '') return { clients: [], invoices: [] }
  const [clients, invoices] = await Promise.all([
    findByWords(books.clients, text, { limit: shown, inOrder: () => books.clients.orderBy('[sortName+id]') }),
    findByWords(books.invoices, text, {
      limit: shown,
      inOrder: () => books.invoices.orderBy('[listedOn+id]').reverse(),
    }),
  ])
  return { clients, invoices: invoices.sort((left, right) => right.listedOn.localeCompare(left.listedOn)) }
}

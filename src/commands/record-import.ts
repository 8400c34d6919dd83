import type { CommandId } from '../core/ids.ts'
import type { Client, Product } from '../core/model.ts'
import type { Books } from './books.ts'

/** What an import says of its file. */
interface ImportedFile {
  readonly file: string
  readonly system?: string
  readonly skipped: number
  readonly refused: number
}

/** What became of its rows. */
interface ImportOutcome {
  readonly entity: 'clients' | 'products' | 'contracts' | 'usage' | 'purchases'
  readonly added: number
  /** Rows that the books had already, beside those that the owner left out. */
  readonly alreadyThere?: number
  /** The rows as they were: what undoing puts back. */
  readonly before?: readonly (Client | Product)[]
  /** Further rows that changed. */
  readonly subjects?: readonly string[]
  /** Invoices that it issued: what was sold is not undone with it. */
  readonly invoices?: number
}

/** Notes that an import was done; its undo knows it by this event. */
export function recordImport(
  books: Books,
  importId: CommandId,
  { file, system, skipped, refused }: ImportedFile,
  { entity, added, alreadyThere = 0, before = [], subjects = [], invoices }: ImportOutcome,
): void {
  books.record('import.done', [importId, ...before.map(({ id }) => id), ...subjects], {
    entity,
    file,
    ...(system === undefined ? {} : { system }),
    added,
    updated: before.length,
    skipped: skipped + alreadyThere,
    refused,
    ...(invoices === undefined ? {} : { invoices }),
    before,
  })
}

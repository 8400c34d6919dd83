import type { Books } from './account-entries.ts'

/** Whether any document was ever finalized: from then on the books must not be lost. */
export async function hasIssued(books: Books): Promise<boolean> {
  return (await books.sequences.limit(1).primaryKeys()).length > 0
}

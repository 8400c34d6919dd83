// What was issued, made whole again: the logo's bytes are kept once for all documents that carry it.
import type { FrozenDocument } from '../core/invoice/document.ts'
import type { IssuedDocument } from '../core/invoice/issued.ts'
import type { Books } from './account-entries.ts'

/** The frozen document of an invoice or a cancellation, with its logo; undefined where nothing was issued under the id. */
export async function getDocument(books: Books, id: IssuedDocument['id']): Promise<FrozenDocument | undefined> {
  const issued = await books.documents.get(id)
  if (issued === undefined) return undefined
  const { document, logoId } = issued
  if (logoId === undefined) return document
  const asset = await books.assets.get(logoId)
  if (asset === undefined) return document
  const { mime, bytes, width, height } = asset
  return { ...document, look: { ...document.look, logo: { mime, bytes, width, height } } }
}

/** The bytes that left first, byte for byte; undefined while the document never left. */
export async function getReleasedPdf(books: Books, id: IssuedDocument['id']): Promise<Uint8Array | undefined> {
  return (await books.releases.get(id))?.pdf
}

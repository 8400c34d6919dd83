// Writing down what was issued, once and for good, and sealing it (R-20, G-7, design.md section 6).
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { FrozenDocument } from '../core/invoice/document.ts'
import type { IssuedDocument, Seal } from '../core/invoice/issued.ts'
import { sealOf } from '../core/seal.ts'
import { lastSeal } from '../storage/last-seal.ts'
import type { Books } from './books.ts'

/** SHA-256 as hexadecimal; synchronous, so that it may run inside a transaction. */
export function sha256Hex(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes))
}

type Place = Pick<Seal, 'id' | 'series' | 'sequence' | 'number'>

/**
 * Keeps the frozen document under the number that it took, sealed; its logo's bytes are shared by all documents that
 * carry the same one. Tables: `documents`, `seals`, `assets`.
 */
export async function keepDocument(
  books: Books,
  kind: Seal['kind'],
  place: Place,
  document: FrozenDocument,
): Promise<void> {
  const { id } = place
  const { logo, ...look } = document.look
  if (logo === undefined) return writeDocument(books, kind, place, { id, document })
  const logoId = sha256Hex(logo.bytes)
  await books.keepAsset({ id: logoId, ...logo })
  return writeDocument(books, kind, place, { id, document: { ...document, look }, logoId })
}

/** As `keepDocument`, for a document whose logo is kept already. Tables: `documents`, `seals`. */
export async function writeDocument(
  books: Books,
  kind: Seal['kind'],
  { series, sequence, number }: Omit<Place, 'id'>,
  issued: IssuedDocument,
): Promise<void> {
  await books.documents.add(issued)
  const previous = (await lastSeal(books.db, kind, series, sequence))?.seal ?? ''
  const place = { kind, series, sequence, number }
  await books.seals.add({ id: issued.id, ...place, previous, seal: sealOf(previous, place, issued) })
}

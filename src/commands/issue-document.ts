// Writing down what was issued, once and for good (R-20, G-7).
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { FrozenDocument } from '../core/invoice/document.ts'
import type { IssuedDocument } from '../core/model.ts'
import type { Books } from './books.ts'

/** SHA-256 as hexadecimal; synchronous, so that it may run inside a transaction. */
export function sha256Hex(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes))
}

/** Keeps the frozen document; its logo's bytes are shared by all documents that carry the same one. */
export async function keepDocument(books: Books, id: IssuedDocument['id'], document: FrozenDocument): Promise<void> {
  const { logo, ...look } = document.look
  if (logo === undefined) {
    await books.documents.add({ id, document })
    return
  }
  const logoId = sha256Hex(logo.bytes)
  await books.keepAsset({ id: logoId, ...logo })
  await books.documents.add({ id, document: { ...document, look }, logoId })
}

// What was issued and may be needed again to the byte: documents, their seals, what they share, and what left the app.
import type { Instant } from '../date.ts'
import type { CreditNoteId, InvoiceId } from '../ids.ts'
import type { Sequence } from '../model.ts'
import type { FrozenDocument } from './document.ts'

/**
 * Ties an issued document to the one before it in its series (design.md section 6): written once with it.
 * `seal` = SHA-256 over the seal before it and the canonical document (`core/seal.ts`).
 */
export interface Seal {
  readonly id: InvoiceId | CreditNoteId
  readonly kind: Sequence['kind']
  readonly series: string
  readonly sequence: number
  readonly number: string
  /** The seal before it; empty for the first of its series. */
  readonly previous: string
  readonly seal: string
}

/** What was issued, exactly; the row is written once and refused any change (T-14, G-7). Id = invoice or credit note. */
export interface IssuedDocument {
  readonly id: InvoiceId | CreditNoteId
  /** Without the bytes of the logo, which all documents share: see `logoId`. */
  readonly document: FrozenDocument
  readonly logoId?: string
}

/** Bytes shared by many documents; the id is their SHA-256, so a row can never mean anything else. */
export interface Asset {
  readonly id: string
  readonly mime: 'image/png' | 'image/jpeg'
  readonly bytes: Uint8Array
  readonly width: number
  readonly height: number
}

/** The bytes that first left the app. */
export interface Release {
  readonly id: InvoiceId | CreditNoteId
  readonly pdf: Uint8Array
  /** SHA-256 of `pdf`, hexadecimal. */
  readonly sha256: string
  readonly how: 'download' | 'print' | 'share' | 'send'
  readonly releasedAt: Instant
}

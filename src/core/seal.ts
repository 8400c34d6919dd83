// Seals tie issued documents together (design.md section 6): each is the SHA-256 over the seal before it in its series
// and the document itself, so that none can be changed, added or taken away unseen.
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { IssuedDocument, Seal } from './invoice/issued.ts'

/** Raised when the canonical form changes; it stands before every sealed text. */
const form = 'billfold-seal-1'

/**
 * One text for one value, however its keys lie: keys sorted by code unit, absent and undefined the same, no spaces (as
 * RFC 8785 has it for the values that documents hold: texts, integers, lists and objects).
 * @throws TypeError for what has no such text: bytes, fractions, functions
 */
export function canonicalText(value: unknown): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new TypeError(`not a whole number: ${value}`)
    return String(value)
  }
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`
  if (typeof value !== 'object' || ArrayBuffer.isView(value)) throw new TypeError('a value without a canonical text')
  const entries = Object.entries(value).filter(([, each]) => each !== undefined)
  entries.sort(([left], [right]) => (left < right ? -1 : 1))
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonicalText(each)}`).join(',')}}`
}

/** The seal of a document that follows `previous` (empty: the first of its series); hexadecimal. */
export function sealOf(
  previous: string,
  place: Pick<Seal, 'kind' | 'series' | 'sequence' | 'number'>,
  { id, document, logoId }: IssuedDocument,
): string {
  const { kind, series, sequence, number } = place
  const sealed = canonicalText({ id, kind, series, sequence, number, document, logoId })
  return bytesToHex(sha256(utf8ToBytes(`${form}\n${previous}\n${sealed}`)))
}

/** Why a document does not fit the chain. */
export type SealFault =
  | 'document-missing'
  | 'seal-missing'
  /** It is not what was sealed. */
  | 'document-changed'
  /** What stood before it is not what stands there now. */
  | 'chain-broken'

/**
 * Whether a document fits after the one before it; undefined when it does. `previous`: the seal before it in its series.
 */
export function sealFault(
  previous: string,
  seal: Seal | undefined,
  document: IssuedDocument | undefined,
): SealFault | undefined {
  if (document === undefined) return 'document-missing'
  if (seal === undefined) return 'seal-missing'
  if (seal.previous !== previous) return 'chain-broken'
  return sealOf(previous, seal, document) === seal.seal ? undefined : 'document-changed'
}

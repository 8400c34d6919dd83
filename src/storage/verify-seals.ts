// Proves that every issued document is the one that was issued, and that none is gone from between (design.md section 6).
import type { CreditNote } from '../core/credit/credit-note.ts'
import type { IssuedDocument, Seal } from '../core/invoice/issued.ts'
import type { FinalizedInvoice } from '../core/model.ts'
import { type SealFault, sealFault } from '../core/seal.ts'
import type { AccountDb } from './account-db.ts'

/** One series of numbers, as far as its chain holds. */
export interface SealedSeries {
  readonly kind: Seal['kind']
  readonly series: string
  /** Documents that fit. */
  readonly documents: number
  /** The last number that fits, and its seal: written down elsewhere, it proves the series up to there. */
  readonly last?: { readonly number: string; readonly seal: string }
  /** The first document that does not fit; what follows it proves nothing any more. */
  readonly broken?: { readonly number: string; readonly fault: SealFault }
}

export interface VerifyOptions {
  readonly signal?: AbortSignal
  readonly onProgress?: (done: number, total: number) => void
}

type IssuedRow = FinalizedInvoice | Exclude<CreditNote, { readonly state: 'draft' }>

const atOnce = 250

/**
 * Walks every series in the order of its numbers. Each document has to carry the seal that follows from it and from the
 * one before; a row without a document, a document without a row and a seal of neither are faults.
 * @throws the signal's reason when it is aborted
 */
export async function verifySeals(
  db: AccountDb,
  { signal, onProgress }: VerifyOptions = {},
): Promise<readonly SealedSeries[]> {
  const total = await db.seals.count()
  let done = 0
  const found: SealedSeries[] = []
  for (const [kind, table] of [
    ['invoice', db.invoices],
    ['creditNote', db.creditNotes],
  ] as const) {
    for (const series of await seriesOf(db, kind)) {
      let documents = 0
      let last: SealedSeries['last']
      let broken: SealedSeries['broken']
      let before = -1
      while (broken === undefined) {
        signal?.throwIfAborted()
        const rows = (await table
          .where('[series+sequence]')
          .between([series, before], [series, Number.POSITIVE_INFINITY], false, true)
          .limit(atOnce)
          .toArray()) as IssuedRow[]
        const end = rows.length < atOnce ? Number.POSITIVE_INFINITY : (rows.at(-1)?.sequence ?? 0)
        const seals = await db.seals
          .where('[kind+series+sequence]')
          .between([kind, series, before], [kind, series, end], false, true)
          .toArray()
        const issued = await db.documents.bulkGet(rows.map(({ id }) => id))
        for (const place of placesOf(rows, seals, issued)) {
          const fault = faultOf(last?.seal ?? '', place)
          if (fault !== undefined) {
            broken = { number: place.number, fault }
            break
          }
          documents += 1
          last = { number: place.number, seal: place.seal?.seal ?? '' }
        }
        done += seals.length
        onProgress?.(Math.min(done, total), total)
        if (rows.length < atOnce) break
        before = end
      }
      found.push({
        kind,
        series,
        documents,
        ...(last === undefined ? {} : { last }),
        ...(broken === undefined ? {} : { broken }),
      })
    }
  }
  return found
}

/** A number of the series, with whatever is there of it. */
interface Place {
  readonly number: string
  readonly row?: IssuedRow
  readonly seal?: Seal
  readonly issued?: IssuedDocument
}

function placesOf(
  rows: readonly IssuedRow[],
  seals: readonly Seal[],
  issued: readonly (IssuedDocument | undefined)[],
): Place[] {
  const places = new Map<number, Place>()
  rows.forEach((row, index) => {
    const document = issued[index]
    places.set(row.sequence, { number: row.number, row, ...(document === undefined ? {} : { issued: document }) })
  })
  for (const seal of seals) places.set(seal.sequence, { number: seal.number, ...places.get(seal.sequence), seal })
  return [...places].sort(([left], [right]) => left - right).map(([, place]) => place)
}

function faultOf(previous: string, { row, seal, issued }: Place): SealFault | undefined {
  const fault = sealFault(previous, seal, row === undefined ? undefined : issued)
  if (fault !== undefined || row === undefined) return fault
  return seal?.id === row.id && seal.number === row.number ? undefined : 'document-changed'
}

/** The series of a kind, of rows and of seals, each once. */
async function seriesOf(db: AccountDb, kind: Seal['kind']): Promise<readonly string[]> {
  const table = kind === 'invoice' ? db.invoices : db.creditNotes
  const ofRows = (await table.orderBy('[series+sequence]').keys()) as unknown as [string, number][]
  const ofSeals = (await db.seals.orderBy('[kind+series+sequence]').keys()) as unknown as [string, string, number][]
  const all = [
    ...ofRows.map(([series]) => series),
    ...ofSeals.filter(([of]) => of === kind).map(([, series]) => series),
  ]
  return [...new Set(all)].sort()
}

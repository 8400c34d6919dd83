// Documents of a schema that knew no seals are sealed when they come to this one.
import { Dexie } from 'dexie'
import type { CreditNote } from '../core/credit/credit-note.ts'
import type { IssuedDocument, Seal } from '../core/invoice/issued.ts'
import type { FinalizedInvoice } from '../core/model.ts'
import { sealOf } from '../core/seal.ts'

/** What sealing needs of a database or of a running upgrade. */
interface Tables {
  table(name: string): {
    where(index: string): {
      between(from: readonly unknown[], to: readonly unknown[]): { toArray(): PromiseLike<unknown[]> }
    }
    orderBy(index: string): { uniqueKeys(): PromiseLike<unknown> }
    bulkGet(keys: string[]): PromiseLike<unknown[]>
    bulkAdd(rows: readonly object[]): PromiseLike<unknown>
  }
}

type IssuedRow = Pick<FinalizedInvoice, 'series' | 'sequence' | 'number'> & { readonly id: IssuedDocument['id'] }

const atOnce = 500

/**
 * Seals every issued document, series by series in the order of the numbers. Only for books without any seal: seals that
 * are there are never written again. A number whose document is missing is left out; the check of books names it.
 */
export async function sealDocuments(db: Tables): Promise<void> {
  for (const [name, kind] of [
    ['invoices', 'invoice'],
    ['creditNotes', 'creditNote'],
  ] as const) {
    const keys = (await db.table(name).orderBy('[series+sequence]').uniqueKeys()) as [string, number][]
    for (const series of new Set(keys.map(([each]) => each))) await sealSeries(db, name, kind, series)
  }
}

async function sealSeries(db: Tables, table: string, kind: Seal['kind'], series: string): Promise<void> {
  const rows = (await db
    .table(table)
    .where('[series+sequence]')
    .between([series, Dexie.minKey], [series, Dexie.maxKey])
    .toArray()) as (FinalizedInvoice | Exclude<CreditNote, { state: 'draft' }>)[]
  let previous = ''
  for (let first = 0; first < rows.length; first += atOnce) {
    const part: readonly IssuedRow[] = rows.slice(first, first + atOnce)
    const documents = (await db.table('documents').bulkGet(part.map(({ id }) => id))) as (IssuedDocument | undefined)[]
    const seals: Seal[] = []
    part.forEach(({ id, sequence, number }, index) => {
      const issued = documents[index]
      if (issued === undefined) return
      const place = { kind, series, sequence, number }
      const seal = sealOf(previous, place, issued)
      seals.push({ id, ...place, previous, seal })
      previous = seal
    })
    await db.table('seals').bulkAdd(seals)
  }
}

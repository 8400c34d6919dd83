import { Dexie } from 'dexie'
import type { Envelope } from '../core/envelope.ts'
import type { ClientId, ProductId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { AccountDb } from '../storage/account-db.ts'
import type { Books } from './books.ts'
import type { ImportedFrom } from './draft-purchase.ts'
import { type Command, rehearse } from './execute.ts'
import { type GiveUnits, give } from './give-units.ts'
import type { ImportOrigin } from './import-clients.ts'
import type { ImportedOnce } from './import-usage.ts'
import type { ImportControl } from './in-batches.ts'
import { recordImport } from './record-import.ts'
import { type SellByInvoice, sell, sellByInvoice } from './sell-by-invoice.ts'
import { unitTables } from './unit-lots.ts'

/** A sale by invoice, or what the client has left of units that were paid for elsewhere: those make no invoice. */
export type ImportedPurchase = { readonly sourceKey: string } & (
  | {
      readonly sale: Pick<
        SellByInvoice,
        'clientId' | 'productId' | 'quantity' | 'termMonths' | 'startOn' | 'poNumber' | 'notes' | 'customFields'
      >
    }
  | { readonly balance: Pick<GiveUnits, 'clientId' | 'productId' | 'units' | 'note'> }
)

export interface ImportPurchases extends ImportOrigin, ImportControl {
  /** In the order in which they are sold. */
  readonly add: readonly ImportedPurchase[]
}

export interface ImportedPurchases extends ImportedOnce {
  /** How many invoices were issued: with any, the import cannot be undone. */
  readonly invoices: number
}

const tables = [...new Set([...sellByInvoice.tables, ...unitTables, 'unitLots', 'importMappings'] as const)]

/**
 * Sells what a file lists as one act, one row after the other, each by the function of `sellByInvoice`: the cap of
 * outstanding invoices counts those of the rows before. All or nothing. A row whose key the client has for that product
 * already is counted and left alone, so that the same file twice sells once.
 * Problems: those of `sellByInvoice` and `giveUnits` for a row, `field-invalid` for an empty `sourceKey`; `import-stopped`.
 */
export const importPurchases: Command<ImportPurchases, ImportedPurchases> = {
  name: 'importPurchases',
  tables,
  async run(books, input, envelope): Promise<Result<ImportedPurchases, Problem>> {
    const importId = envelope.commandId
    const known = await knownKeys(books.db, input.add)
    const fresh: ImportedPurchase[] = []
    for (const row of input.add) {
      const sourceKey = row.sourceKey.trim()
      if (sourceKey === '') return refused({ code: 'field-invalid', field: 'sourceKey', reason: 'empty' })
      const key = purchaseKeyOf({ ...subjectOf(row), sourceKey })
      if (known.has(key)) continue
      known.add(key)
      fresh.push({ ...row, sourceKey })
    }
    const alreadyThere = input.add.length - fresh.length
    const invoices = fresh.filter((row) => 'sale' in row).length
    if (input.remember !== undefined) await books.db.importMappings.put(input.remember)
    // The first event of the act, by which its undo knows it; what each row became is told after it.
    recordImport(books, importId, input, { entity: 'purchases', added: fresh.length, alreadyThere, invoices })
    for (const [index, row] of fresh.entries()) {
      if (input.signal?.aborted === true) return refused({ code: 'import-stopped' })
      const done = await takeOver(books, row, { importId, sourceKey: row.sourceKey }, envelope)
      if (!done.ok) return done
      input.onProgress?.(index + 1, fresh.length)
    }
    if (input.signal?.aborted === true) return refused({ code: 'import-stopped' })
    return ok({ importId, added: fresh.length, updated: 0, alreadyThere, invoices })
  },
}

/**
 * What each of these sales would be answered if all of them were made now, one after the other, those that are refused
 * left out: by making them, and taking everything back. Undefined for a row that would be sold.
 */
export async function rehearsePurchases(
  db: AccountDb,
  rows: readonly Extract<ImportedPurchase, { readonly sale: unknown }>[],
  envelope: Envelope,
  { onProgress, signal }: ImportControl = {},
): Promise<Result<readonly (Problem | undefined)[], Problem>> {
  const command: Command<null, readonly (Problem | undefined)[]> = {
    name: 'rehearsePurchases',
    tables,
    async run(books) {
      const answers: (Problem | undefined)[] = []
      for (const { sale, sourceKey } of rows) {
        if (signal?.aborted === true) return refused({ code: 'import-stopped' })
        // What a sale leaves that is refused at its invoice is a draft: no rule counts drafts, and it goes too.
        const sold = await sell(books, sale, envelope, { importId: envelope.commandId, sourceKey })
        answers.push(sold.ok ? undefined : sold.problem)
        onProgress?.(answers.length, rows.length)
      }
      return ok(answers)
    },
  }
  return rehearse(db, command, null, envelope)
}

/** What tells an imported purchase or balance from all others. */
export function purchaseKeyOf(row: { clientId: ClientId; productId: ProductId; sourceKey: string }): string {
  return `${row.clientId}\n${row.productId}\n${row.sourceKey}`
}

function subjectOf(row: ImportedPurchase): { readonly clientId: ClientId; readonly productId: ProductId } {
  return 'sale' in row ? row.sale : row.balance
}

async function takeOver(
  books: Books,
  row: ImportedPurchase,
  origin: ImportedFrom,
  envelope: Envelope,
): Promise<Result<unknown, Problem>> {
  return 'sale' in row
    ? sell(books, row.sale, envelope, origin)
    : give(books, { ...row.balance, origin: 'import' }, envelope, origin)
}

/** The keys of everything that the clients of these rows bought or were given, undone or not. */
async function knownKeys(db: AccountDb, rows: readonly ImportedPurchase[]): Promise<Set<string>> {
  const keys = new Set<string>()
  for (const clientId of new Set(rows.map((row) => subjectOf(row).clientId))) {
    const of = [
      ...(await db.purchases
        .where('[clientId+id]')
        .between([clientId, Dexie.minKey], [clientId, Dexie.maxKey])
        .toArray()),
      ...(await db.unitLots
        .where('[clientId+productId]')
        .between([clientId, Dexie.minKey], [clientId, Dexie.maxKey])
        .toArray()),
    ]
    for (const { productId, sourceKey } of of) {
      if (sourceKey !== undefined) keys.add(purchaseKeyOf({ clientId, productId, sourceKey }))
    }
  }
  return keys
}

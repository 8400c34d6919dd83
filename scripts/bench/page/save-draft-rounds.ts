// "Save": execute() of a draft of 12 lines, all of them changed, against one raw transaction that writes the very rows
// which that save wrote, to the same database with the same durability.
import { addCharge } from '../../../src/commands/add-charge.ts'
import { draftInvoices } from '../../../src/commands/draft-invoices.ts'
import { execute } from '../../../src/commands/execute.ts'
import { saveClient } from '../../../src/commands/save-client.ts'
import { saveDraft } from '../../../src/commands/save-draft.ts'
import { calendarDate } from '../../../src/core/date.ts'
import { decimal } from '../../../src/core/decimal.ts'
import type { ChargeId, InvoiceId } from '../../../src/core/ids.ts'
import type { DraftInvoice } from '../../../src/core/model.ts'
import type { AccountDb } from '../../../src/storage/account-db.ts'
import { benchEnvelope, must, openAppBooks } from './fill-books.ts'

const today = '2026-11-02'

interface Written {
  readonly store: string
  readonly value: unknown
}

export interface Saving {
  /** One save by the product; ms. */
  save(): Promise<number>
  /** The rows of the last save again, raw; ms. */
  raw(): Promise<number>
  readonly rows: () => number
}

let saving: Saving | undefined

/** Prepares the draft once per page. */
export async function openSaving(): Promise<{ save: number; raw: number; rows: number }> {
  saving ??= await prepare()
  const save = await saving.save()
  const raw = await saving.raw()
  return { save, raw, rows: saving.rows() }
}

async function prepare(): Promise<Saving> {
  const db = await openAppBooks()
  const draftId = await makeDraft(db)
  let round = 0
  let written: Written[] = []
  return {
    rows: () => written.length,
    async save() {
      round += 1
      const draft = (await db.invoices.get(draftId)) as DraftInvoice
      const input = {
        id: draftId,
        version: draft.version,
        head: { allowances: [], surcharges: [], termsDays: 14, prepaid: draft.prepaid, notes: `Round ${round}` },
        lines: draft.chargeIds.map((chargeId, at) => ({ kind: 'keep' as const, chargeId, fields: fields(at, round) })),
      }
      const envelope = benchEnvelope(today)
      const stop = recordWrites()
      const began = performance.now()
      const result = await execute(db, saveDraft, input, envelope)
      const time = performance.now() - began
      written = stop()
      if (!result.ok) throw new Error(JSON.stringify(result.problem))
      return time
    },
    async raw() {
      // New events need new keys; everything else is written over itself.
      const rows = written.map(({ store, value }) =>
        store === 'events'
          ? { store, value: { ...(value as object), id: `${crypto.randomUUID()}/0` } }
          : { store, value },
      )
      const began = performance.now()
      await writeRaw(db.backendDB(), rows)
      return performance.now() - began
    },
  }
}

function fields(at: number, round: number) {
  return {
    description: `Line ${at + 1} of twelve`,
    quantity: decimal(String(round + at)),
    unitPrice: decimal('42.50'),
    taxIds: [],
    taxIncluded: false,
    servedOn: calendarDate(today),
  }
}

async function makeDraft(db: AccountDb): Promise<InvoiceId> {
  const { id: clientId } = await must(
    db,
    saveClient,
    {
      fields: {
        name: 'Saver',
        contacts: [],
        addresses: [{ label: 'Office', line1: 'Weg 1', city: 'Berlin', country: 'DE' }],
      },
    },
    today,
  )
  const chargeIds: ChargeId[] = []
  for (let at = 0; at < 12; at += 1)
    chargeIds.push((await must(db, addCharge, { clientId, fields: fields(at, 0) }, today)).id)
  const { invoiceIds } = await must(db, draftInvoices, { clientId, chargeIds }, today)
  return invoiceIds[0] as InvoiceId
}

/** Watches what a save really writes; the watching itself costs a push per row. */
function recordWrites(): () => Written[] {
  const written: Written[] = []
  const { add, put } = IDBObjectStore.prototype
  IDBObjectStore.prototype.add = function (value: unknown, key?: IDBValidKey) {
    written.push({ store: this.name, value })
    return key === undefined ? add.call(this, value) : add.call(this, value, key)
  }
  IDBObjectStore.prototype.put = function (value: unknown, key?: IDBValidKey) {
    written.push({ store: this.name, value })
    return key === undefined ? put.call(this, value) : put.call(this, value, key)
  }
  return () => {
    IDBObjectStore.prototype.add = add
    IDBObjectStore.prototype.put = put
    return written
  }
}

function writeRaw(db: IDBDatabase, rows: readonly Written[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = db.transaction([...new Set(rows.map(({ store }) => store))], 'readwrite')
    for (const { store, value } of rows) transaction.objectStore(store).put(value)
    transaction.oncomplete = () => resolve()
    transaction.onerror = () => reject(transaction.error)
    transaction.onabort = () => reject(transaction.error)
  })
}

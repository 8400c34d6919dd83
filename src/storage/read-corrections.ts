// Where the corrections of invoiced periods can be credited: the lines that billed them.

import type { Correction } from '../core/contract/contract.ts'
import type { CorrectedPeriod, CreditableCharge } from '../core/credit/credit-corrections.ts'
import type { IssuedCreditNote } from '../core/credit/credit-note.ts'
import type { CreditSource } from '../core/credit/plan-credit.ts'
import type { InvoiceId } from '../core/ids.ts'
import type { Charge } from '../core/model.ts'
import type { AccountDb, TableName } from './account-db.ts'
import { readCreditSources, readNotesOf } from './read-credit.ts'

/** What `readCorrected` and `readCreditSources` touch. */
export const correctedTables = [
  'charges',
  'invoices',
  'documents',
  'creditNotes',
] as const satisfies readonly TableName[]

/** The corrections with the lines of invoices that billed their periods: the corrected one first, then by age. */
export async function readCorrected(db: AccountDb, corrections: readonly Correction[]): Promise<CorrectedPeriod[]> {
  const sources = new Map<InvoiceId, CreditSource | undefined>()
  const sourceOf = async (id: InvoiceId): Promise<CreditSource | undefined> => {
    if (!sources.has(id)) {
      const found = await readCreditSources(db, [id])
      sources.set(id, found.ok ? found.value[0] : undefined)
    }
    return sources.get(id)
  }
  const periods: CorrectedPeriod[] = []
  for (const correction of corrections) {
    const lines: CreditableCharge[] = []
    for (const charge of await chargesOf(db, correction)) {
      if (charge.invoiceId === undefined) continue
      const source = await sourceOf(charge.invoiceId)
      if (source === undefined || source.invoice.state === 'void') continue
      const line = source.document.lines.findIndex(({ chargeId }) => chargeId === charge.id)
      if (line >= 0) lines.push({ source, line })
    }
    periods.push({ correction, lines })
  }
  return periods
}

/** The invoiced charges of the correction's period, what billed them anew behind each (M-15). */
async function chargesOf(db: AccountDb, { chargeId }: Correction): Promise<Charge[]> {
  const [item, start] = chargeId.split('/')
  const key = `${item}/${start}`
  const rows = await db.charges.where('id').startsWith(key).toArray()
  const orderOf = ({ id, createdAt }: Charge) => `${id === chargeId ? 0 : 1} ${createdAt} ${id}`
  const own = rows
    .filter(({ state, amount }) => state === 'invoiced' && amount > 0)
    .sort((left, right) => (orderOf(left) < orderOf(right) ? -1 : 1))
  const all: Charge[] = []
  for (const charge of own) all.push(charge, ...(await rebilled(db, charge)))
  return all
}

async function rebilled(db: AccountDb, charge: Charge): Promise<Charge[]> {
  const { invoiceId } = charge
  if (invoiceId === undefined) return []
  const anew: Charge[] = []
  for (const note of await readNotesOf(db, invoiceId)) {
    if (note.kind !== 'correction' || note.state !== 'issued') continue
    const next = await readBilledAnew(db, charge, note, ({ state }) => state === 'invoiced')
    if (next !== undefined) anew.push(next, ...(await rebilled(db, next)))
  }
  return anew
}

/** The charge that bills one anew which a credit note took back, where there is one such (M-15). */
export async function readBilledAnew(
  db: AccountDb,
  { id, clientId }: Charge,
  note: IssuedCreditNote,
  counts: (charge: Charge) => boolean,
): Promise<Charge | undefined> {
  if (note.rebilledAs === undefined) return undefined
  const isNext = (row: Charge) => row.rebills === id && row.cause === note.id && counts(row)
  const rows = await db.charges.where('invoiceId').equals(note.rebilledAs).toArray()
  // Discarded or voided, that invoice let go of them: they may be on another one, or open.
  return (
    rows.find(isNext) ??
    (await db.charges.where('[clientId+state]').between([clientId], [clientId, []]).filter(isNext).first())
  )
}

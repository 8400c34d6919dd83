// After any sequence of acts: what the notes of an invoice take back never exceeds it, and credited to the end it is the
// invoice to the cent, tax by tax; the ledger adds up.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { creditInvoice } from '../../src/commands/credit-invoice.ts'
import { draftInvoices } from '../../src/commands/draft-invoices.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { saveDraft } from '../../src/commands/save-draft.ts'
import { saveTaxRate } from '../../src/commands/save-tax-rate.ts'
import type { CreditedInvoice } from '../../src/core/credit/credit-figures.ts'
import { leftToCredit } from '../../src/core/credit/credit-figures.ts'
import { leftOfInvoice } from '../../src/core/credit/plan-credit.ts'
import { calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ChargeId, ClientId, InvoiceId, TaxRateId } from '../../src/core/ids.ts'
import type { FrozenDocument } from '../../src/core/invoice/document.ts'
import type { FinalizedInvoice } from '../../src/core/model.ts'
import { checkBooks } from '../../src/storage/check-books.ts'
import { readCredited } from '../../src/storage/read-credit.ts'
import { differingSums } from '../../src/storage/recompute-sums.ts'
import { verifySeals } from '../../src/storage/verify-seals.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { charge, chargeFields } from '../support/practice.ts'
import { type Cast, perform, setUpCast, step } from '../support/random-acts.ts'
import { noteStep, performNote } from '../support/random-note-acts.ts'

const line = fc.record({
  quantity: fc.constantFrom('1', '2', '3', '7.5', '-1'),
  cents: fc.integer({ min: 1, max: 90_000 }),
  tax: fc.nat(2),
  days: fc.boolean(),
})

/** Issued at the start: lines of several rates, with or without tax inside, sometimes with a discount of the document. */
const bill = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: 4 }),
  client: fc.nat(1),
  taxIncluded: fc.boolean(),
  discount: fc.constantFrom(undefined, '5', '12.5'),
})
type Bill = typeof bill extends fc.Arbitrary<infer Value> ? Value : never

/** What happens to money and invoices between the notes. */
const around = new Set([
  'pay',
  'payOne',
  'undo',
  'void',
  'writeOff',
  'reopen',
  'tomorrow',
  'useCredit',
  'finalize',
  'settings',
])

const act = fc.oneof(
  { weight: 2, arbitrary: step.filter(({ act }) => around.has(act)).map((one) => ({ kind: 'plain', one }) as const) },
  { weight: 3, arbitrary: noteStep.map((one) => ({ kind: 'note', one }) as const) },
)

describe('credit notes through commands', () => {
  it('never take back more than was billed, and in full exactly that', async () => {
    let issued = 0
    const runs = Number(process.env.SOAK_RUNS ?? 12)
    const sequences = fc.tuple(
      fc.array(bill, { minLength: 1, maxLength: 5 }),
      fc.array(act, { minLength: 10, maxLength: 40 }),
    )
    await fc.assert(
      fc.asyncProperty(sequences, async ([bills, sequence]) => {
        const books = await openTestBooks()
        const cast = await setUpCast(books)
        const reduced = await addTax(books)
        for (const each of bills) await issueBill(books, each, cast, reduced)
        for (const each of sequence) {
          if (each.kind === 'plain') await perform(books, each.one, cast)
          else await performNote(books, each.one)
        }
        await expectWithin(books)
        await creditTheRest(books)
        await expectWithin(books)
        await checkBooks(books.db)
        expect(await differingSums(books.db)).toEqual([])
        expect((await verifySeals(books.db)).filter(({ broken }) => broken !== undefined)).toEqual([])
        await expectLedger(books)
        issued += await books.db.creditNotes.where('[state+listedOn+id]').between(['issued'], ['issued', []]).count()
        books.db.close()
      }),
      { numRuns: runs },
    )
    // It proves nothing where nothing was credited.
    expect(issued).toBeGreaterThan(0)
  }, 300_000)
})

async function addTax(books: TestBooks): Promise<TaxRateId> {
  const rates = [{ from: calendarDate('2007-01-01'), percent: decimal('7') }]
  const fields = { name: 'VAT reduced', category: 'S', kind: 'normal', rates, state: 'active' } as const
  return (await books.must(saveTaxRate, { fields })).id
}

/** Issues one invoice; a total below 0 stays a draft. */
async function issueBill(books: TestBooks, bill: Bill, { clients, taxId }: Cast, reduced: TaxRateId): Promise<void> {
  const clientId = clients[bill.client] as ClientId
  const period = { start: calendarDate('2026-02-01'), end: calendarDate('2026-03-01') }
  const chargeIds: ChargeId[] = []
  for (const { quantity, cents, tax, days } of bill.lines) {
    const fields = chargeFields('Session', (cents / 100).toFixed(2), {
      quantity: decimal(quantity),
      taxIds: [[taxId], [reduced], []][tax] as TaxRateId[],
      taxIncluded: bill.taxIncluded,
      ...(days ? { period } : {}),
    })
    chargeIds.push(await charge(books, clientId, fields.unitPrice, fields))
  }
  const { invoiceIds } = await books.must(draftInvoices, { clientId, chargeIds })
  for (const id of invoiceIds) {
    const draft = await books.db.invoices.get(id)
    if (draft?.state !== 'draft') continue
    const { version, termsDays, prepaid } = draft
    const allowances =
      bill.discount === undefined ? [] : [{ kind: 'percent', value: decimal(bill.discount), reason: 'Loyal' } as const]
    const lines = draft.chargeIds.map((chargeId) => ({ kind: 'keep', chargeId }) as const)
    await books.must(saveDraft, { id, version, head: { allowances, surcharges: [], termsDays, prepaid }, lines })
    await books.run(finalizeInvoice, { id })
  }
}

async function finalInvoices({ db }: TestBooks): Promise<FinalizedInvoice[]> {
  return (await db.invoices.toArray()).filter((row): row is FinalizedInvoice => row.state !== 'draft')
}

async function documentOf({ db }: TestBooks, id: InvoiceId): Promise<FrozenDocument> {
  const issued = await db.documents.get(id)
  if (issued === undefined) throw new Error('no document')
  return issued.document
}

/** Line by line within the line, on its side of 0; credited whole it is the whole. */
async function expectWithin(books: TestBooks): Promise<void> {
  for (const { id, number } of await finalInvoices(books)) {
    const [document, notes] = [await documentOf(books, id), await readCredited(books.db, id)]
    if (notes.length === 0) continue
    expect(leftOfInvoice({ document, prior: notes }), number).toBeGreaterThanOrEqual(0)
    const left = leftToCredit(document, notes)
    const whole = leftToCredit(document, [])
    left.forEach(({ amount }, line) => {
      const all = whole[line]?.amount ?? 0
      expect(Math.sign(amount) * Math.sign(all), `${number} line ${line}`).toBeGreaterThanOrEqual(0)
      expect(Math.abs(amount), `${number} line ${line}`).toBeLessThanOrEqual(Math.abs(all))
    })
    if (left.some(({ amount }) => amount !== 0)) continue
    const { totals } = document
    const sum = (field: 'net' | 'tax' | 'gross' | 'withholding' | 'rounding' | 'total') =>
      notes.reduce((all, note) => all + note[field], 0)
    expect(
      { net: sum('net'), tax: sum('tax'), gross: sum('gross'), withholding: sum('withholding'), total: sum('total') },
      number,
    ).toEqual({
      net: totals.net,
      tax: totals.tax,
      gross: totals.gross,
      withholding: totals.withholding,
      total: totals.gross - totals.withholding + totals.rounding,
    })
    expect(taxesOf(notes), number).toEqual(taxesOf([totals]))
  }
}

function taxesOf(notes: readonly Pick<CreditedInvoice, 'taxes'>[]): Record<string, number> {
  const byRate: Record<string, number> = {}
  for (const { taxes } of notes) {
    for (const { category, percent, tax } of taxes) {
      const key = `${category} ${percent}`
      byRate[key] = (byRate[key] ?? 0) + tax
      if (byRate[key] === 0) delete byRate[key]
    }
  }
  return byRate
}

/** What can be credited whole is: that is not refused where what is left comes to more than 0. */
async function creditTheRest(books: TestBooks): Promise<void> {
  books.today = '2031-01-01'
  for (const { id, state } of await finalInvoices(books)) {
    if (state === 'void') continue
    const result = await books.run(creditInvoice, { credits: [{ invoiceId: id, picks: 'rest' }] })
    if (!result.ok) expect(['nothing-left-to-credit', 'credit-not-positive']).toContain(result.problem.code)
  }
}

/** The credit of each note is on invoices, waiting, or paid out. */
async function expectLedger({ db }: TestBooks): Promise<void> {
  const allocations = (await db.allocations.toArray()).filter(({ state }) => state === 'live')
  const notes = (await db.creditNotes.toArray()).filter((note) => note.kind === 'correction' && note.state === 'issued')
  for (const note of notes) {
    const entries = await db.creditEntries.where('creditNoteId').equals(note.id).toArray()
    expect(entries).toHaveLength(1)
    const [entry] = entries
    if (entry === undefined || note.kind !== 'correction') continue
    const used = allocations.filter(({ sourceId }) => sourceId === entry.id)
    expect(entry.amount).toBe(note.total)
    expect(used.every(({ sourceKind }) => sourceKind === 'creditNote')).toBe(true)
    const onInvoices = used.reduce((sum, { amount }) => sum + amount, 0)
    expect(onInvoices + entry.remaining + entry.refunded).toBe(note.total)
    expect(entry.remaining).toBeGreaterThanOrEqual(0)
  }
}

// Random acts on credit notes: drafted, changed, thrown away, issued; credited at once, credited and billed again.
import fc from 'fast-check'
import { creditAndRebill } from '../../src/commands/credit-and-rebill.ts'
import { creditInvoice } from '../../src/commands/credit-invoice.ts'
import { discardCreditNote } from '../../src/commands/discard-credit-note.ts'
import { draftCreditNote } from '../../src/commands/draft-credit-note.ts'
import { issueCreditNote } from '../../src/commands/issue-credit-note.ts'
import { releaseDocument } from '../../src/commands/release-document.ts'
import { saveCreditNote } from '../../src/commands/save-credit-note.ts'
import { type CreditPick, leftToCredit } from '../../src/core/credit/credit-figures.ts'
import type { CreditWish, DraftCreditNote } from '../../src/core/credit/credit-note.ts'
import type { CreditSource } from '../../src/core/credit/plan-credit.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { FinalizedInvoice } from '../../src/core/model.ts'
import type { Minor } from '../../src/core/money.ts'
import { readCreditSources } from '../../src/storage/read-credit.ts'
import type { TestBooks } from './open-test-books.ts'

const acts = [
  'draft',
  'draft',
  'save',
  'discard',
  'issue',
  'issue',
  'credit',
  'credit',
  'full',
  'rebill',
  'release',
] as const

export interface NoteStep {
  readonly act: (typeof acts)[number]
  readonly pick: number
  readonly size: number
}

export const noteStep: fc.Arbitrary<NoteStep> = fc.record({
  act: fc.constantFrom(...acts),
  pick: fc.nat(1000),
  size: fc.integer({ min: 1, max: 20_000 }),
})

/** Each act in an order in which it finds something to do; an archived client is billed nothing, so again with others. */
export const noteWarmUp: readonly NoteStep[] = (
  [
    'draft',
    'save',
    'discard',
    'draft',
    'issue',
    'release',
    'credit',
    'rebill',
    'rebill',
    'rebill',
    'rebill',
    'full',
  ] as const
).map((act, pick) => ({ act, pick, size: 100 }))

/** Does one act with whatever rows it finds; what is refused writes nothing. */
export async function performNote(books: TestBooks, step: NoteStep): Promise<void> {
  const { act, pick } = step
  const { db } = books
  const one = <Row>(rows: readonly Row[]): Row | undefined => rows[pick % Math.max(rows.length, 1)]
  const drafts = (await db.creditNotes.toArray()).filter((note): note is DraftCreditNote => note.state === 'draft')
  const draft = one(drafts)
  if (act === 'release') {
    const note = one((await db.creditNotes.toArray()).filter(({ state }) => state === 'issued'))
    if (note !== undefined) await books.must(releaseDocument, { id: note.id, how: 'share', pdf: new Uint8Array([37]) })
    return
  }
  if (act === 'discard') {
    if (draft !== undefined) await books.must(discardCreditNote, { id: draft.id, version: draft.version })
    return
  }
  if (act === 'issue') {
    if (draft !== undefined) await books.run(issueCreditNote, { id: draft.id, version: draft.version })
    return
  }
  const source = one(await creditable(books))
  if (source === undefined) return
  const { id } = source.invoice
  if (act === 'rebill') {
    await books.run(creditAndRebill, { id, poNumber: `PO-${pick}`, ...(pick % 2 === 0 ? { finalize: true } : {}) })
    return
  }
  const credits = act === 'full' ? [{ invoiceId: id, picks: 'rest' } as const] : await wishes(books, source, step)
  const reason = { ...(pick % 2 === 0 ? { reason: `Because ${pick}` } : {}) }
  if (act === 'save') {
    if (draft !== undefined)
      await books.run(saveCreditNote, { id: draft.id, version: draft.version, credits, ...reason })
    return
  }
  await books.run(act === 'draft' ? draftCreditNote : creditInvoice, { credits, ...reason })
}

/** Invoices of which something is left. */
async function creditable({ db }: TestBooks): Promise<CreditSource[]> {
  const rows = (await db.invoices.toArray()).filter(
    (row): row is FinalizedInvoice => row.state !== 'draft' && row.state !== 'void',
  )
  const sources = await readCreditSources(
    db,
    rows.map(({ id }) => id),
  )
  if (!sources.ok) throw new Error(sources.problem.code)
  return sources.value.filter(({ document, prior }) => leftToCredit(document, prior).some(({ amount }) => amount !== 0))
}

/** Parts of some lines of the invoice, by an amount, a quantity or days; sometimes with another invoice, sometimes too much. */
async function wishes(books: TestBooks, source: CreditSource, { pick, size }: NoteStep): Promise<CreditWish[]> {
  const own = { invoiceId: source.invoice.id, picks: picksOf(source, pick, size) }
  const { clientId, currency, billingGroupId } = source.invoice
  const others = (await creditable(books)).filter(
    ({ invoice }) =>
      invoice.id !== source.invoice.id &&
      invoice.clientId === clientId &&
      invoice.currency === currency &&
      invoice.billingGroupId === billingGroupId,
  )
  const other = others[pick % Math.max(others.length, 1)]
  return pick % 3 === 0 && other !== undefined ? [own, { invoiceId: other.invoice.id, picks: 'rest' }] : [own]
}

function picksOf({ document, prior }: CreditSource, pick: number, size: number): CreditPick[] {
  const left = leftToCredit(document, prior)
  return document.lines.flatMap((whole, line): CreditPick[] => {
    const { amount, quantity, periods } = left[line] as (typeof left)[number]
    if (amount === 0 || (pick >> line) % 2 === 1) return []
    const way = (pick + line) % 4
    const [days] = periods
    if (way === 0 && days !== undefined) return [{ line, kind: 'period', period: days }]
    if (way === 1 && whole.quantity === quantity) return [{ line, kind: 'quantity', quantity: half(quantity) }]
    if (way === 2) return [{ line, kind: 'rest' }]
    return [
      {
        line,
        kind: 'amount',
        amount: (Math.sign(amount) * Math.min(size, Math.abs(amount) + (pick % 5 === 0 ? 1 : 0))) as Minor,
      },
    ]
  })
}

function half(quantity: string) {
  return decimal((Number(quantity) / 2).toFixed(4))
}

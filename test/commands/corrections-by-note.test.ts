// What a credit note gives of a correction, and what is left of it: smaller notes, allowances of the document, lines that
// were billed anew, invoices that were voided.
import { describe, expect, it } from 'vitest'
import { addContract } from '../../src/commands/add-contract.ts'
import { amendContract } from '../../src/commands/amend-contract.ts'
import { billGroup } from '../../src/commands/bill-group.ts'
import { cancelContract, reinstateContract } from '../../src/commands/cancel-contract.ts'
import { defaultGroupId } from '../../src/commands/charge-row.ts'
import { creditAndRebill } from '../../src/commands/credit-and-rebill.ts'
import { creditInvoice } from '../../src/commands/credit-invoice.ts'
import { discardDraft } from '../../src/commands/discard-draft.ts'
import { draftCreditNote } from '../../src/commands/draft-credit-note.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { issueCreditNote } from '../../src/commands/issue-credit-note.ts'
import { resolveCorrection } from '../../src/commands/resolve-correction.ts'
import { saveCreditNote } from '../../src/commands/save-credit-note.ts'
import { saveDraft } from '../../src/commands/save-draft.ts'
import { voidInvoice } from '../../src/commands/void-invoice.ts'
import { type CalendarDate, calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ClientId, ContractId, CreditNoteId, InvoiceId } from '../../src/core/ids.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import { type BillingSettings, defaultBilling } from '../../src/core/settings.ts'
import { previewAmendment } from '../../src/queries/preview-amendment.ts'
import { picks, rest, some } from '../support/credit-wishes.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { charge, draftAll, setUpPractice } from '../support/practice.ts'
import { expectSound } from '../support/sound-books.ts'

const price = (unitPrice: string) => ({ kind: 'per-unit', unitPrice: decimal(unitPrice) }) as const

interface Billed {
  readonly books: TestBooks
  readonly clientId: ClientId
  readonly contractId: ContractId
  /** March at a euro a day, drafted. */
  readonly invoiceId: InvoiceId
}

async function marchDrafted(corrections: BillingSettings['corrections'] = 'ask'): Promise<Billed> {
  const books = await openTestBooks({ today: '2026-03-01' })
  const { clientId } = await setUpPractice(books, { billing: { ...defaultBilling, corrections } })
  const fields = {
    clientId,
    name: 'Care',
    currency: 'EUR' as CurrencyCode,
    startOn: calendarDate('2026-03-01'),
    items: [
      {
        description: 'Hosting',
        kind: 'recurring',
        timing: 'advance',
        cadence: { unit: 'month', every: 1 },
        quantity: decimal('1'),
        pricing: price('31'),
        taxIds: [],
        taxIncluded: false,
      } as const,
    ],
  }
  const { id: contractId, invoiceIds } = await books.must(addContract, { fields })
  return { books, clientId, contractId, invoiceId: invoiceIds[0] as InvoiceId }
}

async function marchBilled(corrections: BillingSettings['corrections'] = 'ask'): Promise<Billed> {
  const billed = await marchDrafted(corrections)
  await billed.books.must(finalizeInvoice, { id: billed.invoiceId })
  return billed
}

async function end({ books, contractId: id }: Billed, from: 'start' | string): Promise<void> {
  const version = (await books.db.contracts.get(id))?.version ?? 0
  await books.must(cancelContract, { id, version, from: from as 'start' | CalendarDate })
}

async function raise({ books, contractId }: Billed, unitPrice: string): Promise<void> {
  const version = (await books.db.contracts.get(contractId))?.version ?? 0
  const item = await books.db.contractItems.where('contractId').equals(contractId).first()
  if (item === undefined) throw new Error('no item')
  const changes = [{ kind: 'agreement', itemId: item.id, pricing: price(unitPrice) } as const]
  const request = { contractId, effectiveOn: calendarDate('2026-03-01'), changes }
  await books.must(amendContract, { id: contractId, version, request })
}

async function corrections({ db }: TestBooks) {
  return (await db.corrections.orderBy('id').toArray()).map(({ amount, state, resolution }) => [
    amount,
    resolution ?? state,
  ])
}

async function creditCorrections(books: TestBooks) {
  const open = (await books.db.corrections.toArray()).filter(({ state }) => state === 'open')
  return books.must(creditInvoice, { credits: 'corrections', correctionIds: open.map(({ id }) => id) })
}

async function proposed({ books, clientId }: Billed): Promise<CreditNoteId> {
  const groupId = await defaultGroupId(books.db, clientId)
  const { creditNoteIds } = await books.must(billGroup, { groupId, asOf: calendarDate(books.today) })
  return creditNoteIds[0] as CreditNoteId
}

describe('a proposed credit note that a person makes smaller', () => {
  it('resolves as much of the correction as it gives; the rest stays open for another way, and is not proposed again', async () => {
    const billed = await marchBilled('credit-note')
    const { books, invoiceId } = billed
    await end(billed, '2026-03-11')
    const id = await proposed(billed)
    await books.must(saveCreditNote, { id, version: 1, credits: [picks(invoiceId, some(0, 500))] })
    await books.must(issueCreditNote, { id })
    expect(await corrections(books)).toEqual([
      [-500, 'credit-note'],
      [-1600, 'open'],
    ])
    expect(await proposed(billed)).toBeUndefined()
    const left = (await books.db.corrections.toArray()).find(({ state }) => state === 'open')
    await books.must(resolveCorrection, { id: left?.id as never, version: 1, way: 'next-invoice' })
    await expectSound(books)
    // Taken back, exactly the days that were given back are charged.
    const version = (await books.db.contracts.get(billed.contractId))?.version ?? 0
    await books.must(reinstateContract, { id: billed.contractId, version })
    const rows = await books.db.charges.where('contractId').equals(billed.contractId).toArray()
    const march = rows.filter(({ id, state }) => id.includes('/2026-03-01') && state !== 'waived')
    expect(march.reduce((sum, { amount }) => sum + amount, 0) - 500).toBe(3100)
    await expectSound(books)
  })

  it('leaves a correction open that no line of it gives anything of', async () => {
    const billed = await marchDrafted('credit-note')
    const { books, clientId, invoiceId } = billed
    await charge(books, clientId, '50')
    const other = await draftAll(books, clientId)
    for (const id of [invoiceId, other]) await books.must(finalizeInvoice, { id })
    await end(billed, '2026-03-11')
    const id = await proposed(billed)
    await books.must(saveCreditNote, { id, version: 1, credits: [rest(other)] })
    expect(await books.db.creditNotes.get(id)).not.toHaveProperty('correctionIds')
    await books.must(issueCreditNote, { id })
    expect(await corrections(books)).toEqual([[-2100, 'open']])
    await creditCorrections(books)
    expect(await corrections(books)).toEqual([[-2100, 'credit-note']])
    await expectSound(books)
  })
})

describe('a correction of a line with a share of the document’s allowance', () => {
  it('gives back what was paid for the days, not what they cost before', async () => {
    for (const [from, given] of [
      ['start', 2790],
      ['2026-03-11', 1890],
    ] as const) {
      const billed = await marchDrafted()
      const { books, invoiceId } = billed
      const draft = await books.db.invoices.get(invoiceId)
      if (draft?.state !== 'draft') throw new Error('no draft')
      const loyal = { kind: 'percent', value: decimal('10'), reason: 'Loyal' } as const
      const head = { allowances: [loyal], surcharges: [], termsDays: 14, prepaid: 0 as Minor }
      const lines = draft.chargeIds.map((chargeId) => ({ kind: 'keep', chargeId }) as const)
      await books.must(saveDraft, { id: invoiceId, version: draft.version, head, lines })
      await books.must(finalizeInvoice, { id: invoiceId })
      await end(billed, from)
      const { applied } = await creditCorrections(books)
      expect(applied).toEqual([{ invoiceId, amount: given }])
      expect((await corrections(books)).map(([, state]) => state)).toEqual(['credit-note'])
      await expectSound(books)
    }
  })
})

describe('a correction of what was billed anew', () => {
  it('is credited where it is billed now, though the draft of that was thrown away', async () => {
    const billed = await marchBilled()
    const { books, clientId, invoiceId } = billed
    const { invoiceId: draftId } = await books.must(creditAndRebill, { id: invoiceId })
    await books.must(discardDraft, { id: draftId })
    await expectSound(books)
    const again = await draftAll(books, clientId)
    await books.must(finalizeInvoice, { id: again })
    await end(billed, '2026-03-11')
    expect(await creditCorrections(books)).toMatchObject({ applied: [{ invoiceId: again, amount: 2100 }] })
    await expectSound(books)
  })
})

describe('an invoice that is voided while a correction of its period waits', () => {
  it('leaves what another invoice still asks for to be corrected', async () => {
    const billed = await marchBilled()
    const { books, clientId, invoiceId } = billed
    await raise(billed, '62')
    const second = await draftAll(books, clientId)
    await books.must(finalizeInvoice, { id: second })
    await end(billed, 'start')
    expect(await corrections(books)).toEqual([[-6200, 'open']])
    await books.must(voidInvoice, { id: invoiceId, charges: 'bill-again' })
    expect(await corrections(books)).toEqual([[-3100, 'open']])
    expect(await creditCorrections(books)).toMatchObject({ applied: [{ invoiceId: second, amount: 3100 }] })
    await expectSound(books)
  })
})

describe('a line on the next invoice that gives back what was voided and dropped', () => {
  it('is not owed any more, open or on a draft', async () => {
    for (const drafted of [false, true]) {
      const billed = await marchBilled()
      const { books, clientId, invoiceId } = billed
      await end(billed, '2026-03-11')
      const [correction] = await books.db.corrections.toArray()
      if (correction === undefined) throw new Error('no correction')
      await books.must(resolveCorrection, { id: correction.id, version: 1, way: 'next-invoice' })
      if (drafted) {
        await charge(books, clientId, '50')
        await draftAll(books, clientId)
      }
      await books.must(voidInvoice, { id: invoiceId, charges: 'drop' })
      const rows = (await books.db.charges.toArray()).filter(({ state }) => state !== 'waived')
      expect(rows.map(({ amount }) => amount)).toEqual(drafted ? [5000] : [])
      const drafts = (await books.db.invoices.toArray()).filter(({ state }) => state === 'draft')
      expect(drafts.map(({ gross }) => gross)).toEqual(drafted ? [5000] : [])
      await expectSound(books)
    }
  })
})

describe('a line on the next invoice that gives back what was billed anew, voided and dropped', () => {
  it('is not owed any more', async () => {
    const billed = await marchBilled()
    const { books, invoiceId } = billed
    await end(billed, 'start')
    const again = await books.must(creditAndRebill, { id: invoiceId, finalize: true })
    const [correction] = await books.db.corrections.toArray()
    if (correction === undefined) throw new Error('no correction')
    await books.must(resolveCorrection, { id: correction.id, version: 1, way: 'next-invoice' })
    await books.must(voidInvoice, { id: again.invoiceId, charges: 'drop' })
    const open = (await books.db.charges.toArray()).filter(({ state }) => state === 'open')
    expect(open).toEqual([])
    await expectSound(books)
  })
})

describe('a document that corrects another', () => {
  it('is not dated before it, though the account’s day went back', async () => {
    const { books, invoiceId } = await marchBilled()
    books.today = '2026-02-28'
    expect(await books.refusal(creditInvoice, { credits: [rest(invoiceId)] })).toEqual({
      code: 'date-before-last',
      today: '2026-02-28',
      last: '2026-03-01',
    })
    const { id } = await books.must(draftCreditNote, { credits: [rest(invoiceId)] })
    expect(await books.refusal(issueCreditNote, { id })).toMatchObject({ code: 'date-before-last' })
    expect(await books.db.sequences.where('kind').equals('creditNote').count()).toBe(0)
    books.today = '2026-03-01'
    expect(await books.must(issueCreditNote, { id })).toMatchObject({ number: 'CN-2026-0001' })
  })
})

describe('a period that a person credited by hand', () => {
  it('is not given back once more when less is owed for it, nor charged again (R-14)', async () => {
    for (const [byHand, left] of [
      [3100, []],
      [2100, []],
      [1000, [[-1100, 'open']]],
    ] as const) {
      const billed = await marchBilled()
      const { books, contractId: id, invoiceId } = billed
      await books.must(creditInvoice, { credits: [picks(invoiceId, some(0, byHand))] })
      const preview = await previewAmendment(
        books.db,
        { kind: 'cancel', id, from: calendarDate('2026-03-11') },
        calendarDate(books.today),
      )
      expect(preview.ok && preview.value.changes.map(({ kind }) => kind)).toEqual(left.map(() => 'correction'))
      await end(billed, '2026-03-11')
      expect(await corrections(books)).toEqual(left)
      if (left.length > 0) {
        await creditCorrections(books)
        expect(await books.db.invoices.get(invoiceId)).toMatchObject({ amountDue: 1000 })
      }
      // The end is taken back: what the correction gave is charged, what the person gave is not.
      const version = (await books.db.contracts.get(id))?.version ?? 0
      await books.must(reinstateContract, { id, version })
      const open = (await books.db.charges.toArray()).filter(({ state }) => state === 'open')
      expect(open.map(({ amount }) => amount)).toEqual(left.map(([amount]) => -amount))
      await expectSound(books)
    }
  })

  it('credited while a correction of it waits, it does not become a line on the next invoice too (R-25)', async () => {
    const billed = await marchBilled('credit-note')
    const { books, invoiceId } = billed
    await end(billed, '2026-03-11')
    const draft = await proposed(billed)
    await books.must(creditInvoice, { credits: [picks(invoiceId, some(0, 500))] })
    expect(await corrections(books)).toEqual([
      [-2100, 'withdrawn'],
      [-1600, 'open'],
    ])
    // The proposal over all of it went with it; the run proposes what is left.
    expect(await books.db.creditNotes.get(draft)).toBeUndefined()
    expect(await books.db.creditNotes.get(await proposed(billed))).toMatchObject({ total: 1600 })
    await books.must(creditInvoice, { credits: [picks(invoiceId, some(0, 1700))] })
    expect((await corrections(books)).map(([, state]) => state)).toEqual(['withdrawn', 'withdrawn'])
    expect(await books.db.creditNotes.where('[state+listedOn+id]').between(['draft'], ['draft', []]).count()).toBe(0)
    await expectSound(books)
  })

  it('credited in full and billed anew as a draft, it may become a line on the next invoice', async () => {
    const billed = await marchBilled()
    const { books, invoiceId } = billed
    await end(billed, '2026-03-11')
    await books.must(creditAndRebill, { id: invoiceId })
    const [correction] = await books.db.corrections.toArray()
    if (correction === undefined) throw new Error('no correction')
    await books.must(resolveCorrection, { id: correction.id, version: 1, way: 'next-invoice' })
    await expectSound(books)
  })

  it('is owed in full where it was billed anew: then that is corrected', async () => {
    const billed = await marchBilled()
    const { books, invoiceId } = billed
    const again = await books.must(creditAndRebill, { id: invoiceId })
    await end(billed, '2026-03-11')
    expect(await corrections(books)).toEqual([[-2100, 'open']])
    await books.must(finalizeInvoice, { id: again.invoiceId })
    expect(await creditCorrections(books)).toMatchObject({ applied: [{ invoiceId: again.invoiceId, amount: 2100 }] })
    await raise(billed, '30')
    expect(await corrections(books)).toHaveLength(2)
    await expectSound(books)
  })
})

// Credit notes in a currency that is not the account's.
import { describe, expect, it } from 'vitest'
import { addCharge } from '../../src/commands/add-charge.ts'
import { creditInvoice } from '../../src/commands/credit-invoice.ts'
import { draftCreditNote } from '../../src/commands/draft-credit-note.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { saveDraft } from '../../src/commands/save-draft.ts'
import { calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import { pay, picks, rest } from '../support/credit-wishes.ts'
import { openTestBooks } from '../support/open-test-books.ts'
import { chargeFields, draftAll, finalized, issue, setUpPractice } from '../support/practice.ts'
import { expectSound } from '../support/sound-books.ts'

describe('a credit note in a foreign currency (R-28)', () => {
  it('carries the rate of the invoice, not of today, and stays out of the balance of another currency', async () => {
    const books = await openTestBooks()
    const { clientId, taxId } = await setUpPractice(books)
    const usd = 'USD' as CurrencyCode
    const owed = await issue(books, clientId, '50')
    await books.must(addCharge, { clientId, currency: usd, fields: chargeFields('Abroad', '100', { taxIds: [taxId] }) })
    const id = await draftAll(books, clientId)
    const draft = await books.db.invoices.get(id)
    if (draft?.state !== 'draft') throw new Error('no draft')
    const exchangeRate = { rate: decimal('0.92'), on: calendarDate('2026-03-02'), source: 'ECB' }
    const head = { allowances: [], surcharges: [], termsDays: 14, prepaid: 0 as Minor, exchangeRate }
    const lines = draft.chargeIds.map((chargeId) => ({ kind: 'keep', chargeId }) as const)
    await books.must(saveDraft, { id, version: draft.version, head, lines })
    await books.must(finalizeInvoice, { id })
    await books.must(recordPayment, { ...pay(clientId, 11900), currency: usd })
    const note = await books.must(creditInvoice, { credits: [rest(id)] })
    expect(note).toMatchObject({ applied: [], rest: 11900 })
    expect((await books.db.documents.get(note.id))?.document.accountCurrency).toEqual({
      ...exchangeRate,
      currency: 'EUR',
      tax: 1748,
    })
    expect(await finalized(books, owed.id)).toMatchObject({ state: 'open', amountDue: 5000 })
    expect(await books.refusal(draftCreditNote, { credits: [rest(id), rest(owed.id)] })).toMatchObject({
      code: 'nothing-left-to-credit',
    })
    await expectSound(books)
  })

  it('in parts comes to the tax of the invoice in the books, and a part without tax to none of it', async () => {
    const books = await openTestBooks()
    const { clientId, taxId } = await setUpPractice(books)
    for (const taxIds of [[taxId], [taxId], []]) {
      const fields = chargeFields('Abroad', '1', { taxIds })
      await books.must(addCharge, { clientId, currency: 'USD' as CurrencyCode, fields })
    }
    const id = await draftAll(books, clientId)
    const draft = await books.db.invoices.get(id)
    if (draft?.state !== 'draft') throw new Error('no draft')
    const exchangeRate = { rate: decimal('0.92'), on: calendarDate('2026-03-02'), source: 'ECB' }
    const head = { allowances: [], surcharges: [], termsDays: 14, prepaid: 0 as Minor, exchangeRate }
    const lines = draft.chargeIds.map((chargeId) => ({ kind: 'keep', chargeId }) as const)
    await books.must(saveDraft, { id, version: draft.version, head, lines })
    await books.must(finalizeInvoice, { id })
    const document = (await books.db.documents.get(id))?.document
    expect(document?.accountCurrency?.tax).toBe(35)
    const taxed = [0, 1, 2].sort((left, right) => Number(isFree(left)) - Number(isFree(right)))
    function isFree(line: number): boolean {
      return document?.lines[line]?.taxes.every(({ percent }) => percent === '0') ?? true
    }
    const inBooks: (number | undefined)[] = []
    for (const line of taxed) {
      const note = await books.must(creditInvoice, { credits: [picks(id, { line, kind: 'rest' })] })
      inBooks.push((await books.db.documents.get(note.id))?.document.accountCurrency?.tax)
    }
    expect(inBooks).toEqual([17, 18, 0])
  })
})

// G-2: whoever acts on a row as it was is told so, with the row as it is, and nothing is written.
import { describe, expect, it } from 'vitest'
import { addPoNumber, changeInternalNotes } from '../../src/commands/annotate-invoice.ts'
import { applyCreditBalance } from '../../src/commands/apply-credit-balance.ts'
import { changeCharge } from '../../src/commands/change-charge.ts'
import { changeClientStatus } from '../../src/commands/change-client-status.ts'
import { changePayment } from '../../src/commands/change-payment.ts'
import { changeSettings } from '../../src/commands/change-settings.ts'
import { discardDraft } from '../../src/commands/discard-draft.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { saveClient } from '../../src/commands/save-client.ts'
import { saveDraft } from '../../src/commands/save-draft.ts'
import { saveTaxRate } from '../../src/commands/save-tax-rate.ts'
import { undoPayment } from '../../src/commands/undo-payment.ts'
import { voidInvoice } from '../../src/commands/void-invoice.ts'
import { reopenInvoice, writeOffInvoice } from '../../src/commands/write-off-invoice.ts'
import { calendarDate } from '../../src/core/date.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import type { Problem } from '../../src/core/problem.ts'
import { dumpBooks } from '../support/dump-books.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { charge, chargeFields, clientFields, draftAll, issue, setUpPractice } from '../support/practice.ts'

async function everyStaleAct(books: TestBooks): Promise<Record<string, () => Promise<Problem>>> {
  const { clientId, taxId } = await setUpPractice(books)
  const open = await issue(books, clientId, '100')
  const lost = await issue(books, clientId, '50')
  await books.must(writeOffInvoice, { id: lost.id })
  const draftCharge = await charge(books, clientId, '10')
  const draft = await draftAll(books, clientId)
  const openCharge = await charge(books, clientId, '10')
  const { id: payment } = await books.must(recordPayment, {
    clientId,
    currency: 'EUR' as CurrencyCode,
    amount: 1000 as Minor,
    method: 'cash',
    receivedOn: calendarDate(books.today),
    allocate: [],
  })
  const tax = await books.db.taxRates.get(taxId)
  if (tax === undefined) throw new Error('no tax')
  const { id: _id, version: _version, ...taxFields } = tax
  const version = 99
  const head = { allowances: [], surcharges: [], termsDays: 14, prepaid: 0 as Minor }
  const lines = [{ kind: 'keep', chargeId: draftCharge } as const]
  return {
    addPoNumber: () => books.refusal(addPoNumber, { id: open.id, version, poNumber: 'X' }),
    changeInternalNotes: () => books.refusal(changeInternalNotes, { id: open.id, version, internalNotes: 'X' }),
    applyCreditBalance: () => books.refusal(applyCreditBalance, { id: open.id, version }),
    changeCharge: () => books.refusal(changeCharge, { id: openCharge, version, fields: chargeFields('X', '1') }),
    changeClientStatus: () => books.refusal(changeClientStatus, { id: clientId, version, status: 'archived' }),
    changePayment: () =>
      books.refusal(changePayment, { id: payment, version, receivedOn: calendarDate('2026-03-01'), method: 'card' }),
    changeSettings: () => books.refusal(changeSettings, { version, changes: { termsDays: 1 } }),
    discardDraft: () => books.refusal(discardDraft, { id: draft, version }),
    finalizeInvoice: () => books.refusal(finalizeInvoice, { id: draft, version }),
    saveClient: () => books.refusal(saveClient, { seen: { id: clientId, version }, fields: clientFields('X') }),
    saveDraft: () => books.refusal(saveDraft, { id: draft, version, head, lines }),
    saveTaxRate: () => books.refusal(saveTaxRate, { seen: { id: taxId, version }, fields: taxFields }),
    undoPayment: () => books.refusal(undoPayment, { id: payment, version, reason: 'X' }),
    voidInvoice: () => books.refusal(voidInvoice, { id: open.id, version, charges: 'drop' }),
    writeOffInvoice: () => books.refusal(writeOffInvoice, { id: open.id, version }),
    reopenInvoice: () => books.refusal(reopenInvoice, { id: lost.id, version }),
  }
}

describe('a stale edit', () => {
  it('is refused by every command that changes a row', async () => {
    const books = await openTestBooks()
    const acts = await everyStaleAct(books)
    const before = await dumpBooks(books)
    for (const [name, act] of Object.entries(acts)) {
      const problem = await act()
      expect(problem, name).toMatchObject({ code: 'stale', current: { version: expect.any(Number) } })
    }
    expect(await dumpBooks(books)).toEqual(before)
  })
})

// Random command sequences against a simple reading of all rows: every cached sum equals recomputation, and the ledger
// adds up (design.md section 9).
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changeCharge } from '../../src/commands/change-charge.ts'
import { discardDraft } from '../../src/commands/discard-draft.ts'
import { draftInvoices } from '../../src/commands/draft-invoices.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { releaseDocument } from '../../src/commands/release-document.ts'
import { saveDraft } from '../../src/commands/save-draft.ts'
import { undoPayment } from '../../src/commands/undo-payment.ts'
import { voidInvoice } from '../../src/commands/void-invoice.ts'
import { restoreCharges, waiveCharges } from '../../src/commands/waive-charges.ts'
import { reopenInvoice, writeOffInvoice } from '../../src/commands/write-off-invoice.ts'
import { addDays, calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ClientId, TaxRateId } from '../../src/core/ids.ts'
import type { Invoice } from '../../src/core/model.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { addClient, charge, chargeFields, setUpPractice } from '../support/practice.ts'

const acts = [
  'charge',
  'charge',
  'charge',
  'edit',
  'waive',
  'restore',
  'draft',
  'draft',
  'saveDraft',
  'discard',
  'finalize',
  'finalize',
  'finalize',
  'pay',
  'pay',
  'payOne',
  'payOne',
  'undo',
  'void',
  'writeOff',
  'reopen',
  'release',
  'tomorrow',
] as const

const step = fc.record({ act: fc.constantFrom(...acts), pick: fc.nat(1000), size: fc.integer({ min: 1, max: 40_000 }) })

describe('the ledger', () => {
  it('adds up after any sequence of commands', async () => {
    const runs = Number(process.env.SOAK_RUNS ?? 40)
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), async (steps) => {
        const books = await openTestBooks()
        const { clientId, taxId } = await setUpPractice(books)
        const clients = [clientId, await addClient(books, 'Okafor')]
        for (const one of steps) await perform(books, one, clients, taxId)
        await checkSums(books)
        await checkLedger(books)
        books.db.close()
      }),
      { numRuns: runs },
    )
  }, 120_000)
})

async function perform(
  books: TestBooks,
  { act, pick, size }: { act: (typeof acts)[number]; pick: number; size: number },
  clients: readonly ClientId[],
  taxId: TaxRateId,
): Promise<void> {
  const { db } = books
  const clientId = clients[pick % clients.length] as ClientId
  const one = <Row>(rows: readonly Row[]): Row | undefined => rows[pick % Math.max(rows.length, 1)]
  const charges = await db.charges.toArray()
  const invoices = await db.invoices.toArray()
  const inState = (...states: Invoice['state'][]) => one(invoices.filter(({ state }) => states.includes(state)))
  const price = decimal((size / 100).toFixed(2))
  switch (act) {
    case 'charge':
      await charge(books, clientId, price, {
        taxIds: pick % 3 === 0 ? [] : [taxId],
        quantity: decimal(pick % 7 === 0 ? '-1' : '1.5'),
        taxIncluded: pick % 5 === 0,
      })
      return
    case 'edit': {
      const row = one(charges.filter(({ state }) => state === 'open'))
      if (row !== undefined)
        await books.must(changeCharge, { id: row.id, version: row.version, fields: chargeFields('Edited', price) })
      return
    }
    case 'waive': {
      const row = one(charges)
      if (row !== undefined) await books.run(waiveCharges, { chargeIds: [row.id] })
      return
    }
    case 'restore': {
      const row = one(charges.filter(({ state }) => state === 'waived'))
      if (row !== undefined) await books.must(restoreCharges, { chargeIds: [row.id] })
      return
    }
    case 'draft':
      await books.run(draftInvoices, { clientId, chargeIds: 'all' })
      return
    case 'saveDraft': {
      const draft = inState('draft')
      if (draft?.state !== 'draft') return
      const kept = draft.chargeIds.filter((_id, index) => (pick >> index) % 2 === 0)
      await books.must(saveDraft, {
        id: draft.id,
        version: draft.version,
        head: {
          allowances: pick % 2 === 0 ? [{ kind: 'percent', value: decimal('12.5'), reason: 'Loyal' }] : [],
          surcharges: [],
          termsDays: pick % 60,
          prepaid: 0 as Minor,
        },
        lines: [
          ...kept.map((chargeId) => ({ kind: 'keep', chargeId }) as const),
          { kind: 'new', fields: chargeFields('Added', price, { taxIncluded: draft.taxIncluded, taxIds: [taxId] }) },
        ],
        drop: pick % 4 === 0 ? draft.chargeIds : [],
      })
      return
    }
    case 'discard': {
      const draft = inState('draft')
      if (draft !== undefined) await books.must(discardDraft, { id: draft.id })
      return
    }
    case 'finalize': {
      const draft = inState('draft')
      if (draft !== undefined) await books.run(finalizeInvoice, { id: draft.id })
      return
    }
    case 'pay':
    case 'payOne': {
      const invoice = inState('open', 'uncollectible')
      const target = act === 'payOne' ? invoice : undefined
      await books.run(recordPayment, {
        clientId: target?.clientId ?? clientId,
        currency: 'EUR' as CurrencyCode,
        amount: size as Minor,
        method: 'transfer',
        receivedOn: calendarDate(books.today),
        allocate:
          target === undefined
            ? 'oldest-first'
            : [{ invoiceId: target.id, amount: Math.min(size, target.amountDue) as Minor }],
      })
      return
    }
    case 'undo': {
      const payment = one((await db.payments.toArray()).filter(({ state }) => state === 'received'))
      if (payment !== undefined) await books.must(undoPayment, { id: payment.id, reason: 'bounced' })
      return
    }
    case 'void': {
      const invoice = inState('open', 'paid', 'uncollectible')
      if (invoice !== undefined)
        await books.run(voidInvoice, { id: invoice.id, charges: pick % 2 === 0 ? 'bill-again' : 'drop' })
      return
    }
    case 'writeOff': {
      const invoice = inState('open')
      if (invoice !== undefined) await books.must(writeOffInvoice, { id: invoice.id })
      return
    }
    case 'reopen': {
      const invoice = inState('uncollectible')
      if (invoice !== undefined) await books.must(reopenInvoice, { id: invoice.id })
      return
    }
    case 'release': {
      const invoice = inState('open', 'paid')
      if (invoice !== undefined)
        await books.must(releaseDocument, { id: invoice.id, how: 'print', pdf: new Uint8Array([37]) })
      return
    }
    case 'tomorrow':
      books.today = addDays(calendarDate(books.today), 1 + (pick % 40))
      return
  }
}

/** Recomputes the figures that screens show by reading every row, on purpose in another way than the code under test. */
async function checkSums(books: TestBooks): Promise<void> {
  const { db } = books
  const expected: Record<string, Record<string, number>> = {}
  const add = (keys: readonly string[], field: string, value: number) => {
    for (const key of keys) {
      expected[key] ??= {}
      const row = expected[key]
      row[field] = (row[field] ?? 0) + value
      if (row[field] === 0) delete row[field]
    }
  }
  const owner = (clientId: string, currency: string) => [`client/${clientId}/${currency}`, `account/${currency}`]
  for (const { state, amount, clientId, currency } of await db.charges.toArray()) {
    if (state !== 'open') continue
    add(owner(clientId, currency), 'openCharges', amount)
    add(owner(clientId, currency), 'openChargeCount', 1)
  }
  for (const invoice of await db.invoices.toArray()) {
    const { clientId, currency, state } = invoice
    add([`state/${state}/${currency}`], 'invoiced', invoice.gross)
    add([`state/${state}/${currency}`], 'invoiceCount', 1)
    if (invoice.state === 'draft') {
      add(owner(clientId, currency), 'drafts', invoice.gross)
      add(owner(clientId, currency), 'draftCount', 1)
      continue
    }
    if (state === 'open') {
      add([`state/open/${currency}`], 'due', invoice.amountDue)
      const where = [...owner(clientId, currency), `due/${invoice.dueOn}/${currency}`]
      add(where, 'due', invoice.amountDue)
      add(where, 'dueCount', 1)
    }
    if (state === 'uncollectible') add(owner(clientId, currency), 'writtenOff', invoice.amountDue)
    if (state === 'void' && invoice.cancellationId === undefined) continue
    const where = [...owner(clientId, currency), `month/${invoice.issuedOn.slice(0, 7)}/${currency}`]
    add(where, 'invoiced', invoice.gross)
    add(where, 'net', invoice.net)
    add(where, 'tax', invoice.tax)
    add(where, 'invoiceCount', 1)
  }
  for (const note of await db.creditNotes.toArray()) {
    const where = [...owner(note.clientId, note.currency), `month/${note.issuedOn.slice(0, 7)}/${note.currency}`]
    add(where, 'invoiced', -note.gross)
    add(where, 'net', -note.net)
    add(where, 'tax', -note.tax)
    add(where, 'invoiceCount', -1)
  }
  for (const { state, clientId, currency, receivedOn, amount } of await db.payments.toArray()) {
    if (state === 'received')
      add([...owner(clientId, currency), `month/${receivedOn.slice(0, 7)}/${currency}`], 'received', amount)
  }
  for (const { clientId, currency, remaining } of await db.creditEntries.toArray()) {
    if (remaining > 0) add(owner(clientId, currency), 'credit', remaining)
  }
  const actual = Object.fromEntries((await db.sums.toArray()).map(({ key, values }) => [key, values]))
  const kept = Object.fromEntries(Object.entries(expected).filter(([, values]) => Object.keys(values).length > 0))
  expect(actual).toEqual(kept)
}

async function checkLedger(books: TestBooks): Promise<void> {
  const { db } = books
  const allocations = (await db.allocations.toArray()).filter(({ state }) => state === 'live')
  const sum = (numbers: readonly number[]) => numbers.reduce((left, right) => left + right, 0)
  const received = sum(
    (await db.payments.toArray()).filter(({ state }) => state === 'received').map(({ amount }) => amount),
  )
  const fromPayments = sum(allocations.filter(({ sourceKind }) => sourceKind === 'payment').map(({ amount }) => amount))
  const fromCredit = sum(
    allocations.filter(({ sourceKind }) => sourceKind === 'creditBalance').map(({ amount }) => amount),
  )
  const credit = sum((await db.creditEntries.toArray()).map(({ remaining }) => remaining))
  expect(received).toBe(fromPayments + fromCredit + credit)
  const numbers: number[] = []
  for (const invoice of await db.invoices.toArray()) {
    const onIt = allocations.filter(({ invoiceId }) => invoiceId === invoice.id)
    const charges = await db.charges.where('invoiceId').equals(invoice.id).toArray()
    if (invoice.state === 'draft') {
      expect(charges.map(({ id }) => id).sort()).toEqual([...invoice.chargeIds].sort())
      expect(charges.every(({ state }) => state === 'drafted')).toBe(true)
      continue
    }
    if (invoice.issuedOn.startsWith('2026')) numbers.push(invoice.sequence)
    const money = sum(onIt.filter(({ sourceKind }) => sourceKind !== 'writeOff').map(({ amount }) => amount))
    const writtenOff = sum(onIt.filter(({ sourceKind }) => sourceKind === 'writeOff').map(({ amount }) => amount))
    expect(invoice.amountDue).toBeGreaterThanOrEqual(0)
    if (invoice.state === 'void') expect([money, writtenOff, charges.length]).toEqual([0, 0, 0])
    else expect(invoice.amountDue).toBe(invoice.payable - money)
    if (invoice.state === 'open' || invoice.state === 'paid')
      expect(invoice.state === 'paid').toBe(invoice.amountDue === 0)
    expect(writtenOff).toBe(invoice.state === 'uncollectible' ? invoice.amountDue : 0)
    expect((await db.documents.get(invoice.id))?.document.totals.gross).toBe(invoice.gross)
  }
  expect(numbers.sort((left, right) => left - right)).toEqual(numbers.map((_number, index) => index + 1))
  for (const { state, invoiceId } of await db.charges.toArray()) {
    expect(invoiceId !== undefined).toBe(state === 'drafted' || state === 'invoiced')
  }
}

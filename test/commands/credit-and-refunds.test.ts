import { describe, expect, it } from 'vitest'
import { addCharge } from '../../src/commands/add-charge.ts'
import { applyCreditByHand } from '../../src/commands/apply-credit.ts'
import { changePayment } from '../../src/commands/change-payment.ts'
import { creditInvoice } from '../../src/commands/credit-invoice.ts'
import { draftInvoices } from '../../src/commands/draft-invoices.ts'
import { expireCredits } from '../../src/commands/expire-credits.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { type GrantGoodwill, grantGoodwill } from '../../src/commands/grant-goodwill.ts'
import { prepareMessage } from '../../src/commands/prepare-message.ts'
import { type RecordPayment, recordPayment } from '../../src/commands/record-payment.ts'
import { type RefundMoney, refundMoney } from '../../src/commands/refund-money.ts'
import { saveBillingGroup } from '../../src/commands/save-billing-group.ts'
import { saveDraft } from '../../src/commands/save-draft.ts'
import { takeOffCredit } from '../../src/commands/take-off-credit.ts'
import { undoPayment } from '../../src/commands/undo-payment.ts'
import { undoRefund } from '../../src/commands/undo-refund.ts'
import { voidInvoice } from '../../src/commands/void-invoice.ts'
import { reopenInvoice, writeOffInvoice } from '../../src/commands/write-off-invoice.ts'
import { addDays, calendarDate, type Instant } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { AllocationId, BillingGroupId, ClientId, InvoiceId, PaymentId } from '../../src/core/ids.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import { hasExpiredCredit } from '../../src/queries/has-expired-credit.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { addClient, change, chargeFields, finalized, issue, setUpPractice } from '../support/practice.ts'

const eur = 'EUR' as CurrencyCode
const share = (invoiceId: InvoiceId, amount: number) => ({ invoiceId, amount: amount as Minor })

/** A client with a default group and "Projects". */
async function practice(creditBalance: 'apply' | 'ask' = 'ask') {
  const books = await openTestBooks()
  const { clientId } = await setUpPractice(books, { creditBalance })
  const home = (await books.db.billingGroups.where('clientId').equals(clientId).first())?.id as BillingGroupId
  const fields = { name: 'Projects', offsetDays: 0, cc: [] }
  const { id: projects } = await books.must(saveBillingGroup, { clientId, fields })
  return { books, clientId, home, projects }
}

async function issueIn(books: TestBooks, clientId: ClientId, billingGroupId: BillingGroupId, price: string) {
  const charge = await books.must(addCharge, { clientId, billingGroupId, fields: chargeFields('Work', decimal(price)) })
  const made = await books.must(draftInvoices, { clientId, chargeIds: [charge.id] })
  const [id] = made.invoiceIds
  if (id === undefined) throw new Error('no draft')
  await books.must(finalizeInvoice, { id })
  return finalized(books, id)
}

function receipt(
  books: TestBooks,
  clientId: ClientId,
  amount: number,
  more: Partial<RecordPayment> = {},
): RecordPayment {
  const receivedOn = calendarDate(books.today)
  const allocate = 'oldest-first'
  return { clientId, currency: eur, amount: amount as Minor, method: 'transfer', receivedOn, allocate, ...more }
}

function back(books: TestBooks, id: string, amount: number, more: Partial<RefundMoney> = {}): RefundMoney {
  const source = { kind: 'payment', id: id as PaymentId } as const
  const refundedOn = calendarDate(books.today)
  return { source, amount: amount as Minor, releases: [], method: 'transfer', refundedOn, ...more }
}

function goodwill(
  clientId: ClientId,
  billingGroupId: BillingGroupId,
  amount: number,
  more: Partial<GrantGoodwill> = {},
) {
  return { clientId, billingGroupId, currency: eur, amount: amount as Minor, reason: 'A late delivery', ...more }
}

async function liveOn(books: TestBooks, invoiceId: InvoiceId) {
  const rows = await books.db.allocations.where('invoiceId').equals(invoiceId).toArray()
  return rows.filter(({ state }) => state === 'live')
}

const typesOf = async (books: TestBooks, command: string) =>
  (await books.db.events.where('id').startsWith(`${command}/`).toArray()).map(({ type }) => type)

describe('a payment', () => {
  it('lies on its invoices since the day it came, credit since today, what a refund leaves there too', async () => {
    const { books, clientId, home } = await practice()
    const { id } = await issueIn(books, clientId, home, '100')
    await books.must(grantGoodwill, goodwill(clientId, home, 1000))
    books.today = '2026-03-20'
    const early = { receivedOn: calendarDate('2026-03-05'), useCredit: true as const }
    const paid = await books.must(recordPayment, receipt(books, clientId, 9000, early))
    expect(paid).toMatchObject({ credit: 0, fromCredit: 1000 })
    const days = (await liveOn(books, id)).map(({ sourceKind, allocatedOn }) => [sourceKind, allocatedOn]).sort()
    expect(days).toEqual([
      ['creditBalance', '2026-03-20'],
      ['payment', '2026-03-05'],
    ])
    const money = (await liveOn(books, id)).find(({ sourceKind }) => sourceKind === 'payment')
    const releases = [{ allocationId: money?.id as AllocationId, amount: 9000 as Minor }]
    await books.must(refundMoney, back(books, paid.id, 4000, { releases }))
    expect((await liveOn(books, id)).find(({ sourceKind }) => sourceKind === 'payment')).toMatchObject({
      amount: 5000,
      allocatedOn: '2026-03-05',
    })
    expect((await books.db.allocations.get(money?.id as AllocationId))?.releasedReason).toBe('refunded')
  })

  it('leaves what is too much to the group of the first invoice that it names', async () => {
    const { books, clientId, home, projects } = await practice()
    const old = await issueIn(books, clientId, home, '50')
    const named = await issueIn(books, clientId, projects, '50')
    const allocate = [share(named.id, 5000), share(old.id, 1000)]
    await books.must(recordPayment, receipt(books, clientId, 7000, { allocate }))
    expect((await books.db.creditEntries.toArray()).map((row) => [row.billingGroupId, row.amount])).toEqual([
      [projects, 1000],
    ])
    // Nothing named: of the oldest that is open.
    await books.must(recordPayment, receipt(books, clientId, 9000))
    expect((await books.db.creditEntries.toArray()).map((row) => row.billingGroupId)).toEqual([projects, home])
    expect(
      await books.refusal(recordPayment, receipt(books, clientId, 7000, { allocate: [share(old.id, 0.5)] })),
    ).toEqual({
      code: 'field-invalid',
      field: 'amount',
      reason: 'not-positive',
    })
    const other = await addClient(books, 'Okafor')
    expect(await books.refusal(recordPayment, receipt(books, other, 100, { allocate: [share(old.id, 100)] }))).toEqual({
      code: 'clients-differ',
    })
    const twice = [share(old.id, 1), share(old.id, 1)]
    expect(await books.refusal(recordPayment, receipt(books, clientId, 700, { allocate: twice }))).toMatchObject({
      code: expect.stringMatching(/wrong-state|field-invalid/),
    })
  })

  it('uses credit on the oldest first, whatever order the invoices were made in', async () => {
    const { books, clientId, home } = await practice()
    await change(books, { termsDays: 30 })
    const later = await issueIn(books, clientId, home, '50')
    await change(books, { termsDays: 3 })
    const sooner = await issueIn(books, clientId, home, '50')
    await books.must(grantGoodwill, goodwill(clientId, home, 2000))
    await books.must(recordPayment, receipt(books, clientId, 4000, { useCredit: true }))
    expect([(await finalized(books, sooner.id)).amountDue, (await finalized(books, later.id)).amountDue]).toEqual([
      0, 4000,
    ])
    const kinds = async (id: InvoiceId) => (await liveOn(books, id)).map(({ sourceKind }) => sourceKind).sort()
    expect([await kinds(sooner.id), await kinds(later.id)]).toEqual([['creditBalance', 'payment'], ['payment']])
  })

  it('uses no credit that is over, though no run has let it go yet (M-17)', async () => {
    const { books, clientId, home } = await practice()
    const { id } = await issueIn(books, clientId, home, '50')
    await books.must(grantGoodwill, goodwill(clientId, home, 1000, { expiresOn: calendarDate('2026-03-10') }))
    await books.must(grantGoodwill, goodwill(clientId, home, 300, { expiresOn: calendarDate('2026-03-11') }))
    books.today = '2026-03-10'
    const paid = await books.must(recordPayment, receipt(books, clientId, 2000, { useCredit: true }))
    expect(paid.fromCredit).toBe(300)
    expect((await finalized(books, id)).amountDue).toBe(2700)
  })

  it('touches its own currency alone, credit too (R-28)', async () => {
    const { books, clientId, home } = await practice()
    const { id } = await issueIn(books, clientId, home, '50')
    const dollars = 'USD' as CurrencyCode
    const charge = await books.must(addCharge, { clientId, currency: dollars, fields: chargeFields('Work', '10') })
    const [draft] = (await books.must(draftInvoices, { clientId, chargeIds: [charge.id] })).invoiceIds
    const row = await books.db.invoices.get(draft as InvoiceId)
    if (row?.state !== 'draft') throw new Error('no draft')
    const exchangeRate = { rate: decimal('0.9'), on: calendarDate('2026-03-02'), source: 'ECB' }
    const head = { allowances: [], surcharges: [], termsDays: 1, prepaid: 0 as Minor, exchangeRate }
    const lines = [{ kind: 'keep', chargeId: charge.id }] as const
    await books.must(saveDraft, { id: row.id, version: row.version, head, lines })
    await books.must(finalizeInvoice, { id: row.id })
    await books.must(grantGoodwill, goodwill(clientId, home, 500, { currency: dollars }))
    const paid = await books.must(recordPayment, receipt(books, clientId, 6000, { useCredit: true }))
    expect(paid).toMatchObject({ credit: 1000, fromCredit: 0 })
    expect([(await finalized(books, id)).amountDue, (await finalized(books, row.id)).amountDue]).toEqual([0, 1000])
    const more = { currency: dollars, useCredit: true as const }
    expect(await books.must(recordPayment, receipt(books, clientId, 600, more))).toMatchObject({
      credit: 100,
      fromCredit: 500,
    })
  })

  it('undone leaves an invoice open that was counted on again before it was paid (R-22)', async () => {
    const { books, clientId, home } = await practice()
    const { id } = await issueIn(books, clientId, home, '50')
    await books.must(writeOffInvoice, { id })
    await books.must(reopenInvoice, { id })
    const paid = await books.must(recordPayment, receipt(books, clientId, 5000))
    await books.must(undoPayment, { id: paid.id, reason: 'bounced' })
    expect(await finalized(books, id)).toMatchObject({ state: 'open', amountDue: 5000 })
    // The last word counts.
    books.now = '2026-03-02T11:00:00.000Z' as Instant
    await books.must(writeOffInvoice, { id })
    const again = await books.must(recordPayment, receipt(books, clientId, 5000, { allocate: [share(id, 5000)] }))
    await books.must(undoPayment, { id: again.id, reason: 'bounced' })
    expect(await finalized(books, id)).toMatchObject({ state: 'uncollectible', amountDue: 5000 })
  })

  it('on what was given up is a recovery row by row, and undone returns it', async () => {
    const { books, clientId, home } = await practice()
    const { id } = await issueIn(books, clientId, home, '100')
    await books.must(writeOffInvoice, { id })
    const first = await books.must(recordPayment, receipt(books, clientId, 3000, { allocate: [share(id, 3000)] }))
    const second = await books.must(recordPayment, receipt(books, clientId, 7000, { allocate: [share(id, 7000)] }))
    const lost = async () => {
      const rows = await books.db.allocations.where('invoiceId').equals(id).toArray()
      return rows
        .filter(({ sourceKind }) => sourceKind === 'writeOff')
        .map(({ amount, state, releasedReason }) => [amount, releasedReason ?? state])
    }
    expect(await lost()).toEqual([
      [10000, 'recovered'],
      [7000, 'recovered'],
    ])
    await books.must(undoPayment, { id: second.id, reason: 'bounced' })
    await books.must(undoPayment, { id: first.id, reason: 'bounced' })
    expect(await lost()).toEqual([
      [10000, 'recovered'],
      [7000, 'recovered'],
      [7000, 'returned'],
      [10000, 'live'],
    ])
    await books.must(voidInvoice, { id, charges: 'drop' })
    expect((await lost()).at(-1)).toEqual([10000, 'voided'])
    expect(await finalized(books, id)).toMatchObject({ state: 'void', amountDue: 0, voidedOn: '2026-03-02' })
  })

  it('that is undone says why, and its credit is reversed, not returned', async () => {
    const { books, clientId, home } = await practice('apply')
    const paid = await books.must(recordPayment, receipt(books, clientId, 5000, { allocate: [] }))
    const { id } = await issueIn(books, clientId, home, '20')
    await books.must(undoPayment, { id: paid.id, reason: 'bounced' }, 'cmd_UNDO')
    expect(await typesOf(books, 'cmd_UNDO')).toEqual(['credit.reversed', 'invoice.reopened', 'payment.undone'])
    expect(await books.db.payments.get(paid.id)).toMatchObject({ state: 'undone', undoneReason: 'bounced', version: 2 })
    expect((await finalized(books, id)).amountDue).toBe(2000)
  })
})

describe('a refund', () => {
  it('keeps what was said of it, and answers what it took from where', async () => {
    const { books, clientId, home } = await practice()
    const { id, number } = await issueIn(books, clientId, home, '100')
    const other = await issueIn(books, clientId, home, '10')
    const allocate = [share(id, 10000), share(other.id, 500)]
    const paid = await books.must(recordPayment, receipt(books, clientId, 11500, { allocate }))
    const releases = [...(await liveOn(books, other.id)), ...(await liveOn(books, id))].map((row) => ({
      allocationId: row.id,
      amount: row.amount,
    }))
    // 10.00 free, 5.00 off the open one, 2.00 off the paid one, which is open again.
    const done = await books.must(
      refundMoney,
      back(books, paid.id, 1700, { releases, method: 'cash', reference: 'R-7' }),
    )
    expect(done).toMatchObject({ fromCredit: 1000, reopened: [number] })
    expect(await books.db.refunds.get(done.id)).toMatchObject({
      amount: 1700,
      direct: 700,
      method: 'cash',
      reference: 'R-7',
      state: 'paid',
      clientName: 'Meyer Studio',
      version: 1,
    })
    expect(await books.db.payments.get(paid.id)).toMatchObject({ refunded: 700, version: 2 })
    for (const amount of [1.5, 2 ** 52]) {
      expect(await books.refusal(refundMoney, back(books, paid.id, amount))).toMatchObject({ code: 'field-invalid' })
    }
    const long = { reference: 'x'.repeat(201) }
    expect(await books.refusal(refundMoney, back(books, paid.id, 1, long))).toMatchObject({ reason: 'too-long' })
    const nobody = { source: { kind: 'credit', id: 'cre_GONE' as never } } as const
    expect(await books.refusal(refundMoney, back(books, '', 1, nobody))).toMatchObject({ code: 'not-found' })
  })

  it('out of credit that was reversed is refused', async () => {
    const { books, clientId } = await practice()
    const paid = await books.must(recordPayment, receipt(books, clientId, 5000, { allocate: [] }))
    const [credit] = await books.db.creditEntries.toArray()
    await books.must(undoPayment, { id: paid.id, reason: 'bounced' })
    const source = { kind: 'credit', id: credit?.id as never } as const
    expect(await books.refusal(refundMoney, back(books, '', 100, { source }))).toMatchObject({ code: 'wrong-state' })
  })

  it('undone is credit of the group whose invoice it came from, since that day', async () => {
    const { books, clientId, projects } = await practice()
    const { id } = await issueIn(books, clientId, projects, '100')
    const paid = await books.must(recordPayment, receipt(books, clientId, 10000))
    const releases = (await liveOn(books, id)).map((row) => ({ allocationId: row.id, amount: row.amount }))
    const refund = await books.must(refundMoney, back(books, paid.id, 10000, { releases }))
    books.today = '2026-03-09'
    const seen = { id: refund.id, version: 1 }
    expect(await books.refusal(undoRefund, { ...seen, reason: 'x'.repeat(501) })).toMatchObject({ reason: 'too-long' })
    expect(await books.refusal(undoRefund, { ...seen, version: 9, reason: '' })).toMatchObject({ code: 'stale' })
    expect(await books.must(undoRefund, { ...seen, reason: 'sent back' })).toEqual({ credit: 10000 })
    expect(await books.db.creditEntries.toArray()).toMatchObject([
      { billingGroupId: projects, amount: 10000, remaining: 10000, receivedOn: '2026-03-09', paymentId: paid.id },
    ])
    expect(await books.db.refunds.get(refund.id)).toMatchObject({
      state: 'undone',
      undoneReason: 'sent back',
      version: 2,
    })
    // What was undone then does not keep the payment from being undone later, whatever is locked.
    const receivedOn = calendarDate('2026-03-09')
    const { version } = (await books.db.payments.get(paid.id)) ?? { version: 0 }
    await books.must(changePayment, { id: paid.id, version, receivedOn, method: 'transfer' })
    await change(books, { booksLockedThrough: calendarDate('2026-03-05') })
    await books.must(undoPayment, { id: paid.id, reason: 'bounced' })
  })
})

describe('goodwill', () => {
  it('keeps its reason, its fields and its last day', async () => {
    const { books, clientId, home } = await practice()
    const expiresOn = calendarDate('2026-05-01')
    const customFields = [
      { name: ' Ticket ', value: '4711' },
      { name: 'Empty', value: ' ' },
    ]
    const given = await books.must(
      grantGoodwill,
      goodwill(clientId, home, 900, { expiresOn, customFields, reason: ' Sorry ' }),
    )
    expect(given).toMatchObject({ applied: [], left: 900 })
    expect(await books.db.creditEntries.get(given.id)).toMatchObject({
      origin: 'goodwill',
      reason: 'Sorry',
      customFields: [{ name: 'Ticket', value: '4711' }],
      expiresOn,
      remaining: 900,
    })
  })

  it('is refused for a group of another client, an unknown currency, too many fields, and in locked books', async () => {
    const { books, clientId, home } = await practice()
    const other = await addClient(books, 'Okafor')
    const refusal = (more: Partial<GrantGoodwill>) => books.refusal(grantGoodwill, goodwill(clientId, home, 900, more))
    expect(await refusal({ clientId: other })).toMatchObject({ code: 'not-found', entity: 'billingGroup' })
    expect(await refusal({ currency: 'XXQ' as CurrencyCode })).toMatchObject({ reason: 'unknown-currency' })
    const customFields = Array.from({ length: 21 }, (_, at) => ({ name: `Field ${at}`, value: 'x' }))
    expect(await refusal({ customFields })).toMatchObject({ field: 'customFields' })
    expect(await refusal({ amount: 1.5 as Minor })).toMatchObject({ field: 'amount' })
    await change(books, { booksLockedThrough: calendarDate('2026-03-02') })
    expect(await refusal({})).toMatchObject({ code: 'books-locked' })
  })

  it('expires by client and currency, once, and where nothing is over nothing is written', async () => {
    const { books, clientId, home } = await practice()
    const expiresOn = calendarDate('2026-03-10')
    for (const currency of ['EUR', 'USD'] as CurrencyCode[]) {
      await books.must(grantGoodwill, goodwill(clientId, home, 900, { currency, expiresOn }))
    }
    const before = await books.db.events.count()
    expect(await books.must(expireCredits, {})).toEqual({ expired: 0 })
    expect(await books.db.events.count()).toBe(before)
    books.today = expiresOn
    expect(await hasExpiredCredit(books.db, expiresOn)).toBe(true)
    expect(await books.must(expireCredits, {})).toEqual({ expired: 2 })
    expect(await hasExpiredCredit(books.db, expiresOn)).toBe(false)
    expect(await books.must(expireCredits, {})).toEqual({ expired: 0 })
    expect((await books.db.creditEntries.toArray()).map(({ expired, remaining }) => [expired, remaining])).toEqual([
      [900, 0],
      [900, 0],
    ])
  })
})

describe('a credit note', () => {
  it('that settles an invoice ends its reminders and says so; what nothing asks for is kept (R-33, R-24)', async () => {
    const { books, clientId, home } = await practice()
    const { id } = await issueIn(books, clientId, home, '100')
    await books.must(recordPayment, receipt(books, clientId, 4000))
    await books.must(prepareMessage, { invoiceId: id, kind: 'reminder', attachPdf: 1, listUnpaid: 0 })
    const picks = [{ line: 0, kind: 'rest' }] as const
    await books.must(creditInvoice, { credits: [{ invoiceId: id, picks }], reason: 'Never done' }, 'cmd_NOTE')
    expect(await finalized(books, id)).toMatchObject({ state: 'paid', amountDue: 0 })
    expect(await books.db.messages.toArray()).toMatchObject([{ state: 'cancelled', why: 'credited' }])
    const [credit] = await books.db.creditEntries.toArray()
    expect(credit).toMatchObject({ origin: 'credit-note', amount: 10000, remaining: 4000 })
    const events = await books.db.events.where('id').startsWith('cmd_NOTE/').toArray()
    expect(events.find(({ type }) => type === 'credit.deposited')?.data).toMatchObject({ amount: 4000 })
    expect(events.find(({ type }) => type === 'credit.applied')?.data).toMatchObject({ amount: 6000 })
  })
})

describe('credit by hand', () => {
  it('moves whole minor units on open days only, and a part comes off again', async () => {
    const { books, clientId, home } = await practice()
    const { id } = await issueIn(books, clientId, home, '100')
    const { id: creditId } = await books.must(grantGoodwill, goodwill(clientId, home, 5000))
    const put = { creditId, invoiceId: id, amount: 3000 as Minor }
    for (const amount of [0.5, -1, 0] as Minor[]) {
      expect(await books.refusal(applyCreditByHand, { ...put, amount })).toMatchObject({ code: 'field-invalid' })
    }
    expect(await books.must(applyCreditByHand, put)).toEqual({ amountDue: 7000, state: 'open', left: 2000 })
    const [row] = await liveOn(books, id)
    const allocationId = row?.id as AllocationId
    for (const amount of [0.5, 3001, 0] as Minor[]) {
      expect(await books.refusal(takeOffCredit, { allocationId, amount })).toMatchObject({
        code: amount === 0.5 ? 'field-invalid' : 'release-exceeds',
      })
    }
    books.today = addDays(calendarDate(books.today), 3)
    expect(await books.must(takeOffCredit, { allocationId, amount: 1000 as Minor }, 'cmd_OFF')).toEqual({
      amountDue: 8000,
    })
    expect(await typesOf(books, 'cmd_OFF')).toEqual(['credit.taken-off'])
    expect(await liveOn(books, id)).toMatchObject([{ amount: 2000, allocatedOn: '2026-03-02' }])
    expect(await books.db.creditEntries.get(creditId)).toMatchObject({ remaining: 3000 })
    const [rest] = await liveOn(books, id)
    await change(books, { booksLockedThrough: calendarDate(books.today) })
    expect(await books.refusal(applyCreditByHand, put)).toMatchObject({ code: 'books-locked' })
    expect(await books.refusal(takeOffCredit, { allocationId: rest?.id as AllocationId })).toMatchObject({
      code: 'books-locked',
    })
  })

  it('stays on an invoice that is counted on again, and comes back from a void one', async () => {
    const { books, clientId, home } = await practice('apply')
    const { id: creditId } = await books.must(grantGoodwill, goodwill(clientId, home, 3000))
    const { id } = await issueIn(books, clientId, home, '100')
    await books.must(writeOffInvoice, { id })
    await books.must(reopenInvoice, { id }, 'cmd_REOPEN')
    const [told] = await books.db.events.where('id').startsWith('cmd_REOPEN/').toArray()
    expect(told?.data).toMatchObject({ reason: 'write-off taken back', due: 7000 })
    const [row] = (await liveOn(books, id)).filter(({ sourceKind }) => sourceKind === 'creditBalance')
    await books.must(voidInvoice, { id, charges: 'drop' })
    expect(await books.db.allocations.get(row?.id as AllocationId)).toMatchObject({
      state: 'released',
      releasedReason: 'voided',
    })
    expect(await books.db.creditEntries.get(creditId)).toMatchObject({ remaining: 3000 })
  })

  it('what a payment paid is not taken off', async () => {
    const { books, clientId } = await practice()
    const { id } = await issue(books, clientId, '100')
    await books.must(recordPayment, receipt(books, clientId, 4000))
    const [row] = await liveOn(books, id)
    expect(await books.refusal(takeOffCredit, { allocationId: row?.id as AllocationId })).toEqual({
      code: 'release-exceeds',
      paid: 0,
      currency: 'EUR',
    })
  })
})

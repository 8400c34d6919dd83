// Money through the commands, against the plain reference of the ledger: 60 acts in a row, the books recomputed in between
// and at the end; what declares an undo leaves the sums as they were.

import { IDBFactory } from 'fake-indexeddb'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addCharge } from '../../src/commands/add-charge.ts'
import { applyCreditByHand } from '../../src/commands/apply-credit.ts'
import { applyCreditBalance } from '../../src/commands/apply-credit-balance.ts'
import { draftInvoices } from '../../src/commands/draft-invoices.ts'
import { expireCredits } from '../../src/commands/expire-credits.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { grantGoodwill } from '../../src/commands/grant-goodwill.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { type RefundMoney, refundMoney } from '../../src/commands/refund-money.ts'
import { saveBillingGroup } from '../../src/commands/save-billing-group.ts'
import { takeOffCredit } from '../../src/commands/take-off-credit.ts'
import { undoPayment } from '../../src/commands/undo-payment.ts'
import { undoRefund } from '../../src/commands/undo-refund.ts'
import { voidInvoice } from '../../src/commands/void-invoice.ts'
import { reopenInvoice, writeOffInvoice } from '../../src/commands/write-off-invoice.ts'
import { addDays, type CalendarDate, calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { BillingGroupId, ClientId, InvoiceId } from '../../src/core/ids.ts'
import type { Allocation, CreditEntry, FinalizedInvoice } from '../../src/core/model.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import { checkBooks } from '../../src/storage/check-books.ts'
import { differingSums } from '../../src/storage/recompute-sums.ts'
import { verifySeals } from '../../src/storage/verify-seals.ts'
import { dumpBooks } from '../support/dump-books.ts'
import { creditOfPayment, MoneyPots } from '../support/money-pots.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { change, chargeFields, setUpPractice } from '../support/practice.ts'

// A hundred sequences in the soak; by the day as many as a unit stage has time for.
const runs = Number(process.env.SOAK_RUNS ?? 100)
const firstDay = calendarDate('2026-03-02')
const currency = 'EUR' as CurrencyCode

const act = fc.record({
  kind: fc.constantFrom(
    'issue',
    'issue',
    'pay',
    'pay',
    'pay-named',
    'pay-with-credit',
    'apply',
    'apply-balance',
    'goodwill',
    'goodwill',
    'take-off',
    'refund-payment',
    'refund-payment',
    'refund-credit',
    'undo-refund',
    'undo-payment',
    'void',
    'write-off',
    'reopen',
    'tomorrow',
    'expire',
    'there-and-back',
  ),
  n: fc.nat(40),
  m: fc.nat(40),
  amount: fc.integer({ min: 500, max: 6000 }),
  part: fc.double({ min: 0, max: 1, noNaN: true }),
})
type Act = typeof act extends fc.Arbitrary<infer One> ? One : never

interface Template {
  readonly rows: ReadonlyMap<string, readonly unknown[]>
  readonly clientId: ClientId
  readonly groups: readonly BillingGroupId[]
}

/** A client with two groups and sixteen drafts: made once, laid into each fresh database. */
async function makeTemplate(): Promise<Template> {
  const books = await openTestBooks({ tab: 'S' })
  const { clientId } = await setUpPractice(books)
  const first = await books.db.billingGroups.where('clientId').equals(clientId).first()
  const fields = { name: 'Projects', offsetDays: 0, cc: [] }
  const second = await books.must(saveBillingGroup, { clientId, fields })
  const groups = [first?.id as BillingGroupId, second.id]
  for (let n = 0; n < 16; n += 1) {
    const price = decimal(String(10 + ((n * 37) % 60)))
    const billingGroupId = groups[n % 2] as BillingGroupId
    const charge = await books.must(addCharge, { clientId, billingGroupId, fields: chargeFields('Session', price) })
    await books.must(draftInvoices, { clientId, chargeIds: [charge.id] })
  }
  const rows = [...(await dumpBooks(books))].map(([table, byKey]) => [table, [...byKey.values()]] as const)
  books.db.close()
  return { rows: new Map(rows), clientId, groups }
}

async function openFrom({ rows }: Template): Promise<TestBooks> {
  const books = await openTestBooks({ factory: new IDBFactory(), tab: 'T' })
  const { db } = books
  await db.transaction('rw', db.tables, async () => {
    for (const [table, all] of rows) if (all.length > 0) await db.table(table).bulkPut([...all])
  })
  return books
}

class Model {
  readonly pots = new MoneyPots()
  private count = 0
  readonly books: TestBooks
  readonly template: Template
  private readonly applies: boolean

  constructor(books: TestBooks, template: Template, applies: boolean) {
    this.books = books
    this.template = template
    this.applies = applies
  }

  get today(): CalendarDate {
    return calendarDate(this.books.today)
  }

  order(): string {
    this.count += 1
    return `${this.today} ${String(this.count).padStart(5, '0')}`
  }

  /** What the reference calls a source of money. */
  potOf(source: string, credits: readonly CreditEntry[]): string {
    const paymentId = credits.find(({ id }) => id === source)?.paymentId
    return paymentId === undefined ? source : creditOfPayment(paymentId)
  }

  /** Does one act through its command, and on the reference: both allow it, or neither. */
  async act(one: Act): Promise<void> {
    const { books, pots, template } = this
    const { db } = books
    const { clientId } = template
    const { kind, n, m, amount, part } = one
    const pick = <Row>(rows: readonly Row[], by = n): Row | undefined => rows[by % Math.max(rows.length, 1)]
    const [all, payments, credits, refunds, allocations] = await db.transaction(
      'r',
      [db.invoices, db.payments, db.creditEntries, db.refunds, db.allocations],
      () =>
        Promise.all([
          db.invoices.toArray(),
          db.payments.toArray(),
          db.creditEntries.toArray(),
          db.refunds.toArray(),
          db.allocations.toArray(),
        ]),
    )
    const invoices = all.filter((row): row is FinalizedInvoice => row.state !== 'draft')
    const live = allocations.filter(({ state, sourceKind }) => state === 'live' && sourceKind !== 'writeOff')
    const invoice = pick(invoices)
    const credit = pick(credits, m)
    const payment = pick(payments)
    const groupOf = (id: string | undefined) => invoices.find((row) => row.id === id)?.billingGroupId
    const defaultGroup = template.groups[0] as BillingGroupId
    const receipt = { clientId, currency, amount: amount as Minor, method: 'transfer', receivedOn: this.today } as const
    const note = `${kind} ${JSON.stringify(one)}`
    switch (kind) {
      case 'issue': {
        const draft = all.find(({ state }) => state === 'draft')
        if (draft === undefined) return
        await books.must(finalizeInvoice, { id: draft.id })
        const row = (await db.invoices.get(draft.id)) as FinalizedInvoice
        pots.issue(row.id, row.payable, row.billingGroupId, `${row.dueOn} ${row.issuedOn} ${row.number}`)
        if (this.applies) pots.applyOldest(row.id, this.today)
        return
      }
      case 'pay':
      case 'pay-with-credit': {
        const withCredit = kind === 'pay-with-credit'
        const oldest = pots.open()[0]
        if (withCredit) for (const id of pots.open()) pots.applyOldest(id, this.today)
        const due = pots.open().reduce((sum, id) => sum + pots.due(id), 0)
        const whole = (m % 2 === 0 ? amount : Math.max(500, Math.floor(due * (0.5 + part)))) as Minor
        const paid = await books.run(recordPayment, {
          ...receipt,
          amount: whole,
          allocate: 'oldest-first',
          ...(withCredit ? { useCredit: true } : {}),
        })
        expect(paid.ok, note).toBe(true)
        if (!paid.ok) return
        const rest = { group: groupOf(oldest) ?? defaultGroup, order: this.order() }
        expect(pots.receive(paid.value.id, whole, 'oldest-first', rest)).toBe(true)
        expect(paid.value.credit, note).toBe(Math.max(0, whole - due))
        return
      }
      case 'pay-named': {
        const some = invoices.filter(({ id }) => pots.due(id) > 0).slice(0, m % 4)
        const shares = some.map(({ id }) => ({ invoiceId: id, amount: Math.ceil(pots.due(id) * part * 1.1) as Minor }))
        const named = shares.filter((each) => each.amount > 0)
        const paid = await books.run(recordPayment, { ...receipt, allocate: shares })
        const id = paid.ok ? paid.value.id : 'refused'
        const asPots = named.map((share) => ({ invoice: share.invoiceId, amount: share.amount }))
        const rest = { group: groupOf(named[0]?.invoiceId) ?? defaultGroup, order: this.order() }
        expect(paid.ok, note).toBe(pots.receive(id, amount, asPots, rest))
        return
      }
      case 'apply': {
        if (invoice === undefined || credit === undefined) return
        const fits =
          credit.billingGroupId === invoice.billingGroupId &&
          (credit.expiresOn === undefined || credit.expiresOn > this.today) &&
          (credit.origin !== 'goodwill' || invoice.state !== 'uncollectible') &&
          pots.apply(this.potOf(credit.id, credits), invoice.id, amount)
        const answer = await books.run(applyCreditByHand, {
          creditId: credit.id,
          invoiceId: invoice.id,
          amount: amount as Minor,
        })
        expect(answer.ok, note).toBe(fits)
        return
      }
      case 'apply-balance': {
        if (invoice === undefined) return
        const moved = pots.applyOldest(invoice.id, this.today)
        const answer = await books.run(applyCreditBalance, { id: invoice.id })
        expect(answer.ok ? answer.value.applied : 0, note).toBe(moved)
        return
      }
      case 'goodwill': {
        const group = template.groups[n % 2] as BillingGroupId
        const expiresOn = m % 2 === 0 ? { expiresOn: addDays(this.today, 1 + m) } : {}
        const order = this.order()
        const given = await books.must(grantGoodwill, {
          clientId,
          billingGroupId: group,
          currency,
          amount: amount as Minor,
          reason: 'Sorry',
          ...expiresOn,
        })
        pots.credit(given.id, amount, { group, order, ...expiresOn }, this.applies ? 'oldest' : 'nothing')
        expect(given.left, note).toBe(pots.left(given.id))
        return
      }
      case 'take-off': {
        const row = pick(live)
        if (row === undefined) return
        const by = m % 3 === 0 ? row.amount : amount
        const where = { invoice: row.invoiceId, source: this.potOf(row.sourceId, credits), amount: by }
        const answer = await books.run(takeOffCredit, { allocationId: row.id, amount: by as Minor })
        expect(answer.ok, note).toBe(pots.takeOff(where, row.amount))
        return
      }
      case 'refund-payment':
      case 'refund-credit': {
        const source = kind === 'refund-payment' ? payment : credit
        if (source !== undefined)
          await this.refund(one, kind === 'refund-payment' ? 'payment' : 'credit', source.id, credits, live)
        return
      }
      case 'undo-refund': {
        const row = pick(refunds)
        if (row === undefined) return
        const answer = await books.run(undoRefund, { id: row.id, version: row.version, reason: 'sent back' })
        const paid = allocations.filter(({ sourceId }) => sourceId === row.sourceId)
        const byIt = paid.find((each) => each.releasedAt === row.createdAt && each.releasedReason === 'refunded')
        const first = byIt ?? paid[0]
        const rest = { group: groupOf(first?.invoiceId) ?? defaultGroup, order: this.order() }
        expect(answer.ok, note).toBe(pots.undoRefund(row.id, rest))
        return
      }
      case 'undo-payment':
        if (payment === undefined) return
        expect((await books.run(undoPayment, { id: payment.id, reason: 'bounced' })).ok, note).toBe(
          pots.undoPayment(payment.id),
        )
        return
      case 'void':
        // Not too many of them: nothing can be done with a void one.
        if (invoice === undefined || m % 4 !== 0) return
        expect((await books.run(voidInvoice, { id: invoice.id, charges: 'drop' })).ok, note).toBe(pots.void(invoice.id))
        return
      case 'write-off':
        if (invoice === undefined) return
        expect((await books.run(writeOffInvoice, { id: invoice.id })).ok, note).toBe(pots.writeOff(invoice.id))
        return
      case 'reopen':
        if (invoice === undefined) return
        expect((await books.run(reopenInvoice, { id: invoice.id })).ok, note).toBe(pots.reopen(invoice.id))
        return
      case 'tomorrow':
        books.today = addDays(this.today, 1 + (n % 9))
        return
      case 'expire': {
        const gone = pots.expire(this.today)
        expect(await books.must(expireCredits, {}), note).toEqual({ expired: gone })
        return
      }
      case 'there-and-back':
        await this.thereAndBack(
          one,
          invoices,
          credits,
          payments.filter(({ state }) => state === 'received').map(({ id }) => id),
        )
    }
  }

  private async refund(
    { n, m, amount, part }: Act,
    kind: 'payment' | 'credit',
    id: string,
    credits: readonly CreditEntry[],
    live: readonly Allocation[],
  ): Promise<void> {
    const { books, pots } = this
    const own = credits.filter(({ paymentId }) => paymentId === id).map((entry) => entry.id as string)
    const lying = part < 0.2 ? [] : live.filter(({ sourceId }) => [id, ...own].includes(sourceId)).slice(0, 1 + (n % 3))
    const releases = lying.map((row) => ({ allocationId: row.id, amount: Math.ceil(row.amount * part) as Minor }))
    const named = releases.reduce((sum, release) => sum + release.amount, 0)
    const free = pots.free(this.potOf(id, credits))
    const whole = m % 3 === 0 ? free + named : amount
    // what is free first, then in their order what the named ones are needed for.
    let open = Math.max(0, whole - free)
    const parts = lying.flatMap((row, index) => {
      const by = Math.min(open, releases[index]?.amount ?? 0)
      open -= by
      return by > 0 ? [{ invoice: row.invoiceId, source: this.potOf(row.sourceId, credits), amount: by }] : []
    })
    const answer = await books.run(refundMoney, {
      source: { kind, id } as RefundMoney['source'],
      amount: whole as Minor,
      releases,
      method: 'transfer',
      refundedOn: this.today,
    })
    const key = answer.ok ? answer.value.id : 'refused'
    const last = credits.find((credit) => credit.id === id)?.expiresOn
    const over = last !== undefined && last <= this.today
    expect(answer.ok, JSON.stringify({ kind, id, whole, free, releases, answer })).toBe(
      !over && pots.refund(key, this.potOf(id, credits), whole, parts),
    )
  }

  /** An act that declares an undo, done and undone: every sum is as it was. */
  private async thereAndBack(
    { n, m, amount, part }: Act,
    invoices: readonly FinalizedInvoice[],
    credits: readonly CreditEntry[],
    payments: readonly string[],
  ): Promise<void> {
    const { books, pots, template } = this
    const before = await sumsOf(books)
    const open = invoices.filter(({ id }) => pots.state(id) === 'open')
    const invoice = open[n % Math.max(open.length, 1)]
    if (m % 4 === 0) {
      const { id } = await books.must(recordPayment, {
        clientId: template.clientId,
        currency,
        amount: amount as Minor,
        method: 'cash',
        receivedOn: this.today,
        allocate: 'oldest-first',
      })
      await books.must(undoPayment, { id, reason: 'a mistake' })
    } else if (m % 4 === 1 && invoice !== undefined) {
      await books.must(writeOffInvoice, { id: invoice.id })
      await books.must(reopenInvoice, { id: invoice.id })
    } else if (m % 4 === 2) {
      const usable = credits.filter((row) => row.billingGroupId === invoice?.billingGroupId && row.remaining > 0)
      const credit = usable.find(({ expiresOn }) => expiresOn === undefined || expiresOn > this.today)
      if (credit === undefined || invoice === undefined) return
      const most = Math.min(credit.remaining, pots.due(invoice.id))
      const by = Math.max(1, Math.floor(most * part)) as Minor
      await books.must(applyCreditByHand, { creditId: credit.id, invoiceId: invoice.id, amount: by })
      const lies = (await books.db.allocations.where('sourceId').equals(credit.id).toArray()).filter(
        ({ state, invoiceId, amount: on }) => state === 'live' && invoiceId === invoice.id && on === by,
      )
      await books.must(takeOffCredit, { allocationId: (lies.at(-1) as Allocation).id })
    } else {
      const id = payments.find((payment) => pots.free(payment) > 0)
      if (id === undefined) return
      const refund = await books.must(refundMoney, {
        source: { kind: 'payment', id } as RefundMoney['source'],
        amount: pots.free(id) as Minor,
        releases: [],
        method: 'cash',
        refundedOn: this.today,
      })
      await books.must(undoRefund, { id: refund.id, version: 1, reason: 'a mistake' })
    }
    expect(await sumsOf(books)).toEqual(before)
  }

  /** Every row against the reference, and the books against themselves. */
  async check(): Promise<void> {
    const { pots, books } = this
    const { db } = books
    const credits = await db.creditEntries.toArray()
    const allocations = (await db.allocations.toArray()).filter(({ state }) => state === 'live')
    for (const row of await db.invoices.toArray()) {
      if (row.state === 'draft') continue
      expect([row.number, row.amountDue, row.state]).toEqual([row.number, pots.due(row.id), pots.state(row.id)])
      expect(row.amountDue).toBeGreaterThanOrEqual(0)
      expect(row.paidOn !== undefined).toBe(row.state === 'paid')
      const lost = allocations.filter(({ sourceKind, invoiceId }) => sourceKind === 'writeOff' && invoiceId === row.id)
      const writtenOff = lost.reduce((sum, { amount }) => sum + amount, 0)
      expect(writtenOff).toBe(row.state === 'uncollectible' ? row.amountDue : 0)
    }
    for (const { id, remaining } of credits) expect(remaining).toBe(pots.left(this.potOf(id, credits)))
    const lying = new Map<string, number>()
    for (const { invoiceId, sourceId, sourceKind, amount } of allocations) {
      if (sourceKind === 'writeOff') continue
      const key = `${invoiceId}|${this.potOf(sourceId, credits)}`
      lying.set(key, (lying.get(key) ?? 0) + amount)
    }
    expect(Object.fromEntries(lying)).toEqual(Object.fromEntries(pots.lying))
    for (const [id, { amount, direct, undone }] of pots.refunds) {
      const row = await db.refunds.get(id as InvoiceId as never)
      expect(row).toMatchObject({ amount, direct, state: undone ? 'undone' : 'paid' })
    }
    expect(pots.difference()).toBe(0)
    expect(await differingSums(db)).toEqual([])
    await checkBooks(db)
  }
}

async function sumsOf({ db }: TestBooks) {
  return Object.fromEntries((await db.sums.toArray()).map(({ key, values }) => [key, values]))
}

describe('money through the commands', () => {
  it('is what the plain reference says, whatever is done; sums, books and seals hold', async () => {
    const template = await makeTemplate()
    const points = fc.uniqueArray(fc.nat(59), { minLength: 5, maxLength: 5 })
    const sequence = fc.array(act, { minLength: 60, maxLength: 60, size: 'max' })
    await fc.assert(
      fc.asyncProperty(sequence, points, fc.boolean(), async (acts, looks, applies) => {
        const books = await openFrom(template)
        books.today = firstDay
        await change(books, {
          creditBalance: applies ? 'apply' : 'ask',
          partialPayments: { allowed: true, minimum: 1 as Minor },
        })
        const model = new Model(books, template, applies)
        for (const [index, one] of acts.entries()) {
          await model.act(one)
          if (looks.includes(index)) await model.check()
        }
        await model.check()
        expect((await verifySeals(books.db)).filter(({ broken }) => broken !== undefined)).toEqual([])
        books.db.close()
      }),
      { numRuns: runs },
    )
  }, 600_000)
})

// The steps about money that goes back and credit that is kept: refunds, goodwill, credit by hand.
import { applyCreditByHand } from '../../../src/commands/apply-credit.ts'
import { applyCreditBalance } from '../../../src/commands/apply-credit-balance.ts'
import { grantGoodwill } from '../../../src/commands/grant-goodwill.ts'
import { refundMoney } from '../../../src/commands/refund-money.ts'
import { takeOffCredit } from '../../../src/commands/take-off-credit.ts'
import { undoRefund } from '../../../src/commands/undo-refund.ts'
import { calendarDate } from '../../../src/core/date.ts'
import type { RefundId } from '../../../src/core/ids.ts'
import type { Allocation, CreditEntry, PaymentMethod } from '../../../src/core/model.ts'
import type { CurrencyCode } from '../../../src/core/money.ts'
import { type BillingWorld, fieldsOf, type Perform } from './billing-verbs.ts'
import { taken } from './read-contract.ts'
import { Fields, ScenarioError } from './read-scenario.ts'
import { Names, toMinor } from './scenario-world.ts'

export function moneyVerbs(world: BillingWorld, currency: CurrencyCode): Readonly<Record<string, Perform>> {
  const { books, names } = world
  const { db } = books
  const goodwill = new Names<CreditEntry['id']>('credit')
  const refunds = new Names<RefundId>('refund')

  /** Goodwill by its name, what a payment left by the payment's, a credit note's by its number. */
  const creditOf = async (name: string, path: string): Promise<CreditEntry> => {
    const note = await db.creditNotes.where('number').equals(name).first()
    const row = goodwill.has(name)
      ? await db.creditEntries.get(goodwill.get(name))
      : note === undefined
        ? await db.creditEntries.where('paymentId').equals(names.payments.get(name)).last()
        : await db.creditEntries.where('creditNoteId').equals(note.id).first()
    if (row === undefined) throw new ScenarioError(`${path}: there is no credit "${name}"`)
    return row
  }
  /** What of a payment, or of its credit, lies on an invoice now. */
  const onInvoice = async (sourceIds: readonly string[], invoice: string): Promise<Allocation[]> => {
    const rows = await db.allocations.where('invoiceId').equals(names.invoices.get(invoice)).toArray()
    return rows.filter(({ sourceId, state }) => state === 'live' && sourceIds.includes(sourceId))
  }

  return {
    applyCreditBalance: async (yaml, path, run) => {
      const fields = fieldsOf(yaml, 'invoice', path)
      const id = names.invoices.get(fields.text('invoice'))
      fields.done()
      await run(applyCreditBalance, { id })
      return undefined
    },
    grantGoodwill: async (yaml, path, run) => {
      const fields = new Fields(yaml, path)
      const client = fields.text('client')
      const in_ = (fields.optionalText('currency') as CurrencyCode | undefined) ?? currency
      const name = fields.optionalText('as') ?? 'goodwill'
      const group = names.groups.get(fields.optionalText('group') ?? client)
      const more = fields.optionalFields('customFields')?.entries()
      const granted = await run(grantGoodwill, {
        clientId: names.clients.get(client),
        billingGroupId: group,
        currency: in_,
        amount: toMinor(fields.text('amount'), in_, path),
        reason: fields.optionalText('reason') ?? 'Sorry for the wait',
        ...taken('expiresOn', fields.optionalDate('expiresOn')),
        ...(more === undefined
          ? {}
          : { customFields: more.map(([field, value]) => ({ name: field, value: String(value) })) }),
      })
      fields.done()
      if (granted !== undefined) goodwill.bind(name, granted.id)
      return undefined
    },
    applyCredit: async (yaml, path, run) => {
      const fields = new Fields(yaml, path)
      const credit = await creditOf(fields.text('credit'), path)
      const invoiceId = names.invoices.get(fields.text('invoice'))
      const amount = toMinor(fields.text('amount'), credit.currency, path)
      fields.done()
      await run(applyCreditByHand, { creditId: credit.id, invoiceId, amount })
      return undefined
    },
    takeOffCredit: async (yaml, path, run) => {
      const fields = new Fields(yaml, path)
      const credit = await creditOf(fields.text('credit'), path)
      const invoice = fields.text('invoice')
      const [allocation] = await onInvoice([credit.id], invoice)
      if (allocation === undefined) throw new ScenarioError(`${path}: no such credit lies on ${invoice}`)
      const amount = fields.optionalText('amount')
      fields.done()
      await run(takeOffCredit, {
        allocationId: allocation.id,
        ...(amount === undefined ? {} : { amount: toMinor(amount, credit.currency, path) }),
      })
      return undefined
    },
    refundMoney: async (yaml, path, run) => {
      const fields = new Fields(yaml, path)
      const payment = fields.optionalText('payment')
      const source =
        payment === undefined
          ? ({ kind: 'credit', id: (await creditOf(fields.text('credit'), path)).id } as const)
          : ({ kind: 'payment', id: names.payments.get(payment) } as const)
      const credits =
        source.kind === 'payment' ? await db.creditEntries.where('paymentId').equals(source.id).toArray() : []
      const mine = [source.id, ...credits.map(({ id }) => id)]
      const releases = []
      for (const [invoice, amount] of fields.optionalFields('from')?.entries() ?? []) {
        const [allocation] = await onInvoice(mine, invoice)
        if (allocation === undefined) throw new ScenarioError(`${path}: nothing of it lies on ${invoice}`)
        releases.push({ allocationId: allocation.id, amount: toMinor(String(amount), currency, path) })
      }
      const name = fields.optionalText('as') ?? 'refund'
      const done = await run(refundMoney, {
        source,
        amount: toMinor(fields.text('amount'), currency, path),
        releases,
        method: (fields.optionalText('method') ?? 'transfer') as PaymentMethod,
        refundedOn: fields.optionalDate('refundedOn') ?? calendarDate(books.today),
        ...taken('reference', fields.optionalText('reference')),
      })
      fields.done()
      if (done !== undefined) refunds.bind(name, done.id)
      return undefined
    },
    undoRefund: async (yaml, path, run) => {
      const fields = fieldsOf(yaml, 'refund', path)
      const row = await db.refunds.get(refunds.get(fields.text('refund')))
      if (row === undefined) throw new ScenarioError(`${path}: the refund is gone`)
      const reason = fields.optionalText('reason') ?? 'sent back by the bank'
      fields.done()
      await run(undoRefund, { id: row.id, version: row.version, reason })
      return undefined
    },
  }
}

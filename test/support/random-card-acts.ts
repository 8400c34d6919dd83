// Random acts on charges of stored cards, and what a deliverer writes about them.
import fc from 'fast-check'
import { addCharge } from '../../src/commands/add-charge.ts'
import { attemptCard } from '../../src/commands/attempt-card.ts'
import { cancelCardAttempt } from '../../src/commands/cancel-card-attempt.ts'
import { claimDelivery } from '../../src/commands/claim-delivery.ts'
import { clearCardAttempt } from '../../src/commands/clear-card-attempt.ts'
import { collectInvoice } from '../../src/commands/collect-invoice.ts'
import { draftInvoices } from '../../src/commands/draft-invoices.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { refundCard } from '../../src/commands/refund-card.ts'
import { saveEndpoint } from '../../src/commands/save-endpoint.ts'
import { addMethod, keepCardSetup, storeCard } from '../../src/commands/save-method.ts'
import { saveRule } from '../../src/commands/save-rule.ts'
import { type ChargeReport, settleCardAttempt } from '../../src/commands/settle-card-attempt.ts'
import { type RefundReport, settleCardRefund } from '../../src/commands/settle-card-refund.ts'
import type { OutboxRow } from '../../src/core/automation/outbox.ts'
import { calendarDate } from '../../src/core/date.ts'
import { minor } from '../../src/core/money.ts'
import { isOpenAttempt } from '../../src/core/payments/attempt-states.ts'
import type { TestBooks } from './open-test-books.ts'
import { chargeFields } from './practice.ts'
import type { Cast } from './random-acts.ts'

const acts = [
  'card',
  'invoice',
  'attempt',
  'attempt',
  'collect',
  'claim',
  'claim',
  'clear',
  'clear',
  'settle',
  'settle',
  'giveUp',
  'refund',
  'settleRefund',
] as const

export interface CardStep {
  readonly act: (typeof acts)[number]
  /** Which row, by number. */
  readonly pick: number
}

export const cardStep: fc.Arbitrary<CardStep> = fc.record({ act: fc.constantFrom(...acts), pick: fc.nat(1000) })

/** Each act once, in an order in which it finds something to do. */
export const cardWarmUp: readonly CardStep[] = (
  [
    ['card', 0],
    ['invoice', 0],
    ['attempt', 0],
    ['claim', 0],
    ['clear', 0],
    ['settle', 0],
    ['refund', 0],
    ['claim', 0],
    ['settleRefund', 0],
    ['invoice', 0],
    ['attempt', 0],
    ['giveUp', 0],
    ['collect', 0],
  ] as const
).map(([act, pick]) => ({ act, pick }))

/** Does one act with whatever rows it finds; one that finds none does nothing, one that is refused writes nothing. */
export async function performCard(books: TestBooks, { act, pick }: CardStep, { clients }: Cast): Promise<void> {
  const { db } = books
  const one = <Row>(rows: readonly Row[]): Row | undefined => rows[pick % Math.max(rows.length, 1)]
  const clientId = clients[pick % clients.length] as Cast['clients'][number]
  const rows = await db.outbox.toArray()
  const row = (kind: OutboxRow['payload']['kind'], ...states: readonly OutboxRow['state'][]) =>
    one(rows.filter(({ payload, state }) => payload.kind === kind && states.includes(state)))
  const open = async () => {
    const invoices = await db.invoices.where('[clientId+state]').equals([clientId, 'open']).toArray()
    return one(invoices)
  }
  switch (act) {
    case 'card': {
      const { id: endpointId } = await books.must(saveEndpoint, {
        fields: { name: 'Cards', url: 'https://cards.example', purpose: 'card', events: [] },
        secret: `rk_test_${String(pick).padStart(16, '0')}`,
      })
      const added = await books.run(addMethod, { clientId, kind: 'card', makeDefault: true })
      if (!added.ok) return
      const [customer, session] = [`cus_${pick}`, `cs_${pick}`]
      const setup = { endpointId, customer, session, url: `https://pay.example/${session}` }
      const { id } = await books.must(keepCardSetup, { ...added.value, setup })
      await books.must(storeCard, { id, session, card: { endpointId, customer, method: `pm_${pick}` } })
      return
    }
    case 'invoice': {
      await books.run(addCharge, { clientId, fields: chargeFields('Session', '100') })
      const drafted = await books.run(draftInvoices, { clientId, chargeIds: 'all' })
      if (drafted.ok) for (const id of drafted.value.invoiceIds) await books.run(finalizeInvoice, { id })
      return
    }
    case 'attempt': {
      const invoice = await open()
      if (invoice !== undefined) await books.run(attemptCard, { invoiceId: invoice.id, version: invoice.version })
      return
    }
    case 'collect': {
      const parameters = { retryAfterDays: [3] }
      await books.run(saveRule, { kind: 'collection', scope: { kind: 'account' }, state: 'on', parameters })
      const invoice = await open()
      if (invoice !== undefined) await books.run(collectInvoice, { id: invoice.id })
      return
    }
    case 'claim': {
      const waiting = row('card-charge', 'waiting') ?? row('card-refund', 'waiting')
      if (waiting !== undefined) await books.must(claimDelivery, { id: waiting.id })
      return
    }
    case 'clear': {
      const sending = row('card-charge', 'sending')
      if (sending?.payload.kind !== 'card-charge') return
      const attempt = await db.cardAttempts.get(sending.payload.attemptId)
      const { id, version } = sending
      const intent = attempt?.intent ?? `pi_${pick}`
      await books.must(clearCardAttempt, { id, version, intent, amount: attempt?.amount ?? minor(1) })
      return
    }
    case 'settle': {
      const sending = row('card-charge', 'sending')
      if (sending?.payload.kind !== 'card-charge') return
      const { intent = '', amount = minor(1) } = (await db.cardAttempts.get(sending.payload.attemptId)) ?? {}
      const known: readonly ChargeReport[] = [
        { kind: 'collected', intent, amount },
        { kind: 'needs-action', url: 'https://bank.example/confirm' },
        { kind: 'processing' },
        { kind: 'failed', code: 'insufficient_funds', message: 'Your card was declined.' },
        { kind: 'cancelled', why: 'settled' },
      ]
      const report = intent === '' ? ({ kind: 'again' } as const) : (one(known) ?? { kind: 'again' })
      await books.must(settleCardAttempt, { id: sending.id, version: sending.version, report })
      return
    }
    case 'giveUp': {
      const attempt = one((await db.cardAttempts.orderBy('id').toArray()).filter(isOpenAttempt))
      if (attempt !== undefined) await books.must(cancelCardAttempt, { id: attempt.id, version: attempt.version })
      return
    }
    case 'refund': {
      const attempts = await db.cardAttempts.orderBy('id').toArray()
      const paymentId = one(attempts.flatMap((each) => each.paymentId ?? []))
      if (paymentId === undefined) return
      const allocations = await db.allocations.where('sourceId').equals(paymentId).toArray()
      const live = allocations.filter(({ state }) => state === 'live')
      const releases = live.map(({ id, amount }) => ({ allocationId: id, amount }))
      const refundedOn = calendarDate(books.today)
      await books.run(refundCard, { paymentId, amount: minor(500), releases, refundedOn })
      return
    }
    case 'settleRefund': {
      const sending = row('card-refund', 'sending')
      if (sending === undefined) return
      const reports: readonly RefundReport[] = [
        { kind: 'failed', reason: 'lost_or_stolen_card' },
        { kind: 'paid', processorId: 're_1' },
        { kind: 'pending', processorId: 're_1' },
        { kind: 'again' },
      ]
      const report = one(reports) ?? { kind: 'again' }
      await books.must(settleCardRefund, { id: sending.id, version: sending.version, report })
    }
  }
}

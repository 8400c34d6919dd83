import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backOffSeconds } from '../../../src/core/automation/back-off.ts'
import type { OutboxPayload, OutboxRow } from '../../../src/core/automation/outbox.ts'
import { type DeliveryFacts, planDelivery } from '../../../src/core/automation/plan-delivery.ts'
import { settledRow } from '../../../src/core/automation/settled-delivery.ts'
import type { Instant } from '../../../src/core/date.ts'
import type { Invoice } from '../../../src/core/model.ts'

const now = '2026-03-02T10:00:00.000Z' as Instant
const before = '2026-03-02T09:59:59.999Z' as Instant
const after = '2026-03-02T10:00:00.001Z' as Instant

const webhook: OutboxPayload = { kind: 'webhook', type: 'invoice.paid', body: '{}' }
const letter: OutboxPayload = { kind: 'message', messageId: 'inv_1/reminder/1' as never }

const row = (change: Partial<OutboxRow> = {}): OutboxRow => ({
  id: 'evt_1/end_1' as OutboxRow['id'],
  version: 3,
  endpointId: 'end_1' as OutboxRow['endpointId'],
  payload: webhook,
  state: 'waiting',
  nextAt: now,
  attempts: 0,
  createdAt: before,
  updatedAt: before,
  ...change,
})

const ready: DeliveryFacts = { endpoint: { state: 'on' }, hasSecret: true }
const invoice = (change: object) => ({ state: 'open', amountDue: 100, ...change }) as unknown as Invoice
const reminder = (change: object = {}, of: object = {}): DeliveryFacts => ({
  ...ready,
  message: { state: 'prepared', kind: 'reminder', ...of },
  invoice: invoice(change),
})

describe('planDelivery', () => {
  it.each([
    ['not due', row({ nextAt: after }), ready, { act: 'leave' }],
    ['due', row(), ready, { act: 'deliver', attempt: 1, leaseUntil: '2026-03-02T10:01:30.000Z' }],
    ['held by another', row({ state: 'sending', nextAt: after, attempts: 1 }), ready, { act: 'leave' }],
    [
      'a webhook whose deliverer was lost',
      row({ state: 'sending', attempts: 1 }),
      ready,
      { act: 'deliver', attempt: 2, leaseUntil: '2026-03-02T10:01:30.000Z' },
    ],
    [
      'a webhook lost for the last time',
      row({ state: 'sending', attempts: 7 }),
      ready,
      { act: 'ask', problem: { code: 'unreachable', attempts: 7 } },
    ],
    [
      'a letter whose deliverer was lost',
      row({ payload: letter, state: 'sending', attempts: 1 }),
      reminder(),
      { act: 'ask', problem: { code: 'outcome-unknown', attempt: 1 } },
    ],
    ['delivered', row({ state: 'delivered' }), ready, { act: 'leave' }],
    ['cancelled', row({ state: 'cancelled' }), ready, { act: 'leave' }],
    ['a person decides', row({ state: 'needs-you' }), ready, { act: 'leave' }],
    ['endpoint gone', row(), { hasSecret: false }, { act: 'ask', problem: { code: 'endpoint-gone' } }],
    ['endpoint off', row(), { ...ready, endpoint: { state: 'off' } }, { act: 'cancel', why: 'endpoint-off' }],
    [
      'endpoint off, a letter',
      row({ payload: letter }),
      { ...reminder(), endpoint: { state: 'off' } },
      { act: 'ask', problem: { code: 'endpoint-gone' } },
    ],
    ['no secret', row(), { ...ready, hasSecret: false }, { act: 'ask', problem: { code: 'secret-missing' } }],
  ] as const)('%s', (_what, from, facts, plan) => {
    expect(planDelivery(from, facts, now)).toEqual(plan)
  })

  it.each([
    ['paid', { state: 'paid', amountDue: 0 }, 'settled'],
    ['nothing due', { amountDue: 0 }, 'settled'],
    ['void', { state: 'void', amountDue: 0 }, 'void'],
    ['written off', { state: 'uncollectible' }, 'written-off'],
    ['on hold', { hold: { since: '2026-03-01' } }, 'on-hold'],
  ])('a reminder about an invoice that is %s is cancelled with the reason', (_what, change, why) => {
    expect(planDelivery(row({ payload: letter }), reminder(change), now)).toEqual({ act: 'cancel', why })
  })

  it('a reminder stops for a hold of the group, for a message that was sent, given up or is gone', () => {
    const from = row({ payload: letter })
    expect(planDelivery(from, { ...reminder(), groupOnHold: true }, now)).toEqual({ act: 'cancel', why: 'on-hold' })
    expect(planDelivery(from, reminder({}, { state: 'sent' }), now)).toEqual({ act: 'cancel', why: 'by-hand' })
    expect(planDelivery(from, reminder({}, { state: 'cancelled', why: 'void' }), now)).toEqual({
      act: 'cancel',
      why: 'void',
    })
    expect(planDelivery(from, ready, now)).toEqual({ act: 'cancel', why: 'by-hand' })
  })

  it('the invoice itself is due to its client, paid or on hold, but not void', () => {
    const from = row({ payload: letter })
    const with_ = (change: object) => reminder(change, { kind: 'invoice' })
    expect(planDelivery(from, with_({ state: 'paid', amountDue: 0 }), now).act).toBe('deliver')
    expect(planDelivery(from, with_({ hold: { since: '2026-03-01' } }), now).act).toBe('deliver')
    expect(planDelivery(from, with_({ state: 'void' }), now)).toEqual({ act: 'cancel', why: 'void' })
  })

  it('gives up after all attempts, whatever they met with, and never sends what is settled', () => {
    const outcome = fc.constantFrom(
      { kind: 'again' },
      { kind: 'again', status: 503, retryAfter: 500 },
      { kind: 'lost' },
    ) as fc.Arbitrary<{ kind: 'again'; status?: number; retryAfter?: number } | { kind: 'lost' }>
    fc.assert(
      fc.property(fc.infiniteStream(outcome), (outcomes) => {
        let at = now
        let current = row()
        let sent = 0
        for (const each of outcomes) {
          const plan = planDelivery(current, ready, at)
          if (plan.act !== 'deliver') {
            if (current.state !== 'needs-you')
              expect(plan).toMatchObject({ act: 'ask', problem: { code: 'unreachable' } })
            break
          }
          sent += 1
          current = { ...current, state: 'sending', nextAt: plan.leaseUntil, attempts: plan.attempt }
          if (each.kind === 'lost') at = plan.leaseUntil
          else {
            current = settledRow(current, each, at)
            if (current.state === 'needs-you') break
            expect(current.nextAt > at).toBe(true)
            at = current.nextAt
          }
        }
        expect(sent).toBe(backOffSeconds.length + 1)
      }),
    )
  })
})

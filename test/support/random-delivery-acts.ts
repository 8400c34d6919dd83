// Random acts on endpoints and on what is told to them.
import fc from 'fast-check'
import { cancelDelivery, retryDelivery } from '../../src/commands/change-delivery.ts'
import { removeEndpoint, rotateSecret, setEndpointState } from '../../src/commands/change-endpoint.ts'
import { claimDelivery } from '../../src/commands/claim-delivery.ts'
import { saveEndpoint } from '../../src/commands/save-endpoint.ts'
import { settleDelivery } from '../../src/commands/settle-delivery.ts'
import { webhookEvents } from '../../src/core/automation/webhook-body.ts'
import type { TestBooks } from './open-test-books.ts'

const acts = [
  'connect',
  'rename',
  'switch',
  'secret',
  'claim',
  'claim',
  'settle',
  'settle',
  'retry',
  'giveUp',
  'remove',
] as const

export interface DeliveryStep {
  readonly act: (typeof acts)[number]
  /** Which row, by number. */
  readonly pick: number
}

export const deliveryStep: fc.Arbitrary<DeliveryStep> = fc.record({ act: fc.constantFrom(...acts), pick: fc.nat(1000) })

/** An endpoint before anything else happens, so that what follows is told to it. */
export const deliveryStart: readonly DeliveryStep[] = [{ act: 'connect', pick: 0 }]

/** Each act once, in an order in which it finds something to do: after something was told. */
export const deliveryWarmUp: readonly DeliveryStep[] = (
  [
    'claim',
    'settle',
    'claim',
    'settle',
    'retry',
    'giveUp',
    'rename',
    'secret',
    'switch',
    'switch',
    'remove',
    'connect',
  ] as const
).map((act, index) => ({ act, pick: index }))

const secretOf = (pick: number) => `whs_${String(pick).padStart(20, '0')}`

/** Does one act with whatever rows it finds; one that finds none does nothing. */
export async function performDelivery(books: TestBooks, { act, pick }: DeliveryStep): Promise<void> {
  const { db } = books
  const one = <Row>(rows: readonly Row[]): Row | undefined => rows[pick % Math.max(rows.length, 1)]
  const endpoint = one(await db.endpoints.orderBy('id').toArray())
  const rows = await db.outbox.orderBy('id').toArray()
  switch (act) {
    case 'connect':
      await books.must(saveEndpoint, {
        fields: { name: 'Bookkeeping', url: 'https://hooks.example/x', purpose: 'webhook', events: webhookEvents },
        secret: secretOf(pick),
      })
      return
    case 'rename': {
      if (endpoint === undefined) return
      const { id, version, url, purpose, events } = endpoint
      await books.must(saveEndpoint, { seen: { id, version }, fields: { name: `Hook ${pick}`, url, purpose, events } })
      return
    }
    case 'switch':
      if (endpoint === undefined) return
      await books.must(setEndpointState, {
        id: endpoint.id,
        version: endpoint.version,
        state: endpoint.state === 'on' ? 'off' : 'on',
      })
      return
    case 'secret':
      if (endpoint === undefined) return
      await books.must(rotateSecret, {
        id: endpoint.id,
        version: endpoint.version,
        secret: secretOf(pick + 1),
        forgetOld: pick % 2 === 0,
      })
      return
    case 'remove':
      if (endpoint !== undefined) await books.run(removeEndpoint, { id: endpoint.id, version: endpoint.version })
      return
    case 'claim': {
      const row = one(rows.filter(({ state }) => state === 'waiting'))
      if (row !== undefined) await books.must(claimDelivery, { id: row.id })
      return
    }
    case 'settle': {
      const row = one(rows.filter(({ state }) => state === 'sending'))
      if (row === undefined) return
      const { id, version } = row
      const refused = { code: 'refused', status: 400, text: '' } as const
      const outcomes = [
        { kind: 'ask', problem: refused, status: 400 },
        { kind: 'again', retryAfter: 5 },
        { kind: 'delivered', status: 204 },
      ] as const
      await books.must(settleDelivery, { id, version, outcome: outcomes[pick % 3] ?? outcomes[0] })
      return
    }
    case 'retry':
    case 'giveUp': {
      const row = one(rows.filter(({ state }) => state === 'needs-you' || state === 'waiting'))
      const seen = row === undefined ? undefined : { id: row.id, version: row.version }
      if (seen !== undefined) await books.must(act === 'retry' ? retryDelivery : cancelDelivery, seen)
    }
  }
}

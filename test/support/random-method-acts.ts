// Random acts on the ways in which clients pay.
import fc from 'fast-check'
import {
  addMethod,
  changeMethod,
  keepCardSetup,
  makeDefaultMethod,
  removeMethod,
  restoreMethod,
  storeCard,
} from '../../src/commands/save-method.ts'
import type { EndpointId } from '../../src/core/ids.ts'
import type { TestBooks } from './open-test-books.ts'

const acts = ['add', 'add', 'change', 'default', 'remove', 'remove', 'restore', 'setup', 'store'] as const

export interface MethodStep {
  readonly act: (typeof acts)[number]
  /** Which row, by number. */
  readonly pick: number
}

export const methodStep: fc.Arbitrary<MethodStep> = fc.record({ act: fc.constantFrom(...acts), pick: fc.nat(1000) })

/** Each act once, in an order in which it finds something to do. */
export const methodWarmUp: readonly MethodStep[] = (
  ['add', 'add', 'setup', 'store', 'change', 'default', 'remove', 'restore', 'remove', 'default', 'remove'] as const
).map((act, index) => ({ act, pick: index }))

const endpointId = 'end_cards' as EndpointId

/** Does one act with whatever rows it finds; one that finds none does nothing, one that is refused writes nothing. */
export async function performMethod(books: TestBooks, { act, pick }: MethodStep): Promise<void> {
  const { db } = books
  const one = <Row>(rows: readonly Row[]): Row | undefined => rows[pick % Math.max(rows.length, 1)]
  const rows = await db.paymentMethods.orderBy('id').toArray()
  const active = one(rows.filter(({ state }) => state === 'active'))
  const words = {
    ...(pick % 2 === 0 ? { label: `Way ${pick}` } : {}),
    ...(pick % 3 === 0 ? { termsDays: pick % 60 } : {}),
  }
  const seen = active === undefined ? undefined : { id: active.id, version: active.version }
  switch (act) {
    case 'add': {
      const client = one(await db.clients.orderBy('id').toArray())
      if (client === undefined) return
      const kind = (['card', 'transfer', 'cash', 'direct-debit'] as const)[pick % 4] ?? 'card'
      await books.must(addMethod, { clientId: client.id, kind, makeDefault: pick % 2 === 1, ...words })
      return
    }
    case 'change':
      if (seen !== undefined) await books.must(changeMethod, { ...seen, ...words })
      return
    case 'default': {
      const other = one(rows.filter(({ state, isDefault }) => state === 'active' && isDefault === 0)) ?? active
      if (other !== undefined) await books.must(makeDefaultMethod, { id: other.id, version: other.version })
      return
    }
    case 'remove':
      if (seen !== undefined) await books.run(removeMethod, seen)
      return
    case 'restore': {
      const gone = one(rows.filter(({ state }) => state === 'removed'))
      if (gone !== undefined) await books.must(restoreMethod, { id: gone.id, version: gone.version })
      return
    }
    case 'setup': {
      const card = one(rows.filter(({ state, kind }) => state === 'active' && kind === 'card'))
      if (card === undefined) return
      const [customer, session] = [`cus_${pick}`, `cs_${pick}`]
      const setup = { endpointId, customer, session, url: `https://pay.example/${session}` }
      await books.must(keepCardSetup, { id: card.id, version: card.version, setup })
      return
    }
    case 'store': {
      const card = one(rows.filter(({ state, setup }) => state === 'active' && setup !== undefined))
      if (card?.setup === undefined) return
      const { customer, session } = card.setup
      const stored = { endpointId, customer, method: `pm_${pick}`, brand: 'visa', last4: '4242', expires: '2030-05' }
      await books.must(storeCard, { id: card.id, session, card: stored })
    }
  }
}

// Random acts on contracts: amended, cancelled and reinstated, held, renewed, moved, corrections resolved.
import fc from 'fast-check'
import { addContract } from '../../src/commands/add-contract.ts'
import { amendContract } from '../../src/commands/amend-contract.ts'
import { cancelContract, reinstateContract } from '../../src/commands/cancel-contract.ts'
import { changeContract } from '../../src/commands/change-contract.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { holdContract, holdItem, resumeContract, resumeItem } from '../../src/commands/hold-contract.ts'
import { renewContract } from '../../src/commands/renew-contract.ts'
import { resolveCorrection } from '../../src/commands/resolve-correction.ts'
import type { RequestedChange } from '../../src/core/contract/amend-item.ts'
import type { Contract, ContractItem } from '../../src/core/contract/contract.ts'
import type { ItemFields } from '../../src/core/contract/contract-fields.ts'
import { addDays, addMonths, type CalendarDate, calendarDate, daysBetween } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import type { Pricing } from '../../src/core/rating/pricing.ts'
import { defaultBilling } from '../../src/core/settings.ts'
import type { TestBooks } from './open-test-books.ts'
import { addClient, change } from './practice.ts'

const acts = [
  'own',
  'quantity',
  'price',
  'price',
  'addItem',
  'endItem',
  'endItem',
  'unendItem',
  'unendItem',
  'billingDay',
  'cancelContract',
  'reinstate',
  'reinstate',
  'holdContract',
  'resumeContract',
  'holdItem',
  'resumeItem',
  'terms',
  'renew',
  'move',
  'resolve',
  'issue',
  'issue',
] as const

/** Picks the last row instead of any. */
const NEWEST = -1

export interface ContractStep {
  readonly act: (typeof acts)[number]
  /** Which row, by number; below 0 the newest. */
  readonly pick: number
  readonly size: number
}

export const contractStep: fc.Arbitrary<ContractStep> = fc.record({
  act: fc.constantFrom(...acts),
  pick: fc.nat(1000),
  size: fc.integer({ min: 0, max: 40_000 }),
})

/** Each act once, in an order in which it finds something to do: on the newest contract, of a client of its own. */
export const contractWarmUp: readonly ContractStep[] = (
  [
    'own',
    'issue',
    'price',
    'quantity',
    'addItem',
    'billingDay',
    'endItem',
    'resolve',
    'unendItem',
    'holdContract',
    'resumeContract',
    'holdItem',
    'resumeItem',
    'cancelContract',
    'reinstate',
    'terms',
    'renew',
    'move',
  ] as const
).map((act) => ({ act, pick: NEWEST, size: 7000 }))

/** Does one act with whatever rows it finds; one that finds none does nothing, one that is refused writes nothing. */
export async function performContract(books: TestBooks, { act, pick, size }: ContractStep): Promise<void> {
  const { db } = books
  const one = <Row>(rows: readonly Row[]): Row | undefined =>
    pick === NEWEST ? rows.at(-1) : rows[pick % Math.max(rows.length, 1)]
  if (act === 'own') return ownContract(books, size)
  const contracts = await db.contracts.orderBy('id').toArray()
  const every = await db.contractItems.orderBy('id').toArray()
  const contract = one(contracts)
  if (contract === undefined) return
  const { id, version } = contract
  const items = every.filter((item) => item.contractId === id)
  const item = items[size % Math.max(items.length, 1)]
  const ofState = (...states: Contract['state'][]) => one(contracts.filter(({ state }) => states.includes(state)))
  switch (act) {
    case 'quantity':
    case 'price':
    case 'addItem':
    case 'endItem':
    case 'billingDay':
      if (item === undefined) return
      await amend(books, contract, pick, [changeOf(act, item, pick, size)])
      return
    case 'unendItem': {
      const ended = one(every.filter(({ endOn }) => endOn !== undefined))
      const owner = contracts.find((each) => each.id === ended?.contractId)
      if (ended !== undefined && owner !== undefined)
        await amend(books, owner, pick, [{ kind: 'unend', itemId: ended.id }])
      return
    }
    case 'cancelContract':
      await books.run(cancelContract, { id, version, from: pick % 3 === 0 ? 'start' : dayOf(contract, books, pick) })
      return
    case 'reinstate': {
      const cancelled = ofState('cancelled')
      if (cancelled !== undefined) {
        await books.must(reinstateContract, { id: cancelled.id, version: cancelled.version, note: 'Goes on' })
      }
      return
    }
    case 'holdContract':
      await books.must(holdContract, { id, version, ...(pick % 2 === 0 && { note: 'Waiting' }) })
      return
    case 'resumeContract': {
      const held = one(contracts.filter(({ hold }) => hold !== undefined))
      const gap = size % 2 === 0 ? 'bill' : 'skip'
      if (held !== undefined) await books.must(resumeContract, { id: held.id, version: held.version, gap })
      return
    }
    case 'holdItem':
      if (item !== undefined) await books.must(holdItem, { id: item.id, version: item.version })
      return
    case 'resumeItem': {
      const held = one(every.filter(({ hold }) => hold !== undefined))
      const gap = size % 2 === 0 ? 'skip' : 'bill'
      if (held !== undefined) await books.must(resumeItem, { id: held.id, version: held.version, gap })
      return
    }
    case 'terms':
      await books.run(changeContract, {
        id,
        version,
        changes: {
          name: `Contract of ${size}`,
          poNumber: pick % 2 === 0 ? `PO-${pick}` : '',
          ...(contract.endOn !== undefined && {
            renewal: { length: { unit: 'month', every: 1 + (size % 12) }, noticeDays: size % 60 } as const,
          }),
        },
      })
      return
    case 'renew': {
      const renewable = one(contracts.filter(({ state, renewal }) => state === 'active' && renewal !== undefined))
      if (renewable !== undefined) await books.run(renewContract, { id: renewable.id, version: renewable.version })
      return
    }
    case 'move': {
      const groups = await db.billingGroups.where('clientId').equals(contract.clientId).sortBy('id')
      const group = groups[size % Math.max(groups.length, 1)]
      if (group !== undefined) await books.must(changeContract, { id, version, changes: { billingGroupId: group.id } })
      return
    }
    case 'resolve': {
      const open = one((await db.corrections.orderBy('id').toArray()).filter(({ state }) => state === 'open'))
      const way = size % 2 === 0 ? 'next-invoice' : 'nothing'
      if (open !== undefined) await books.must(resolveCorrection, { id: open.id, version: open.version, way })
      return
    }
    case 'issue':
      for (const invoice of await db.invoices.orderBy('id').toArray()) {
        if (invoice.state === 'draft') await books.run(finalizeInvoice, { id: invoice.id })
      }
      return
  }
}

/** A contract of a year that has been billed, of a client whom nothing else stops. */
async function ownContract(books: TestBooks, size: number): Promise<void> {
  await change(books, { billing: { ...defaultBilling, corrections: 'ask' } })
  const clientId = await addClient(books, `Client of ${size}`)
  const startOn = calendarDate(books.today)
  await books.must(addContract, {
    fields: {
      clientId,
      name: `Year of ${size}`,
      currency: 'EUR' as CurrencyCode,
      startOn,
      endOn: addMonths(startOn, 12),
      renewal: { length: { unit: 'year', every: 1 }, noticeDays: 30 },
      items: [
        {
          ...addedItem({ kind: 'flat', price: decimal('100') }, 1),
          proration: size % 2 === 0 ? 'actual-days' : 'none',
        },
      ],
    },
  })
}

function amend(books: TestBooks, owner: Contract, pick: number, changes: readonly RequestedChange[]) {
  const request = { contractId: owner.id, effectiveOn: dayOf(owner, books, pick), changes }
  return books.run(amendContract, { id: owner.id, version: owner.version, request })
}

/** A day of the contract, up to a month ahead. */
function dayOf({ startOn }: Contract, { today }: TestBooks, pick: number): CalendarDate {
  const days = Math.max(daysBetween(startOn, calendarDate(today)), 0) + 30
  return addDays(startOn, (Math.abs(pick) * 7) % days)
}

function changeOf(act: ContractStep['act'], { id: itemId }: ContractItem, pick: number, size: number): RequestedChange {
  const pricing: Pricing = { kind: 'per-unit', unitPrice: decimal((size / 100).toFixed(2)) }
  switch (act) {
    case 'quantity':
      return { kind: 'agreement', itemId, quantity: decimal(String(size % 5)) }
    case 'price':
      return { kind: 'agreement', itemId, pricing }
    case 'endItem':
      return { kind: 'end', itemId }
    case 'billingDay':
      return { kind: 'billing-day', itemId, day: 1 + (Math.abs(pick) % 31) }
    default:
      return { kind: 'add', item: addedItem(pricing, pick) }
  }
}

function addedItem(pricing: Pricing, pick: number): ItemFields {
  return {
    description: `Added ${pick}`,
    kind: pick % 3 === 0 ? 'usage' : 'recurring',
    timing: 'advance',
    cadence: { unit: 'month', every: 1 },
    quantity: decimal('1'),
    pricing,
    taxIds: [],
    taxIncluded: false,
  }
}

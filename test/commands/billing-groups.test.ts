// Billing groups as their owner keeps them (M-6, M-9, M-12, R-3).
import { describe, expect, it } from 'vitest'
import { addCharge } from '../../src/commands/add-charge.ts'
import { billGroup } from '../../src/commands/bill-group.ts'
import { changeClientStatus } from '../../src/commands/change-client-status.ts'
import {
  activateGroup,
  cancelGroup,
  deactivateGroup,
  holdGroup,
  setGroupMode,
} from '../../src/commands/change-group-state.ts'
import { defaultGroupId } from '../../src/commands/charge-row.ts'
import { parkGroup, unparkGroup } from '../../src/commands/park-group.ts'
import {
  type GroupFields,
  removeBillingGroup,
  saveBillingGroup,
  setDefaultGroup,
} from '../../src/commands/save-billing-group.ts'
import type { BillingGroup } from '../../src/core/contract/billing-group.ts'
import { calendarDate } from '../../src/core/date.ts'
import type { AddressId, BillingGroupId, ClientId } from '../../src/core/ids.ts'
import { plantContract, plantUsage } from '../support/contract-rows.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { addClient, change, charge, chargeFields, draftAll, setUpPractice } from '../support/practice.ts'

const fields: GroupFields = { name: 'Subsidiary', offsetDays: 0, cc: [] }

async function group(books: TestBooks, id: BillingGroupId): Promise<BillingGroup> {
  const row = await books.db.billingGroups.get(id)
  if (row === undefined) throw new Error('no group')
  return row
}

async function defaultOf(books: TestBooks, clientId: ClientId): Promise<BillingGroup> {
  return group(books, await defaultGroupId(books.db, clientId))
}

async function seen(books: TestBooks, id: BillingGroupId) {
  return { id, version: (await group(books, id)).version }
}

async function setUp() {
  const books = await openTestBooks()
  const { clientId } = await setUpPractice(books)
  return { books, clientId, main: await defaultOf(books, clientId) }
}

describe('a billing group', () => {
  it('is added beside the default one with all that a person says of it', async () => {
    const { books, clientId } = await setUp()
    const client = await books.db.clients.get(clientId)
    const addressId = client?.addresses[0]?.id as AddressId
    const all: GroupFields = {
      name: ' Subsidiary ',
      offsetDays: -60,
      cycle: {
        kind: 'every',
        cadence: { unit: 'month', every: 1 },
        anchor: { origin: calendarDate('2026-02-28'), day: 31 },
      },
      recipient: { name: 'Accounts payable', email: 'ap@example.com' },
      cc: ['boss@example.com'],
      addressId,
      termsDays: 30,
      poNumber: 'PO-7',
      paymentMethod: 'transfer',
    }
    const { id } = await books.must(saveBillingGroup, { clientId, fields: all })
    expect(await group(books, id)).toEqual({
      ...all,
      id,
      clientId,
      name: 'Subsidiary',
      version: 1,
      isDefault: 0,
      state: 'active',
      mode: 'automatic',
    })
  })

  it('is changed without losing what commands keep in it, and refuses a stale edit', async () => {
    const { books, clientId, main } = await setUp()
    await books.must(holdGroup, { id: main.id, version: 1, note: 'Waiting for the new order' })
    await books.must(parkGroup, { groupId: main.id, problem: { code: 'amount-too-large' } })
    const before = await group(books, main.id)
    expect(
      await books.refusal(saveBillingGroup, { seen: { id: main.id, version: 1 }, clientId, fields }),
    ).toMatchObject({ code: 'stale' })
    await books.must(saveBillingGroup, { seen: await seen(books, main.id), clientId, fields })
    const { name, version, ...kept } = before
    expect(await group(books, main.id)).toEqual({ ...kept, name: 'Subsidiary', version: version + 1 })
    const other = await addClient(books, 'Other')
    expect(
      await books.refusal(saveBillingGroup, { seen: await seen(books, main.id), clientId: other, fields }),
    ).toMatchObject({ code: 'not-found', entity: 'billingGroup' })
  })

  it.each<[string, Partial<GroupFields>, string]>([
    ['no name', { name: '  ' }, 'empty'],
    ['an offset of 61 days before', { offsetDays: -61 }, 'out-of-range'],
    ['an offset of 31 days', { offsetDays: 31 }, 'out-of-range'],
    ['half a day', { offsetDays: 0.5 }, 'out-of-range'],
    ['no number', { offsetDays: Number.NaN }, 'out-of-range'],
    ['an address of nobody', { addressId: 'adr_X' as AddressId }, 'missing'],
    ['a copy to no address', { cc: ['boss'] }, 'not-an-email'],
    ['a recipient without a name', { recipient: { name: '' } }, 'empty'],
    ['a recipient with half an address', { recipient: { name: 'A', email: 'a@' } }, 'not-an-email'],
    ['181 days', { termsDays: 181 }, 'out-of-range'],
    [
      'a cycle that never comes',
      {
        cycle: {
          kind: 'every',
          cadence: { unit: 'month', every: 0 },
          anchor: { origin: calendarDate('2026-01-01') },
        },
      },
      'out-of-range',
    ],
    [
      'a cycle from 31 February',
      { cycle: { kind: 'every', cadence: { unit: 'week', every: 2 }, anchor: { origin: '2026-02-31' as never } } },
      'not-a-date',
    ],
    [
      'a cycle on day 32',
      {
        cycle: {
          kind: 'every',
          cadence: { unit: 'month', every: 1 },
          anchor: { origin: calendarDate('2026-02-28'), day: 32 },
        },
      },
      'out-of-range',
    ],
  ])('refuses %s', async (_what, wrong, reason) => {
    const { books, clientId } = await setUp()
    expect(await books.refusal(saveBillingGroup, { clientId, fields: { ...fields, ...wrong } })).toMatchObject({
      code: 'field-invalid',
      reason,
    })
    expect(await books.db.billingGroups.count()).toBe(1)
  })

  it('becomes the one default of its client', async () => {
    const { books, clientId, main } = await setUp()
    const { id } = await books.must(saveBillingGroup, { clientId, fields })
    await books.must(setDefaultGroup, { id, version: 1 })
    const groups = await books.db.billingGroups.toArray()
    expect(groups.filter(({ isDefault }) => isDefault === 1).map((each) => each.id)).toEqual([id])
    await charge(books, clientId, '10')
    expect((await books.db.charges.toArray()).map(({ billingGroupId }) => billingGroupId)).toEqual([id])
    await books.must(deactivateGroup, await seen(books, main.id))
    expect(await books.refusal(setDefaultGroup, await seen(books, main.id))).toMatchObject({ code: 'group-not-active' })
  })

  it('takes a charge by hand that names it, of its own client only', async () => {
    const { books, clientId } = await setUp()
    const { id } = await books.must(saveBillingGroup, { clientId, fields: { ...fields, termsDays: 3 } })
    await books.must(addCharge, { clientId, billingGroupId: id, fields: chargeFields('Session', '10') })
    const draft = await books.db.invoices.get(await draftAll(books, clientId))
    expect(draft).toMatchObject({ billingGroupId: id, termsDays: 3 })
    const other = await addClient(books, 'Other')
    const asked = { clientId: other, billingGroupId: id, fields: chargeFields('Session', '10') }
    expect(await books.refusal(addCharge, asked)).toMatchObject({ code: 'not-found', entity: 'billingGroup' })
  })

  it('is removed while nothing refers to it, and never when it is the default', async () => {
    const { books, clientId, main } = await setUp()
    const empty = await books.must(saveBillingGroup, { clientId, fields })
    const used = await books.must(saveBillingGroup, { clientId, fields: { ...fields, name: 'Used' } })
    const contracted = await books.must(saveBillingGroup, { clientId, fields: { ...fields, name: 'Contracted' } })
    await books.must(addCharge, { clientId, billingGroupId: used.id, fields: chargeFields('Session', '10') })
    await plantContract(books, clientId, { billingGroupId: contracted.id })
    await books.must(removeBillingGroup, empty)
    expect(await books.db.billingGroups.get(empty.id)).toBeUndefined()
    expect(await books.db.wakeups.get(empty.id)).toBeUndefined()
    expect(await books.refusal(removeBillingGroup, used)).toEqual({
      code: 'group-in-use',
      name: 'Used',
      contracts: 0,
      charges: 1,
    })
    expect(await books.refusal(removeBillingGroup, contracted)).toMatchObject({ code: 'group-in-use', contracts: 1 })
    expect(await books.refusal(removeBillingGroup, { id: main.id, version: 1 })).toMatchObject({
      code: 'group-default',
    })
  })
})

describe('standing still (R-3)', () => {
  it('remembers since when, through one reason after another, until the group goes on', async () => {
    const { books, main } = await setUp()
    const { id } = main
    await books.must(setGroupMode, { ...(await seen(books, id)), mode: 'manual' })
    expect(await group(books, id)).toMatchObject({ mode: 'manual', standingSince: '2026-03-02' })
    books.today = '2026-03-10'
    await books.must(holdGroup, { ...(await seen(books, id)), note: 'Dispute' })
    books.today = '2026-03-12'
    await books.must(holdGroup, { ...(await seen(books, id)), note: 'Dispute about March' })
    expect(await group(books, id)).toMatchObject({
      hold: { since: '2026-03-10', note: 'Dispute about March' },
      standingSince: '2026-03-02',
    })
    books.today = '2026-03-20'
    await books.must(activateGroup, { ...(await seen(books, id)), gap: 'bill' })
    // Still manual: it stands as before.
    expect(await group(books, id)).toMatchObject({ mode: 'manual', standingSince: '2026-03-02' })
    expect((await group(books, id)).hold).toBeUndefined()
    await books.must(setGroupMode, { ...(await seen(books, id)), mode: 'automatic' })
    expect((await group(books, id)).standingSince).toBeUndefined()
  })

  it('bills the time between when it is asked to', async () => {
    const { books, clientId, main } = await setUp()
    const { itemIds } = await plantContract(books, clientId)
    await books.must(billGroup, { groupId: main.id, asOf: calendarDate(books.today) })
    await books.must(holdGroup, { id: main.id, version: (await group(books, main.id)).version })
    books.today = '2026-05-20'
    expect(await books.must(billGroup, { groupId: main.id, asOf: calendarDate(books.today) })).toMatchObject({
      charges: 0,
    })
    await books.must(activateGroup, { ...(await seen(books, main.id)), gap: 'bill' })
    await books.must(billGroup, { groupId: main.id, asOf: calendarDate(books.today) })
    const charges = await books.db.charges.where('contractId').notEqual('').toArray()
    expect(charges.map(({ period, state }) => [period?.start, period?.end, state])).toEqual([
      ['2026-01-01', '2026-02-01', 'drafted'],
      ['2026-02-01', '2026-03-01', 'drafted'],
      ['2026-03-01', '2026-04-01', 'drafted'],
      ['2026-04-01', '2026-05-01', 'drafted'],
      ['2026-05-01', '2026-06-01', 'drafted'],
    ])
    expect(charges.every(({ contractItemId }) => contractItemId === itemIds[0])).toBe(true)
  })

  it('skips exactly the time between, charges what was served before it, and goes on with a stub from today', async () => {
    const { books, clientId, main } = await setUp()
    await plantContract(books, clientId, {
      activatedOn: calendarDate('2026-01-01'),
      items: [{ timing: 'arrears' }],
    })
    await books.must(billGroup, { groupId: main.id, asOf: calendarDate(books.today) })
    books.today = '2026-03-11'
    await books.must(deactivateGroup, await seen(books, main.id))
    books.today = '2026-05-21'
    await books.must(activateGroup, { ...(await seen(books, main.id)), gap: 'skip' })
    const of = async () =>
      (await books.db.charges.where('contractId').notEqual('').toArray()).map(
        ({ period, state, waivedFor, amount }) => [period?.start, period?.end, state, waivedFor, amount] as const,
      )
    const after = await of()
    expect(after.slice(0, 3)).toEqual([
      ['2026-01-01', '2026-02-01', 'drafted', undefined, 10_000],
      ['2026-02-01', '2026-03-01', 'drafted', undefined, 10_000],
      // 10 of the 31 days of March were served.
      ['2026-03-01', '2026-03-11', 'open', undefined, 3226],
    ])
    expect(after.slice(3).map(([start, end, state, why]) => [start, end, state, why])).toEqual([
      ['2026-03-11', '2026-04-01', 'waived', 'skipped'],
      ['2026-04-01', '2026-05-01', 'waived', 'skipped'],
      ['2026-05-01', '2026-05-21', 'waived', 'skipped'],
    ])
    books.today = '2026-06-01'
    await books.must(billGroup, { groupId: main.id, asOf: calendarDate(books.today) })
    expect((await of()).slice(-1)).toEqual([['2026-05-21', '2026-06-01', 'drafted', undefined, 3548]])
    // What was skipped is nobody's deletion to take back, and nothing bills it again.
    expect((await of()).filter(([, , state]) => state === 'waived')).toHaveLength(3)
  })

  it('decides nothing about the gap while another reason lets the group stand', async () => {
    const { books, clientId, main } = await setUp()
    await plantContract(books, clientId)
    await books.must(billGroup, { groupId: main.id, asOf: calendarDate(books.today) })
    await books.must(setGroupMode, { ...(await seen(books, main.id)), mode: 'manual' })
    books.today = '2026-04-10'
    await books.must(holdGroup, await seen(books, main.id))
    books.today = '2026-05-10'
    await books.must(activateGroup, { ...(await seen(books, main.id)), gap: 'skip' })
    const skipped = async () => (await books.db.charges.toArray()).filter(({ waivedFor }) => waivedFor === 'skipped')
    expect(await skipped()).toEqual([])
    await books.must(setGroupMode, { ...(await seen(books, main.id)), mode: 'automatic', gap: 'skip' })
    expect((await skipped()).map(({ period }) => [period?.start, period?.end])).toEqual([
      ['2026-04-01', '2026-05-01'],
      ['2026-05-01', '2026-05-10'],
    ])
  })

  it('skips the usage of the gap with it', async () => {
    const { books, clientId, main } = await setUp()
    const { itemIds } = await plantContract(books, clientId, {
      activatedOn: calendarDate('2026-01-01'),
      items: [{ kind: 'usage' }],
    })
    const [itemId] = itemIds
    if (itemId === undefined) throw new Error('no item')
    await books.must(billGroup, { groupId: main.id, asOf: calendarDate(books.today) })
    books.today = '2026-03-11'
    await books.must(holdGroup, await seen(books, main.id))
    const served = await plantUsage(books, itemId, '2026-03-05', '3')
    const between = await plantUsage(books, itemId, '2026-04-05', '5')
    books.today = '2026-05-21'
    await books.must(activateGroup, { ...(await seen(books, main.id)), gap: 'skip' })
    const later = await plantUsage(books, itemId, '2026-05-25', '2')
    books.today = '2026-06-01'
    await books.must(billGroup, { groupId: main.id, asOf: calendarDate(books.today) })
    const amountOf = async (id: string) => {
      const record = await books.db.usageRecords.get(id as never)
      const row = record?.chargeId === undefined ? undefined : await books.db.charges.get(record.chargeId)
      return [record?.state, row?.state, row?.amount]
    }
    expect(await amountOf(served.id)).toEqual(['billed', 'drafted', 30_000])
    expect(await amountOf(between.id)).toEqual(['billed', 'waived', 50_000])
    expect(await amountOf(later.id)).toEqual(['billed', 'drafted', 20_000])
    books.today = '2026-06-02'
    expect(await books.must(billGroup, { groupId: main.id, asOf: calendarDate(books.today) })).toMatchObject({
      charges: 0,
      invoiceIds: [],
    })
  })

  it('asks an item that stands still by itself when it goes on, not before', async () => {
    const { books, clientId, main } = await setUp()
    const hold = { since: calendarDate('2026-02-01') }
    const { itemIds } = await plantContract(books, clientId, { items: [{ hold }, {}] })
    await books.must(holdGroup, await seen(books, main.id))
    books.today = '2026-03-20'
    await books.must(activateGroup, { ...(await seen(books, main.id)), gap: 'skip' })
    const charges = await books.db.charges.where('contractId').notEqual('').toArray()
    expect(new Set(charges.map(({ contractItemId }) => contractItemId))).toEqual(new Set([itemIds[1]]))
  })

  it('cannot begin by deactivating where today is in locked books (M-12)', async () => {
    const { books, main } = await setUp()
    await change(books, { booksLockedThrough: calendarDate('2026-03-02') })
    for (const command of [deactivateGroup, cancelGroup]) {
      expect(await books.refusal(command, { id: main.id, version: 1 })).toMatchObject({
        code: 'books-locked',
        through: '2026-03-02',
      })
    }
    books.today = '2026-03-03'
    await books.must(cancelGroup, { id: main.id, version: 1 })
    expect(await group(books, main.id)).toMatchObject({ state: 'cancelled', standingSince: '2026-03-03' })
  })
})

describe('an archived client', () => {
  it('takes its running contracts to a hold, and leaves them there when it comes back', async () => {
    const { books, clientId, main } = await setUp()
    await plantContract(books, clientId)
    const plain = await books.must(saveBillingGroup, { clientId, fields })
    await books.must(changeClientStatus, { id: clientId, status: 'archived' })
    expect(await group(books, main.id)).toMatchObject({ hold: { since: '2026-03-02' }, standingSince: '2026-03-02' })
    expect((await group(books, plain.id)).hold).toBeUndefined()
    books.today = '2026-12-01'
    await books.must(changeClientStatus, { id: clientId, status: 'active' })
    // Nine months are not billed by surprise.
    expect(await books.must(billGroup, { groupId: main.id, asOf: calendarDate(books.today) })).toMatchObject({
      charges: 0,
    })
    expect(await group(books, main.id)).toMatchObject({ hold: { since: '2026-03-02' } })
  })

  it('needs no hold for contracts that are over', async () => {
    const { books, clientId, main } = await setUp()
    await plantContract(books, clientId, { endOn: calendarDate('2026-03-02') })
    await books.must(changeClientStatus, { id: clientId, status: 'archived' })
    expect((await group(books, main.id)).hold).toBeUndefined()
  })
})

describe('parking', () => {
  it('keeps the problem, and the group asleep, until a person lets it go on', async () => {
    const { books, main } = await setUp()
    const problem = { code: 'charge-key-taken', id: 'itm_1/2026-01-01' } as const
    await books.must(parkGroup, { groupId: main.id, problem })
    expect(await group(books, main.id)).toMatchObject({ parked: { problem, on: '2026-03-02' } })
    expect(await books.db.wakeups.get(main.id)).toBeUndefined()
    await books.must(unparkGroup, { groupId: main.id })
    expect((await group(books, main.id)).parked).toBeUndefined()
    expect(await books.db.wakeups.get(main.id)).toMatchObject({ wakeOn: '2026-03-02' })
  })
})

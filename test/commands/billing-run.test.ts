// The billing run: every period once, whoever runs it and however often; what fails is parked; what sleeps is not read.
import { IDBFactory, IDBObjectStore } from 'fake-indexeddb'
import { describe, expect, it } from 'vitest'
import { billDueGroups } from '../../src/automation/bill-due-groups.ts'
import { addCharge } from '../../src/commands/add-charge.ts'
import { billGroup } from '../../src/commands/bill-group.ts'
import { billNow } from '../../src/commands/bill-now.ts'
import { changeCharge } from '../../src/commands/change-charge.ts'
import { changeClientStatus } from '../../src/commands/change-client-status.ts'
import { deactivateGroup, holdGroup, setGroupMode } from '../../src/commands/change-group-state.ts'
import { discardDraft } from '../../src/commands/discard-draft.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { unparkGroup } from '../../src/commands/park-group.ts'
import { releaseCharges } from '../../src/commands/release-charges.ts'
import { saveBillingGroup } from '../../src/commands/save-billing-group.ts'
import { saveDraft } from '../../src/commands/save-draft.ts'
import { restoreCharges, waiveCharges } from '../../src/commands/waive-charges.ts'
import type { ContractItem } from '../../src/core/contract/contract.ts'
import { addDays, calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { BillingGroupId, ChargeId, ClientId } from '../../src/core/ids.ts'
import type { Charge, DraftInvoice } from '../../src/core/model.ts'
import type { Minor } from '../../src/core/money.ts'
import { plantContract, plantUsage } from '../support/contract-rows.ts'
import { countReads } from '../support/count-reads.ts'
import { dumpBooks } from '../support/dump-books.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { addClient, change, chargeFields, finalized, setUpPractice } from '../support/practice.ts'

const day = calendarDate

function runs(books: TestBooks, options?: Parameters<typeof billDueGroups>[2]) {
  const envelope = () => ({ ...books.envelope(), actor: 'automation' as const })
  return billDueGroups({ books: books.db, envelope }, day(books.today), options)
}

async function drafts(books: TestBooks): Promise<DraftInvoice[]> {
  const rows = await books.db.invoices.orderBy('id').toArray()
  return rows.filter((row) => row.state === 'draft')
}

async function chargesOf(books: TestBooks): Promise<Charge[]> {
  return books.db.charges.where('contractId').notEqual('').toArray()
}

async function setUp() {
  const books = await openTestBooks()
  const { clientId, taxId } = await setUpPractice(books)
  return { books, clientId, taxId }
}

async function version(books: TestBooks, id: BillingGroupId): Promise<number> {
  return (await books.db.billingGroups.get(id))?.version ?? 0
}

describe('the run', () => {
  it('makes of every period that is due a charge under its key, and of the group one draft', async () => {
    const { books, clientId, taxId } = await setUp()
    const { contractId, groupId, itemIds } = await plantContract(books, clientId, {
      poNumber: 'PO-9',
      items: [{ taxIds: [taxId] }],
    })
    const done = await runs(books)
    expect(done).toEqual({ groups: 1, invoices: 1, parked: 0 })
    expect(await chargesOf(books)).toMatchObject(
      ['2026-01-01', '2026-02-01', '2026-03-01'].map((start) => ({
        id: `${itemIds[0]}/${start}`,
        version: 1,
        contractId,
        billingGroupId: groupId,
        state: 'drafted',
        amount: 10_000,
        servedOn: start,
      })),
    )
    const [draft, ...more] = await drafts(books)
    expect(more).toEqual([])
    expect(draft).toMatchObject({
      clientName: 'Meyer Studio',
      gross: 35_700,
      editedByUser: 0,
      listedOn: '2026-03-02',
      poNumber: 'PO-9',
    })
    // Nothing before the next period.
    expect(await books.db.wakeups.get(groupId)).toEqual({ id: groupId, kind: 'group', wakeOn: '2026-04-01' })
    await books.must(finalizeInvoice, { id: draft?.id as never })
    const again = await dumpBooks(books)
    expect(await runs(books)).toEqual({ groups: 1, invoices: 0, parked: 0 })
    expect(await dumpBooks(books, 'wakeups')).toEqual(new Map([...again].filter(([table]) => table !== 'wakeups')))
  })

  it('answers why and why not for the group and every item', async () => {
    const { books, clientId } = await setUp()
    const { groupId, itemIds } = await plantContract(books, clientId)
    const first = await books.must(billGroup, { groupId, asOf: day(books.today) })
    expect(first.charges).toBe(3)
    expect(first.decisions.find(({ subject }) => subject.id === itemIds[0])).toMatchObject({ outcome: 'do' })
    const second = await books.must(billGroup, { groupId, asOf: day(books.today) })
    expect(second).toMatchObject({ charges: 0, invoiceIds: [] })
    expect(second.decisions.find(({ subject }) => subject.id === itemIds[0])).toMatchObject({
      outcome: 'wait',
      reason: { code: 'not-yet-due', on: '2026-04-01' },
    })
  })

  it('refuses a day to come and a group that is not there', async () => {
    const { books, clientId } = await setUp()
    const { groupId } = await plantContract(books, clientId)
    expect(await books.refusal(billGroup, { groupId, asOf: day('2026-03-03') })).toMatchObject({
      code: 'date-in-future',
    })
    expect(
      await books.refusal(billGroup, { groupId: 'grp_X' as BillingGroupId, asOf: day(books.today) }),
    ).toMatchObject({ code: 'not-found' })
  })

  it('adds to the automatic draft that is there, and makes another beside one that a person changed (R-8)', async () => {
    const { books, clientId } = await setUp()
    const { groupId } = await plantContract(books, clientId)
    await runs(books)
    books.today = '2026-04-01'
    expect(await runs(books)).toMatchObject({ invoices: 1 })
    const [draft, ...none] = await drafts(books)
    expect(none).toEqual([])
    expect(draft).toMatchObject({ gross: 40_000, version: 2, editedByUser: 0 })
    expect(draft?.chargeIds).toHaveLength(4)
    const id = draft?.id as DraftInvoice['id']
    await books.must(saveDraft, {
      id,
      version: 2,
      head: { allowances: [], surcharges: [], termsDays: 14, prepaid: 0 as Minor },
      lines: (draft?.chargeIds ?? []).map((chargeId) => ({ kind: 'keep' as const, chargeId })),
    })
    books.today = '2026-05-01'
    await books.must(billGroup, { groupId, asOf: day(books.today) })
    expect((await drafts(books)).map(({ gross, chargeIds }) => [gross, chargeIds.length])).toEqual([
      [40_000, 4],
      [10_000, 1],
    ])
  })

  it('keeps the drafts of two groups of a client apart', async () => {
    const { books, clientId } = await setUp()
    const { id: billingGroupId } = await books.must(saveBillingGroup, {
      clientId,
      fields: { name: 'Subsidiary', offsetDays: 0, cc: [] },
    })
    await plantContract(books, clientId, { startOn: day('2026-02-01') })
    await runs(books)
    await plantContract(books, clientId, { billingGroupId, startOn: day('2026-03-01') })
    await runs(books)
    books.today = '2026-04-01'
    await runs(books)
    const made = await drafts(books)
    expect(made.map(({ gross }) => gross)).toEqual([30_000, 20_000])
    expect(made[1]?.billingGroupId).toBe(billingGroupId)
  })

  it('makes one draft per billing date ahead of it, due counted from that day (R-6)', async () => {
    const { books, clientId } = await setUp()
    const { id: billingGroupId } = await books.must(saveBillingGroup, {
      clientId,
      fields: { name: 'Early', offsetDays: -40, cc: [], termsDays: 10 },
    })
    await plantContract(books, clientId, { billingGroupId, startOn: day('2026-03-15') })
    await runs(books)
    expect(await drafts(books)).toMatchObject([{ billsOn: '2026-03-15', gross: 10_000 }])
    books.today = '2026-03-06'
    await runs(books)
    const made = await drafts(books)
    expect(made.map(({ billsOn, gross }) => [billsOn, gross])).toEqual([
      ['2026-03-15', 10_000],
      ['2026-04-15', 10_000],
    ])
    const last = made[1] as DraftInvoice
    // A person who saves it does not lose its day.
    await books.must(saveDraft, {
      id: last.id,
      version: 1,
      head: { allowances: [], surcharges: [], termsDays: 10, prepaid: 0 as Minor },
      lines: last.chargeIds.map((chargeId) => ({ kind: 'keep' as const, chargeId })),
    })
    await books.must(finalizeInvoice, { id: last.id })
    expect(await finalized(books, last.id)).toMatchObject({ issuedOn: '2026-03-06', dueOn: '2026-04-25' })
  })

  it('marks usage with the charge that bills it, in the same act, and bills late usage as its own line (R-15)', async () => {
    const { books, clientId } = await setUp()
    const usage: Partial<ContractItem> = {
      kind: 'usage',
      agreements: [
        {
          from: day('2026-01-01'),
          quantity: decimal('0'),
          pricing: { kind: 'per-unit', unitPrice: decimal('2.5') },
        },
      ],
    }
    const { itemIds } = await plantContract(books, clientId, { activatedOn: day('2026-01-01'), items: [usage] })
    const [itemId] = itemIds
    if (itemId === undefined) throw new Error('no item')
    const first = await plantUsage(books, itemId, '2026-01-31', '10')
    const second = await plantUsage(books, itemId, '2026-02-01', '4')
    const third = await plantUsage(books, itemId, '2026-03-01', '8')
    await runs(books)
    const rows = await books.db.usageRecords.orderBy('id').toArray()
    expect(rows.map(({ id, state, chargeId, version: seen }) => [id, state, chargeId, seen])).toEqual([
      [first.id, 'billed', `${itemId}/2026-01-01`, 2],
      [second.id, 'billed', `${itemId}/2026-02-01`, 2],
      [third.id, 'open', undefined, 1],
    ])
    expect((await drafts(books)).map(({ gross }) => gross)).toEqual([3500])
    const late = await plantUsage(books, itemId, '2026-01-15', '2')
    books.today = '2026-04-01'
    await runs(books)
    expect(await books.db.usageRecords.get(late.id)).toMatchObject({
      state: 'billed',
      chargeId: `${itemId}/2026-01-01/late_1`,
    })
    expect(await books.db.charges.get(`${itemId}/2026-01-01/late_1` as ChargeId)).toMatchObject({ amount: 500 })
    const twice = await plantUsage(books, itemId, '2026-01-16', '1')
    books.today = '2026-05-01'
    await runs(books)
    expect(await books.db.charges.get(`${itemId}/2026-01-01/late_2` as ChargeId)).toMatchObject({ amount: 250 })
    expect(await books.db.usageRecords.get(twice.id)).toMatchObject({ state: 'billed' })
  })

  it('gathers charges by hand on the cycle of their own group (P-12, R-7)', async () => {
    const { books, clientId } = await setUp()
    const cycle = {
      kind: 'every',
      cadence: { unit: 'month', every: 1 },
      anchor: { origin: day('2026-01-01') },
    } as const
    const { id: billingGroupId } = await books.must(saveBillingGroup, {
      clientId,
      fields: { name: 'Monthly', offsetDays: 0, cc: [], cycle },
    })
    const fields = (servedOn: string) => chargeFields('Session', '10', { servedOn: day(servedOn) })
    await books.must(addCharge, { clientId, billingGroupId, fields: fields('2026-02-28') })
    await books.must(addCharge, { clientId, billingGroupId, fields: fields('2026-03-01') })
    await books.must(addCharge, { clientId, fields: fields('2026-02-28') })
    await runs(books)
    expect((await drafts(books)).map(({ gross, billingGroupId: of }) => [gross, of])).toEqual([[1000, billingGroupId]])
    // The default group has no cycle: its charge waits for a person.
    expect(await books.db.wakeups.get(billingGroupId)).toMatchObject({ wakeOn: '2026-04-01' })
    books.today = '2026-04-01'
    await runs(books)
    expect((await drafts(books)).map(({ gross }) => gross)).toEqual([2000])
  })

  it('leaves what a person released from a draft alone, until it is let go (R-9)', async () => {
    const { books, clientId } = await setUp()
    await plantContract(books, clientId)
    await runs(books)
    const [draft] = await drafts(books)
    await books.must(discardDraft, { id: draft?.id as never })
    await runs(books)
    expect(await drafts(books)).toEqual([])
    const ids = (await chargesOf(books)).map(({ id }) => id)
    await books.must(releaseCharges, { chargeIds: ids.slice(0, 1) })
    expect(await books.refusal(releaseCharges, { chargeIds: ids.slice(0, 1) })).toEqual({ code: 'nothing-selected' })
    await runs(books)
    expect((await drafts(books)).map(({ chargeIds }) => chargeIds)).toEqual([ids.slice(0, 1)])
    expect(await books.refusal(releaseCharges, { chargeIds: ids })).toMatchObject({ code: 'charge-not-open' })
  })
})

describe('exactly once', () => {
  it('gives every period once when three windows run at once', async () => {
    const factory = new IDBFactory()
    const name = 'billfold-race'
    const first = await openTestBooks({ factory, name, tab: 'A' })
    const { clientId } = await setUpPractice(first)
    const owners = [clientId, await addClient(first, 'Okafor'), await addClient(first, 'Silva')]
    const items = [{}, { timing: 'arrears' as const }, { kind: 'usage' as const }]
    for (const owner of owners) {
      const { itemIds } = await plantContract(first, owner, { activatedOn: day('2026-01-01'), items })
      await plantUsage(first, itemIds[2] as never, '2026-01-10', '3')
    }
    const tabs = [first, await second(factory, name, 'B'), await second(factory, name, 'C')]
    const results = await Promise.all(tabs.map((tab) => runs(tab)))
    expect(results.map(({ parked }) => parked)).toEqual([0, 0, 0])
    expect(results.reduce((sum, { invoices }) => sum + invoices, 0)).toBe(3)
    const made = await chargesOf(first)
    // Three in advance, two in arrears and two of usage for each of the clients.
    expect(made).toHaveLength(3 * 7)
    expect(new Set(made.map(({ contractItemId, period }) => `${contractItemId} ${period?.start}`)).size).toBe(3 * 7)
    expect(made.every(({ version: of }) => of === 1)).toBe(true)
    // February's usage is nothing.
    expect((await drafts(first)).map(({ gross }) => gross)).toEqual([80_000, 80_000, 80_000])
    expect(made.filter(({ state }) => state === 'waived').map(({ waivedFor }) => waivedFor)).toEqual(
      Array.from({ length: 3 }, () => 'nothing-to-bill'),
    )
  })

  it('answers a repeated command as before and writes nothing', async () => {
    const { books, clientId } = await setUp()
    const { groupId } = await plantContract(books, clientId)
    const input = { groupId, asOf: day(books.today) }
    const first = await books.must(billGroup, input, 'cmd_once')
    const after = await dumpBooks(books)
    books.today = '2026-06-01'
    expect(await books.must(billGroup, input, 'cmd_once')).toEqual(first)
    expect(await dumpBooks(books)).toEqual(after)
  })

  it('never overwrites a key that was planted: the group is parked with it, the others go on', async () => {
    const { books, clientId } = await setUp()
    const other = await addClient(books, 'Okafor')
    const { groupId, itemIds } = await plantContract(books, clientId)
    await plantContract(books, other)
    const id = `${itemIds[0]}/2026-02-01` as ChargeId
    // From outside: no command writes such a row, and no index of the chain knows it.
    const planted = { id, version: 7, clientId, billingGroupId: groupId, description: 'Planted', state: 'waived' }
    await books.db.charges.add(planted as unknown as Charge)
    const before = await dumpBooks(books, 'wakeups', 'billingGroups', 'events', 'invoices', 'charges', 'sums')
    expect(await runs(books)).toEqual({ groups: 2, invoices: 1, parked: 1 })
    expect(await books.db.charges.get(id)).toEqual(planted)
    expect(await books.db.billingGroups.get(groupId)).toMatchObject({
      parked: { problem: { code: 'charge-key-taken', id }, on: '2026-03-02' },
    })
    // All or nothing: January of that group was not written either.
    expect((await chargesOf(books)).every(({ clientId: owner }) => owner === other)).toBe(true)
    expect(await dumpBooks(books, 'wakeups', 'billingGroups', 'events', 'invoices', 'charges', 'sums')).toEqual(before)
    // Parked: the next run passes over it, by its sleep and by its plan.
    expect(await runs(books)).toMatchObject({ parked: 0, invoices: 0 })
    await books.db.charges.delete(id)
    await books.must(unparkGroup, { groupId })
    expect(await runs(books)).toEqual({ groups: 1, invoices: 1, parked: 0 })
    expect(await chargesOf(books)).toHaveLength(6)
  })

  it('parks a group whose rows make the planner fail, with the fault, and goes on', async () => {
    const { books, clientId } = await setUp()
    const { groupId } = await plantContract(books, clientId, { items: [{ anchors: [] }] })
    await plantContract(books, await addClient(books, 'Okafor'))
    expect(await runs(books)).toEqual({ groups: 2, invoices: 1, parked: 1 })
    const parked = (await books.db.billingGroups.get(groupId))?.parked
    expect(parked?.problem).toMatchObject({ code: 'run-failed', detail: expect.stringContaining('RangeError') })
  })

  it('stops without parking anybody where nothing can be written', async () => {
    const { books, clientId } = await setUp()
    const { groupId } = await plantContract(books, clientId)
    await books.db.meta.put({ key: 'readOnly', value: true })
    expect(await runs(books)).toEqual({ groups: 0, invoices: 0, parked: 0, stopped: { code: 'read-only' } })
    await books.db.meta.delete('readOnly')
    expect((await books.db.billingGroups.get(groupId))?.parked).toBeUndefined()
    books.db.close()
    await expect(runs(books)).rejects.toMatchObject({ name: 'DatabaseClosedError' })
  })

  it('parks nobody for a disk that was full for a moment', async () => {
    const { books, clientId } = await setUp()
    const { groupId } = await plantContract(books, clientId)
    const { add } = IDBObjectStore.prototype
    IDBObjectStore.prototype.add = () => {
      IDBObjectStore.prototype.add = add
      throw new DOMException('The disk is full', 'QuotaExceededError')
    }
    await expect(runs(books)).rejects.toThrow('The disk is full')
    expect((await books.db.billingGroups.get(groupId))?.parked).toBeUndefined()
    expect(await runs(books)).toEqual({ groups: 1, invoices: 1, parked: 0 })
  })

  it('stops where it is told to, and tells how far it is', async () => {
    const { books, clientId } = await setUp()
    await plantContract(books, clientId)
    for (const name of ['Okafor', 'Silva']) await plantContract(books, await addClient(books, name))
    const stop = new AbortController()
    stop.abort()
    expect(await runs(books, { signal: stop.signal })).toEqual({
      groups: 0,
      invoices: 0,
      parked: 0,
      stopped: 'aborted',
    })
    const seen: unknown[] = []
    await runs(books, { onProgress: (progress) => seen.push(progress) })
    expect(seen).toEqual([{ done: 3, total: 3, invoices: 3 }])
  })

  it('reads the groups that are due and no others', async () => {
    const { books, clientId } = await setUp()
    const readsOf = async () => {
      const counted = await countReads(books)
      const done = await runs(books)
      return { done, reads: counted.stop() }
    }
    const sleeping = Array.from({ length: 40 }, (_, index) => `Client ${index}`)
    const ids: ClientId[] = []
    for (const name of sleeping) ids.push(await addClient(books, name))
    for (const id of ids) await plantContract(books, id, { startOn: day('2026-07-01') })
    await runs(books)
    await plantContract(books, clientId)
    const one = await readsOf()
    expect(one.done).toEqual({ groups: 1, invoices: 1, parked: 0 })
    expect(one.reads).toMatchObject({ billingGroups: 1, clients: 1, contracts: 1, contractItems: 1 })
    expect(one.reads.charges ?? 0).toBeLessThanOrEqual(1)
    // With nothing due nothing is read but the wakeups that are due: none.
    books.today = '2026-03-03'
    const none = await readsOf()
    expect(none.done).toEqual({ groups: 0, invoices: 0, parked: 0 })
    expect(none.reads).toEqual({})
  })
})

async function second(factory: IDBFactory, name: string, tab: string): Promise<TestBooks> {
  // Opening the books of a known account again runs `openAccountBooks`, which finds them and does nothing.
  return openTestBooks({ factory, name, tab })
}

describe('by hand (W-2, W-3)', () => {
  it('bills ahead what is in advance, each billing date on a draft of its own, and never twice', async () => {
    const { books, clientId } = await setUp()
    const { itemIds } = await plantContract(books, clientId)
    await runs(books)
    const itemsThrough = [{ itemId: itemIds[0] as ContractItem['id'], through: day('2026-05-01') }]
    const { invoiceIds } = await books.must(billNow, { itemsThrough, chargeIds: [] })
    const made = await books.db.invoices.bulkGet([...invoiceIds])
    expect(made).toMatchObject([
      { billsOn: '2026-04-01', gross: 10_000, editedByUser: 1 },
      { billsOn: '2026-05-01', gross: 10_000, editedByUser: 1 },
    ])
    expect(await books.refusal(billNow, { itemsThrough, chargeIds: [] })).toMatchObject({ code: 'nothing-to-bill' })
    books.today = '2026-05-20'
    expect(await runs(books)).toMatchObject({ invoices: 0 })
  })

  it('never bills what is not served yet (R-6)', async () => {
    const { books, clientId } = await setUp()
    const { itemIds } = await plantContract(books, clientId, {
      startOn: day('2026-03-01'),
      items: [{ timing: 'arrears' }, { kind: 'usage' }],
    })
    for (const itemId of itemIds) {
      expect(
        await books.refusal(billNow, { itemsThrough: [{ itemId, through: day('2026-12-31') }], chargeIds: [] }),
      ).toEqual({ code: 'period-not-ended', description: 'Care', end: '2026-04-01' })
    }
  })

  it('takes exactly the charges that were picked, held ones too', async () => {
    const { books, clientId } = await setUp()
    const ids: ChargeId[] = []
    for (const price of ['10', '20', '30']) {
      ids.push((await books.must(addCharge, { clientId, fields: chargeFields('Session', price) })).id)
    }
    const first = await books.must(billNow, { itemsThrough: [], chargeIds: ids.slice(0, 2) })
    await books.must(discardDraft, { id: first.invoiceIds[0] as never })
    const { invoiceIds } = await books.must(billNow, { itemsThrough: [], chargeIds: ids.slice(0, 1) })
    expect(await books.db.invoices.bulkGet([...invoiceIds])).toMatchObject([{ chargeIds: ids.slice(0, 1) }])
    expect(await books.refusal(billNow, { itemsThrough: [], chargeIds: ids })).toMatchObject({
      code: 'charge-not-open',
      state: 'drafted',
    })
    expect(await books.refusal(billNow, { itemsThrough: [], chargeIds: [] })).toEqual({ code: 'nothing-selected' })
  })

  it('goes around manual groups and accounts, never around one that is given up or a client that is archived', async () => {
    const { books, clientId } = await setUp()
    const { groupId, itemIds } = await plantContract(books, clientId)
    await change(books, {
      billing: { ...(await books.db.settings.get('account'))?.billing, mode: 'manual' } as never,
    })
    await books.must(setGroupMode, { id: groupId, version: 1, mode: 'manual' })
    await runs(books)
    expect(await drafts(books)).toEqual([])
    const through = (until: string) => ({
      itemsThrough: [{ itemId: itemIds[0] as never, through: day(until) }],
      chargeIds: [],
    })
    await books.must(billNow, through('2026-01-01'))
    expect((await chargesOf(books)).map(({ period }) => period?.start)).toEqual(['2026-01-01'])
    await books.must(deactivateGroup, { id: groupId, version: await version(books, groupId) })
    expect(await books.refusal(billNow, through('2026-03-01'))).toMatchObject({ code: 'group-not-active' })
    await books.must(changeClientStatus, { id: clientId, status: 'archived' })
    expect(await books.refusal(billNow, through('2026-03-01'))).toMatchObject({ code: 'client-archived' })
  })

  it('bills for several groups of a client at once, one draft each', async () => {
    const { books, clientId } = await setUp()
    const { id: billingGroupId } = await books.must(saveBillingGroup, {
      clientId,
      fields: { name: 'Other', offsetDays: 0, cc: [] },
    })
    const own = await plantContract(books, clientId)
    const others = await plantContract(books, clientId, { billingGroupId })
    const itemsThrough = [...own.itemIds, ...others.itemIds].map((itemId) => ({ itemId, through: day('2026-03-02') }))
    const { invoiceIds } = await books.must(billNow, { itemsThrough, chargeIds: [] })
    expect((await books.db.invoices.bulkGet([...invoiceIds])).map((row) => row?.billingGroupId).sort()).toEqual(
      [own.groupId, billingGroupId].sort(),
    )
  })
})

describe('a charge of a contract', () => {
  it('keeps its period and its key whatever a person changes, so that it is not billed again (R-2)', async () => {
    const { books, clientId } = await setUp()
    await plantContract(books, clientId, { startOn: day('2026-03-01') })
    await runs(books)
    const [draft] = await drafts(books)
    await books.must(discardDraft, { id: draft?.id as never })
    const [made] = await chargesOf(books)
    if (made === undefined) throw new Error('no charge')
    await books.must(changeCharge, {
      id: made.id,
      version: made.version,
      fields: chargeFields('Care, agreed less', '80', { servedOn: day('2026-06-06') }),
    })
    expect(await books.db.charges.get(made.id)).toMatchObject({
      description: 'Care, agreed less',
      amount: 8000,
      servedOn: '2026-03-01',
      period: made.period,
      contractItemId: made.contractItemId,
    })
    await runs(books)
    expect((await drafts(books)).map(({ gross }) => gross)).toEqual([8000])
  })

  it('deleted by hand stays in its place, and can be brought back; one that a rule waived cannot', async () => {
    const { books, clientId } = await setUp()
    await plantContract(books, clientId, {
      startOn: day('2026-02-01'),
      sentElsewhereBefore: day('2026-03-01'),
    })
    await runs(books)
    const [elsewhere, march] = await chargesOf(books)
    expect(elsewhere).toMatchObject({ state: 'waived', waivedFor: 'sent-elsewhere' })
    const [draft] = await drafts(books)
    await books.must(discardDraft, { id: draft?.id as never })
    await books.must(waiveCharges, { chargeIds: [march?.id as never] })
    await runs(books)
    expect(await drafts(books)).toEqual([])
    await books.must(restoreCharges, { chargeIds: [march?.id as never] })
    expect(await books.refusal(restoreCharges, { chargeIds: [elsewhere?.id as never] })).toMatchObject({
      code: 'charge-not-open',
      state: 'waived',
    })
    await runs(books)
    expect((await drafts(books)).map(({ chargeIds }) => chargeIds)).toEqual([[march?.id]])
  })
})

describe('sleep', () => {
  it('ends with any change of the group, its client or the account', async () => {
    const { books, clientId } = await setUp()
    const { groupId } = await plantContract(books, clientId, { startOn: day('2026-07-01') })
    await runs(books)
    const wakeOn = async () => (await books.db.wakeups.get(groupId))?.wakeOn
    expect(await wakeOn()).toBe('2026-07-01')
    await books.must(holdGroup, { id: groupId, version: 1 })
    expect(await wakeOn()).toBe('2026-03-02')
    await runs(books)
    expect(await wakeOn()).toBeUndefined()
    await books.must(changeClientStatus, { id: clientId, status: 'trial' })
    expect(await wakeOn()).toBe('2026-03-02')
    await runs(books)
    await change(books, { booksLockedThrough: addDays(day(books.today), -1) })
    expect(await wakeOn()).toBe('2026-03-02')
  })

  it('ends with usage that arrives after the end of its item, and with a charge by hand that a cycle has passed', async () => {
    const { books, clientId } = await setUp()
    const cycle = {
      kind: 'every',
      cadence: { unit: 'month', every: 1 },
      anchor: { origin: day('2026-01-01') },
    } as const
    const { id: billingGroupId } = await books.must(saveBillingGroup, {
      clientId,
      fields: { name: 'Monthly', offsetDays: 0, cc: [], cycle },
    })
    const { groupId, itemIds } = await plantContract(books, clientId, {
      activatedOn: day('2026-01-01'),
      endOn: day('2026-02-01'),
      items: [{ kind: 'usage' }],
    })
    await runs(books)
    expect(await books.db.wakeups.toArray()).toEqual([])
    await plantUsage(books, itemIds[0] as ContractItem['id'], '2026-01-20', '3')
    expect(await runs(books)).toMatchObject({ groups: 1, invoices: 1 })
    expect((await drafts(books)).map(({ billingGroupId: of, gross }) => [of, gross])).toEqual([[groupId, 30_000]])
    const fields = chargeFields('Session', '10', { servedOn: day('2026-02-20') })
    await books.must(addCharge, { clientId, billingGroupId, fields })
    expect(await runs(books)).toMatchObject({ groups: 1, invoices: 1 })
  })
})

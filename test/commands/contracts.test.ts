// Contracts: entered, amended, cancelled, renewed and held; what that does to charges, drafts and corrections.
import { describe, expect, it } from 'vitest'
import { billDueGroups } from '../../src/automation/bill-due-groups.ts'
import { addContract } from '../../src/commands/add-contract.ts'
import { amendContract } from '../../src/commands/amend-contract.ts'
import { billGroup } from '../../src/commands/bill-group.ts'
import { cancelContract, reinstateContract } from '../../src/commands/cancel-contract.ts'
import { changeCharge } from '../../src/commands/change-charge.ts'
import { changeClientStatus } from '../../src/commands/change-client-status.ts'
import { changeContract } from '../../src/commands/change-contract.ts'
import { setGroupMode } from '../../src/commands/change-group-state.ts'
import { defaultGroupId } from '../../src/commands/charge-row.ts'
import { discardDraft } from '../../src/commands/discard-draft.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { holdContract, holdItem, resumeContract, resumeItem } from '../../src/commands/hold-contract.ts'
import { recordUsage } from '../../src/commands/record-usage.ts'
import { renewContract } from '../../src/commands/renew-contract.ts'
import { resolveCorrection } from '../../src/commands/resolve-correction.ts'
import { saveBillingGroup } from '../../src/commands/save-billing-group.ts'
import { saveClient } from '../../src/commands/save-client.ts'
import { saveProduct } from '../../src/commands/save-product.ts'
import { voidInvoice } from '../../src/commands/void-invoice.ts'
import type { RequestedChange } from '../../src/core/contract/amend-item.ts'
import type { Contract, ContractItem, Correction } from '../../src/core/contract/contract.ts'
import type { ContractFields, ItemFields } from '../../src/core/contract/contract-fields.ts'
import { type CalendarDate, calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ClientId, ContractId, ProductId, TaxRateId } from '../../src/core/ids.ts'
import type { Charge, DraftInvoice } from '../../src/core/model.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import type { Pricing } from '../../src/core/rating/pricing.ts'
import type { BillingSettings } from '../../src/core/settings.ts'
import { defaultBilling } from '../../src/core/settings.ts'
import { dumpBooks } from '../support/dump-books.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { addClient, change, clientFields, setUpPractice } from '../support/practice.ts'

const day = calendarDate
const price = (unitPrice: string): Pricing => ({ kind: 'per-unit', unitPrice: decimal(unitPrice) })

function itemFields(given: Partial<ItemFields> = {}): ItemFields {
  return {
    description: 'Hosting',
    kind: 'recurring',
    timing: 'advance',
    cadence: { unit: 'month', every: 1 },
    quantity: decimal('1'),
    pricing: price('20'),
    taxIds: [],
    taxIncluded: false,
    ...given,
  }
}

interface Desk {
  readonly books: TestBooks
  readonly clientId: ClientId
  readonly taxId: TaxRateId
}

async function setUp(today = '2026-03-01', billing: Partial<BillingSettings> = {}): Promise<Desk> {
  const books = await openTestBooks({ today })
  const { clientId, taxId } = await setUpPractice(books, { billing: { ...defaultBilling, ...billing } })
  return { books, clientId, taxId }
}

async function enter(
  { books, clientId }: Desk,
  given: Partial<ContractFields> = {},
  ...items: readonly Partial<ItemFields>[]
): Promise<ContractId> {
  const fields: ContractFields = {
    clientId,
    name: 'Care',
    currency: 'EUR' as CurrencyCode,
    startOn: day(books.today),
    items: (items.length === 0 ? [{}] : items).map((item) => itemFields(item)),
    ...given,
  }
  return (await books.must(addContract, { fields })).id
}

async function contractOf({ books }: Desk, id: ContractId): Promise<Contract> {
  const row = await books.db.contracts.get(id)
  if (row === undefined) throw new Error('no contract')
  return row
}

async function itemsOf({ books }: Desk, id: ContractId): Promise<ContractItem[]> {
  return books.db.contractItems.where('contractId').equals(id).sortBy('id')
}

async function firstItem(desk: Desk, id: ContractId): Promise<ContractItem> {
  const [item] = await itemsOf(desk, id)
  if (item === undefined) throw new Error('no item')
  return item
}

async function chargesOf({ books }: Desk, id: ContractId): Promise<Charge[]> {
  return books.db.charges.where('contractId').equals(id).sortBy('id')
}

async function draftsOf({ books }: Desk): Promise<DraftInvoice[]> {
  const rows = await books.db.invoices.orderBy('id').toArray()
  return rows.filter((row) => row.state === 'draft')
}

async function corrections({ books }: Desk): Promise<Correction[]> {
  return books.db.corrections.orderBy('id').toArray()
}

/** `2026-03 -> open 20.00`, a line per charge. */
async function told(desk: Desk, id: ContractId): Promise<string[]> {
  return (await chargesOf(desk, id)).map(
    ({ period, state, amount, cause, waivedFor }) =>
      `${period?.start}..${period?.end} ${state}${waivedFor === undefined ? '' : ` (${waivedFor})`} ${amount}${cause === undefined ? '' : ' more'}`,
  )
}

async function bill({ books, clientId }: Desk, today = books.today): Promise<void> {
  books.today = today
  await books.must(billGroup, { groupId: await defaultGroupId(books.db, clientId), asOf: day(today) })
}

async function finalizeAll(desk: Desk): Promise<void> {
  for (const { id } of await draftsOf(desk)) await desk.books.must(finalizeInvoice, { id })
}

async function amend(desk: Desk, id: ContractId, effectiveOn: string, ...changes: readonly RequestedChange[]) {
  const { version } = await contractOf(desk, id)
  const request = { contractId: id, effectiveOn: day(effectiveOn), changes }
  return desk.books.must(amendContract, { id, version, request })
}

async function newPrice(desk: Desk, id: ContractId, effectiveOn: string, unitPrice: string) {
  const item = await firstItem(desk, id)
  return amend(desk, id, effectiveOn, { kind: 'agreement', itemId: item.id, pricing: price(unitPrice) })
}

async function cancel(desk: Desk, id: ContractId, from: 'start' | string) {
  const { version } = await contractOf(desk, id)
  return desk.books.must(cancelContract, { id, version, from: from as 'start' | CalendarDate })
}

describe('a contract that is entered', () => {
  it('is billed at once where all is in advance (M-1, branch 4)', async () => {
    const desk = await setUp()
    const { books, clientId, taxId } = desk
    const value = await books.must(addContract, {
      fields: {
        clientId,
        name: 'Care',
        currency: 'EUR' as CurrencyCode,
        startOn: day('2026-03-01'),
        items: [itemFields({ taxIds: [taxId] })],
      },
    })
    expect(value.invoiceIds).toHaveLength(1)
    expect(await told(desk, value.id)).toEqual(['2026-03-01..2026-04-01 drafted 2000'])
    const [draft] = await draftsOf(desk)
    expect(draft).toMatchObject({ id: value.invoiceIds[0], gross: 2380 })
    // The run of the same day finds nothing more.
    await bill(desk)
    expect(await draftsOf(desk)).toEqual([draft])
  })

  it('waits for the run where something is in arrears (M-1, branch 3)', async () => {
    const desk = await setUp()
    const id = await enter(desk, {}, {}, { timing: 'arrears', description: 'Support' })
    expect(await told(desk, id)).toEqual([])
    await bill(desk)
    expect(await told(desk, id)).toEqual([])
    await bill(desk, '2026-03-02')
    expect(await told(desk, id)).toEqual(['2026-03-01..2026-04-01 drafted 2000'])
  })

  it('waits for the run where the first invoice follows the schedule (M-3)', async () => {
    const desk = await setUp('2026-03-01', { firstInvoice: 'by-schedule' })
    const id = await enter(desk)
    expect(await told(desk, id)).toEqual([])
  })

  it('is told by an event that names it and its items', async () => {
    const desk = await setUp()
    const id = await enter(desk, {}, {}, { description: 'Mail' })
    const event = (await desk.books.db.events.toArray()).find(({ type }) => type === 'contract.added')
    expect(event?.data).toMatchObject({ name: 'Care', clientName: 'Meyer Studio', startOn: '2026-03-01' })
    expect(event?.subjects).toEqual(
      expect.arrayContaining([id, desk.clientId, ...(await itemsOf(desk, id)).map((item) => item.id)]),
    )
  })

  it('takes a product’s exclusion from proration (W-5)', async () => {
    const desk = await setUp()
    const { id: productId } = await desk.books.must(saveProduct, {
      fields: {
        name: 'Licence',
        kind: 'service',
        unitPrice: decimal('20'),
        currency: 'EUR' as CurrencyCode,
        taxIds: [],
        taxIncluded: false,
        notProrated: 1,
      },
    })
    const id = await enter(desk, { startOn: day('2026-03-10') }, { productId, billingDay: 1 })
    expect((await firstItem(desk, id)).proration).toBe('none')
    await bill(desk, '2026-03-10')
    expect(await told(desk, id)).toEqual(['2026-03-10..2026-04-01 drafted 2000'])
  })

  it('is refused whole, and nothing is written', async () => {
    const desk = await setUp()
    const { books, clientId } = desk
    const other = await addClient(books, 'Okafor')
    const fields: ContractFields = {
      clientId,
      name: 'Care',
      currency: 'EUR' as CurrencyCode,
      startOn: day('2026-03-01'),
      items: [itemFields()],
    }
    const before = await dumpBooks(books)
    const refusal = (given: Partial<ContractFields>) => books.refusal(addContract, { fields: { ...fields, ...given } })
    expect(await refusal({ clientId: 'cli_no' as ClientId })).toMatchObject({ code: 'not-found', entity: 'client' })
    expect(await refusal({ billingGroupId: await defaultGroupId(books.db, other) })).toMatchObject({
      code: 'not-found',
      entity: 'billingGroup',
    })
    expect(await refusal({ items: [itemFields({ productId: 'prd_no' as ProductId })] })).toMatchObject({
      code: 'not-found',
      entity: 'product',
    })
    expect(await refusal({ items: [itemFields({ taxIds: ['tax_no' as TaxRateId] })] })).toMatchObject({
      code: 'not-found',
      entity: 'taxRate',
    })
    expect(await refusal({ items: [itemFields(), itemFields({ quantity: decimal('-1') })] })).toMatchObject({
      field: 'items.1.quantity',
    })
    expect(await dumpBooks(books)).toEqual(before)
    await books.must(changeClientStatus, { id: clientId, status: 'archived' })
    expect(await refusal({})).toMatchObject({ code: 'client-archived' })
  })

  it('is undone with all it wrote when a key of its periods was planted', async () => {
    const desk = await setUp()
    const { books } = desk
    const id = await enter(desk)
    const [charge] = await chargesOf(desk, id)
    if (charge === undefined) throw new Error('no charge')
    const itemId = 'itm_planted' as ContractItem['id']
    await books.db.charges.add({ ...charge, id: `${itemId}/2026-03-01` as Charge['id'], state: 'waived' })
    const before = await dumpBooks(books)
    const plain = books.newId
    const newId = ((prefix: 'itm') => (prefix === 'itm' ? itemId : plain(prefix))) as TestBooks['newId']
    const envelope = books.envelope.bind(books)
    books.envelope = (key) => ({ ...envelope(key), newId })
    const fields = { clientId: desk.clientId, name: 'B', currency: 'EUR' as CurrencyCode, startOn: day('2026-03-01') }
    expect(await books.refusal(addContract, { fields: { ...fields, items: [itemFields()] } })).toEqual({
      code: 'charge-key-taken',
      id: `${itemId}/2026-03-01`,
    })
    expect(await dumpBooks(books)).toEqual(before)
  })
})

describe('an amendment', () => {
  it('of a drafted period prices the draft anew and marks it as changed (R-14)', async () => {
    const desk = await setUp()
    const id = await enter(desk)
    const [before] = await draftsOf(desk)
    await newPrice(desk, id, '2026-03-01', '12')
    expect(await told(desk, id)).toEqual(['2026-03-01..2026-04-01 drafted 1200'])
    const [draft] = await draftsOf(desk)
    expect(draft).toMatchObject({
      id: before?.id,
      gross: 1200,
      version: (before?.version ?? 0) + 1,
      amendedAt: '2026-03-01T10:00:00.000Z',
    })
  })

  it('that leaves nothing on a draft discards it; the period is waived, and comes back with the item', async () => {
    const desk = await setUp()
    const id = await enter(desk)
    const item = await firstItem(desk, id)
    await amend(desk, id, '2026-03-01', { kind: 'end', itemId: item.id })
    expect(await told(desk, id)).toEqual(['2026-03-01..2026-04-01 waived (nothing-to-bill) 0'])
    expect(await draftsOf(desk)).toEqual([])
    await amend(desk, id, '2026-03-01', { kind: 'unend', itemId: item.id })
    expect(await told(desk, id)).toEqual(['2026-03-01..2026-04-01 open 2000'])
    await bill(desk)
    expect(await told(desk, id)).toEqual(['2026-03-01..2026-04-01 drafted 2000'])
  })

  it('takes one line off a draft and leaves the others', async () => {
    const desk = await setUp()
    const id = await enter(desk, {}, {}, { description: 'Mail', pricing: price('5') })
    const [first, second] = await itemsOf(desk, id)
    if (first === undefined || second === undefined) throw new Error('no items')
    const untouched = (await chargesOf(desk, id)).find(({ contractItemId }) => contractItemId === second.id)
    await amend(desk, id, '2026-03-01', { kind: 'end', itemId: first.id })
    const [draft] = await draftsOf(desk)
    expect(draft).toMatchObject({ gross: 500, chargeIds: [untouched?.id] })
    expect((await chargesOf(desk, id)).find((each) => each.id === untouched?.id)).toEqual(untouched)
    expect((await itemsOf(desk, id)).find((each) => each.id === second.id)).toEqual(second)
  })

  it('that raises an invoiced period bills the difference with the next run (P-9)', async () => {
    const desk = await setUp()
    const id = await enter(desk)
    await finalizeAll(desk)
    desk.books.today = '2026-03-16'
    const { amendmentId, correctionIds } = await newPrice(desk, id, '2026-03-16', '51')
    expect(correctionIds).toEqual([])
    expect(await told(desk, id)).toEqual([
      '2026-03-01..2026-04-01 invoiced 2000',
      // 16 of 31 days at 31 more.
      '2026-03-16..2026-04-01 open 1600 more',
    ])
    await bill(desk)
    const [draft] = await draftsOf(desk)
    expect(draft).toMatchObject({ gross: 1600 })
    expect(draft?.chargeIds).toEqual([`${(await firstItem(desk, id)).id}/2026-03-01/${amendmentId}`])
    await bill(desk, '2026-04-01')
    expect((await told(desk, id)).at(-1)).toBe('2026-04-01..2026-05-01 drafted 5100')
  })

  it('that lowers an invoiced period leaves one correction to be credited (M-13, R-16)', async () => {
    const desk = await setUp()
    const id = await enter(desk)
    const [draft] = await draftsOf(desk)
    await finalizeAll(desk)
    const { correctionIds } = await newPrice(desk, id, '2026-03-01', '10')
    expect(await told(desk, id)).toEqual(['2026-03-01..2026-04-01 invoiced 2000'])
    expect(await corrections(desk)).toEqual([
      expect.objectContaining({ id: correctionIds[0], state: 'open', amount: -1000, invoiceId: draft?.id }),
    ])
    // The invoice itself is as it was (M-16).
    expect(await desk.books.db.invoices.get(draft?.id ?? ('' as never))).toMatchObject({ gross: 2000, amountDue: 2000 })
  })

  it.each([
    ['next-invoice', ['2026-03-01..2026-04-01 invoiced 2000', '2026-03-01..2026-04-01 open -1000 more']],
    ['nothing', ['2026-03-01..2026-04-01 invoiced 2000']],
  ] as const)('is resolved at once where the setting says %s', async (way, charges) => {
    const desk = await setUp('2026-03-01', { corrections: way })
    const id = await enter(desk, {}, { taxIds: [desk.taxId] })
    await finalizeAll(desk)
    await newPrice(desk, id, '2026-03-01', '10')
    expect(await told(desk, id)).toEqual(charges)
    const [correction] = await corrections(desk)
    expect(correction).toMatchObject({ state: 'resolved', resolution: way, amount: -1000 })
    if (way === 'nothing') return
    const line = (await chargesOf(desk, id)).find(({ cause }) => cause !== undefined)
    expect(correction?.resolvedBy).toBe(line?.id)
    expect(line).toMatchObject({ quantity: '-1', unitPrice: '10', taxIds: [desk.taxId] })
    await bill(desk, '2026-04-01')
    const [draft] = await draftsOf(desk)
    // April at 10 less the credit of 10, with tax.
    expect(draft).toMatchObject({ gross: 0 })
    expect(draft?.chargeIds).toHaveLength(2)
  })

  it('is refused on a stale contract and in locked books (R-5)', async () => {
    const desk = await setUp()
    const id = await enter(desk)
    const item = await firstItem(desk, id)
    const request = {
      contractId: id,
      effectiveOn: day('2026-03-01'),
      changes: [{ kind: 'end', itemId: item.id } as const],
    }
    expect(await desk.books.refusal(amendContract, { id, version: 9, request })).toMatchObject({ code: 'stale' })
    await change(desk.books, { booksLockedThrough: day('2026-03-01') })
    const before = await dumpBooks(desk.books)
    expect(await desk.books.refusal(amendContract, { id, version: 1, request })).toEqual({
      code: 'books-locked',
      through: '2026-03-01',
      date: '2026-03-01',
    })
    expect(await dumpBooks(desk.books)).toEqual(before)
    // Service periods may lie in locked books: only the day from which it counts may not.
    await desk.books.must(amendContract, { id, version: 1, request: { ...request, effectiveOn: day('2026-03-02') } })
  })

  it('adds an item that bills from its day on, and refuses what the books do not know', async () => {
    const desk = await setUp()
    const id = await enter(desk)
    await finalizeAll(desk)
    const add = (given: Partial<ItemFields>): RequestedChange => ({ kind: 'add', item: itemFields(given) })
    const request = (given: Partial<ItemFields>) => ({
      contractId: id,
      effectiveOn: day('2026-03-10'),
      changes: [add(given)],
    })
    expect(
      await desk.books.refusal(amendContract, {
        id,
        version: 1,
        request: request({ taxIds: ['tax_no' as TaxRateId] }),
      }),
    ).toMatchObject({ code: 'not-found', entity: 'taxRate' })
    await amend(desk, id, '2026-03-10', add({ description: 'Backups', billingDay: 1 }))
    await bill(desk, '2026-03-10')
    expect(await told(desk, id)).toEqual([
      '2026-03-01..2026-04-01 invoiced 2000',
      // 22 of 31 days.
      '2026-03-10..2026-04-01 drafted 1419',
    ])
    expect((await contractOf(desk, id)).words).toContain('backups')
  })

  it('moves the billing day from the next period on (R-1)', async () => {
    const desk = await setUp()
    const id = await enter(desk)
    const item = await firstItem(desk, id)
    await amend(desk, id, '2026-03-05', { kind: 'billing-day', itemId: item.id, day: 15 })
    await bill(desk, '2026-05-01')
    expect((await chargesOf(desk, id)).map(({ period, amount }) => [period?.start, period?.end, amount])).toEqual([
      ['2026-03-01', '2026-04-01', 2000],
      // 14 of the 31 days from 15 March to 15 April.
      ['2026-04-01', '2026-04-15', 903],
      ['2026-04-15', '2026-05-15', 2000],
    ])
  })

  it('rates billed usage anew when its tiers change (R-14)', async () => {
    const desk = await setUp()
    const id = await enter(desk, {}, { kind: 'usage', quantity: decimal('0'), pricing: price('2') })
    const item = await firstItem(desk, id)
    await desk.books.must(recordUsage, { contractItemId: item.id, on: day('2026-03-01'), quantity: decimal('10') })
    await bill(desk, '2026-04-01')
    await finalizeAll(desk)
    expect(await told(desk, id)).toEqual(['2026-03-01..2026-04-01 invoiced 2000'])
    await newPrice(desk, id, '2026-03-20', '3')
    expect((await told(desk, id)).at(-1)).toBe('2026-03-01..2026-04-01 open 1000 more')
  })
})

describe('a correction', () => {
  async function corrected() {
    const desk = await setUp()
    const id = await enter(desk)
    await finalizeAll(desk)
    await newPrice(desk, id, '2026-03-01', '10')
    const [correction] = await corrections(desk)
    if (correction === undefined) throw new Error('no correction')
    return { desk, id, correction }
  }

  it('becomes a line on the next invoice, once', async () => {
    const { desk, id, correction } = await corrected()
    const seen = { id: correction.id, version: correction.version }
    const { chargeId } = await desk.books.must(resolveCorrection, { ...seen, way: 'next-invoice' })
    expect(await desk.books.db.charges.get(chargeId ?? ('' as never))).toMatchObject({
      amount: -1000,
      state: 'open',
      description: 'Hosting',
      period: { start: '2026-03-01', end: '2026-04-01' },
    })
    expect(await desk.books.refusal(resolveCorrection, { ...seen, way: 'nothing' })).toMatchObject({ code: 'stale' })
    expect(await desk.books.refusal(resolveCorrection, { ...seen, version: 2, way: 'nothing' })).toEqual({
      code: 'correction-resolved',
    })
    // The period now costs what is agreed: the same amendment again is none.
    const item = await firstItem(desk, id)
    const request = {
      contractId: id,
      effectiveOn: day('2026-03-01'),
      changes: [{ kind: 'agreement', itemId: item.id, pricing: price('10.00') } as const],
    }
    expect(await desk.books.refusal(amendContract, { id, version: 2, request })).toEqual({ code: 'amends-nothing' })
  })

  it('comes to nothing where the owner says so, and the period counts as settled', async () => {
    const { desk, id, correction } = await corrected()
    const answer = await desk.books.must(resolveCorrection, { id: correction.id, version: 1, way: 'nothing' })
    expect(answer).toEqual({})
    expect(await corrections(desk)).toEqual([expect.objectContaining({ state: 'resolved', resolution: 'nothing' })])
    // 20 was charged all the time, and nothing given back: 15 asks for nothing more, 25 for 5.
    await newPrice(desk, id, '2026-03-01', '15')
    expect(await told(desk, id)).toEqual(['2026-03-01..2026-04-01 invoiced 2000'])
    expect((await corrections(desk)).map(({ state, amount }) => [state, amount])).toEqual([
      ['withdrawn', -1000],
      ['resolved', -500],
    ])
    await newPrice(desk, id, '2026-03-01', '25')
    expect((await told(desk, id)).at(-1)).toBe('2026-03-01..2026-04-01 open 500 more')
    expect((await corrections(desk)).map(({ state }) => state)).toEqual(['withdrawn', 'withdrawn'])
  })

  it.each([
    ['bill-again', '2026-03-01..2026-04-01 open 1000'],
    ['drop', '2026-03-01..2026-04-01 waived 2000'],
  ] as const)('goes with its invoice when that is voided: %s', async (charges, line) => {
    const { desk, id, correction } = await corrected()
    await desk.books.must(voidInvoice, { id: correction.invoiceId, charges })
    expect((await corrections(desk)).map(({ state }) => state)).toEqual(['withdrawn'])
    expect(await told(desk, id)).toEqual([line])
    expect((await chargesOf(desk, id))[0]?.held).toBe(charges === 'drop' ? undefined : 'held-after-void')
  })

  it.each([
    ['bill-again', 'open 1000'],
    ['drop', 'waived 2000'],
  ] as const)(
    'goes with its own invoice only, and what a person changed elsewhere stays: %s',
    async (charges, first) => {
      const desk = await setUp()
      const { books } = desk
      const id = await enter(desk)
      await finalizeAll(desk)
      await bill(desk, '2026-04-01')
      await finalizeAll(desk)
      await newPrice(desk, id, '2026-03-01', '10')
      await bill(desk, '2026-05-01')
      for (const draft of await draftsOf(desk)) await books.must(discardDraft, { id: draft.id })
      const may = (await chargesOf(desk, id)).at(-1)
      const [march] = await corrections(desk)
      if (may === undefined || march === undefined) throw new Error('no charge')
      const { description, quantity, taxIds, taxIncluded, servedOn } = may
      const fields = { description, quantity, taxIds, taxIncluded, servedOn, unitPrice: decimal('7') }
      await books.must(changeCharge, { id: may.id, version: may.version, fields })
      await books.must(voidInvoice, { id: march.invoiceId, charges })
      expect((await corrections(desk)).map(({ state, period }) => `${period.start} ${state}`)).toEqual([
        '2026-03-01 withdrawn',
        '2026-04-01 open',
      ])
      expect((await told(desk, id)).map((line) => line.slice(23))).toEqual([first, 'invoiced 2000', 'open 700'])
    },
  )

  it('gives way to another one when the price changes again', async () => {
    const { desk, id, correction } = await corrected()
    await newPrice(desk, id, '2026-03-01', '14')
    const rows = await corrections(desk)
    expect(rows.map(({ state, amount }) => [state, amount])).toEqual([
      ['withdrawn', -1000],
      ['open', -600],
    ])
    expect(rows[0]?.id).toBe(correction.id)
  })
})

describe('an item that ends and goes on (R-3)', () => {
  it('credits the rest of an invoiced period, and takes the correction back', async () => {
    const desk = await setUp()
    const id = await enter(desk)
    await finalizeAll(desk)
    const item = await firstItem(desk, id)
    desk.books.today = '2026-03-10'
    await amend(desk, id, '2026-03-10', { kind: 'end', itemId: item.id })
    expect(await corrections(desk)).toEqual([
      expect.objectContaining({
        amount: -1419,
        state: 'open',
        period: { start: '2026-03-10', end: '2026-04-01' },
      }),
    ])
    await bill(desk, '2026-04-01')
    expect(await told(desk, id)).toHaveLength(1)
    await amend(desk, id, '2026-04-01', { kind: 'unend', itemId: item.id })
    expect((await corrections(desk)).map(({ state }) => state)).toEqual(['withdrawn'])
    await bill(desk, '2026-04-01')
    expect((await told(desk, id)).at(-1)).toBe('2026-04-01..2026-05-01 drafted 2000')
  })

  it('is charged for exactly the credited days where the credit was given', async () => {
    const desk = await setUp()
    const id = await enter(desk)
    await finalizeAll(desk)
    const item = await firstItem(desk, id)
    await amend(desk, id, '2026-03-10', { kind: 'end', itemId: item.id })
    const [correction] = await corrections(desk)
    if (correction === undefined) throw new Error('no correction')
    // As the credit note's own command will.
    await desk.books.db.corrections.put({ ...correction, state: 'resolved', resolution: 'credit-note', version: 2 })
    const { amendmentId } = await amend(desk, id, '2026-03-10', { kind: 'unend', itemId: item.id })
    const [, again] = await chargesOf(desk, id)
    expect(again).toMatchObject({
      amount: 1419,
      cause: amendmentId,
      period: { start: '2026-03-10', end: '2026-04-01' },
      state: 'open',
    })
  })
})

describe('a contract that is cancelled', () => {
  it('goes on until its day and not longer (M-10)', async () => {
    const desk = await setUp()
    const id = await enter(desk)
    await cancel(desk, id, '2026-04-11')
    expect(await contractOf(desk, id)).toMatchObject({ state: 'cancelled', endOn: '2026-04-11' })
    await bill(desk, '2026-06-01')
    expect(await told(desk, id)).toEqual([
      '2026-03-01..2026-04-01 drafted 2000',
      // 10 of 30 days.
      '2026-04-01..2026-04-11 drafted 667',
    ])
  })

  it('from its start is as if it had never been (M-11): drafts go, invoices are to be credited in full', async () => {
    const desk = await setUp('2026-02-01')
    const id = await enter(desk)
    await finalizeAll(desk)
    await bill(desk, '2026-03-01')
    await cancel(desk, id, 'start')
    expect(await draftsOf(desk)).toEqual([])
    expect(await told(desk, id)).toEqual([
      '2026-02-01..2026-03-01 invoiced 2000',
      '2026-03-01..2026-04-01 waived (nothing-to-bill) 0',
    ])
    expect((await corrections(desk)).map(({ amount }) => amount)).toEqual([-2000])
    const types = (await desk.books.db.events.toArray()).map(({ type }) => type)
    expect(types).toEqual(
      expect.arrayContaining(['contract.cancelled', 'correction.made', 'charge.waived', 'draft.discarded']),
    )
  })

  it('can be reinstated: the correction is withdrawn, the open period billed again (R-3)', async () => {
    const desk = await setUp('2026-02-01')
    const id = await enter(desk, { endOn: day('2026-12-01') })
    await finalizeAll(desk)
    await bill(desk, '2026-03-01')
    await cancel(desk, id, 'start')
    const { version } = await contractOf(desk, id)
    await desk.books.must(reinstateContract, { id, version, note: 'A mistake' })
    expect(await contractOf(desk, id)).toMatchObject({ state: 'active', endOn: '2026-12-01' })
    expect((await corrections(desk)).map(({ state }) => state)).toEqual(['withdrawn'])
    expect(await told(desk, id)).toEqual(['2026-02-01..2026-03-01 invoiced 2000', '2026-03-01..2026-04-01 open 2000'])
    expect(await desk.books.refusal(reinstateContract, { id, version: version + 1 })).toEqual({
      code: 'amends-nothing',
    })
  })

  it('loses no day when it goes on after a period was cut', async () => {
    const desk = await setUp()
    const id = await enter(desk)
    await cancel(desk, id, '2026-03-11')
    expect(await told(desk, id)).toEqual(['2026-03-01..2026-03-11 drafted 645'])
    const { version } = await contractOf(desk, id)
    await desk.books.must(reinstateContract, { id, version })
    await bill(desk, '2026-04-01')
    expect(await told(desk, id)).toEqual([
      '2026-03-01..2026-03-11 drafted 645',
      '2026-03-11..2026-04-01 drafted 1355',
      '2026-04-01..2026-05-01 drafted 2000',
    ])
  })
})

describe('a hold', () => {
  it('of a contract stops it, and lifting it bills the time between, or skips it (R-3)', async () => {
    for (const gap of ['bill', 'skip'] as const) {
      const desk = await setUp()
      const id = await enter(desk)
      await finalizeAll(desk)
      desk.books.today = '2026-03-20'
      await desk.books.must(holdContract, { id, version: 1, note: 'Pause' })
      await bill(desk, '2026-05-10')
      expect(await told(desk, id)).toHaveLength(1)
      await desk.books.must(resumeContract, { id, version: 2, gap })
      expect(await contractOf(desk, id)).not.toHaveProperty('hold')
      await bill(desk, '2026-05-10')
      expect(await told(desk, id)).toEqual([
        '2026-03-01..2026-04-01 invoiced 2000',
        ...(gap === 'bill'
          ? ['2026-04-01..2026-05-01 drafted 2000', '2026-05-01..2026-06-01 drafted 2000']
          : [
              '2026-04-01..2026-05-01 waived (skipped) 2000',
              '2026-05-01..2026-05-10 waived (skipped) 581',
              // 22 of 31 days.
              '2026-05-10..2026-06-01 drafted 1419',
            ]),
      ])
    }
  })

  it('of one item leaves the others alone', async () => {
    const desk = await setUp()
    const id = await enter(desk, {}, {}, { description: 'Mail' })
    await finalizeAll(desk)
    const item = await firstItem(desk, id)
    desk.books.today = '2026-03-20'
    await desk.books.must(holdItem, { id: item.id, version: 1 })
    await bill(desk, '2026-04-15')
    expect((await chargesOf(desk, id)).filter(({ state }) => state === 'drafted')).toHaveLength(1)
    await desk.books.must(resumeItem, { id: item.id, version: 2, gap: 'skip' })
    await bill(desk, '2026-04-15')
    const own = (await chargesOf(desk, id)).filter(({ contractItemId }) => contractItemId === item.id)
    expect(own.map(({ period, state }) => `${period?.start}..${period?.end} ${state}`)).toEqual([
      '2026-03-01..2026-04-01 invoiced',
      '2026-04-01..2026-04-15 waived',
      '2026-04-15..2026-05-01 drafted',
    ])
  })

  it('of an item that is older than its contract’s is asked about by itself', async () => {
    const desk = await setUp()
    const id = await enter(desk, {}, {}, { description: 'Mail' })
    await finalizeAll(desk)
    const item = await firstItem(desk, id)
    desk.books.today = '2026-03-20'
    await desk.books.must(holdItem, { id: item.id, version: 1 })
    desk.books.today = '2026-04-10'
    await desk.books.must(holdContract, { id, version: 1 })
    desk.books.today = '2026-04-20'
    await desk.books.must(resumeContract, { id, version: 2, gap: 'skip' })
    const own = (await chargesOf(desk, id)).filter(({ contractItemId }) => contractItemId === item.id)
    expect(own).toHaveLength(1)
    // The other item was served from 1 to 10 April, before the contract stood still.
    expect((await told(desk, id)).filter((line) => !line.includes('invoiced'))).toEqual([
      '2026-04-01..2026-04-10 open 600',
      '2026-04-10..2026-04-20 waived (skipped) 667',
    ])
  })

  it('keeps its first day when its note changes, and is refused where there is nothing to lift or today is closed', async () => {
    const desk = await setUp()
    const id = await enter(desk)
    await desk.books.must(holdContract, { id, version: 1 })
    desk.books.today = '2026-03-05'
    await desk.books.must(holdContract, { id, version: 2, note: 'Until May' })
    expect((await contractOf(desk, id)).hold).toEqual({ since: '2026-03-01', note: 'Until May' })
    expect(await desk.books.refusal(holdContract, { id, version: 2 })).toMatchObject({ code: 'stale' })
    await desk.books.must(resumeContract, { id, version: 3, gap: 'bill' })
    expect(await desk.books.refusal(resumeContract, { id, version: 4, gap: 'bill' })).toEqual({
      code: 'amends-nothing',
    })
    await change(desk.books, { booksLockedThrough: day('2026-03-05') })
    expect(await desk.books.refusal(holdContract, { id, version: 4 })).toMatchObject({ code: 'books-locked' })
  })
})

describe('a renewal (M-24)', () => {
  it('goes on at the old end: each day billed once, under what was agreed last', async () => {
    const desk = await setUp('2026-01-01')
    const id = await enter(desk, {
      endOn: day('2026-04-01'),
      renewal: { length: { unit: 'month', every: 3 }, noticeDays: 30 },
    })
    await finalizeAll(desk)
    await newPrice(desk, id, '2026-02-01', '25')
    await bill(desk, '2026-03-02')
    const { version } = await contractOf(desk, id)
    const { id: next, invoiceIds } = await desk.books.must(renewContract, { id, version })
    // At once, as a contract in advance that starts, though its first day is still to come.
    expect(invoiceIds).toHaveLength(1)
    expect(await contractOf(desk, id)).toMatchObject({ state: 'renewed', renewedAs: next })
    expect(await contractOf(desk, next)).toMatchObject({
      state: 'active',
      startOn: '2026-04-01',
      endOn: '2026-07-01',
      renewedFrom: id,
    })
    await bill(desk, '2026-07-15')
    expect((await told(desk, id)).map((line) => line.slice(0, 22))).toEqual([
      '2026-01-01..2026-02-01',
      '2026-02-01..2026-03-01',
      '2026-03-01..2026-04-01',
    ])
    expect(await told(desk, next)).toEqual([
      '2026-04-01..2026-05-01 drafted 2500',
      '2026-05-01..2026-06-01 drafted 2500',
      '2026-06-01..2026-07-01 drafted 2500',
    ])
    const renewed = await contractOf(desk, id)
    expect(await desk.books.refusal(renewContract, { id, version: renewed.version })).toMatchObject({
      code: 'contract-renewed',
    })
    const item = await firstItem(desk, id)
    const request = {
      contractId: id,
      effectiveOn: day('2026-02-01'),
      changes: [{ kind: 'end', itemId: item.id } as const],
    }
    expect(await desk.books.refusal(amendContract, { id, version: renewed.version, request })).toMatchObject({
      code: 'contract-renewed',
    })
  })

  const monthly = { length: { unit: 'month', every: 1 }, noticeDays: 10 } as const
  const runs = ({ books }: Desk) =>
    billDueGroups({ books: books.db, envelope: () => ({ ...books.envelope(), actor: 'automation' }) }, day(books.today))

  it('is done by the run on its day of notice, once, whoever runs', async () => {
    const desk = await setUp()
    const id = await enter(desk, { endOn: day('2026-04-01'), renewal: monthly })
    await runs(desk)
    desk.books.today = '2026-03-21'
    await runs(desk)
    expect((await contractOf(desk, id)).state).toBe('active')
    desk.books.today = '2026-03-22'
    const outcomes = await Promise.all([runs(desk), runs(desk), runs(desk)])
    expect(outcomes.map(({ parked, stopped }) => [parked, stopped])).toEqual(Array(3).fill([0, undefined]))
    const rows = await desk.books.db.contracts.toArray()
    expect(rows.map(({ state, startOn, endOn }) => `${startOn}..${endOn} ${state}`).sort()).toEqual([
      '2026-03-01..2026-04-01 renewed',
      '2026-04-01..2026-05-01 active',
    ])
    const events = (await desk.books.db.events.toArray()).filter(({ type }) => type === 'contract.renewed')
    expect(events.map(({ actor }) => actor)).toEqual(['automation'])
  })

  it('catches up after a long sleep or standing still, and leaves what is on hold or has no items left', async () => {
    const desk = await setUp()
    const { books, clientId } = desk
    const terms = { endOn: day('2026-04-01'), renewal: monthly }
    const id = await enter(desk, { ...terms, name: 'Runs' })
    const held = await enter(desk, { ...terms, name: 'Held' })
    const over = await enter(desk, { ...terms, name: 'Over' })
    await books.must(holdContract, { id: held, version: 1 })
    await amend(desk, over, '2026-03-05', { kind: 'end', itemId: (await firstItem(desk, over)).id })
    const groupId = await defaultGroupId(books.db, clientId)
    const mode = async (to: 'manual' | 'automatic') => {
      const group = await books.db.billingGroups.get(groupId)
      await books.must(setGroupMode, { id: groupId, version: group?.version ?? 0, mode: to, gap: 'bill' })
    }
    await runs(desk)
    expect((await books.db.wakeups.get(groupId))?.wakeOn).toBe('2026-03-22')
    await mode('manual')
    books.today = '2026-07-15'
    await runs(desk)
    expect((await contractOf(desk, id)).state).toBe('active')
    await mode('automatic')
    expect(await runs(desk)).toMatchObject({ groups: 1, parked: 0 })
    const rows = await books.db.contracts.toArray()
    const ends = rows.filter(({ name }) => name === 'Runs').map(({ endOn, state }) => `${endOn} ${state}`)
    expect(ends.sort()).toEqual([
      '2026-04-01 renewed',
      '2026-05-01 renewed',
      '2026-06-01 renewed',
      '2026-07-01 renewed',
      '2026-08-01 active',
    ])
    expect(rows.filter(({ name }) => name !== 'Runs').map(({ state }) => state)).toEqual(['active', 'active'])
    expect((await contractOf(desk, id)).renewedAs).toBeDefined()
  })

  it('is refused for a contract without an end', async () => {
    const desk = await setUp()
    const id = await enter(desk)
    expect(await desk.books.refusal(renewContract, { id, version: 1 })).toMatchObject({ code: 'not-renewable' })
  })
})

describe('what is not agreed from a day on', () => {
  it('follows the client’s name without a new version: nobody edited it', async () => {
    const desk = await setUp()
    const id = await enter(desk)
    const other = await addClient(desk.books, 'Okafor')
    const client = await desk.books.db.clients.get(desk.clientId)
    if (client === undefined) throw new Error('no client')
    const seen = { id: client.id, version: client.version }
    await desk.books.must(saveClient, { seen, fields: clientFields('Meyer & Söhne') })
    const row = await contractOf(desk, id)
    expect(row).toMatchObject({ clientName: 'Meyer & Söhne', sortName: 'meyer & sohne care', version: 1 })
    expect(row.words).toEqual(expect.arrayContaining(['sohne', 'care', 'hosting']))
    expect(row.words).not.toContain('studio')
    const event = (await desk.books.db.events.toArray()).findLast(({ type }) => type === 'client.changed')
    expect(event?.subjects).toContain(id)
    const again = { id: client.id, version: client.version + 1 }
    await desk.books.must(saveClient, { seen: again, fields: clientFields('Meyer & Söhne', { phone: '1' }) })
    const last = (await desk.books.db.events.toArray()).findLast(({ type }) => type === 'client.changed')
    expect(last?.subjects).not.toContain(id)
    await desk.books.must(saveClient, { seen: { id: other, version: 1 }, fields: clientFields('Other') })
    expect(await contractOf(desk, id)).toEqual(row)
  })

  it('changes without an amendment: words, numbers, renewal', async () => {
    const desk = await setUp()
    const id = await enter(desk, { endOn: day('2027-03-01'), notes: 'Old', contractNumber: 'C-1' })
    const renewal = { length: { unit: 'year', every: 1 }, noticeDays: 60 } as const
    await desk.books.must(changeContract, { id, version: 1, changes: { name: 'Care plus', notes: '', renewal } })
    const row = await contractOf(desk, id)
    expect(row).toMatchObject({ name: 'Care plus', contractNumber: 'C-1', renewal, sortName: 'meyer studio care plus' })
    expect(row).not.toHaveProperty('notes')
    expect(row.words).toEqual(expect.arrayContaining(['plus', 'hosting']))
    await desk.books.must(changeContract, { id, version: 2, changes: { renewal: null } })
    expect(await contractOf(desk, id)).not.toHaveProperty('renewal')
    const refusal = (changes: Parameters<typeof changeContract.run>[1]['changes']) =>
      desk.books.refusal(changeContract, { id, version: 3, changes })
    expect(await refusal({ name: ' ' })).toMatchObject({ code: 'field-invalid', field: 'name' })
    expect(await refusal({ renewal: { length: { unit: 'year', every: 0 }, noticeDays: 1 } })).toMatchObject({
      field: 'renewal',
    })
    await cancel(desk, id, '2026-09-01')
    expect(await desk.books.refusal(changeContract, { id, version: 4, changes: { renewal } })).toMatchObject({
      code: 'contract-cancelled',
    })
    await desk.books.must(changeContract, { id, version: 4, changes: { name: 'Was care' } })
  })

  it('moves with all that is not invoiced to another group of the client', async () => {
    const desk = await setUp()
    const { books, clientId } = desk
    const id = await enter(desk, {}, {}, { kind: 'usage', description: 'Traffic', quantity: decimal('0') })
    const usage = (await itemsOf(desk, id)).find(({ kind }) => kind === 'usage')
    if (usage === undefined) throw new Error('no usage item')
    await books.must(recordUsage, { contractItemId: usage.id, on: day('2026-03-01'), quantity: decimal('3') })
    const { id: groupId } = await books.must(saveBillingGroup, {
      clientId,
      fields: { name: 'Second', offsetDays: 0, cc: [] },
    })
    await books.must(changeContract, { id, version: 1, changes: { billingGroupId: groupId } })
    expect((await itemsOf(desk, id)).map(({ billingGroupId }) => billingGroupId)).toEqual([groupId, groupId])
    expect((await books.db.usageRecords.toArray()).map(({ billingGroupId }) => billingGroupId)).toEqual([groupId])
    books.today = '2026-04-01'
    await books.must(billGroup, { groupId, asOf: day('2026-04-01') })
    expect((await draftsOf(desk)).map(({ billingGroupId }) => billingGroupId)).toEqual([groupId])
    const other = await addClient(books, 'Okafor')
    const foreign = await defaultGroupId(books.db, other)
    expect(await books.refusal(changeContract, { id, version: 2, changes: { billingGroupId: foreign } })).toMatchObject(
      { code: 'not-found', entity: 'billingGroup' },
    )
  })
})

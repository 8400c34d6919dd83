// What screens show before anything is saved must be what the commands then do.
import { describe, expect, it } from 'vitest'
import { addContract } from '../../src/commands/add-contract.ts'
import { amendContract } from '../../src/commands/amend-contract.ts'
import { billGroup } from '../../src/commands/bill-group.ts'
import { cancelContract } from '../../src/commands/cancel-contract.ts'
import { defaultGroupId } from '../../src/commands/charge-row.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import type { AmendmentRequest } from '../../src/core/contract/amend-contract.ts'
import type { ContractFields, ItemFields } from '../../src/core/contract/contract-fields.ts'
import { addDays, type CalendarDate, calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ClientId, ContractId } from '../../src/core/ids.ts'
import type { DraftInvoice } from '../../src/core/model.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import { type BillingSettings, defaultBilling } from '../../src/core/settings.ts'
import { getContractView } from '../../src/queries/get-contract.ts'
import { findContracts, listClientContracts, listContracts } from '../../src/queries/list-contracts.ts'
import { previewAmendment, type Trial } from '../../src/queries/preview-amendment.ts'
import { previewContract } from '../../src/queries/preview-contract.ts'
import { dumpBooks } from '../support/dump-books.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { addClient, setUpPractice } from '../support/practice.ts'

const day = calendarDate

function item(given: Partial<ItemFields> = {}): ItemFields {
  return {
    description: 'Care',
    kind: 'recurring',
    timing: 'advance',
    cadence: { unit: 'month', every: 1 },
    quantity: decimal('1'),
    pricing: { kind: 'per-unit', unitPrice: decimal('120') },
    taxIds: [],
    taxIncluded: false,
    ...given,
  }
}

interface Desk {
  readonly books: TestBooks
  readonly clientId: ClientId
}

async function setUp(today: string, corrections: BillingSettings['corrections'] = 'ask'): Promise<Desk> {
  const books = await openTestBooks({ today })
  const { clientId } = await setUpPractice(books, { billing: { ...defaultBilling, corrections } })
  return { books, clientId }
}

function contract(
  clientId: ClientId,
  startOn: string,
  items: readonly ItemFields[],
  more: Partial<ContractFields> = {},
) {
  return { clientId, name: 'Care plan', currency: 'EUR' as CurrencyCode, startOn: day(startOn), items, ...more }
}

async function runOn({ books, clientId }: Desk, on: string): Promise<void> {
  books.today = on
  await books.must(billGroup, { groupId: await defaultGroupId(books.db, clientId), asOf: day(on) })
}

async function finalizeAll({ books }: Desk): Promise<void> {
  const drafts = (await books.db.invoices.toArray()).filter(({ state }) => state === 'draft') as DraftInvoice[]
  for (const { id, version } of drafts) await books.must(finalizeInvoice, { id, version })
}

/** Day by day through the run; each draft is finalized at once, so that every invoice is its own. */
async function live(desk: Desk, from: CalendarDate, days: number) {
  const { books } = desk
  for (let on = from; on <= addDays(from, days); on = addDays(on, 1)) {
    await runOn(desk, on)
    await finalizeAll(desk)
  }
  const invoices = await books.db.invoices.orderBy('[listedOn+id]').toArray()
  return invoices.map(({ listedOn, gross }) => [listedOn, gross])
}

const cases: readonly (readonly [name: string, start: string, items: readonly ItemFields[]])[] = [
  ['in advance, from today', '2026-03-10', [item()]],
  ['with a billing day: a partial first period', '2026-03-10', [item({ billingDay: 1 })]],
  ['the first part with the next period', '2026-03-10', [item({ billingDay: 1, firstStub: 'with-next' })]],
  ['after the period, and once', '2026-03-10', [item({ timing: 'arrears' }), item({ kind: 'one-off' })]],
  ['from a day to come', '2026-04-20', [item({ cadence: { unit: 'week', every: 2 } })]],
  [
    'with a trial and a later price',
    '2026-03-10',
    [
      item({
        trialDays: 14,
        ramp: [{ from: day('2026-04-24'), quantity: decimal('2'), pricing: { kind: 'flat', price: decimal('80') } }],
      }),
    ],
  ],
  ['from a day in the past: all at once', '2026-01-01', [item({ pricing: { kind: 'flat', price: decimal('10') } })]],
]

describe('the first three invoices beside the form', () => {
  it.each(cases)(
    '%s',
    async (_name, startOn, items) => {
      const desk = await setUp('2026-03-10')
      const { books, clientId } = desk
      const fields = contract(clientId, startOn, items)
      const before = await dumpBooks(books)
      const preview = await previewContract(books.db, fields, day(books.today))
      if (!preview.ok) throw new Error(JSON.stringify(preview.problem))
      expect(await dumpBooks(books)).toEqual(before)
      const shown = preview.value.invoices.map(({ plannedOn, net }) => [plannedOn, net])
      expect(shown).toHaveLength(3)

      await books.must(addContract, { fields })
      await finalizeAll(desk)
      const made = await live(desk, day('2026-03-10'), 100)
      expect(made.slice(0, 3)).toEqual(shown)
    },
    60_000,
  )

  it('stops at the end of the contract, and says that usage comes on top', async () => {
    const { books, clientId } = await setUp('2026-03-10')
    const usage = item({ kind: 'usage', timing: 'arrears' })
    const preview = await previewContract(
      books.db,
      contract(clientId, '2026-03-10', [item(), usage], { endOn: day('2026-05-10') }),
      day('2026-03-10'),
    )
    expect(preview.ok && preview.value.invoices.map(({ plannedOn }) => plannedOn)).toEqual(['2026-03-11', '2026-04-10'])
    expect(preview.ok && preview.value.hasUsage).toBe(true)
  })

  it('names what is wrong as the command would', async () => {
    const { books, clientId } = await setUp('2026-03-10')
    const fields = contract(clientId, '2026-03-10', [item({ cadence: { unit: 'month', every: 0 } })])
    const preview = await previewContract(books.db, fields, day('2026-03-10'))
    expect(preview).toEqual({ ok: false, problem: await books.refusal(addContract, { fields }) })
  })
})

describe('what an amendment would do', () => {
  /** March and April are invoiced, May is on a draft. */
  async function running(
    corrections?: BillingSettings['corrections'],
  ): Promise<Desk & { readonly id: ContractId; readonly itemIds: string[] }> {
    const desk = await setUp('2026-03-01', corrections)
    const { books, clientId } = desk
    const fields = contract(clientId, '2026-03-01', [
      item(),
      item({ description: 'Hosting', cadence: { unit: 'month', every: 3 }, quantity: decimal('3') }),
    ])
    const { id } = await books.must(addContract, { fields })
    await finalizeAll(desk)
    await runOn(desk, '2026-04-01')
    await finalizeAll(desk)
    await runOn(desk, '2026-05-01')
    books.today = '2026-05-10'
    const itemIds = (await books.db.contractItems.where('contractId').equals(id).sortBy('id')).map((row) => row.id)
    return { ...desk, id, itemIds }
  }

  async function tried({ books }: Desk, trial: Trial) {
    const before = await dumpBooks(books)
    const preview = await previewAmendment(books.db, trial, day(books.today))
    expect(await dumpBooks(books)).toEqual(before)
    if (!preview.ok) throw new Error(JSON.stringify(preview.problem))
    return preview.value
  }

  /** Every period that is charged, with what it comes to, and every correction. */
  async function standing({ books }: Desk) {
    const charges = await books.db.charges.toArray()
    const corrections = await books.db.corrections.toArray()
    return {
      charges: new Map(charges.map(({ id, amount }) => [id as string, amount as number])),
      corrections: corrections.filter(({ state }) => state === 'open').map(({ amount }) => amount as number),
    }
  }

  async function expectTheSame(desk: Desk, trial: Trial, act: () => Promise<unknown>): Promise<void> {
    const { books, clientId } = desk
    const preview = await tried(desk, trial)
    const before = await standing(desk)
    await act()
    const after = await standing(desk)
    const changed = [...after.charges].filter(([id, amount]) => before.charges.get(id) !== amount)
    const shown = preview.changes.filter(
      ({ kind, way }) => kind === 'open' || kind === 'draft' || kind === 'added' || way === 'next-invoice',
    )
    expect(shown.map(({ amount }) => amount).sort()).toEqual(changed.map(([, amount]) => amount).sort())
    const corrected = preview.changes.filter(({ way }) => way === 'ask').map(({ amount }) => amount)
    expect(corrected.sort()).toEqual(after.corrections.sort())
    // The invoices that then come are those that were shown. What joins the draft of May is on none of its own.
    await runOn(desk, '2026-05-10')
    await finalizeAll(desk)
    const known = new Set((await books.db.invoices.toArray()).map(({ id }) => id))
    for (let on = day('2026-05-10'); on <= day('2026-07-15'); on = addDays(on, 1)) {
      await runOn({ books, clientId }, on)
      await finalizeAll(desk)
    }
    const made = (await books.db.invoices.orderBy('[listedOn+id]').toArray())
      .filter(({ id }) => !known.has(id))
      .map(({ listedOn, gross }) => [listedOn, gross])
    const until = preview.after.filter(({ plannedOn, draftId }) => plannedOn <= '2026-07-15' && draftId === undefined)
    expect(until.map(({ plannedOn, net }) => [plannedOn, net])).toEqual(made.slice(0, until.length))
  }

  async function amends(
    request: Omit<AmendmentRequest, 'contractId' | 'changes'>,
    changes: (ids: string[]) => unknown[],
    corrections?: BillingSettings['corrections'],
  ) {
    const desk = await running(corrections)
    const { id, itemIds, books } = desk
    const full = { contractId: id, ...request, changes: changes(itemIds) } as AmendmentRequest
    await expectTheSame(desk, { kind: 'amend', request: full }, async () => {
      const version = (await books.db.contracts.get(id))?.version ?? 0
      await books.must(amendContract, { id, version, request: full })
    })
  }

  const agreement = (itemId: string | undefined, unitPrice: string) => ({
    kind: 'agreement',
    itemId,
    pricing: { kind: 'per-unit', unitPrice: decimal(unitPrice) },
  })

  it(
    'a lower price within invoiced and drafted periods',
    () => amends({ effectiveOn: day('2026-04-16') }, ([first]) => [agreement(first, '90')]),
    60_000,
  )

  it(
    'a lower price where the setting deducts it on the next invoice',
    () => amends({ effectiveOn: day('2026-04-16') }, ([first]) => [agreement(first, '90')], 'next-invoice'),
    60_000,
  )

  it(
    'a higher price from the start',
    () => amends({ effectiveOn: day('2026-03-01') }, ([first]) => [agreement(first, '150')]),
    60_000,
  )

  it(
    'an item that ends and one that is added',
    () =>
      amends({ effectiveOn: day('2026-05-16') }, ([, second]) => [
        { kind: 'end', itemId: second },
        { kind: 'add', item: item({ description: 'Support' }) },
      ]),
    60_000,
  )

  it(
    'a price for the next period only',
    () => amends({ effectiveOn: day('2026-06-01') }, ([first]) => [agreement(first, '130')]),
    60_000,
  )

  it('a cancellation from a day, and one from the start', async () => {
    for (const from of [day('2026-05-21'), 'start'] as const) {
      const desk = await running()
      const { id, books } = desk
      await expectTheSame(desk, { kind: 'cancel', id, from }, async () => {
        const version = (await books.db.contracts.get(id))?.version ?? 0
        await books.must(cancelContract, { id, version, from })
      })
    }
  }, 60_000)

  it('refuses what the command refuses', async () => {
    const desk = await running()
    const request = { contractId: desk.id, effectiveOn: day('2026-02-01'), changes: [] }
    const preview = await previewAmendment(desk.books.db, { kind: 'amend', request }, day('2026-05-10'))
    expect(preview).toEqual({
      ok: false,
      problem: await desk.books.refusal(amendContract, { id: desk.id, version: 1, request }),
    })
  })

  it('shows on the schedule what was billed, is on a draft, is under way and comes', async () => {
    const { books, id } = await running()
    const view = await getContractView(books.db, id, day('2026-05-10'))
    const [care, hosting] = view?.items ?? []
    expect(care?.periods.slice(0, 5).map(({ period, state, amount }) => [period.start, state, amount])).toEqual([
      ['2026-03-01', 'billed', 12000],
      ['2026-04-01', 'billed', 12000],
      ['2026-05-01', 'draft', 12000],
      ['2026-06-01', 'future', 12000],
      ['2026-07-01', 'future', 12000],
    ])
    expect(hosting?.periods.slice(0, 2).map(({ period, state, amount }) => [period.end, state, amount])).toEqual([
      ['2026-06-01', 'billed', 36000],
      ['2026-09-01', 'future', 36000],
    ])
    const later = await getContractView(books.db, id, day('2026-06-10'))
    expect(later?.items[0]?.periods.find(({ period }) => period.start === '2026-06-01')?.state).toBe('pending')
    // The chain has neither gap nor overlap where charged and coming periods meet.
    for (const { periods } of view?.items ?? []) {
      for (const [i, each] of periods.entries()) {
        if (i > 0) expect(each.period.start).toBe(periods[i - 1]?.period.end)
      }
    }
  })
})

describe('lists of contracts', () => {
  it('are paged by key, tell active from ended, and are found by words', async () => {
    const { books, clientId } = await setUp('2026-03-10')
    const other = await addClient(books, 'Okafor Ltd')
    for (let i = 0; i < 7; i += 1) {
      const more = { name: `Plan ${i}`, ...(i % 2 === 1 && { endOn: day('2026-03-20') }) }
      await books.must(addContract, {
        fields: contract(i < 4 ? clientId : other, '2026-03-10', [item(), item({ quantity: decimal('2') })], more),
      })
    }
    const names = async (filter: 'active' | 'ended' | 'all', today: string) => {
      const found: string[] = []
      let after: readonly [string, string] | undefined
      do {
        const page = await listContracts(books.db, filter, day(today), after, 2)
        found.push(...page.rows.map((row) => row.contract.name))
        after = page.next
      } while (after !== undefined)
      return found
    }
    expect(await names('all', '2026-03-10')).toHaveLength(7)
    expect((await names('active', '2026-03-19')).sort()).toHaveLength(7)
    expect((await names('ended', '2026-03-20')).sort()).toEqual(['Plan 1', 'Plan 3', 'Plan 5'])
    expect((await names('active', '2026-03-20')).sort()).toEqual(['Plan 0', 'Plan 2', 'Plan 4', 'Plan 6'])
    const found = await findContracts(books.db, 'active', day('2026-03-20'), 'okaf plan')
    expect(found.map((row) => row.contract.name).sort()).toEqual(['Plan 4', 'Plan 6'])
    // Two items of one rhythm are one price; what is charged moves the next billing day on.
    expect(found[0]?.prices).toEqual([{ cadence: { unit: 'month', every: 1 }, amount: 36000 }])
    expect(found[0]?.billsNextOn).toBe('2026-04-10')
    const own = await listClientContracts(books.db, clientId, day('2026-03-20'))
    expect(own.map((row) => row.contract.name)).toEqual(['Plan 0', 'Plan 2', 'Plan 1', 'Plan 3'])
    expect(own.at(-1)?.billsNextOn).toBeUndefined()
  })
})

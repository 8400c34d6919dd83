// What the billing screens show is what the commands then do.
import { describe, expect, it } from 'vitest'
import { billGroup } from '../../src/commands/bill-group.ts'
import { billNow } from '../../src/commands/bill-now.ts'
import { activateGroup, holdGroup, setGroupMode } from '../../src/commands/change-group-state.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { holdContract, resumeContract } from '../../src/commands/hold-contract.ts'
import { parkGroup, unparkGroup } from '../../src/commands/park-group.ts'
import { saveBillingGroup } from '../../src/commands/save-billing-group.ts'
import { calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { BillingGroupId, ClientId, InvoiceId } from '../../src/core/ids.ts'
import type { Charge, DraftInvoice } from '../../src/core/model.ts'
import { printDocument } from '../../src/documents/print-document.ts'
import { explainBilling } from '../../src/queries/explain-billing.ts'
import { getBillingTasks } from '../../src/queries/get-billing-tasks.ts'
import { addForecasts, monthsAhead, readForecast } from '../../src/queries/get-forecast.ts'
import { listClientPending, listPendingGroups, readPending } from '../../src/queries/list-pending.ts'
import { listBillable, previewByHand } from '../../src/queries/preview-by-hand.ts'
import { previewGap, type Standing } from '../../src/queries/preview-gap.ts'
import { rowProblem } from '../../src/storage/backup/row-schemas.ts'
import { plantContract } from '../support/contract-rows.ts'
import { dumpBooks } from '../support/dump-books.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { addClient, charge, setUpPractice } from '../support/practice.ts'

const day = calendarDate

async function setUp(today = '2026-03-20') {
  const books = await openTestBooks({ today })
  const practice = await setUpPractice(books)
  return { books, ...practice }
}

async function draftsOf(books: TestBooks): Promise<DraftInvoice[]> {
  return (await books.db.invoices.toArray()).filter((row): row is DraftInvoice => row.state === 'draft')
}

async function chargesOn(books: TestBooks, ids: readonly InvoiceId[]): Promise<Charge[]> {
  return books.db.charges
    .where('invoiceId')
    .anyOf([...ids])
    .toArray()
}

function total(rows: readonly { readonly amount: number }[]): number {
  return rows.reduce((sum, { amount }) => sum + amount, 0)
}

describe('why there is (no) invoice', () => {
  it('answers for client, group and contract alike, and writes nothing', async () => {
    const { books, clientId } = await setUp()
    const { contractId, groupId, itemIds } = await plantContract(books, clientId, { startOn: day('2026-03-10') })
    const before = await dumpBooks(books)
    const today = day(books.today)
    const [ofClient] = await explainBilling(books.db, { clientId }, today)
    const [ofGroup] = await explainBilling(books.db, { groupId }, today)
    const [ofContract] = await explainBilling(books.db, { contractId }, today)
    expect(ofClient?.decision).toMatchObject({ outcome: 'do', reason: { code: 'due', amount: 10_000, periods: 1 } })
    expect(ofGroup).toEqual(ofClient)
    expect(ofContract?.contracts.map(({ contract }) => contract.id)).toEqual([contractId])
    expect(ofContract?.contracts[0]?.items.map(({ item }) => item.id)).toEqual(itemIds)
    expect(ofContract?.contracts[0]?.decision?.reason.code).toBe('due')
    expect(await dumpBooks(books)).toEqual(before)
  })

  it('names the draft that waits, for its own contract only', async () => {
    const { books, clientId } = await setUp()
    const first = await plantContract(books, clientId, { startOn: day('2026-03-10'), name: 'First' })
    await books.must(billGroup, { groupId: first.groupId, asOf: day(books.today) })
    const second = await plantContract(books, clientId, { startOn: day('2026-06-01'), name: 'Second' })
    const [draft] = await draftsOf(books)
    const drafts = async (target: Parameters<typeof explainBilling>[1]) =>
      (await explainBilling(books.db, target, day(books.today))).flatMap((each) =>
        each.drafts.map(({ subject }) => subject.id),
      )
    expect(await drafts({ clientId })).toEqual([draft?.id])
    expect(await drafts({ contractId: first.contractId })).toEqual([draft?.id])
    expect(await drafts({ contractId: second.contractId })).toEqual([])
  })

  it('puts the default group first and says nothing of what is not there', async () => {
    const { books, clientId } = await setUp()
    const fields = { name: 'A group', cc: [], offsetDays: 0 }
    await books.must(saveBillingGroup, { clientId, fields })
    const groups = await explainBilling(books.db, { clientId }, day(books.today))
    expect(groups.map(({ group }) => group.isDefault)).toEqual([1, 0])
    expect(await explainBilling(books.db, { groupId: 'grp_none' as BillingGroupId }, day(books.today))).toEqual([])
  })
})

describe('what becomes of the time between (R-3)', () => {
  async function stoodStill(kind: Standing['kind']) {
    const { books, clientId } = await setUp('2026-01-10')
    const planted = await plantContract(books, clientId, { startOn: day('2026-01-01') })
    const other = await plantContract(books, clientId, { startOn: day('2026-01-15'), name: 'Other' })
    books.today = '2026-02-10'
    if (kind === 'group') await books.must(holdGroup, { id: planted.groupId, version: 1 })
    else await books.must(holdContract, { id: planted.contractId, version: 1 })
    books.today = '2026-04-20'
    const standing: Standing =
      kind === 'group' ? { kind, id: planted.groupId } : { kind: 'contract', id: planted.contractId }
    const goOn = async (gap: 'bill' | 'skip') => {
      if (kind === 'group') await books.must(activateGroup, { id: planted.groupId, version: 2, gap })
      else await books.must(resumeContract, { id: planted.contractId, version: 2, gap })
      const { invoiceIds } = await books.must(billGroup, { groupId: planted.groupId, asOf: day(books.today) })
      return { invoiceIds, other }
    }
    return { books, standing, goOn }
  }

  it.each(['group', 'contract'] as const)('billed: the %s comes to what was shown', async (kind) => {
    const { books, standing, goOn } = await stoodStill(kind)
    const preview = await previewGap(books.db, standing, day(books.today))
    expect(preview?.since).toBe('2026-02-10')
    const { invoiceIds } = await goOn('bill')
    const billed = await chargesOn(books, invoiceIds)
    expect(preview?.billed).toEqual([{ currency: 'EUR', amount: total(billed) }])
    expect(preview?.billedPeriods).toBe(billed.length)
  })

  it.each(['group', 'contract'] as const)('skipped: the %s lets go what was shown and bills the rest', async (kind) => {
    const { books, standing, goOn } = await stoodStill(kind)
    const preview = await previewGap(books.db, standing, day(books.today))
    const { invoiceIds } = await goOn('skip')
    const waived = await books.db.charges.filter(({ waivedFor }) => waivedFor === 'skipped').toArray()
    expect(waived.length).toBeGreaterThan(0)
    expect(preview?.skipped).toEqual([{ currency: 'EUR', amount: total(waived) }])
    expect(preview?.skippedPeriods).toBe(waived.length)
    expect(preview?.skippedDays?.end).toBe('2026-04-20')
    expect(preview?.billedAfterSkip).toEqual([{ currency: 'EUR', amount: total(await chargesOn(books, invoiceIds)) }])
  })

  it('asks nothing where nothing stood still', async () => {
    const { books, clientId } = await setUp()
    const { groupId } = await plantContract(books, clientId)
    const preview = await previewGap(books.db, { kind: 'group', id: groupId }, day(books.today))
    expect(preview).toMatchObject({ skippedPeriods: 0, skipped: [] })
    expect(preview?.since).toBeUndefined()
    expect(await previewGap(books.db, { kind: 'group', id: 'grp_none' as BillingGroupId }, day(books.today))).toBeNull()
  })

  it('of a manual group is asked about when it becomes automatic', async () => {
    const { books, clientId } = await setUp('2026-02-10')
    const { groupId } = await plantContract(books, clientId, { startOn: day('2026-02-10') })
    await books.must(setGroupMode, { id: groupId, version: 1, mode: 'manual' })
    books.today = '2026-04-20'
    const preview = await previewGap(books.db, { kind: 'group', id: groupId, mode: 'automatic' }, day(books.today))
    expect(preview).toMatchObject({ since: '2026-02-10', billedPeriods: 3 })
    await books.must(setGroupMode, { id: groupId, version: 2, mode: 'automatic', gap: 'skip' })
    const waived = await books.db.charges.filter(({ waivedFor }) => waivedFor === 'skipped').toArray()
    expect(preview?.skipped).toEqual([{ currency: 'EUR', amount: total(waived) }])
  })
})

describe('pending invoices (W-1)', () => {
  it('finds the groups with contracts or open charges, the next to bill first', async () => {
    const { books, clientId } = await setUp('2026-03-01')
    const later = await addClient(books, 'Later')
    const waiting = await addClient(books, 'Charges only')
    await addClient(books, 'Nothing')
    const second = await plantContract(books, later, { startOn: day('2026-09-01') })
    const first = await plantContract(books, clientId, { startOn: day('2026-05-01') })
    for (const { groupId } of [first, second]) await books.must(billGroup, { groupId, asOf: day(books.today) })
    await charge(books, waiting, '80')
    const [ofWaiting] = await books.db.billingGroups.where('clientId').equals(waiting).primaryKeys()
    const ids = await listPendingGroups(books.db)
    expect([...ids].sort()).toEqual([first.groupId, second.groupId, ofWaiting].sort())
    expect(ids.indexOf(first.groupId)).toBeLessThan(ids.indexOf(second.groupId))
    expect(await listPendingGroups(books.db, later)).toEqual([second.groupId])
  })

  it('shows the very totals that the run then makes, and looking issues nothing', async () => {
    const { books, clientId, taxId } = await setUp('2026-03-01')
    const { groupId } = await plantContract(books, clientId, {
      startOn: day('2026-03-20'),
      items: [{ taxIds: [taxId] }],
    })
    const before = await dumpBooks(books)
    const rows = await readPending(books.db, [groupId], day('2026-03-01'), day('2026-06-30'))
    expect(await dumpBooks(books)).toEqual(before)
    expect(rows.map(({ plannedOn }) => plannedOn)).toEqual(['2026-03-20', '2026-04-20', '2026-05-20', '2026-06-20'])
    expect(rows.every(({ contracts, client }) => contracts.length === 1 && client.id === clientId)).toBe(true)
    books.today = '2026-03-20'
    await books.must(billGroup, { groupId, asOf: day(books.today) })
    const [draft] = await draftsOf(books)
    expect(rows[0]?.totals).toEqual({ net: draft?.totals.net, tax: draft?.totals.tax, gross: draft?.totals.gross })
    const rest = await listClientPending(books.db, clientId, day(books.today), day('2026-06-30'))
    expect(rest.map(({ plannedOn }) => plannedOn)).toEqual(['2026-04-20', '2026-05-20', '2026-06-20'])
  })

  it('says what stops an invoice, and what lifts it is at hand', async () => {
    const { books, clientId } = await setUp('2026-03-20')
    const { groupId, contractId } = await plantContract(books, clientId, { startOn: day('2026-03-01') })
    await books.must(holdContract, { id: contractId, version: 1 })
    const [row] = await readPending(books.db, [groupId], day(books.today), day(books.today))
    expect(row?.stoppedBy).toMatchObject({ code: 'on-hold', of: 'contract' })
    expect(row?.contracts[0]?.id).toBe(contractId)
  })
})

describe('the forecast of 12 months', () => {
  it('adds up to the pending invoices, whatever the pieces', async () => {
    const { books, clientId } = await setUp('2026-03-20')
    const other = await addClient(books, 'Other')
    const first = await plantContract(books, clientId, { startOn: day('2026-03-25') })
    const second = await plantContract(books, other, { startOn: day('2026-04-01'), endOn: day('2026-07-01') })
    const today = day(books.today)
    const whole = await readForecast(books.db, [first.groupId, second.groupId], today)
    const pieces = [
      ...(await readForecast(books.db, [second.groupId], today)),
      ...(await readForecast(books.db, [first.groupId], today)),
    ]
    expect(addForecasts(pieces)).toEqual(whole)
    expect(monthsAhead(today)).toHaveLength(12)
    expect(monthsAhead(today).at(-1)).toBe('2027-02')
    expect(whole.map(({ month, amount }) => [month, amount])).toEqual([
      ['2026-03', 10_000],
      ['2026-04', 20_000],
      ['2026-05', 20_000],
      ['2026-06', 20_000],
      ...['2026-07', '2026-08', '2026-09', '2026-10', '2026-11', '2026-12', '2027-01', '2027-02'].map((month) => [
        month,
        10_000,
      ]),
    ])
  })

  it('keeps apart what nobody gets until something is lifted', async () => {
    const { books, clientId } = await setUp('2026-03-20')
    const { groupId } = await plantContract(books, clientId, { startOn: day('2026-03-25') })
    await books.must(setGroupMode, { id: groupId, version: 1, mode: 'manual' })
    const sums = await readForecast(books.db, [groupId], day(books.today))
    expect(sums).toHaveLength(12)
    for (const sum of sums) expect(sum).toMatchObject({ stopped: sum.amount, stoppedInvoices: sum.invoices })
  })
})

describe('billing by hand (W-2)', () => {
  it('makes the drafts that were shown, to the cent, and leaves nothing to pick again', async () => {
    const { books, clientId, taxId } = await setUp('2026-03-20')
    const { itemIds } = await plantContract(books, clientId, {
      startOn: day('2026-03-01'),
      items: [{ taxIds: [taxId] }, { description: 'Reports', timing: 'arrears' }],
    })
    const chargeId = await charge(books, clientId, '80')
    const through = day('2026-04-30')
    const billable = await listBillable(books.db, clientId, through, day(books.today))
    const items = billable?.groups[0]?.contracts[0]?.items ?? []
    // In advance: March and April. In arrears: March has to end first.
    expect(items.map(({ charges }) => charges.length)).toEqual([2, 0])
    expect(items[1]?.next).toEqual({ period: { start: '2026-03-01', end: '2026-04-01' }, mustEnd: true })
    expect(items[0]?.nextBillsOn).toBe('2026-05-01')
    const [itemId] = itemIds
    if (itemId === undefined) throw new Error('no item')
    const choice = { itemsThrough: [{ itemId, through }], chargeIds: [chargeId] }
    const planned = await previewByHand(books.db, choice, day(books.today))
    const { invoiceIds } = await books.must(billNow, choice)
    const drafts = (await draftsOf(books)).filter(({ id }) => invoiceIds.includes(id))
    expect(drafts.map(({ totals }) => totals.gross).sort()).toEqual(planned.map(({ totals }) => totals?.gross).sort())
    expect(planned.flatMap(({ charges }) => charges.map(({ id }) => id)).sort()).toEqual(
      (await chargesOn(books, invoiceIds)).map(({ id }) => id).sort(),
    )
    const after = await listBillable(books.db, clientId, through, day(books.today))
    expect(after?.groups[0]?.charges).toEqual([])
    expect(after?.groups[0]?.contracts[0]?.items.map(({ charges }) => charges.length)).toEqual([0, 0])
    expect(await books.refusal(billNow, choice)).toMatchObject({ code: 'charge-not-open' })
  })

  it('says what stops a group for a person too, and knows no client that is not there', async () => {
    const { books, clientId } = await setUp('2026-03-20')
    const { groupId } = await plantContract(books, clientId)
    await books.must(holdGroup, { id: groupId, version: 1, note: 'Wait' })
    const billable = await listBillable(books.db, clientId, day(books.today), day(books.today))
    expect(billable?.groups[0]?.stoppedBy).toMatchObject({ code: 'on-hold', of: 'group', note: 'Wait' })
    expect(await listBillable(books.db, 'cli_none' as ClientId, day(books.today), day(books.today))).toBeNull()
  })
})

describe('how an amount came to be', () => {
  it('is frozen with the document, printed below its line, and comes through a backup', async () => {
    const { books, clientId, taxId } = await setUp('2026-03-10')
    const { groupId } = await plantContract(books, clientId, {
      startOn: day('2026-03-10'),
      activatedOn: day('2026-03-01'),
      items: [
        {
          taxIds: [taxId],
          anchors: [{ from: day('2026-03-10'), anchor: { origin: day('2026-03-01') } }],
          agreements: [
            {
              from: day('2026-03-10'),
              quantity: decimal('2'),
              pricing: { kind: 'per-unit', unitPrice: decimal('31') },
            },
          ],
        },
      ],
    })
    const { invoiceIds } = await books.must(billGroup, { groupId, asOf: day(books.today) })
    const [id] = invoiceIds
    if (id === undefined) throw new Error('no draft')
    await books.must(finalizeInvoice, { id })
    const row = await books.db.documents.get(id)
    if (row === undefined) throw new Error('no document')
    // 22 of 31 days of 62.00.
    expect(row.document.lines[0]).toMatchObject({ quantity: '1', unitPrice: '44' })
    expect(printDocument(row.document).lines[0]?.details).toContain('2 × 31.00, 22 of 31 days')
    expect(rowProblem('documents', row as unknown as Record<string, unknown>)).toBeUndefined()
  })
})

describe('what the run left for its owner', () => {
  it('names parked groups and counts the drafts that nobody touched', async () => {
    const { books, clientId } = await setUp('2026-03-20')
    const { groupId } = await plantContract(books, clientId, { startOn: day('2026-03-01') })
    expect(await getBillingTasks(books.db)).toEqual({ parked: [], automaticDrafts: 0 })
    await books.must(billGroup, { groupId, asOf: day(books.today) })
    await books.must(parkGroup, { groupId, problem: { code: 'run-failed', detail: 'x' } })
    const tasks = await getBillingTasks(books.db)
    expect(tasks.parked).toMatchObject([{ id: groupId, clientId }])
    expect(tasks.automaticDrafts).toBe(1)
    await books.must(unparkGroup, { groupId })
    expect((await getBillingTasks(books.db)).parked).toEqual([])
  })
})

// What the sample business has agreed on for longer: a retainer, lessons by use, hosting by the year, a support desk that
// grew, and one contract that waits. All through the commands, on their days.
import { addContract } from '../../commands/add-contract.ts'
import { amendContract } from '../../commands/amend-contract.ts'
import { billGroup } from '../../commands/bill-group.ts'
import { finalizeInvoice } from '../../commands/finalize-invoice.ts'
import { holdContract } from '../../commands/hold-contract.ts'
import { recordUsage } from '../../commands/record-usage.ts'
import { renewContract } from '../../commands/renew-contract.ts'
import type { ContractFields, ItemFields } from '../../core/contract/contract-fields.ts'
import { addDays, addMonths, type CalendarDate, startOfMonth } from '../../core/date.ts'
import { decimal } from '../../core/decimal.ts'
import type { ClientId, ContractId } from '../../core/ids.ts'
import { type Billed, type Pen, priceIn } from './sample-pen.ts'

/** Places in `sampleClients`. */
const clientOf = { retainer: 9, lessons: 2, hosting: 4, desk: 5, care: 7 } as const
type Agreed = keyof typeof clientOf

/** Contracts by what they are for, as far as they have been entered. */
export type SampleContracts = Map<Agreed, ContractId>

/** What happens to the contracts in one month: entered, used, changed, billed on the 1st. Answers what was issued. */
export async function writeContracts(
  pen: Pen,
  contracts: SampleContracts,
  monthStart: CalendarDate,
  today: CalendarDate,
): Promise<Billed[]> {
  const ago = monthsBetween(monthStart, startOfMonth(today))
  await runOn(pen, contracts, monthStart)
  await enterContracts(pen, contracts, monthStart, ago)
  const issued = await issueDrafts(pen, monthStart, ago)
  // What this brings is issued with the next month.
  await changeContracts(pen, contracts, monthStart, ago)
  if (contracts.has('lessons')) await recordLessons(pen, contracts, monthStart, today)
  return issued
}

function monthsBetween(from: CalendarDate, to: CalendarDate): number {
  let months = 0
  while (addMonths(from, months) < to) months += 1
  return months
}

async function enterContracts(pen: Pen, contracts: SampleContracts, monthStart: CalendarDate, ago: number) {
  const price = (hundredths: number) => priceIn(hundredths, pen.settings)
  const enter = (what: Agreed, fields: Omit<ContractFields, 'clientId' | 'currency'>) =>
    addAgreement(pen, contracts, what, fields)
  switch (ago) {
    case 14:
      return enter('hosting', {
        name: 'Website hosting',
        contractNumber: 'H-118',
        startOn: monthStart,
        endOn: addMonths(monthStart, 12),
        renewal: { length: { unit: 'year', every: 1 }, noticeDays: 30 },
        items: [item(pen, 'Website hosting', { cadence: { unit: 'year', every: 1 }, flat: price(21600) })],
      })
    case 10:
      return enter('desk', {
        name: 'Support desk',
        poNumber: 'NW-70812',
        startOn: monthStart,
        items: [
          {
            ...item(pen, 'Support desk', {}),
            unit: 'seat',
            quantity: decimal('10'),
            pricing: { kind: 'per-unit', unitPrice: price(1800) },
            // Agreed at the start: a little more from the seventh month on.
            ramp: [
              {
                from: addMonths(monthStart, 6),
                quantity: decimal('10'),
                pricing: { kind: 'per-unit', unitPrice: price(1950) },
              },
            ],
          },
        ],
      })
    case 9:
      return enter('retainer', {
        name: 'Design retainer',
        contractNumber: 'R-2031',
        startOn: monthStart,
        items: [item(pen, 'Design retainer, two days a month', { flat: price(118000) })],
      })
    case 6:
      return enter('lessons', {
        name: 'Tutoring by the lesson',
        startOn: monthStart,
        items: [
          {
            ...item(pen, 'Tutoring', {}),
            kind: 'usage',
            timing: 'arrears',
            unit: 'lesson',
            pricing: {
              kind: 'graduated',
              tiers: [{ upTo: decimal('10'), unitPrice: price(4200) }, { unitPrice: price(3800) }],
            },
          },
        ],
      })
    default:
      return undefined
  }
}

async function changeContracts(pen: Pen, contracts: SampleContracts, monthStart: CalendarDate, ago: number) {
  switch (ago) {
    case 7:
      return addAgreement(pen, contracts, 'care', {
        name: 'Website care',
        startOn: addDays(monthStart, 9),
        items: [item(pen, 'Website care', { flat: priceIn(12000, pen.settings), billingDay: 1 })],
      })
    case 3:
      // 30 days before its end the year of hosting goes on for another one.
      return renewHosting(pen, contracts, addDays(addMonths(monthStart, 1), -30))
    case 2:
      return growDesk(pen, contracts, addDays(monthStart, 14))
    case 1:
      return holdCare(pen, contracts, addDays(monthStart, 11))
    default:
      return undefined
  }
}

function item(
  pen: Pen,
  description: string,
  {
    cadence,
    flat,
    billingDay,
  }: { cadence?: ItemFields['cadence']; flat?: ReturnType<typeof decimal>; billingDay?: number },
): ItemFields {
  return {
    description,
    kind: 'recurring',
    timing: 'advance',
    cadence: cadence ?? { unit: 'month', every: 1 },
    ...(billingDay === undefined ? {} : { billingDay }),
    quantity: decimal('1'),
    pricing: { kind: 'flat', price: flat ?? decimal('0') },
    taxIds: pen.taxIds,
    taxIncluded: false,
  }
}

async function addAgreement(
  pen: Pen,
  contracts: SampleContracts,
  what: Agreed,
  fields: Omit<ContractFields, 'clientId' | 'currency'>,
): Promise<void> {
  const { id } = await pen.on(fields.startOn, addContract, {
    fields: { ...fields, clientId: clientIdOf(pen, what), currency: pen.settings.currency },
  })
  contracts.set(what, id)
}

async function renewHosting(pen: Pen, contracts: SampleContracts, on: CalendarDate): Promise<void> {
  const seen = await contractOf(pen, contracts, 'hosting')
  const { id } = await pen.on(on, renewContract, seen)
  contracts.set('hosting', id)
}

async function growDesk(pen: Pen, contracts: SampleContracts, on: CalendarDate): Promise<void> {
  const seen = await contractOf(pen, contracts, 'desk')
  const items = await pen.books.contractItems.where('contractId').equals(seen.id).toArray()
  await pen.on(on, amendContract, {
    ...seen,
    request: {
      contractId: seen.id,
      effectiveOn: on,
      changes: items.map(({ id }) => ({ kind: 'agreement' as const, itemId: id, quantity: decimal('14') })),
      note: 'Four colleagues more',
    },
  })
}

async function holdCare(pen: Pen, contracts: SampleContracts, on: CalendarDate): Promise<void> {
  await pen.on(on, holdContract, {
    ...(await contractOf(pen, contracts, 'care')),
    note: 'The website is being rebuilt',
  })
}

/** Two or three days of lessons a week; the last ones of the running month are still to come. */
async function recordLessons(
  pen: Pen,
  contracts: SampleContracts,
  monthStart: CalendarDate,
  today: CalendarDate,
): Promise<void> {
  const { id } = await contractOf(pen, contracts, 'lessons')
  const [lesson] = await pen.books.contractItems.where('contractId').equals(id).toArray()
  if (lesson === undefined) throw new Error('The sample contract has no item')
  for (const day of [2, 6, 9, 13, 16, 20, 23, 27]) {
    const on = addDays(monthStart, day)
    if (on > today) return
    await pen.on(on, recordUsage, {
      contractItemId: lesson.id,
      on,
      quantity: decimal(String(1 + pen.pick(3))),
    })
  }
}

/** The billing run of a day over the groups of these contracts. */
async function runOn(pen: Pen, contracts: SampleContracts, day: CalendarDate): Promise<void> {
  const rows = await pen.books.contracts.bulkGet([...contracts.values()])
  for (const groupId of new Set(rows.map((row) => row?.billingGroupId))) {
    if (groupId !== undefined) await pen.on(day, billGroup, { groupId, asOf: day }, 'automation')
  }
}

/** Issues what the contracts have made; in the running month two of them wait for a look. */
async function issueDrafts(pen: Pen, issuedOn: CalendarDate, ago: number): Promise<Billed[]> {
  const issued: Billed[] = []
  for (const what of Object.keys(clientOf) as Agreed[]) {
    const clientId = clientIdOf(pen, what)
    if (ago === 0 && what !== 'lessons') continue
    const drafts = await pen.books.invoices.where('[clientId+state]').equals([clientId, 'draft']).toArray()
    for (const { id } of drafts) {
      await pen.on(issuedOn, finalizeInvoice, { id })
      issued.push({ id, clientId, issuedOn })
    }
  }
  return issued
}

function clientIdOf({ clients }: Pen, what: Agreed): ClientId {
  return clients[clientOf[what]] as ClientId
}

async function contractOf(pen: Pen, contracts: SampleContracts, what: Agreed) {
  const row = await pen.books.contracts.get(contracts.get(what) as ContractId)
  if (row === undefined) throw new Error(`The sample has no contract for ${what}`)
  return { id: row.id, version: row.version }
}

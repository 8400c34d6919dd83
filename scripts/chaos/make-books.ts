// The books that a chaos run begins with, made by the product's own commands: clients, groups with cycles and offsets of
// their own, and contracts of every kind, some running for months, some still to begin.
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { addContract } from '../../src/commands/add-contract.ts'
import { changeSettings } from '../../src/commands/change-settings.ts'
import { type Command, execute } from '../../src/commands/execute.ts'
import { openAccountBooks } from '../../src/commands/open-account-books.ts'
import { saveBillingGroup } from '../../src/commands/save-billing-group.ts'
import { saveClient } from '../../src/commands/save-client.ts'
import { saveRule } from '../../src/commands/save-rule.ts'
import { saveTaxRate } from '../../src/commands/save-tax-rate.ts'
import type { ContractItem } from '../../src/core/contract/contract.ts'
import type { ContractFields, ItemFields } from '../../src/core/contract/contract-fields.ts'
import { addDays, addMonths, type CalendarDate, calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { BillingGroupId, ClientId, ContractId, TaxRateId } from '../../src/core/ids.ts'
import { type CurrencyCode, minor } from '../../src/core/money.ts'
import { AccountDb } from '../../src/storage/account-db.ts'
import { envelopeOf } from './chaos-acts.ts'
import { yearStart } from './plan-year.ts'
import { type Chance, chanceOf } from './random.ts'

/** Every row by table; `meta` stays what the app itself wrote. */
export type Dump = Readonly<Record<string, readonly unknown[]>>

export interface ChaosContract {
  readonly id: ContractId
  readonly clientId: ClientId
  readonly startOn: CalendarDate
  readonly endOn?: CalendarDate
  readonly items: readonly Pick<ContractItem, 'id' | 'kind'>[]
}

export interface ChaosBooks {
  readonly dump: Dump
  readonly contracts: readonly ChaosContract[]
}

type Run = <Input, Value>(command: Command<Input, Value>, input: Input) => Promise<Value>

/** Fresh books in memory. */
export async function openMemoryBooks(): Promise<AccountDb> {
  const db = new AccountDb('billfold-chaos', { indexedDB: new IDBFactory(), IDBKeyRange })
  await db.open()
  return db
}

export async function dumpRows(db: AccountDb): Promise<Dump> {
  const tables: Record<string, readonly unknown[]> = {}
  for (const table of db.tables) if (table.name !== 'meta') tables[table.name] = await table.toArray()
  return tables
}

/** As many contracts as asked, by the seed. */
export async function makeBooks(seed: number, contracts: number): Promise<ChaosBooks> {
  const db = await openMemoryBooks()
  const chance = chanceOf(seed)
  let acts = 0
  const run: Run = async (command, input) => {
    acts += 1
    const result = await execute(db, command, input, envelopeOf(`SEED${acts}N`, yearStart))
    if (!result.ok) throw new Error(`${command.name} was refused: ${JSON.stringify(result.problem)}`)
    return result.value
  }
  const taxId = await makeSeller(db, run)
  await makeRules(run)
  const made: ChaosContract[] = []
  let clientId: ClientId | undefined
  let groupId: BillingGroupId | undefined
  for (let at = 0; at < contracts; at += 1) {
    // Two contracts of three share a client with the one before.
    if (clientId === undefined || at % 3 !== 1) {
      clientId = await makeClient(run, at, chance)
      groupId = at % 4 === 0 ? await makeGroup(run, clientId, chance) : undefined
      if (at % 5 === 2) await issueAtOnce(run, clientId)
    }
    const fields = contractFields(at, clientId, groupId, taxId, chance)
    const { id } = await run(addContract, { fields })
    const items = await db.contractItems.where('contractId').equals(id).toArray()
    made.push({
      id,
      clientId,
      startOn: fields.startOn,
      ...(fields.endOn === undefined ? {} : { endOn: fields.endOn }),
      items: items.map((item) => ({ id: item.id, kind: item.kind })),
    })
  }
  const dump = await dumpRows(db)
  db.close()
  return { dump, contracts: made }
}

async function makeSeller(db: AccountDb, run: Run): Promise<TaxRateId> {
  const place = { country: 'DE', locale: 'en-GB', currency: 'EUR' as CurrencyCode, timeZone: 'Europe/Berlin' }
  await run(openAccountBooks, place)
  const settings = await db.settings.get('account')
  if (settings === undefined) throw new Error('no settings')
  const address = { line1: 'Lindenweg 4', city: 'Leipzig', postalCode: '04103', country: 'DE' }
  const changes = {
    profile: { name: 'Ada Practice', address, vatId: 'DE123456789' },
    billing: { ...settings.billing, corrections: 'next-invoice' as const },
    firstRunDone: 1 as const,
  }
  await run(changeSettings, { version: settings.version, changes })
  const rates = [{ from: calendarDate('2007-01-01'), percent: decimal('19') }]
  return (await run(saveTaxRate, { fields: { name: 'VAT', category: 'S', kind: 'normal', rates, state: 'active' } })).id
}

/**
 * Everything goes by itself. Drafts rest for two days, so that it does not matter whether a fee of the day came before
 * or after the rest of its draft: among tabs without locks either may.
 */
async function makeRules(run: Run): Promise<void> {
  const scope = { kind: 'account' } as const
  const way = { kind: 'prepare' } as const
  const on = { scope, state: 'on' } as const
  await run(saveRule, { ...on, kind: 'finalization', parameters: { kind: 'after-days', days: 2 } })
  await run(saveRule, {
    ...on,
    kind: 'sending',
    parameters: { when: 'on-finalize', way, attachPdf: 1, listUnpaid: 0 },
  })
  const steps = [
    { step: 1, days: -2 },
    { step: 2, days: 5 },
    { step: 3, days: 20 },
  ]
  await run(saveRule, { ...on, kind: 'reminders', parameters: { steps, way, attachPdf: 1 } })
  await run(saveRule, {
    ...on,
    kind: 'late-fees',
    parameters: {
      fee: { kind: 'amount', amount: minor(500), currency: 'EUR' as CurrencyCode },
      afterDays: 10,
      repeat: { unit: 'month', every: 1 },
      description: 'Late payment',
      maxTimes: 3,
      taxIds: [],
    },
  })
}

/** Invoices of the client go out on the day, and cost nothing when they are late. */
async function issueAtOnce(run: Run, clientId: ClientId): Promise<void> {
  const scope = { kind: 'client', clientId } as const
  await run(saveRule, { scope, state: 'on', kind: 'finalization', parameters: { kind: 'at-once' } })
  const fee = { kind: 'amount', amount: minor(500), currency: 'EUR' as CurrencyCode } as const
  await run(saveRule, {
    scope,
    state: 'off',
    kind: 'late-fees',
    parameters: { description: 'Late payment', fee, afterDays: 10, taxIds: [] },
  })
}

async function makeClient(run: Run, at: number, chance: Chance): Promise<ClientId> {
  const origin = calendarDate('2027-01-01')
  const cycles = [
    {},
    {},
    { billingCycle: { kind: 'every' as const, cadence: { unit: 'month' as const, every: 1 }, anchor: { origin } } },
  ]
  const fields = {
    name: `Client ${at}`,
    email: `client-${at}@example.com`,
    contacts: [],
    addresses: [{ label: 'Office', line1: `Hauptstraße ${at}`, city: 'Berlin', postalCode: '10115', country: 'DE' }],
    termsDays: chance.pick([7, 14, 30]),
    ...chance.pick(cycles),
  }
  return (await run(saveClient, { fields })).id
}

async function makeGroup(run: Run, clientId: ClientId, chance: Chance): Promise<BillingGroupId> {
  const cadence = chance.pick([
    { unit: 'month', every: 1 },
    { unit: 'week', every: 2 },
    { unit: 'month', every: 3 },
  ] as const)
  const cycle = { kind: 'every' as const, cadence, anchor: { origin: calendarDate('2027-01-31') } }
  const fields = { name: 'Second office', offsetDays: chance.pick([-10, -3, 0, 5]), cc: [], cycle }
  return (await run(saveBillingGroup, { clientId, fields })).id
}

function contractFields(
  at: number,
  clientId: ClientId,
  billingGroupId: BillingGroupId | undefined,
  taxId: TaxRateId,
  chance: Chance,
): ContractFields {
  const price = () => decimal(`${chance.between(20, 400)}.${chance.pick(['00', '50', '99'])}`)
  const item: ItemFields = {
    description: 'Care',
    kind: 'recurring',
    timing: 'advance',
    cadence: { unit: 'month', every: 1 },
    quantity: decimal(String(chance.between(1, 4))),
    pricing: { kind: 'per-unit', unitPrice: price() },
    taxIds: [taxId],
    taxIncluded: false,
  }
  const startOn = addDays(addMonths(yearStart, chance.between(-5, 4)), chance.between(-15, 15))
  const usage: ItemFields = {
    ...item,
    description: 'Calls',
    kind: 'usage',
    timing: 'arrears',
    pricing: {
      kind: 'graduated',
      tiers: [{ upTo: decimal('10'), unitPrice: decimal('1.99') }, { unitPrice: decimal('0.95') }],
    },
  }
  const kinds: readonly (() => Partial<ContractFields> & { readonly items: readonly ItemFields[] })[] = [
    () => ({ items: [item] }),
    () => ({ items: [{ ...item, timing: 'arrears' }] }),
    () => ({ items: [{ ...item, pricing: { kind: 'flat', price: price() } }, usage] }),
    () => ({ items: [{ ...item, cadence: { unit: 'month', every: 3 }, billingDay: 31 }] }),
    () => ({
      endOn: addMonths(startOn, 7),
      renewal: { length: { unit: 'month', every: 6 }, noticeDays: 30 },
      items: [item, usage],
    }),
    () => ({ items: [{ ...item, cadence: { unit: 'week', every: 2 }, timing: 'arrears', taxIncluded: true }] }),
    () => ({ currency: 'USD' as CurrencyCode, items: [item, usage] }),
    () => ({ items: [{ ...item, trialDays: 14 }] }),
    () => ({
      items: [
        {
          ...item,
          ramp: [{ from: addMonths(startOn, 4), quantity: decimal('2'), pricing: item.pricing }],
        },
      ],
    }),
    () => ({
      items: [
        { ...item, cadence: { unit: 'year', every: 1 } },
        { ...usage, taxIncluded: true },
      ],
    }),
    () => ({
      currency: 'CHF' as CurrencyCode,
      endOn: addMonths(startOn, 5),
      items: [{ ...item, firstStub: 'with-next' }],
    }),
  ]
  const kind = kinds[at % kinds.length]
  if (kind === undefined) throw new Error('no kind')
  return {
    clientId,
    ...(billingGroupId === undefined ? {} : { billingGroupId }),
    name: `Contract ${at}`,
    currency: 'EUR' as CurrencyCode,
    startOn,
    ...kind(),
  }
}

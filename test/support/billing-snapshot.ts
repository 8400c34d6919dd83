// Builders of what the billing planner reads: give what the test is about, the rest is plain.
import type { AccountFacts, GroupSnapshot, ItemSnapshot } from '../../src/core/billing/snapshot.ts'
import { type BillingGroup, defaultGroup } from '../../src/core/contract/billing-group.ts'
import type { Contract, ContractItem, UsageRecord } from '../../src/core/contract/contract.ts'
import { type CalendarDate, calendarDate, type Instant } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { AddressId, BillingGroupId, ChargeId, ClientId, ContractId, ContractItemId } from '../../src/core/ids.ts'
import type { Charge, Client, TaxRate } from '../../src/core/model.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import { minorToDecimal } from '../../src/core/money.ts'
import type { BillingSettings } from '../../src/core/settings.ts'
import { defaultBilling } from '../../src/core/settings.ts'

export const EUR = 'EUR' as CurrencyCode
const AT = '2020-01-01T00:00:00.000Z' as Instant
const CLIENT = 'cli_1' as ClientId
const GROUP = 'grp_1' as BillingGroupId
const CONTRACT = 'con_1' as ContractId
const ITEM = 'itm_1' as ContractItemId

/** Account facts with the defaults of requirements.md section F. */
export function accountFacts(
  billing: Partial<BillingSettings> = {},
  more: Partial<AccountFacts['settings']> & { readonly taxRates?: readonly TaxRate[] } = {},
): AccountFacts {
  const { taxRates = [], ...settings } = more
  return {
    settings: { currency: EUR, pricesIncludeTax: false, ...settings, billing: { ...defaultBilling, ...billing } },
    taxRateById: new Map(taxRates.map((tax) => [tax.id, tax])),
  }
}

export function client(given: Partial<Client> = {}): Client {
  return {
    id: CLIENT,
    version: 1,
    name: 'Adams Ltd',
    status: 'active',
    contacts: [],
    addresses: [{ id: 'adr_1' as AddressId, label: 'Main', line1: '1 High Street', city: 'Leeds', country: 'GB' }],
    words: [],
    sortName: 'adams ltd',
    createdAt: AT,
    updatedAt: AT,
    ...given,
  }
}

export function billingGroup(given: Partial<BillingGroup> = {}): BillingGroup {
  return { ...defaultGroup({ id: GROUP, clientId: CLIENT, name: 'Adams Ltd', isDefault: 1 }), ...given }
}

/** A contract from `startOn` on, entered on that day. */
export function contract(startOn: string, given: Partial<Contract> = {}): Contract {
  const start = calendarDate(startOn)
  return {
    id: CONTRACT,
    version: 1,
    clientId: CLIENT,
    clientName: 'Adams Ltd',
    billingGroupId: GROUP,
    name: 'Support',
    currency: EUR,
    activatedOn: start,
    startOn: start,
    state: 'active',
    words: [],
    sortName: 'adams ltd support',
    createdAt: AT,
    updatedAt: AT,
    ...given,
  }
}

/** A monthly item in advance for 100.00 per period, counted from its own first day. */
export function contractItem(startOn: string, given: Partial<ContractItem> = {}): ContractItem {
  const start = calendarDate(startOn)
  return {
    id: ITEM,
    version: 1,
    contractId: CONTRACT,
    clientId: CLIENT,
    billingGroupId: GROUP,
    description: 'Support',
    kind: 'recurring',
    timing: 'advance',
    cadence: { unit: 'month', every: 1 },
    startOn: start,
    trialDays: 0,
    anchors: [{ from: start, anchor: { origin: start } }],
    firstStub: 'at-once',
    proration: 'actual-days',
    agreements: [{ from: start, quantity: decimal('1'), pricing: { kind: 'flat', price: decimal('100') } }],
    taxIds: [],
    taxIncluded: false,
    createdAt: AT,
    updatedAt: AT,
    ...given,
  }
}

/** Something used on a day; the key is the id. */
export function usageRecord(
  id: string,
  on: string,
  quantity: string,
  item: Pick<ContractItem, 'id' | 'contractId' | 'clientId' | 'billingGroupId'> = contractItem('2020-01-01'),
  given: Partial<UsageRecord> = {},
): UsageRecord {
  return {
    id: id as UsageRecord['id'],
    version: 1,
    contractId: item.contractId,
    contractItemId: item.id,
    clientId: item.clientId,
    billingGroupId: item.billingGroupId,
    on: calendarDate(on),
    quantity: decimal(quantity),
    sourceKey: id,
    state: 'open',
    createdAt: AT,
    updatedAt: AT,
    ...given,
  }
}

/** An open charge by hand; `amount` in minor units, of EUR where nothing else is said. */
export function handCharge(id: string, servedOn: string, amount: number, given: Partial<Charge> = {}): Charge {
  return {
    id: id as ChargeId,
    version: 1,
    clientId: CLIENT,
    billingGroupId: GROUP,
    currency: EUR,
    source: 'manual',
    description: 'Work',
    quantity: decimal(amount < 0 ? '-1' : '1'),
    unitPrice: minorToDecimal(Math.abs(amount) as Minor, 2),
    allowances: [],
    surcharges: [],
    taxIds: [],
    taxIncluded: false,
    amount: amount as Minor,
    servedOn: calendarDate(servedOn),
    state: 'open',
    createdAt: AT,
    updatedAt: AT,
    ...given,
  }
}

export function itemSnapshot(item: ContractItem, given: Partial<ItemSnapshot> = {}): ItemSnapshot {
  return { item, usage: [], charges: [], ...given }
}

/** A group with these contracts and items; without contracts given, one that starts with the first item. */
export function groupSnapshot(
  items: readonly (ContractItem | ItemSnapshot)[] = [],
  given: Partial<GroupSnapshot> = {},
): GroupSnapshot {
  const snapshots = items.map((each) => ('item' in each ? each : itemSnapshot(each)))
  const starts = snapshots.map(({ item }): CalendarDate => item.startOn).sort()
  const contracts = starts[0] === undefined ? [] : [contract(starts[0])]
  return {
    group: billingGroup(),
    client: client(),
    contracts,
    items: snapshots,
    openCharges: [],
    drafts: [],
    corrections: [],
    outstandingCount: 0,
    ...given,
  }
}

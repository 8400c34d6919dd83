// What books show of contracts, by the names of the scenario: agreements, what is pending, and why there is (no) invoice.
import { forecastGroup, type PendingInvoice } from '../../../src/core/billing/forecast.ts'
import type { BillingReason } from '../../../src/core/billing/reason.ts'
import type { AccountFacts, GroupSnapshot } from '../../../src/core/billing/snapshot.ts'
import type { BillingGroup } from '../../../src/core/contract/billing-group.ts'
import type { Contract, ContractItem, Correction, UsageRecord } from '../../../src/core/contract/contract.ts'
import { addMonths, type CalendarDate } from '../../../src/core/date.ts'
import type { Charge } from '../../../src/core/model.ts'
import type { CurrencyCode, Minor } from '../../../src/core/money.ts'
import type { Period } from '../../../src/core/period.ts'
import type { Decision } from '../../../src/core/plan.ts'
import { planGroup } from '../../../src/core/plan-billing.ts'
import { contractChargeName } from './billing-verbs.ts'
import type { BooksNames } from './commands-stage.ts'
import { amountText, type View } from './scenario-world.ts'

export interface BillingRows {
  readonly contracts: readonly Contract[]
  readonly items: readonly ContractItem[]
  readonly groups: readonly BillingGroup[]
  readonly corrections: readonly Correction[]
  readonly usage: readonly UsageRecord[]
  readonly charges: readonly Charge[]
  readonly account: AccountFacts
  readonly snapshots: readonly GroupSnapshot[]
  readonly wakeOn: ReadonlyMap<string, CalendarDate>
  readonly today: CalendarDate
}

/** `contracts groups corrections usage why pending` of a scenario's `then`. */
export function viewBilling(rows: BillingRows, names: BooksNames): Record<string, View> {
  return {
    contracts: Object.fromEntries(
      rows.contracts.flatMap((contract) => {
        const name = names.contracts.nameOf(contract.id)
        return name === undefined ? [] : [[name, contractView(contract, rows, names)]]
      }),
    ),
    groups: Object.fromEntries(
      rows.groups.flatMap((group) => {
        const name = names.groups.nameOf(group.id)
        return name === undefined ? [] : [[name, groupView(group, rows)]]
      }),
    ),
    corrections: [...rows.corrections]
      .sort((a, b) => (`${a.period.start}/${a.id}` < `${b.period.start}/${b.id}` ? -1 : 1))
      .map((row) => correctionView(row, names)),
    usage: Object.fromEntries(
      rows.usage.flatMap((row) => {
        const name = names.usage.nameOf(row.id)
        if (name === undefined) return []
        const charge = row.chargeId === undefined ? undefined : nameOfCharge(row.chargeId, names)
        return [
          [name, { state: row.state, quantity: row.quantity, ...(charge === undefined ? {} : { charge }) }] as const,
        ]
      }),
    ),
    why: whyView(rows, names),
    pending: pendingView(rows, names),
  }
}

function contractView(contract: Contract, rows: BillingRows, names: BooksNames): View {
  const items = rows.items.filter(({ contractId }) => contractId === contract.id)
  const linked = (id: string | undefined) => (id === undefined ? undefined : names.contracts.nameOf(id))
  return shown({
    state: contract.state,
    client: contract.clientName,
    group: names.groups.nameOf(contract.billingGroupId),
    currency: contract.currency,
    activatedOn: contract.activatedOn,
    startOn: contract.startOn,
    endOn: contract.endOn,
    hold: contract.hold?.since,
    renewedFrom: linked(contract.renewedFrom),
    renewedAs: linked(contract.renewedAs),
    items: Object.fromEntries(
      items.map((item) => [names.items.nameOf(item.id) ?? item.description, itemView(item, rows)]),
    ),
  })
}

function itemView(item: ContractItem, { charges }: BillingRows): View {
  const through = charges
    .filter(({ contractItemId, cause }) => contractItemId === item.id && cause === undefined)
    .map(({ period }) => period?.end ?? '')
    .sort()
    .at(-1)
  return shown({
    chargedThrough: through,
    startOn: item.startOn,
    endOn: item.endOn,
    hold: item.hold?.since,
    proration: item.proration,
    quantity: item.agreements.at(-1)?.quantity,
  })
}

function groupView(group: BillingGroup, { wakeOn }: BillingRows): View {
  return shown({
    state: group.state,
    mode: group.mode,
    hold: group.hold?.since,
    standingSince: group.standingSince,
    parked: group.parked?.problem.code,
    offsetDays: String(group.offsetDays),
    wakeOn: wakeOn.get(group.id),
  })
}

function correctionView(row: Correction, names: BooksNames): View {
  return shown({
    item: names.items.nameOf(row.contractItemId),
    period: periodText(row.period),
    amount: amountText(row.amount, row.currency),
    state: row.state,
    resolution: row.resolution,
    invoice: names.invoices.nameOf(row.invoiceId) ?? row.invoiceId,
  })
}

/** More about a charge than its state and amount, where a contract made it. */
export function contractChargeView(charge: Charge): Record<string, View> {
  return shown({
    period: charge.period === undefined ? undefined : periodText(charge.period),
    billsOn: charge.billsOn,
    waivedFor: charge.waivedFor,
    source: charge.source,
    quantity: charge.quantity,
    unitPrice: charge.unitPrice,
  })
}

export function periodText({ start, end }: Period): string {
  return `${start}..${end}`
}

export function nameOfCharge(id: string, names: BooksNames): string | undefined {
  return names.charges.nameOf(id) ?? contractChargeName(names, id)
}

/** The decision that stands for each client, group, contract, item and draft: the first one about it. */
function whyView({ account, snapshots, today }: BillingRows, names: BooksNames): View {
  const why: Record<string, Record<string, View>> = { clients: {}, groups: {}, contracts: {}, items: {}, invoices: {} }
  for (const snapshot of snapshots) {
    for (const decision of planGroup(account, snapshot, today, { by: 'run' }).decisions) {
      const { subject, outcome, reason } = decision
      const [table, name] = subjectOf(subject, names)
      const known = table === undefined ? undefined : why[table]
      if (known === undefined || name === undefined || name in known) continue
      known[name] = { outcome, ...reasonView(reason, names, account.settings.currency) }
    }
  }
  return why
}

function subjectOf(
  { kind, id }: Decision<BillingReason>['subject'],
  names: BooksNames,
): readonly [string | undefined, string | undefined] {
  switch (kind) {
    case 'client':
      return ['clients', names.clients.nameOf(id)]
    case 'group':
      return ['groups', names.groups.nameOf(id)]
    case 'contract':
      return ['contracts', names.contracts.nameOf(id)]
    case 'item':
      return ['items', names.items.nameOf(id)]
    case 'invoice':
      return ['invoices', names.invoices.nameOf(id)]
    default:
      return [undefined, undefined]
  }
}

/** The facts of a reason: amounts as decimals, ids by their names. */
function reasonView(reason: BillingReason, names: BooksNames, account: CurrencyCode): Record<string, View> {
  const currency = 'currency' in reason ? reason.currency : account
  return shown(
    Object.fromEntries(
      Object.entries(reason).map(([key, value]) => {
        if (['total', 'minimum', 'amount'].includes(key)) return [key, amountText(value as Minor, currency)]
        if (key === 'chargeIds') return [key, (value as string[]).map((id) => nameOfCharge(id, names) ?? id)]
        if (key === 'itemIds') return [key, (value as string[]).map((id) => names.items.nameOf(id) ?? id)]
        if (key === 'invoiceId') return [key, names.invoices.nameOf(String(value)) ?? String(value)]
        if (key === 'period') return [key, periodText(value as Period)]
        if (key === 'problem') return [key, (value as { code: string }).code]
        return [key, value === undefined ? undefined : String(value)]
      }),
    ),
  )
}

/** Invoices to come within a year, by client and planned day; several of one day carry what tells them apart. */
function pendingView({ account, snapshots, today }: BillingRows, names: BooksNames): View {
  const pending: Record<string, Record<string, View>> = {}
  for (const snapshot of snapshots) {
    const client = names.clients.nameOf(snapshot.client.id)
    if (client === undefined) continue
    pending[client] ??= {}
    const found = pending[client]
    for (const one of forecastGroup(account, snapshot, today, addMonths(today, 12))) {
      const keys = [one.plannedOn, `${one.plannedOn} ${one.currency}`, `${one.plannedOn} ${snapshot.group.name}`]
      const key = keys.find((each) => !(each in found)) ?? `${one.plannedOn} ${Object.keys(found).length}`
      found[key] = pendingInvoiceView(one, names)
    }
  }
  return pending
}

function pendingInvoiceView(one: PendingInvoice, names: BooksNames): View {
  return shown({
    net: amountText(one.net, one.currency),
    currency: one.currency,
    charges: one.charges.map((charge) => nameOfCharge(charge.id, names) ?? charge.description),
    contracts: one.contractIds.map((id) => names.contracts.nameOf(id) ?? id),
    stoppedBy: one.stoppedBy?.code,
  })
}

/** Only what is there. */
function shown(fields: Readonly<Record<string, View | undefined>>): Record<string, View> {
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, View] => entry[1] !== undefined))
}

// Contracts in the core stage: rows in memory, the planner alone, and what it says carried out without a database.
import type { BillingIntent, BillingOptions, GroupSnapshot, ItemSnapshot } from '../../../src/core/billing/snapshot.ts'
import { type BillingGroup, defaultGroup } from '../../../src/core/contract/billing-group.ts'
import { buildContract } from '../../../src/core/contract/build-contract.ts'
import type { Contract, ContractItem, UsageRecord } from '../../../src/core/contract/contract.ts'
import type { CalendarDate, Instant } from '../../../src/core/date.ts'
import type { Decimal } from '../../../src/core/decimal.ts'
import type { ChargeId, ClientId, ContractId, InvoiceId, NewId, TaxRateId } from '../../../src/core/ids.ts'
import type { Charge, Client, DraftInvoice, TaxRate } from '../../../src/core/model.ts'
import { planGroup } from '../../../src/core/plan-billing.ts'
import type { Problem } from '../../../src/core/problem.ts'
import type { AccountSettings } from '../../../src/core/settings.ts'
import { contractChargeName } from './billing-verbs.ts'
import { type BillingRows, contractChargeView, viewBilling } from './billing-view.ts'
import type { BooksNames } from './commands-stage.ts'
import { type ContractPlace, readContract, readCycle, taken } from './read-contract.ts'
import { Fields, ScenarioError, type Yaml } from './read-scenario.ts'
import { amountText, type View } from './scenario-world.ts'

const at = '2026-01-01T10:00:00.000Z' as Instant

/** What contracts need of the core stage. */
export interface CoreWorld {
  readonly names: BooksNames
  readonly settings: AccountSettings
  readonly taxRates: ReadonlyMap<TaxRateId, TaxRate>
  readonly clients: ReadonlyMap<ClientId, Client>
  readonly charges: Map<ChargeId, Charge>
  readonly place: ContractPlace
  readonly newId: NewId
  drafts(): readonly DraftInvoice[]
  outstandingCount(clientId: ClientId): number
  /** Makes a draft of a group, or puts more charges on one. */
  draftCharges(group: BillingGroup, intent: Extract<BillingIntent, { kind: 'draft' }>): InvoiceId
}

export class CoreBilling {
  private readonly world: CoreWorld
  private readonly groups = new Map<string, BillingGroup>()
  private readonly contracts = new Map<ContractId, Contract>()
  private items: ContractItem[] = []
  private usage: UsageRecord[] = []

  constructor(world: CoreWorld) {
    this.world = world
  }

  addDefaultGroup(client: Client): void {
    const id = this.world.newId('grp')
    this.groups.set(id, defaultGroup({ id, clientId: client.id, name: client.name, isDefault: 1 }))
    this.world.names.groups.bind(client.name, id)
  }

  defaultGroupOf(clientId: ClientId): BillingGroup {
    const group = [...this.groups.values()].find((one) => one.clientId === clientId && one.isDefault === 1)
    if (group === undefined) throw new ScenarioError('a client without a group')
    return group
  }

  addGroup(name: string, yaml: Yaml): void {
    const fields = new Fields(yaml, `given.billingGroups.${name}`)
    const { place, names, newId } = this.world
    const id = newId('grp')
    const clientId = place.clientId(fields.text('client'))
    this.groups.set(id, {
      ...defaultGroup({ id, clientId, name, isDefault: 0 }),
      ...taken('mode', fields.optionalText('mode') as BillingGroup['mode'] | undefined),
      ...taken('offsetDays', fields.optionalInteger('offsetDays')),
      ...taken('termsDays', fields.optionalInteger('termsDays')),
      ...taken('cycle', readCycle(fields.optional('cycle'), fields.path, place.today)),
    })
    fields.done()
    names.groups.bind(name, id)
  }

  addContract(yaml: Yaml, path: string, named?: string): Problem | undefined {
    const { names, place, settings, newId } = this.world
    const { invoice, ...rest } = yaml as Readonly<Record<string, Yaml>>
    const input = readContract(rest, path, named, place)
    const client = this.world.clients.get(input.fields.clientId)
    if (client === undefined) throw new ScenarioError(`${path}: no such client`)
    const built = buildContract(input.fields, {
      settings,
      clientName: client.name,
      billingGroupId: input.fields.billingGroupId ?? this.defaultGroupOf(client.id).id,
      today: place.today,
      now: at,
      newId,
    })
    if (!built.ok) return built.problem
    const { contract, items } = built.value
    this.contracts.set(contract.id, contract)
    this.items.push(...items)
    names.contracts.bind(input.name, contract.id)
    items.forEach((item, index) => {
      names.items.bind(input.itemNames[index] ?? item.description, item.id)
    })
    const group = this.groups.get(contract.billingGroupId) as BillingGroup
    const made = this.bill(group, { by: 'activation', itemIds: new Set(items.map(({ id }) => id)) })
    this.bind(made, invoice === undefined ? [] : [String(invoice)], path)
    return undefined
  }

  recordUsage(yaml: Yaml, path: string): undefined {
    const fields = new Fields(yaml, path)
    const item = this.items.find(({ id }) => id === this.world.names.items.get(fields.text('item')))
    if (item === undefined) throw new ScenarioError(`${path}: no such item`)
    const id = this.world.newId('usg')
    this.usage.push({
      id,
      version: 1,
      contractId: item.contractId,
      contractItemId: item.id,
      clientId: item.clientId,
      billingGroupId: item.billingGroupId,
      on: fields.text('on') as CalendarDate,
      quantity: fields.text('quantity') as Decimal,
      ...taken('unitPrice', fields.optionalText('unitPrice') as Decimal | undefined),
      sourceKey: fields.optionalText('key') ?? id,
      state: 'open',
      createdAt: at,
      updatedAt: at,
    })
    fields.done()
  }

  run(yaml: Yaml, path: string): undefined {
    const made = [...this.groups.values()].flatMap((group) => this.bill(group, { by: 'run' }))
    const as = typeof yaml === 'string' ? yaml : new Fields(yaml, path).optional('as')
    if (as === undefined) return
    this.bind(made, typeof as === 'string' ? (as === 'nothing' ? [] : [as]) : (as as readonly string[]), path)
  }

  /** Plans one group and carries the plan out; answers the drafts that are new. */
  private bill(group: BillingGroup, options: BillingOptions): InvoiceId[] {
    const { settings, taxRates, charges, place } = this.world
    const plan = planGroup({ settings, taxRateById: taxRates }, this.snapshot(group), place.today, options)
    for (const intent of plan.intents) {
      if (intent.kind !== 'charge') continue
      charges.set(intent.charge.id, { ...intent.charge, version: 1, createdAt: at, updatedAt: at })
      this.usage = this.usage.map((record) =>
        intent.usageIds.includes(record.id) ? { ...record, state: 'billed', chargeId: intent.charge.id } : record,
      )
    }
    return plan.intents.flatMap((intent) => {
      if (intent.kind !== 'draft') return []
      const id = this.world.draftCharges(group, intent)
      return intent.draftId === undefined ? [id] : []
    })
  }

  private bind(made: readonly InvoiceId[], expected: readonly string[], path: string): void {
    if (made.length !== expected.length) {
      throw new ScenarioError(`${path}: ${made.length} new invoices were made, not ${expected.length}`)
    }
    expected.forEach((name, index) => {
      this.world.names.invoices.bind(name, made[index] as InvoiceId)
    })
  }

  private snapshot(group: BillingGroup): GroupSnapshot {
    const { clients, charges, outstandingCount, drafts } = this.world
    const own = [...charges.values()].filter(({ billingGroupId }) => billingGroupId === group.id)
    return {
      group,
      client: clients.get(group.clientId) as Client,
      contracts: [...this.contracts.values()].filter(({ billingGroupId }) => billingGroupId === group.id),
      items: this.items
        .filter(({ billingGroupId }) => billingGroupId === group.id)
        .map((item) => this.itemSnapshot(item, own)),
      openCharges: own.filter(({ state }) => state === 'open'),
      drafts: drafts.call(this.world).filter(({ billingGroupId }) => billingGroupId === group.id),
      corrections: [],
      outstandingCount: outstandingCount.call(this.world, group.clientId),
    }
  }

  /** Every record and charge of a usage item: more than the planner asks for, never less. */
  private itemSnapshot(item: ContractItem, charges: readonly Charge[]): ItemSnapshot {
    const own = charges.filter(({ contractItemId }) => contractItemId === item.id)
    const through = own
      .map(({ period }) => period?.end)
      .filter((end) => end !== undefined)
      .sort()
      .at(-1)
    return {
      item,
      ...taken('chargedThrough', through),
      usage: this.usage.filter(({ contractItemId, state }) => contractItemId === item.id && state !== 'removed'),
      charges: item.kind === 'usage' ? own : [],
    }
  }

  view(): Record<string, View> {
    const { names, settings, taxRates, charges, place } = this.world
    const rows: BillingRows = {
      contracts: [...this.contracts.values()],
      items: this.items,
      groups: [...this.groups.values()],
      corrections: [],
      usage: this.usage,
      charges: [...charges.values()],
      account: { settings, taxRateById: taxRates },
      snapshots: [...this.groups.values()].map((group) => this.snapshot(group)),
      wakeOn: new Map(),
      today: place.today,
    }
    return viewBilling(rows, names)
  }

  /** Charges of contracts by their names. */
  chargeViews(): Record<string, View> {
    const { names, charges } = this.world
    return Object.fromEntries(
      [...charges.values()].flatMap((charge) => {
        const name = contractChargeName(names, charge.id)
        if (name === undefined) return []
        const amount = amountText(charge.amount, charge.currency)
        return [[name, { state: charge.state, amount, ...contractChargeView(charge) }] as const]
      }),
    )
  }
}

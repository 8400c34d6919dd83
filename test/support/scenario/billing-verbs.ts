// The steps about contracts, usage, billing groups and the run, each by the command that the product uses for it.
import { addContract } from '../../../src/commands/add-contract.ts'
import { billGroup } from '../../../src/commands/bill-group.ts'
import { billNow } from '../../../src/commands/bill-now.ts'
import {
  activateGroup,
  cancelGroup,
  deactivateGroup,
  type Gap,
  holdGroup,
  setGroupMode,
} from '../../../src/commands/change-group-state.ts'
import type { Command } from '../../../src/commands/execute.ts'
import { importContracts } from '../../../src/commands/import-contracts.ts'
import { importUsage } from '../../../src/commands/import-usage.ts'
import { parkGroup, unparkGroup } from '../../../src/commands/park-group.ts'
import { recordUsage } from '../../../src/commands/record-usage.ts'
import { removeUsage, restoreUsage } from '../../../src/commands/remove-usage.ts'
import { type GroupFields, removeBillingGroup, saveBillingGroup } from '../../../src/commands/save-billing-group.ts'
import type { BillingGroup } from '../../../src/core/contract/billing-group.ts'
import { contractChargeId } from '../../../src/core/contract/contract.ts'
import { type CalendarDate, calendarDate } from '../../../src/core/date.ts'
import type { Decimal } from '../../../src/core/decimal.ts'
import type { BillingGroupId, ChargeId, ContractId, ContractItemId, InvoiceId } from '../../../src/core/ids.ts'
import { lateFeeKey } from '../../../src/core/plan-late-fees.ts'
import type { Problem } from '../../../src/core/problem.ts'
import type { TestBooks } from '../open-test-books.ts'
import type { BooksNames } from './commands-stage.ts'
import { type ContractInput, type ContractPlace, readContract, readCycle, taken } from './read-contract.ts'
import { Fields, ScenarioError, type Yaml } from './read-scenario.ts'

export type Run = <Input, Value>(command: Command<Input, Value>, input: Input) => Promise<Value | undefined>
export type Perform = (input: Yaml, path: string, run: Run) => Promise<Problem | undefined>

/** What these steps need of the stage that runs them. */
export interface BillingWorld {
  readonly books: TestBooks
  readonly names: BooksNames
  readonly place: ContractPlace
}

const unbilled = 'nothing'
const file = { file: 'scenario.csv', skipped: 0, refused: 0 }

/** Adds a contract of `given` or of a step, and names the invoice that it brought at once. */
export async function enterContract(
  world: BillingWorld,
  yaml: Yaml,
  path: string,
  named: string | undefined,
  run: Run,
): Promise<undefined> {
  const { invoices, rest } = takeInvoices(yaml, path)
  const input = readContract(rest, path, named, world.place)
  const before = await invoiceIds(world)
  const added = await run(addContract, { fields: input.fields })
  if (added === undefined) return
  await bindContract(world, added.id, input)
  bindInvoices(world, before, await invoiceIds(world), invoices, path)
}

async function bindContract({ books, names }: BillingWorld, id: ContractId, input: ContractInput): Promise<void> {
  names.contracts.bind(input.name, id)
  // Ids count up, so they stand in the order in which the items were given.
  const items = await books.db.contractItems.where('contractId').equals(id).sortBy('id')
  items.forEach((item, at) => {
    bindItem(names, input.name, input.itemNames[at] ?? item.description, item.id)
  })
}

/** The item's own name, with its contract's where the name is taken. */
export function bindItem(names: BooksNames, contract: string, item: string, id: ContractItemId): void {
  names.items.bind(names.items.has(item) ? `${contract}/${item}` : item, id)
}

/** Adds a billing group of `given` or of a step; a name that is known changes that group. */
export async function saveGroup(world: BillingWorld, yaml: Yaml, path: string, named: string | undefined, run: Run) {
  const { names, books, place } = world
  const fields = new Fields(yaml, path)
  const name = named ?? fields.text('group')
  const client = fields.optionalText('client')
  const known = names.groups.has(name) ? await groupOf(world, name) : undefined
  const recipient = fields.optionalFields('recipient')
  const cycle = fields.optional('cycle')
  const cc = fields.optionalTexts('cc')
  const mode = fields.optionalText('mode') as BillingGroup['mode'] | undefined
  const saved: GroupFields = {
    ...(known === undefined ? { offsetDays: 0, cc: [] } : entered(known)),
    name: fields.optionalText('name') ?? known?.name ?? name,
    ...taken('offsetDays', fields.optionalInteger('offsetDays')),
    ...taken('termsDays', fields.optionalInteger('termsDays')),
    ...taken('poNumber', fields.optionalText('poNumber')),
    ...taken('cycle', readCycle(cycle, `${path}.cycle`, place.today)),
    ...taken('cc', cc),
    ...(recipient === undefined
      ? {}
      : { recipient: { name: recipient.text('name'), ...taken('email', recipient.optionalText('email')) } }),
  }
  fields.done()
  const clientId = known?.clientId ?? place.clientId(client ?? missingClient(path))
  const seen = known === undefined ? {} : { seen: { id: known.id, version: known.version } }
  const done = await run(saveBillingGroup, { ...seen, clientId, fields: saved })
  if (done !== undefined && known === undefined) names.groups.bind(name, done.id)
  if (done !== undefined && mode !== undefined) await books.must(setGroupMode, { ...done, mode })
}

function entered(group: BillingGroup): GroupFields {
  const { name, offsetDays, cycle, recipient, cc, addressId, termsDays, poNumber, paymentMethod } = group
  return {
    name,
    offsetDays,
    cc,
    ...taken('cycle', cycle),
    ...taken('recipient', recipient),
    ...taken('addressId', addressId),
    ...taken('termsDays', termsDays),
    ...taken('poNumber', poNumber),
    ...taken('paymentMethod', paymentMethod),
  }
}

function missingClient(path: string): never {
  throw new ScenarioError(`${path}: a new group needs its client`)
}

/** A charge by its name; of a contract item `Item 2026-03-01`, with its cause behind it; `March late-fee 1`. */
export function chargeIdOf(names: BooksNames, name: string): ChargeId {
  if (names.charges.has(name)) return names.charges.get(name)
  const late = /^(.+) late-fee (\d+)$/.exec(name)
  if (late !== null) return lateFeeKey(names.invoices.get(late[1] ?? ''), Number(late[2]))
  const match = /^(.+?) (\d{4}-\d{2}-\d{2})(?: (.+))?$/.exec(name)
  if (match === null || !names.items.has(match[1] ?? '')) return names.charges.get(name)
  const cause = match[3]
  return contractChargeId(
    names.items.get(match[1] ?? ''),
    calendarDate(match[2] ?? ''),
    cause !== undefined && names.amendments.has(cause) ? names.amendments.get(cause) : cause,
  )
}

/** The name of a contract charge, as `chargeIdOf` reads it; undefined for any other charge. */
export function contractChargeName(names: BooksNames, id: string): string | undefined {
  const [itemId, start, cause] = id.split('/')
  const item = names.items.nameOf(itemId ?? '')
  if (item === undefined || start === undefined) return undefined
  return [item, start, ...(cause === undefined ? [] : [names.amendments.nameOf(cause) ?? cause])].join(' ')
}

export function billingVerbs(world: BillingWorld): Readonly<Record<string, Perform>> {
  const { books, names, place } = world
  const { db } = books

  const onGroup = async (
    yaml: Yaml,
    path: string,
    act: (seen: { id: BillingGroupId; version: number }, fields: Fields) => Promise<unknown>,
  ): Promise<undefined> => {
    const fields = fieldsOf(yaml, 'group', path)
    const { id, version } = await groupOf(world, fields.text('group'))
    await act({ id, version: fields.optionalInteger('version') ?? version }, fields)
    fields.done()
  }

  return {
    addContract: async (yaml, path, run) => enterContract(world, yaml, path, undefined, run),
    saveBillingGroup: async (yaml, path, run) => {
      await saveGroup(world, yaml, path, undefined, run)
      return undefined
    },
    removeBillingGroup: async (yaml, path, run) => onGroup(yaml, path, (seen) => run(removeBillingGroup, seen)),
    holdGroup: async (yaml, path, run) =>
      onGroup(yaml, path, (seen, fields) => run(holdGroup, { ...seen, ...taken('note', fields.optionalText('note')) })),
    deactivateGroup: async (yaml, path, run) => onGroup(yaml, path, (seen) => run(deactivateGroup, seen)),
    cancelGroup: async (yaml, path, run) => onGroup(yaml, path, (seen) => run(cancelGroup, seen)),
    activateGroup: async (yaml, path, run) =>
      onGroup(yaml, path, (seen, fields) => run(activateGroup, { ...seen, gap: gapOf(fields) })),
    setGroupMode: async (yaml, path, run) =>
      onGroup(yaml, path, (seen, fields) => {
        const mode = fields.text('mode') as BillingGroup['mode']
        return run(setGroupMode, { ...seen, mode, ...taken('gap', fields.optionalText('gap') as Gap | undefined) })
      }),
    parkGroup: async (yaml, path, run) =>
      onGroup(yaml, path, ({ id }) => run(parkGroup, { groupId: id, problem: { code: 'amount-too-large' } })),
    unparkGroup: async (yaml, path, run) => onGroup(yaml, path, ({ id }) => run(unparkGroup, { groupId: id })),
    recordUsage: async (yaml, path, run) => {
      const fields = new Fields(yaml, path)
      const key = fields.optionalText('key')
      const as = fields.optionalText('as') ?? key
      const made = await run(recordUsage, {
        contractItemId: names.items.get(fields.text('item')),
        on: fields.text('on') as CalendarDate,
        quantity: fields.text('quantity') as Decimal,
        ...taken('unitPrice', fields.optionalText('unitPrice') as Decimal | undefined),
        ...taken('sourceKey', key),
        ...taken('note', fields.optionalText('note')),
      })
      fields.done()
      if (made !== undefined) names.usage.bind(as ?? `usage ${names.usage.entries().length + 1}`, made.id)
      return undefined
    },
    importContracts: async (yaml, path, run) => {
      const inputs = new Fields(yaml, path)
        .entries()
        .map(([name, one]) => readContract(one, `${path}.${name}`, name, place))
      const add = inputs.map(({ fields: { clientId, billingGroupId: _group, ...rest } }) => ({
        owner: { clientId },
        fields: rest,
      }))
      const done = await run(importContracts, { ...file, clients: [], add })
      if (done === undefined) return undefined
      const known = new Set<string>(names.contracts.entries().map(([, id]) => id))
      const fresh = (await db.contracts.toArray()).filter(({ id }) => !known.has(id))
      for (const input of inputs) {
        const row = fresh.find(({ name }) => name === input.name)
        if (row !== undefined) await bindContract(world, row.id, input)
      }
      return undefined
    },
    importUsage: async (yaml, path, run) => {
      const rows = Array.isArray(yaml) ? (yaml as readonly Yaml[]) : []
      const add = rows.map((row, at) => {
        const fields = new Fields(row, `${path}.${at}`)
        const entry = {
          contractItemId: names.items.get(fields.text('item')),
          on: fields.text('on') as CalendarDate,
          quantity: fields.text('quantity') as Decimal,
          ...taken('unitPrice', fields.optionalText('unitPrice') as Decimal | undefined),
          sourceKey: fields.text('key'),
        }
        fields.done()
        return entry
      })
      if ((await run(importUsage, { ...file, add })) === undefined) return undefined
      for (const row of await db.usageRecords.toArray()) {
        if (names.usage.nameOf(row.id) === undefined) names.usage.bind(row.sourceKey, row.id)
      }
      return undefined
    },
    removeUsage: async (yaml, path, run) => {
      await run(removeUsage, await seenUsage(world, yaml, path))
      return undefined
    },
    restoreUsage: async (yaml, path, run) => {
      await run(restoreUsage, await seenUsage(world, yaml, path))
      return undefined
    },
    billNow: async (yaml, path, run) => {
      const fields = new Fields(yaml, path)
      // The group or client is for readers: what is picked says where it is billed.
      fields.optionalText('client')
      fields.optionalText('group')
      const before = await invoiceIds(world)
      await run(billNow, {
        itemsThrough: (fields.optionalFields('items')?.entries() ?? []).map(([item, through]) => ({
          itemId: names.items.get(item),
          through: calendarDate(String(through)),
        })),
        chargeIds: (fields.optionalTexts('charges') ?? []).map((name) => chargeIdOf(names, name)),
      })
      const as = namesIn(fields.optional('as'), path)
      fields.done()
      bindInvoices(world, before, await invoiceIds(world), as ?? [], path)
      return undefined
    },
    billGroup: async (yaml, path, run) =>
      onGroup(yaml, path, async ({ id }, fields) => {
        const as = namesIn(fields.optional('as'), path)
        const before = await invoiceIds(world)
        await run(billGroup, { groupId: id, asOf: place.today })
        bindInvoices(world, before, await invoiceIds(world), as, path)
      }),
  }
}

export function fieldsOf(yaml: Yaml, field: string, path: string): Fields {
  return typeof yaml === 'string' ? new Fields({ [field]: yaml }, path) : new Fields(yaml, path)
}

export function gapOf(fields: Fields): Gap {
  const gap = fields.text('gap')
  if (gap !== 'bill' && gap !== 'skip') throw fields.wrong('gap', 'bill or skip')
  return gap
}

async function groupOf({ books, place }: BillingWorld, name: string): Promise<BillingGroup> {
  const group = await books.db.billingGroups.get(place.groupId(name))
  if (group === undefined) throw new ScenarioError(`the group "${name}" is gone`)
  return group
}

async function seenUsage({ books, names }: BillingWorld, yaml: Yaml, path: string) {
  const fields = fieldsOf(yaml, 'usage', path)
  const row = await books.db.usageRecords.get(names.usage.get(fields.text('usage')))
  fields.done()
  if (row === undefined) throw new ScenarioError(`${path}: the usage is gone`)
  return { id: row.id, version: row.version }
}

export async function invoiceIds({ books }: BillingWorld): Promise<readonly InvoiceId[]> {
  return books.db.invoices.toCollection().primaryKeys()
}

/** `invoice: First`, `invoices: [A, B]`: what the act brings at once; nothing where neither stands. */
export function readInvoices(fields: Fields): readonly string[] {
  const one = fields.optionalText('invoice')
  return fields.optionalTexts('invoices') ?? (one === undefined ? [] : [one])
}

function takeInvoices(yaml: Yaml, path: string): { invoices: readonly string[]; rest: Yaml } {
  const invoices = readInvoices(new Fields(yaml, path))
  const rest = Object.fromEntries(
    new Fields(yaml, path).entries().filter(([key]) => key !== 'invoice' && key !== 'invoices'),
  )
  return { invoices, rest }
}

/** Undefined: any number. */
export function namesIn(as: Yaml | undefined, path: string): readonly string[] | undefined {
  if (as === undefined) return undefined
  if (typeof as === 'string') return as === unbilled ? [] : [as]
  if (!Array.isArray(as) || as.some((name) => typeof name !== 'string')) {
    throw new ScenarioError(`${path}.as: expected a name or a list of names`)
  }
  return as as readonly string[]
}

/** Names the invoices that an act made, in the order in which it made them. */
export function bindInvoices(
  { names }: BillingWorld,
  before: readonly InvoiceId[],
  after: readonly InvoiceId[],
  expected: readonly string[] | undefined,
  path: string,
): void {
  const made = after.filter((id) => !before.includes(id)).sort()
  if (expected === undefined) return
  if (expected.length !== made.length) {
    throw new ScenarioError(`${path}: ${made.length} new invoices were made, not ${expected.length}`)
  }
  expected.forEach((name, at) => {
    names.invoices.bind(name, made[at] as InvoiceId)
  })
}

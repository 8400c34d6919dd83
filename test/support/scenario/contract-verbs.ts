// The steps that change a contract once it is there, each by the command that the product uses for it.
import { amendContract } from '../../../src/commands/amend-contract.ts'
import { cancelContract } from '../../../src/commands/cancel-contract.ts'
import { changeContract } from '../../../src/commands/change-contract.ts'
import { holdContract, holdItem, resumeContract, resumeItem } from '../../../src/commands/hold-contract.ts'
import { renewContract } from '../../../src/commands/renew-contract.ts'
import { resolveCorrection } from '../../../src/commands/resolve-correction.ts'
import type { RequestedChange } from '../../../src/core/contract/amend-item.ts'
import { type Contract, type ContractItem, contractChargeId } from '../../../src/core/contract/contract.ts'
import { type CalendarDate, calendarDate } from '../../../src/core/date.ts'
import {
  type BillingWorld,
  bindInvoices,
  bindItem,
  fieldsOf,
  gapOf,
  invoiceIds,
  type Perform,
  readInvoices,
} from './billing-verbs.ts'
import { readItem, readRenewal, readTerms, taken } from './read-contract.ts'
import { Fields, ScenarioError, type Yaml } from './read-scenario.ts'

export function contractVerbs(world: BillingWorld): Readonly<Record<string, Perform>> {
  const { books, names, place } = world
  const { db } = books

  const onContract = async (
    yaml: Yaml,
    path: string,
    act: (seen: Contract, fields: Fields) => Promise<unknown>,
  ): Promise<undefined> => {
    const fields = fieldsOf(yaml, 'contract', path)
    const contract = await db.contracts.get(names.contracts.get(fields.text('contract')))
    if (contract === undefined) throw new ScenarioError(`${path}: the contract is gone`)
    await act({ ...contract, version: fields.optionalInteger('version') ?? contract.version }, fields)
    fields.done()
  }
  const onItem = async (
    yaml: Yaml,
    path: string,
    act: (item: ContractItem, fields: Fields) => Promise<unknown>,
  ): Promise<undefined> => {
    const fields = fieldsOf(yaml, 'item', path)
    const item = await db.contractItems.get(names.items.get(fields.text('item')))
    if (item === undefined) throw new ScenarioError(`${path}: the item is gone`)
    await act(item, fields)
    fields.done()
  }

  return {
    changeContract: async (yaml, path, run) =>
      onContract(yaml, path, async ({ id, version }, fields) => {
        const group = fields.optionalText('group')
        const renewal = fields.optional('renewal')
        await run(changeContract, {
          id,
          version,
          changes: {
            ...taken('name', fields.optionalText('name')),
            ...taken('poNumber', fields.optionalText('poNumber')),
            ...taken('notes', fields.optionalText('notes')),
            ...(renewal === undefined
              ? {}
              : { renewal: renewal === 'none' ? null : (readRenewal(renewal, path) ?? null) }),
            ...(group === undefined ? {} : { billingGroupId: place.groupId(group) }),
          },
        })
      }),
    amendContract: async (yaml, path, run) =>
      onContract(yaml, path, async (contract, fields) => {
        const added = fields.optionalFields('add')?.entries() ?? []
        const changes = requestedChanges(fields, added, world)
        const as = fields.optionalText('as')
        const note = fields.optionalText('note')
        const effectiveOn = fields.text('from') as CalendarDate
        const before = await db.contractItems.where('contractId').equals(contract.id).primaryKeys()
        const made = await run(amendContract, {
          id: contract.id,
          version: contract.version,
          request: { contractId: contract.id, effectiveOn, changes, ...taken('note', note) },
        })
        if (made === undefined) return
        names.amendments.bind(as ?? `amendment ${names.amendments.entries().length + 1}`, made.amendmentId)
        const items = await db.contractItems.where('contractId').equals(contract.id).sortBy('id')
        const fresh = items.filter(({ id }) => !before.includes(id))
        fresh.forEach((item, at) => {
          bindItem(names, names.contracts.nameOf(contract.id) ?? '', added[at]?.[0] ?? item.description, item.id)
        })
      }),
    cancelContract: async (yaml, path, run) =>
      onContract(yaml, path, async ({ id, version }, fields) => {
        const note = fields.optionalText('note')
        await run(cancelContract, {
          id,
          version,
          from: fields.text('from') as 'start' | CalendarDate,
          ...taken('note', note),
        })
      }),
    renewContract: async (yaml, path, run) =>
      onContract(yaml, path, async ({ id, version }, fields) => {
        const as = fields.optionalText('as') ?? `${names.contracts.nameOf(id)} renewed`
        const invoices = readInvoices(fields)
        const before = await invoiceIds(world)
        const made = await run(renewContract, { id, version })
        if (made === undefined) return
        names.contracts.bind(as, made.id)
        for (const item of await db.contractItems.where('contractId').equals(made.id).sortBy('id')) {
          bindItem(names, as, names.items.nameOf(item.renewedFrom ?? '') ?? item.description, item.id)
        }
        bindInvoices(world, before, await invoiceIds(world), invoices, path)
      }),
    holdContract: async (yaml, path, run) =>
      onContract(yaml, path, ({ id, version }, fields) =>
        run(holdContract, { id, version, ...taken('note', fields.optionalText('note')) }),
      ),
    resumeContract: async (yaml, path, run) =>
      onContract(yaml, path, ({ id, version }, fields) => run(resumeContract, { id, version, gap: gapOf(fields) })),
    holdItem: async (yaml, path, run) =>
      onItem(yaml, path, ({ id, version }, fields) =>
        run(holdItem, { id, version, ...taken('note', fields.optionalText('note')) }),
      ),
    resumeItem: async (yaml, path, run) =>
      onItem(yaml, path, ({ id, version }, fields) => run(resumeItem, { id, version, gap: gapOf(fields) })),
    resolveCorrection: async (yaml, path, run) => {
      const fields = new Fields(yaml, path)
      const itemId = names.items.get(fields.text('item'))
      const start = fields.text('start')
      const amendment = fields.optionalText('amendment')
      const way = fields.text('way') as 'next-invoice' | 'nothing'
      fields.done()
      const rows = await db.corrections.where('contractItemId').equals(itemId).toArray()
      const found = rows.filter(
        (row) =>
          // The period that was billed, not the part of it that costs less.
          row.chargeId === contractChargeId(itemId, calendarDate(start)) &&
          (amendment === undefined || row.amendmentId === names.amendments.get(amendment)),
      )
      const row = found.find(({ state }) => state === 'open') ?? found[0]
      if (row === undefined) throw new ScenarioError(`${path}: there is no such correction`)
      await run(resolveCorrection, { id: row.id, version: row.version, way })
      return undefined
    },
  }
}

/** `items` (new terms), `add`, `end`, `unend`, `billingDay` of an amendment. */
function requestedChanges(
  fields: Fields,
  added: readonly (readonly [string, Yaml])[],
  { names, place }: BillingWorld,
): RequestedChange[] {
  const { path } = fields
  return [
    ...(fields.optionalFields('items')?.entries() ?? []).map(([name, yaml]): RequestedChange => {
      const terms = new Fields(yaml, `${path}.items.${name}`)
      const change = { kind: 'agreement' as const, itemId: names.items.get(name), ...readTerms(terms) }
      terms.done()
      return change
    }),
    ...added.map(
      ([name, yaml]): RequestedChange => ({
        kind: 'add',
        item: readItem(yaml, `${path}.add.${name}`, name, place),
      }),
    ),
    ...(fields.optionalTexts('end') ?? []).map(
      (name): RequestedChange => ({ kind: 'end', itemId: names.items.get(name) }),
    ),
    ...(fields.optionalTexts('unend') ?? []).map(
      (name): RequestedChange => ({ kind: 'unend', itemId: names.items.get(name) }),
    ),
    ...(fields.optionalFields('billingDay')?.entries() ?? []).map(
      ([name, day]): RequestedChange => ({
        kind: 'billing-day',
        itemId: names.items.get(name),
        day: Number(day),
      }),
    ),
  ]
}

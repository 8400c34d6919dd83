// From the rows of one contract to the contract: what they say together, whose it is, whether it is there already.
import { contractKeys } from '../../commands/import-contracts.ts'
import { type BuildContext, buildContract } from '../../core/contract/build-contract.ts'
import { itemProblem } from '../../core/contract/check-contract.ts'
import type { ItemFields } from '../../core/contract/contract-fields.ts'
import { countSentElsewhere } from '../../core/contract/usage-window.ts'
import type { Instant } from '../../core/date.ts'
import { requiredProblem } from '../../core/fields/kept-values.ts'
import type { BillingGroupId, ClientId, NewId } from '../../core/ids.ts'
import type { CustomField, Product } from '../../core/model.ts'
import type { CurrencyCode } from '../../core/money.ts'
import { foldText } from '../../core/search-words.ts'
import type { ContractField } from './contract-column-names.ts'
import { contractHeadFields } from './contract-column-names.ts'
import { headIssue, itemIssue } from './contract-issue.ts'
import { type ContractCells, type ContractHead, type HeadField, type ReadRow, renewalOf } from './contract-row.ts'
import { clientFinder } from './find-client.ts'
import type { PlannedRow } from './plan-import.ts'
import type {
  ContractClient,
  ContractContext,
  ExistingContract,
  ImportedContractRow,
  PlannedContract,
} from './planned-contract.ts'
import type { IssueCode, RowIssue } from './row-issue.ts'

type Row = PlannedRow<ImportedContractRow, ExistingContract>

interface Settled {
  readonly rows: Row[]
  readonly contracts: PlannedContract[]
  readonly missingClients: string[]
}

/** Contracts of the groups of rows, and what becomes of every row. */
export function settleContracts(groups: readonly (readonly ReadRow[])[], context: ContractContext): Settled {
  const find = clientFinder(context.clients)
  const known = new Map<string, ExistingContract>()
  for (const contract of context.contracts) for (const key of contractKeys(contract)) known.set(key, contract)
  const missing = new Map<string, string>()
  /** Clients whose adding one row has said already. */
  const announced = new Set<string>()
  const settled: Settled = { rows: [], contracts: [], missingClients: [] }
  for (const group of groups) {
    const answer = settleContract(group, context, find, missing)
    if ('issues' in answer) {
      settled.rows.push(...refuseAll(group, answer.issues))
      continue
    }
    const { contract, items, repeated } = answer
    const { client, fields } = contract
    const existing =
      client.kind === 'added' ? undefined : firstOf(known, contractKeys({ clientId: client.id, ...fields }).slice(0, 1))
    for (const [index, { table, warnings }] of group.entries()) {
      const item = items[index]
      if (item === undefined) continue
      const base = { row: table.row, input: { contract, item }, warnings }
      const first = repeated.get(index)
      if (existing !== undefined) {
        settled.rows.push({ ...base, state: 'duplicate', reason: 'contract', of: { kind: 'existing', existing } })
      } else if (first !== undefined) {
        settled.rows.push({ ...base, state: 'duplicate', reason: 'name', of: { kind: 'row', row: first } })
      } else if (client.kind === 'added' && !announced.has(client.key)) {
        announced.add(client.key)
        const added = group[0]?.cells.issue('client', 'client-added')
        settled.rows.push({
          ...base,
          warnings: added === undefined ? warnings : [...warnings, added],
          state: 'accepted',
        })
      } else settled.rows.push({ ...base, state: 'accepted' })
    }
    if (existing === undefined) settled.contracts.push(contract)
  }
  settled.missingClients.push(...missing.values())
  return settled
}

function firstOf<Value>(map: ReadonlyMap<string, Value>, keys: readonly string[]): Value | undefined {
  return keys.map((key) => map.get(key)).find((value) => value !== undefined)
}

/** Rows with a reason of their own give it; the others of the contract name the first of those. */
function refuseAll(group: readonly ReadRow[], issues: ReadonlyMap<number, RowIssue>): Row[] {
  const first = Math.min(...issues.keys())
  return group.map(({ table, cells }, index) => {
    const own = issues.get(index)
    const other = { row: table.row, column: '', code: 'contract-row-refused', cell: '' } as const
    const issue = own ?? { ...other, limit: group[first]?.table.row ?? cells.row }
    return { state: 'refused', row: table.row, issue, cells: table.cells }
  })
}

type Answer =
  | { readonly issues: ReadonlyMap<number, RowIssue> }
  | {
      readonly contract: PlannedContract
      readonly items: readonly ItemFields[]
      /** Rows that say again what an earlier row of the file says. */
      readonly repeated: ReadonlyMap<number, number>
    }

function settleContract(
  group: readonly ReadRow[],
  context: ContractContext,
  find: ReturnType<typeof clientFinder>,
  missing: Map<string, string>,
): Answer {
  const issues = new Map<number, RowIssue>()
  const note = (index: number, issue: RowIssue) => {
    if (!issues.has(index)) issues.set(index, issue)
  }
  for (const [index, { issue }] of group.entries()) if (issue !== undefined) note(index, issue)
  const head = mergeHeads(group, note)
  /** Says it where the file says it: on the rows that fill the column, else on the contract's first row. */
  const blame = (field: ContractField, code: IssueCode, limit?: number) => {
    const filled = group.flatMap(({ cells }, index) => (cells.has(field) ? [index] : []))
    for (const index of filled.length > 0 ? filled : [0]) {
      const issue = group[index]?.cells.issue(field, code, limit)
      if (issue !== undefined) note(index, issue)
    }
  }
  const client = settleClient(head, context, find, missing, blame)
  if (head.startOn === undefined && issues.size === 0) blame('startOn', 'field-empty')
  if (client === undefined || head.startOn === undefined || issues.size > 0) return { issues }
  const currency = head.currency ?? client.currency ?? context.currency
  const term = { startOn: head.startOn, currency, ...(head.endOn === undefined ? {} : { endOn: head.endOn }) }
  const items = group.flatMap(({ item }) => (item === undefined ? [] : [item]))
  const repeated = repeatedItems(group, items, note)
  for (const [index, { cells }] of group.entries()) {
    const item = items[index]
    if (item === undefined) continue
    if (foreignPrice(cells, item, currency, context.products)) note(index, cells.issue('unitPrice', 'field-empty'))
    const problem = itemProblem(item, term)
    if (problem !== undefined) note(index, itemIssue(cells, problem))
  }
  const { contractName, contractNumber, poNumber, notes } = head
  const renewal = renewalOf(head)
  const fields: PlannedContract['fields'] = {
    name: (contractName ?? contractNumber ?? items[0]?.description ?? '').slice(0, 200),
    ...(contractNumber === undefined ? {} : { contractNumber }),
    ...term,
    ...(renewal === undefined ? {} : { renewal }),
    ...(poNumber === undefined ? {} : { poNumber }),
    ...(notes === undefined ? {} : { notes }),
    ...ownOf(group),
    items: items.filter((_item, index) => !repeated.has(index)),
  }
  const lacking = requiredProblem(fields.customFields ?? [], context.fields ?? [])
  const [first] = group
  // One that is there already is not asked again.
  const isNew = () => client.of.kind === 'added' || !isThere(context, client.of.id, fields)
  if (lacking?.code === 'field-required' && first !== undefined && isNew()) {
    note(0, { row: first.table.row, column: '', code: 'own-required', cell: lacking.name })
  }
  if (issues.size > 0) return { issues }
  const built = buildContract({ ...fields, clientId: 'cli_' as ClientId }, previewContext(context, client.of.name))
  if (!built.ok) {
    const { field, code, limit } = headIssue(built.problem)
    blame(field, code, limit)
    return { issues }
  }
  const { contract, items: rows } = built.value
  const sentElsewhere = rows.reduce((sum, item) => sum + countSentElsewhere(item, contract), 0)
  return { contract: { client: client.of, fields, sentElsewhere }, items, repeated }
}

function isThere(
  { contracts }: ContractContext,
  clientId: ClientId,
  fields: Pick<PlannedContract['fields'], 'name' | 'contractNumber' | 'startOn'>,
): boolean {
  const [key] = contractKeys({ ...fields, clientId })
  return contracts.some((contract) => contractKeys(contract).some((each) => each === key))
}

/** The owner's own fields that the rows of a contract fill; the first row that says something of one is heard. */
function ownOf(group: readonly ReadRow[]): Pick<PlannedContract['fields'], 'customFields'> {
  const values = new Map<CustomField['fieldId'], CustomField>()
  for (const each of group.flatMap(({ own }) => own)) if (!values.has(each.fieldId)) values.set(each.fieldId, each)
  return values.size === 0 ? {} : { customFields: [...values.values()] }
}

/** What all rows together say of the contract; a row that says otherwise than an earlier one is noted. */
function mergeHeads(group: readonly ReadRow[], note: (index: number, issue: RowIssue) => void): ContractHead {
  const merged: { -readonly [Key in HeadField]?: unknown } = {}
  const saidBy = new Map<HeadField, number>()
  for (const [index, { head, cells, table }] of group.entries()) {
    for (const field of contractHeadFields) {
      const value = head[field]
      if (value === undefined) continue
      const before = saidBy.get(field)
      if (before === undefined) {
        merged[field] = value
        saidBy.set(field, table.row)
      } else if (comparable(value) !== comparable(merged[field])) {
        note(index, cells.issue(field, 'contract-differs', before))
      }
    }
  }
  return merged as ContractHead
}

function comparable(value: unknown): string {
  return typeof value === 'string' ? foldText(value) : JSON.stringify(value)
}

function settleClient(
  head: ContractHead,
  context: ContractContext,
  find: ReturnType<typeof clientFinder>,
  missing: Map<string, string>,
  blame: (field: ContractField, code: IssueCode, limit?: number) => void,
): { readonly of: ContractClient; readonly currency?: CurrencyCode } | undefined {
  const found = find(head)
  if (found === undefined) {
    blame('client', 'client-missing')
    return undefined
  }
  if (found.kind === 'several') {
    blame(found.by, 'client-ambiguous', found.count)
    return undefined
  }
  if (found.kind === 'one') {
    const { id, name, status, currency } = found.client
    if (status !== 'archived')
      return { of: { kind: 'known', id, name }, ...(currency === undefined ? {} : { currency }) }
    blame(head.client === undefined ? 'clientNumber' : 'client', 'client-archived')
    return undefined
  }
  const { client: name, clientEmail: email, clientNumber } = head
  if (name !== undefined && name.length <= 200) {
    const key = foldText(name)
    missing.set(key, name)
    if (context.missingClients === 'add') {
      const more = {
        ...(email === undefined ? {} : { email }),
        ...(clientNumber === undefined ? {} : { clientNumber }),
      }
      return { of: { kind: 'added', key, name, ...more } }
    }
  }
  blame(found.by, 'client-unknown')
  return undefined
}

/** A row that repeats an earlier item word for word is left out; one that has other figures under the same name is noted. */
function repeatedItems(
  group: readonly ReadRow[],
  items: readonly ItemFields[],
  note: (index: number, issue: RowIssue) => void,
): Map<number, number> {
  const seen = new Map<string, number>()
  const repeated = new Map<number, number>()
  for (const [index, item] of items.entries()) {
    const key = [foldText(item.description), item.kind, item.startOn ?? ''].join('\n')
    const first = seen.get(key)
    const earlier = first === undefined ? undefined : group[first]
    if (first === undefined || earlier === undefined) seen.set(key, index)
    else if (JSON.stringify(items[first]) === JSON.stringify(item)) repeated.set(index, earlier.table.row)
    else {
      const issue = group[index]?.cells.issue('item', 'item-repeated', earlier.table.row)
      if (issue !== undefined) note(index, issue)
    }
  }
  return repeated
}

/** A product's price is in the product's currency: it is no price for a contract in another. */
function foreignPrice(
  cells: ContractCells,
  { productId, pricing }: ItemFields,
  currency: CurrencyCode,
  products: readonly Product[],
): boolean {
  if (productId === undefined || cells.has('unitPrice') || 'tiers' in pricing) return false
  return products.find(({ id }) => id === productId)?.currency !== currency
}

/** Rows that are only looked at: their ids go nowhere. */
function previewContext({ today, billing, products }: ContractContext, clientName: string): BuildContext {
  let counter = 0
  const newId = ((prefix: string) => {
    counter += 1
    return `${prefix}_${counter}`
  }) as NewId
  return {
    settings: { billing },
    clientName,
    billingGroupId: 'grp_' as BillingGroupId,
    today,
    now: `${today}T00:00:00.000Z` as Instant,
    newId,
    notProrated: new Set(products.flatMap(({ id, notProrated }) => (notProrated === 1 ? [id] : []))),
    sentElsewhereBefore: today,
  }
}

// What rules of the owner's own read: the rows that they look at with their clients, in batches by key.
import { Dexie } from 'dexie'
import type { RuleFacts } from '../core/automation/match-rule.ts'
import type { Occurrence, OwnRuleRow, RuleDays } from '../core/automation/plan-own-rules.ts'
import type { AutomationRule } from '../core/automation/rule.ts'
import type { RuleState } from '../core/automation/run.ts'
import type { Contract } from '../core/contract/contract.ts'
import { addDays, type CalendarDate } from '../core/date.ts'
import type { ClientId, ContractId, InvoiceId, RuleId } from '../core/ids.ts'
import type { Charge, Client, FinalizedInvoice, Invoice } from '../core/model.ts'
import type { CurrencyCode, Minor } from '../core/money.ts'
import { minor } from '../core/money.ts'
import { foldText } from '../core/search-words.ts'
import type { AccountDb, TableName } from './account-db.ts'

/** What reading facts touches. */
export const ruleFactTables = [
  'clients',
  'invoices',
  'contracts',
  'charges',
  'settings',
  'sums',
  'fields',
  'billingGroups',
] as const satisfies readonly TableName[]

/** The own rules that are on, in the order in which they were made. */
export async function readOwnRules(db: AccountDb): Promise<OwnRuleRow[]> {
  const rows: readonly AutomationRule[] = await db.rules.where('kind').equals('own').sortBy('id')
  return rows.filter((rule): rule is OwnRuleRow => rule.kind === 'own' && rule.state === 'on')
}

/** The facts of clients, invoices or contracts, by id; what is gone is missing. One transaction is the caller's. */
export async function readRuleFacts(
  db: AccountDb,
  subjectIds: readonly string[],
): Promise<ReadonlyMap<string, RuleFacts>> {
  const ofKind = <Id extends string>(prefix: string) => subjectIds.filter((id) => id.startsWith(prefix)) as Id[]
  const [invoices, contracts, settings] = await Promise.all([
    db.invoices.bulkGet(ofKind<InvoiceId>('inv_')),
    db.contracts.bulkGet(ofKind<ContractId>('con_')),
    db.settings.get('account'),
  ])
  const found = { invoices: invoices.filter(isThere), contracts: contracts.filter(isThere) }
  const clientIds = new Set<ClientId>([
    ...ofKind<ClientId>('cli_'),
    ...found.invoices.map(({ clientId }) => clientId),
    ...found.contracts.map(({ clientId }) => clientId),
  ])
  const clients = new Map((await db.clients.bulkGet([...clientIds])).filter(isThere).map((row) => [row.id, row]))
  const due = await readDue(db, [...clients.keys()])
  const facts = new Map<string, RuleFacts>()
  const put = (kind: RuleFacts['kind'], id: string, clientId: ClientId, more: Partial<RuleFacts>) => {
    const client = clients.get(clientId)
    if (client === undefined || settings === undefined) return
    const clientDue = due.get(clientId) ?? new Map<CurrencyCode, Minor>()
    facts.set(id, { kind, id, client, clientCurrency: client.currency ?? settings.currency, clientDue, ...more })
  }
  for (const id of ofKind<ClientId>('cli_')) put('client', id, id, {})
  const own = await readBearers(db, found)
  for (const contract of found.contracts) {
    put('contract', contract.id, contract.clientId, { contract, ...own.groupOf(contract) })
  }
  for (const invoice of found.invoices) {
    const charges = await db.charges.where('invoiceId').equals(invoice.id).toArray()
    const madeBy = makerOf(charges)
    put('invoice', invoice.id, invoice.clientId, {
      invoice,
      ...(madeBy === undefined ? {} : { madeBy }),
      ...own.groupOf(invoice),
      ...(await own.contractsOf(charges)),
    })
  }
  return facts
}

/** Groups and contracts, where the owner has fields on them: else nobody asks for them. */
async function readBearers(
  db: AccountDb,
  found: { readonly invoices: readonly Invoice[]; readonly contracts: readonly Contract[] },
) {
  const subjects = new Set((await db.fields.toArray()).map(({ subject }) => subject))
  const ids = new Set([...found.invoices, ...found.contracts].map(({ billingGroupId }) => billingGroupId))
  const rows = subjects.has('group') ? await db.billingGroups.bulkGet([...ids]) : []
  const groups = new Map(rows.filter(isThere).map((group) => [group.id, group]))
  return {
    groupOf({ billingGroupId }: Pick<Invoice, 'billingGroupId'>): Pick<RuleFacts, 'group'> {
      const group = groups.get(billingGroupId)
      return group === undefined ? {} : { group }
    },
    async contractsOf(charges: readonly Charge[]): Promise<Pick<RuleFacts, 'contracts'>> {
      if (!subjects.has('contract')) return {}
      const contractIds = [...new Set(charges.flatMap(({ contractId }) => contractId ?? []))]
      return { contracts: (await db.contracts.bulkGet(contractIds)).filter(isThere) }
    },
  }
}

function isThere<Row>(row: Row | undefined): row is Row {
  return row !== undefined
}

/** What each client owes, kept by client and currency: a range of keys for each. */
async function readDue(
  db: AccountDb,
  clientIds: readonly ClientId[],
): Promise<ReadonlyMap<ClientId, ReadonlyMap<CurrencyCode, Minor>>> {
  const currencies = (await db.sums.where('scope').equals('account').toArray()).map(({ currency }) => currency)
  const keys = clientIds.flatMap((id) => currencies.map((currency) => [id, currency] as const))
  const sums = await db.sums.bulkGet(keys.map(([id, currency]) => `client/${id}/${currency}`))
  const due = new Map<ClientId, Map<CurrencyCode, Minor>>()
  keys.forEach(([id, currency], index) => {
    const amount = sums[index]?.values.due ?? 0
    if (amount === 0) return
    const ofClient = due.get(id) ?? new Map<CurrencyCode, Minor>()
    due.set(id, ofClient.set(currency, minor(amount)))
  })
  return due
}

/** The own rule that made every charge of an invoice, where it is one. */
function makerOf(charges: readonly Charge[]): RuleId | undefined {
  const cause = charges[0]?.cause
  if (cause?.startsWith('rul_') !== true) return undefined
  return charges.every((charge) => charge.cause === cause) ? (cause as RuleId) : undefined
}

/** Rows that a rule by date may act on, with the day of each. */
export interface DatedRow {
  readonly id: string
  readonly occurrence: Occurrence
}

/**
 * A page of the rows that a rule by date looks at, in the order of their keys; `after` is the last one of the page before.
 * Clients that are archived are left out unless the rule asks for them. Undefined: there are no more.
 */
export async function readDatedRows(
  db: AccountDb,
  { parameters: { when, conditions }, scope }: OwnRuleRow,
  days: RuleDays,
  after: string | undefined,
  size: number,
): Promise<readonly DatedRow[] | undefined> {
  if (when.kind === 'event') return undefined
  if (when.kind === 'every') {
    const occurrence: Occurrence = { id: days.to, on: days.to, chain: [] }
    const named = conditions.find((each) => each.kind === 'client-is' && each.not === 0)
    const listed =
      scope.kind !== 'account' ? [scope.clientId] : named?.kind === 'client-is' ? named.clientIds : undefined
    if (listed !== undefined) {
      if (after !== undefined) return undefined
      return [...listed].sort().map((id) => ({ id, occurrence }))
    }
    const archived = conditions.some((each) => each.kind === 'client-status' && each.status === 'archived')
    const tag = conditions.find((each) => each.kind === 'client-tag' && each.not === 0)
    const word = tag?.kind === 'client-tag' ? wordOf(tag.tag) : undefined
    const rows = await readClients(db, word, after, size)
    if (rows.length === 0) return undefined
    const kept = rows.filter(({ status }) => archived || status !== 'archived').map(({ id }) => ({ id, occurrence }))
    // Where the whole page is archived, the next one begins after it all the same.
    return kept.length > 0
      ? kept
      : readDatedRows(db, { parameters: { when, conditions }, scope } as OwnRuleRow, days, rows.at(-1)?.id, size)
  }
  const [from, to] = [addDays(days.from, -when.days), addDays(days.to, -when.days)]
  const rows = when.date === 'contract-end' ? await readEnding(db, from, to) : await readOpen(db, when.date, from, to)
  const dated = rows
    .map(({ id, date, notBefore }) => ({ id, on: addDays(date, when.days), notBefore }))
    .filter(({ id, on, notBefore }) => on >= notBefore && (after === undefined || id > after))
    .sort((left, right) => (left.id < right.id ? -1 : 1))
    .slice(0, size)
  if (dated.length === 0) return undefined
  return dated.map(({ id, on }) => ({ id, occurrence: { id: on, on, chain: [] } }))
}

/** Clients by key; those with a word only where one is given. */
async function readClients(
  db: AccountDb,
  word: string | undefined,
  after: string | undefined,
  size: number,
): Promise<readonly Pick<Client, 'id' | 'status'>[]> {
  if (word === undefined) {
    const rows = after === undefined ? db.clients.orderBy('id') : db.clients.where('id').above(after)
    return rows.limit(size).toArray()
  }
  // Entries of one word come in the order of their keys.
  const ids = (await db.clients.where('words').equals(word).primaryKeys()).filter(
    (id) => after === undefined || id > after,
  )
  return (await db.clients.bulkGet(ids.sort().slice(0, size))).filter(isThere)
}

/** The first word of a tag, as clients are found by it. */
function wordOf(tag: string): string | undefined {
  return foldText(tag)
    .match(/[\p{L}\p{N}]+/u)?.[0]
    ?.slice(0, 40)
}

interface Dated {
  readonly id: string
  readonly date: CalendarDate
  /** The rule cannot have meant a day before this one. */
  readonly notBefore: CalendarDate
}

async function readOpen(
  db: AccountDb,
  date: 'invoice-due' | 'invoice-issued',
  from: CalendarDate,
  to: CalendarDate,
): Promise<readonly Dated[]> {
  const index = date === 'invoice-due' ? '[state+dueOn+id]' : '[state+listedOn+id]'
  const rows = await db.invoices
    .where(index)
    .between(['open', from, Dexie.minKey], ['open', to, Dexie.maxKey], true, true)
    .toArray()
  return (rows as FinalizedInvoice[]).map(({ id, dueOn, issuedOn }) => ({
    id,
    date: date === 'invoice-due' ? dueOn : issuedOn,
    notBefore: issuedOn,
  }))
}

/** Contracts that end and are not renewed: their end has no index, so they are all looked at, once a day. */
async function readEnding(db: AccountDb, from: CalendarDate, to: CalendarDate): Promise<readonly Dated[]> {
  const ending: Dated[] = []
  await db.contracts.each(({ id, state, endOn, startOn, activatedOn }) => {
    if (endOn === undefined || state === 'renewed' || endOn <= startOn || endOn < from || endOn > to) return
    ending.push({ id, date: endOn, notBefore: activatedOn })
  })
  return ending
}

/** What the rules are known to have done: through which day, and how much. */
export async function readRuleStates(db: AccountDb, ids: readonly RuleId[]): Promise<ReadonlyMap<RuleId, RuleState>> {
  const rows = await db.ruleStates.bulkGet([...ids])
  return new Map(rows.filter(isThere).map((row) => [row.id, row]))
}

// What the planners of documents read: drafts with what finalizing would refuse, open invoices with what was done about
// them. By index and in batches; only what a rule that is on has a use for.
import { Dexie } from 'dexie'
import type { Message } from '../core/automation/message.ts'
import type { InvoiceFacts } from '../core/automation/plan-invoice.ts'
import { recipientsOf } from '../core/automation/recipients.ts'
import {
  type AutomationRule,
  type BuiltInKind,
  builtInRuleId,
  type RuleBook,
  ruleFor,
} from '../core/automation/rule.ts'
import type { BillingGroup } from '../core/contract/billing-group.ts'
import type { CalendarDate } from '../core/date.ts'
import { requiredProblem } from '../core/fields/kept-values.ts'
import type { BillingGroupId, ClientId, InvoiceId } from '../core/ids.ts'
import { composeDocument } from '../core/invoice/draft-document.ts'
import { finalizeProblem } from '../core/invoice/finalize-checks.ts'
import { supplyTaxes } from '../core/invoice/supply-taxes.ts'
import type { LateFeeRule } from '../core/late-fee-rule.ts'
import type { Allocation, Charge, Client, DraftInvoice, FinalizedInvoice, Invoice } from '../core/model.ts'
import { type Minor, minor, percentOf, sumMinor, ZERO } from '../core/money.ts'
import type { DraftFacts, FinalizationSnapshot } from '../core/plan-finalization.ts'
import { type LateFeeFacts, lateFeeKey } from '../core/plan-late-fees.ts'
import type { ReminderFacts } from '../core/plan-reminders.ts'
import type { AccountDb, TableName } from './account-db.ts'
import { holdOf, readCollections } from './read-collection.ts'
import { readFields } from './read-fields.ts'
import type { BillingAccount } from './read-group.ts'

/** What reading drafts and the rules touches, beside the tables of a billing plan. */
export const finalizationTables = ['rules', 'sequences', 'charges', 'clients', 'invoices', 'fields'] as const
/** What reading the facts of reminders, late fees and collection touches. */
export const invoicePlanTables = [
  'rules',
  'settings',
  'taxRates',
  'charges',
  'clients',
  'invoices',
  'messages',
  'allocations',
  'payments',
  'creditEntries',
  'creditNotes',
  'paymentMethods',
  'cardAttempts',
  'endpoints',
  'secrets',
] as const satisfies readonly TableName[]

/** Every built-in rule, on or off. */
export async function readRuleBook(db: AccountDb): Promise<RuleBook> {
  const rows: readonly AutomationRule[] = await db.rules.where('kind').notEqual('own').toArray()
  return new Map(rows.map((row) => [row.id, row]))
}

/** The rules of one kind that can be in force for a group. */
export async function readRulesOf(
  db: AccountDb,
  kind: BuiltInKind,
  { billingGroupId, clientId }: { readonly billingGroupId: BillingGroupId; readonly clientId: ClientId },
): Promise<RuleBook> {
  const scopes = [
    { kind: 'group', billingGroupId, clientId },
    { kind: 'client', clientId },
    { kind: 'account' },
  ] as const
  const rows = await db.rules.bulkGet(scopes.map((scope) => builtInRuleId(kind, scope)))
  return new Map(rows.flatMap((row) => (row === undefined ? [] : [[row.id, row] as const])))
}

/** Whether any rule of the kind is on: without one its planner has nothing to say. */
export function anyOn(rules: RuleBook, kind: AutomationRule['kind']): boolean {
  for (const rule of rules.values()) if (rule.kind === kind && rule.state === 'on') return true
  return false
}

/** The last day on which an invoice of the account was issued. */
async function readLastIssued(db: AccountDb): Promise<CalendarDate | undefined> {
  const rows = await db.sequences.where('kind').equals('invoice').toArray()
  return rows
    .map(({ lastIssuedOn }) => lastIssuedOn)
    .filter((date) => date !== undefined)
    .sort()
    .at(-1)
}

export interface FinalizationContext {
  readonly account: BillingAccount
  readonly rules: RuleBook
  readonly group: BillingGroup
  readonly client: Client
}

/** The snapshot of some drafts of one group; where no rule is on, every policy is review. */
export async function readFinalization(
  db: AccountDb,
  context: FinalizationContext,
  drafts: readonly DraftInvoice[],
): Promise<FinalizationSnapshot> {
  const { account, group } = context
  const { settings } = account
  const lastIssuedOn = drafts.length === 0 ? undefined : await readLastIssued(db)
  const through = settings.booksLockedThrough
  return {
    policy: { kind: 'review' },
    mode: settings.billing.mode,
    ...(through !== undefined && { booksLockedThrough: through }),
    ...(lastIssuedOn !== undefined && { lastIssuedOn }),
    drafts: await Promise.all(drafts.map((draft) => draftFacts(db, context, { ...draft, billingGroupId: group.id }))),
  }
}

async function draftFacts(
  db: AccountDb,
  { account, rules, group, client }: FinalizationContext,
  draft: DraftInvoice,
): Promise<DraftFacts> {
  const policy = ruleFor(rules, 'finalization', draft)?.parameters
  const facts = {
    draft,
    linesChangedOn: draft.linesChangedOn ?? draft.listedOn,
    group,
    client,
    ...(policy !== undefined && { policy }),
  }
  // What finalizing would refuse is asked only where finalizing is thought of.
  if (policy === undefined || policy.kind === 'review' || draft.editedByUser === 1) return facts
  const rows = await db.charges.where('invoiceId').equals(draft.id).toArray()
  const byId = new Map(rows.map((charge) => [charge.id, charge]))
  const charges = draft.chargeIds.flatMap((id) => byId.get(id) ?? [])
  const document = composeDocument({ draft, charges, client, ...account })
  const problem = document.ok
    ? (finalizeProblem(document.value, account.settings) ??
      requiredProblem(draft.customFields ?? [], await readFields(db, 'invoice')))
    : document.problem
  return problem === undefined ? facts : { ...facts, problem }
}

/** One draft with its group and client; undefined when one of them is gone. */
export async function readDraftContext(
  db: AccountDb,
  draft: DraftInvoice,
  account: BillingAccount,
): Promise<FinalizationContext | undefined> {
  const [group, client, rules] = await Promise.all([
    db.billingGroups.get(draft.billingGroupId),
    db.clients.get(draft.clientId),
    readRulesOf(db, 'finalization', draft),
  ])
  return group === undefined || client === undefined ? undefined : { account, rules, group, client }
}

/** Groups whose open invoices are read at a time. */
const groupsAtOnce = 200

/** Without a rule about what is owed, an open invoice has nothing to do; switching one on wakes what it covers. */
async function asksOpenInvoices(db: AccountDb): Promise<boolean> {
  const rows = await db.rules.where('kind').anyOf(['reminders', 'late-fees', 'collection']).toArray()
  return rows.some(({ state }) => state === 'on')
}

/** The issued invoices that may have something to do by the day: woken themselves, or open in a group that is awake. */
export async function readAwakeInvoices(
  db: AccountDb,
  asOf: CalendarDate,
  groupIds: readonly BillingGroupId[],
): Promise<InvoiceId[]> {
  const woken = (await db.wakeups
    .where('[kind+wakeOn]')
    .between(['invoice', Dexie.minKey], ['invoice', asOf], true, true)
    .primaryKeys()) as InvoiceId[]
  const ids = new Set(woken)
  if (groupIds.length > 0 && (await asksOpenInvoices(db))) {
    for (let from = 0; from < groupIds.length; from += groupsAtOnce) {
      const rows = await db.billingGroups.bulkGet(groupIds.slice(from, from + groupsAtOnce))
      const groups = rows.filter((group) => group !== undefined)
      const ofGroup = new Set(groups.map(({ id }) => id))
      const clientIds = [...new Set(groups.map(({ clientId }) => clientId))]
      const open = await db.invoices
        .where('[clientId+state]')
        .anyOf(clientIds.map((clientId) => [clientId, 'open']))
        .toArray()
      for (const { id, billingGroupId } of open) if (ofGroup.has(billingGroupId)) ids.add(id)
    }
  }
  return [...ids].sort()
}

/** The facts of some issued invoices, in any order; drafts and what is gone are left out. */
export async function readInvoiceFacts(
  db: AccountDb,
  ids: readonly InvoiceId[],
  rules: RuleBook,
  { taxRateById }: Pick<BillingAccount, 'taxRateById'>,
): Promise<InvoiceFacts[]> {
  const rows: readonly (Invoice | undefined)[] = await db.invoices.bulkGet([...ids])
  const invoices = rows.flatMap((row) => (row === undefined || row.state === 'draft' ? [] : [row]))
  const [reminding, charging] = [anyOn(rules, 'reminders'), anyOn(rules, 'late-fees')]
  const collecting = anyOn(rules, 'collection')
  if (!reminding && !charging && !collecting) return invoices.map((invoice) => ({ invoice }))
  const [groups, clients] = await Promise.all([
    db.billingGroups.bulkGet([...new Set(invoices.map(({ billingGroupId }) => billingGroupId))]),
    db.clients.bulkGet([...new Set(invoices.map(({ clientId }) => clientId))]),
  ])
  const groupById = new Map(groups.flatMap((group) => (group === undefined ? [] : [[group.id, group] as const])))
  const clientById = new Map(clients.flatMap((client) => (client === undefined ? [] : [[client.id, client] as const])))
  const owed = invoices.map((invoice): Owed => {
    const group = groupById.get(invoice.billingGroupId)
    return { db, invoice, group, client: clientById.get(invoice.clientId), rules }
  })
  const reminded = reminding
    ? owed.filter(({ invoice }) => invoice.state === 'open' && ruleFor(rules, 'reminders', invoice) !== undefined)
    : []
  const messagesById = await readMessages(db, reminded)
  const chargedById = await readCharged(db, reminded)
  const collections = collecting ? await readCollections(db, owed) : new Map<InvoiceId, InvoiceFacts['collection']>()
  const facts: InvoiceFacts[] = []
  // One after the other, and nothing awaited that asks the database nothing: after a hundred such turns a browser takes
  // the transaction for done.
  for (const each of owed) {
    const { invoice } = each
    const rule = charging ? lateFeeRule(each) : null
    const lateFee = rule === null ? noLateFee(invoice) : await lateFeeFacts({ ...each, taxRateById }, rule)
    const collection = collections.get(invoice.id)
    facts.push({
      invoice,
      ...(reminding && {
        reminder: reminderFacts(each, messagesById.get(invoice.id) ?? [], chargedById.get(invoice.id)),
      }),
      ...(charging && { lateFee }),
      ...(collection && { collection }),
    })
  }
  return facts
}

interface Owed {
  readonly db: AccountDb
  readonly invoice: FinalizedInvoice
  readonly group: BillingGroup | undefined
  readonly client: Client | undefined
  readonly rules: RuleBook
}

/** What was written about the open invoices that a rule reminds of. */
async function readMessages(db: AccountDb, owed: readonly Owed[]): Promise<ReadonlyMap<InvoiceId, Message[]>> {
  const byId = new Map<InvoiceId, Message[]>()
  if (owed.length === 0) return byId
  const ids = owed.map(({ invoice }) => invoice.id)
  for (const message of await db.messages.where('invoiceId').anyOf(ids).toArray()) {
    byId.set(message.invoiceId, [...(byId.get(message.invoiceId) ?? []), message])
  }
  return byId
}

/** Since when a card is being charged for them; where the client has been asked to act, a reminder says so again. */
async function readCharged(db: AccountDb, owed: readonly Owed[]): Promise<ReadonlyMap<InvoiceId, CalendarDate>> {
  if (owed.length === 0) return new Map()
  const attempts = await db.cardAttempts
    .where('invoiceId')
    .anyOf(owed.map(({ invoice }) => invoice.id))
    .toArray()
  const open = attempts.filter(({ state }) => state === 'pending' || state === 'unknown')
  return new Map(open.map(({ invoiceId, on }) => [invoiceId, on]))
}

function reminderFacts(
  { invoice, group, client, rules }: Owed,
  messages: readonly Message[],
  chargedSince: CalendarDate | undefined,
): ReminderFacts {
  const rule = ruleFor(rules, 'reminders', invoice)?.parameters
  const hold = holdOf(invoice, group)
  return {
    invoice,
    ...(rule !== undefined && { rule }),
    done: messages.flatMap(({ kind, step, state, preparedOn }) =>
      kind !== 'reminder' || step === undefined
        ? []
        : // Given up before it left: its key is used, and it stood for nothing else.
          [{ step, outcome: state === 'prepared' || state === 'sent' ? 'sent' : 'skipped', on: preparedOn } as const],
    ),
    ...(hold !== undefined && { hold }),
    ...(chargedSince !== undefined && { chargedSince }),
    reachable: client !== undefined && recipientsOf(client, group).reachable,
  }
}

/** The rule that charges the invoice; null: none does. */
function lateFeeRule({ invoice, rules }: Owed): LateFeeRule | null {
  return ruleFor(rules, 'late-fees', invoice)?.parameters ?? null
}

function noLateFee(invoice: FinalizedInvoice, rule: LateFeeRule | null = null): LateFeeFacts {
  return { invoice, rule, settled: [], feesWithin: ZERO, done: [], holds: [], taxIncluded: false }
}

async function lateFeeFacts(
  owed: Owed & Pick<BillingAccount, 'taxRateById'>,
  rule: LateFeeRule,
): Promise<LateFeeFacts> {
  const { db, invoice, group, taxRateById } = owed
  const none = noLateFee(invoice, rule)
  if (invoice.state === 'void' || invoice.state === 'uncollectible') return none
  const [charges, fees, allocations] = await Promise.all([
    db.charges.where('invoiceId').equals(invoice.id).toArray(),
    readLateFees(db, invoice.id),
    db.allocations.where('invoiceId').equals(invoice.id).toArray(),
  ])
  const feeLines = charges.filter(({ source }) => source === 'late-fee')
  return {
    ...none,
    settled: await Promise.all(
      allocations
        .filter(({ state, sourceKind }) => state === 'live' && sourceKind !== 'writeOff')
        .map(async (each) => ({ on: await moneyCameOn(db, each), amount: each.amount })),
    ),
    feesWithin: sumMinor(feeLines.map((fee) => withTax(fee, taxRateById))),
    done: fees,
    holds: [
      ...(invoice.pastHolds ?? []),
      ...(group?.pastHolds ?? []),
      ...(invoice.hold === undefined ? [] : [{ start: invoice.hold.since }]),
      ...(group?.hold === undefined ? [] : [{ start: group.hold.since }]),
    ],
    taxIncluded: charges.some(({ taxIncluded }) => taxIncluded),
  }
}

/** The fees that were charged for an invoice, by their keys; one that was waived costs nothing and stays used. */
async function readLateFees(db: AccountDb, id: InvoiceId): Promise<LateFeeFacts['done']> {
  const prefix = lateFeeKey(id, 1).slice(0, -1)
  const rows = await db.charges.where('id').startsWith(prefix).toArray()
  return rows.map((row) => ({
    n: Number(row.id.slice(prefix.length)),
    amount: row.state === 'waived' ? ZERO : row.amount,
  }))
}

/** What a fee's line adds to what its invoice asks for. */
function withTax(fee: Charge, taxRateById: BillingAccount['taxRateById']): Minor {
  const taxes = fee.taxIncluded ? undefined : supplyTaxes(fee, taxRateById)
  if (taxes?.ok !== true) return fee.amount
  const added = taxes.value
    .filter(({ kind }) => kind !== 'withholding')
    .map(({ percent }) => percentOf(fee.amount, percent))
  return minor(fee.amount + sumMinor(added))
}

/** The day of the money itself: when it was received or credited, however late somebody entered it. */
async function moneyCameOn(db: AccountDb, { sourceKind, sourceId, allocatedOn }: Allocation): Promise<CalendarDate> {
  switch (sourceKind) {
    case 'payment':
      return (await db.payments.get(sourceId as never))?.receivedOn ?? allocatedOn
    case 'creditBalance':
    case 'creditNote':
      return (await db.creditEntries.get(sourceId as never))?.receivedOn ?? allocatedOn
    case 'writeOff':
      return allocatedOn
  }
}

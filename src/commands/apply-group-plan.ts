// A plan becomes rows: charges under their keys, usage marked, drafts. The same for the run, for a contract that starts
// and for a person who bills by hand.
import { Dexie } from 'dexie'
import type {
  BillingIntent,
  BillingOptions,
  GroupPlan,
  GroupSnapshot,
  PlannedCharge,
} from '../core/billing/snapshot.ts'
import type { UsageRecord } from '../core/contract/contract.ts'
import type { Envelope } from '../core/envelope.ts'
import type { BillingGroupId, ChargeId, ContractItemId, InvoiceId, UsageRecordId } from '../core/ids.ts'
import type { Charge, DraftInvoice, Invoice } from '../core/model.ts'
import { planGroup } from '../core/plan-billing.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { type BillingAccount, readAccountFacts, readGroupSnapshot } from '../storage/read-group.ts'
import { readTermsDays } from '../storage/read-terms.ts'
import type { Books, Change } from './books.ts'
import { newDraft, recordDraft } from './draft-invoices.ts'
import { draftedCharge, pricedRow } from './draft-row.ts'

export interface Billed {
  /** New drafts, and automatic ones that got more lines. */
  readonly invoiceIds: readonly InvoiceId[]
  /** Charges that the contracts made, those with nothing to bill included. */
  readonly chargeIds: readonly ChargeId[]
}

interface Run {
  readonly books: Books
  readonly snapshot: GroupSnapshot
  readonly account: BillingAccount
  readonly envelope: Envelope
}

type ChargeIntent = Extract<BillingIntent, { kind: 'charge' }>
type DraftIntent = Extract<BillingIntent, { kind: 'draft' }>

/**
 * Writes what a plan says, in the caller's transaction: every charge under its key, with `add`, so that a period can
 * never be billed twice (design.md section 5); usage marked with the charge that bills it; new drafts, or more lines on
 * an automatic one. `by: 'hand'` makes drafts that automation leaves alone.
 * Problems: `charge-key-taken`, those of pricing a draft.
 */
export async function applyGroupPlan(
  books: Books,
  snapshot: GroupSnapshot,
  plan: GroupPlan,
  account: BillingAccount,
  envelope: Envelope,
  by: BillingOptions['by'] = 'run',
): Promise<Result<Billed, Problem>> {
  const run = { books, snapshot, account, envelope }
  const planned = plan.intents.flatMap((intent) => (intent.kind === 'charge' ? [intent] : []))
  const draftIntents = plan.intents.flatMap((intent) => (intent.kind === 'draft' ? [intent] : []))
  const fresh = new Map(planned.map(({ charge }) => [charge.id, newRow(charge, envelope)]))
  const open = new Map(snapshot.openCharges.map((charge) => [charge.id, charge]))
  const changed: Change<Charge>[] = []
  const drafts: Draft[] = []
  for (const intent of draftIntents) {
    const id = intent.draftId ?? envelope.newId('inv')
    const lines: Charge[] = []
    for (const chargeId of intent.chargeIds) {
      const made = fresh.get(chargeId)
      const previous = open.get(chargeId)
      if (made !== undefined) {
        // Written once, as what it is to be.
        const line: Charge = { ...made, state: 'drafted', invoiceId: id }
        fresh.set(chargeId, line)
        lines.push(line)
      } else if (previous !== undefined) {
        const next = draftedCharge(previous, id, envelope)
        changed.push({ next, previous })
        lines.push(next)
      } else throw new Error(`The plan drafts a charge that is not there: ${chargeId}`)
    }
    const draft = await draftOf(run, intent, id, lines, by)
    if (!draft.ok) return draft
    drafts.push(draft.value)
  }
  const taken = await addCharges(books, [...fresh.values()])
  if (taken !== undefined) return refused(taken)
  await books.charges.putMany(changed)
  await markUsage(run, planned)
  await writeDrafts(books, drafts)
  recordBilled(run, planned, drafts)
  return ok({ invoiceIds: drafts.map(({ next }) => next.id), chargeIds: [...fresh.keys()] })
}

function newRow(charge: PlannedCharge, { now }: Envelope): Charge {
  return { ...charge, version: 1, createdAt: now, updatedAt: now }
}

/**
 * Adds charges under the keys of their periods. A key that is there already was planted or is damage: nothing is
 * overwritten. Problem: `charge-key-taken`.
 */
export async function addCharges(books: Books, rows: readonly Charge[]): Promise<Problem | undefined> {
  try {
    await books.charges.addMany(rows)
    return undefined
  } catch (error) {
    const place = error instanceof Dexie.BulkError ? Object.entries(error.failuresByPos)[0] : undefined
    const id = rows[Number(place?.[0])]?.id
    if (place?.[1].name === 'ConstraintError' && id !== undefined) return { code: 'charge-key-taken', id }
    throw error
  }
}

interface Draft {
  readonly next: DraftInvoice
  /** The charges that it got. */
  readonly added: readonly ChargeId[]
  readonly previous?: DraftInvoice
}

async function draftOf(
  { books, snapshot, account, envelope }: Run,
  intent: DraftIntent,
  id: InvoiceId,
  lines: readonly Charge[],
  by: BillingOptions['by'],
): Promise<Result<Draft, Problem>> {
  const { client, group } = snapshot
  const added = lines.map((charge) => charge.id)
  const previous = snapshot.drafts.find((draft) => draft.id === intent.draftId)
  if (intent.draftId !== undefined && previous === undefined) {
    throw new Error(`The plan adds to a draft that is not there: ${intent.draftId}`)
  }
  if (previous !== undefined) {
    const present = await books.db.charges.where('invoiceId').equals(previous.id).toArray()
    const byId = new Map(present.map((charge) => [charge.id, charge]))
    const before = previous.chargeIds.map((chargeId) => {
      const charge = byId.get(chargeId)
      if (charge === undefined) throw new Error(`Draft ${previous.id} lost a charge`)
      return charge
    })
    const next = pricedRow(
      { ...previous, version: previous.version + 1, linesChangedOn: envelope.today },
      [...before, ...lines],
      account,
      envelope,
    )
    return next.ok ? ok({ next: next.value, previous, added }) : next
  }
  const poNumber = orderNumberOf(snapshot, lines)
  const extra = {
    editedByUser: by === 'hand' ? 1 : 0,
    linesChangedOn: envelope.today,
    ...(intent.billsOn === undefined ? {} : { billsOn: intent.billsOn }),
    ...(poNumber === undefined ? {} : { poNumber }),
  } as const
  const termsDays = await readTermsDays(books.db, { group, client, settings: account.settings })
  const next = newDraft({ id, client, group, account, termsDays }, lines, envelope, extra)
  return next.ok ? ok({ next: next.value, added }) : next
}

/** The order number that all lines share by their contracts. */
function orderNumberOf({ contracts }: GroupSnapshot, lines: readonly Charge[]): string | undefined {
  const numbers = lines.map(({ contractId }) => contracts.find(({ id }) => id === contractId)?.poNumber)
  return numbers.every((each) => each === numbers[0]) ? numbers[0] : undefined
}

async function markUsage({ books, snapshot, envelope }: Run, planned: readonly ChargeIntent[]): Promise<void> {
  const records = new Map(snapshot.items.flatMap(({ usage }) => usage.map((record) => [record.id, record] as const)))
  await markBilled(
    books,
    planned.flatMap(({ charge, usageIds }) => usageIds.map((id) => ({ record: expectUsage(records, id), charge }))),
    envelope,
  )
}

function expectUsage(records: ReadonlyMap<UsageRecordId, UsageRecord>, id: UsageRecordId): UsageRecord {
  const record = records.get(id)
  if (record === undefined) throw new Error(`The plan bills usage that is not there: ${id}`)
  return record
}

/** Marks usage with the charge that bills it: in the same transaction, so that it is billed once (M-29). */
export async function markBilled(
  books: Books,
  billed: readonly { readonly record: UsageRecord; readonly charge: Pick<Charge, 'id'> }[],
  { now }: Pick<Envelope, 'now'>,
): Promise<void> {
  await books.usageRecords.putMany(
    billed.map(({ record, charge }) => ({
      next: { ...record, state: 'billed', chargeId: charge.id, version: record.version + 1, updatedAt: now },
      previous: record,
    })),
  )
}

async function writeDrafts(books: Books, drafts: readonly Draft[]): Promise<void> {
  const changed: Change<Invoice>[] = []
  for (const { next, previous } of drafts) if (previous !== undefined) changed.push({ next, previous })
  await books.invoices.addMany(drafts.filter(({ previous }) => previous === undefined).map(({ next }) => next))
  await books.invoices.putMany(changed)
}

/** Notes what was billed: the run over the group, and each draft with its charges. */
function recordBilled({ books, snapshot }: Run, planned: readonly ChargeIntent[], drafts: readonly Draft[]): void {
  if (planned.length === 0 && drafts.length === 0) return
  const { group, client } = snapshot
  const onDraft = new Set(drafts.flatMap(({ added }) => added))
  const loose = planned.map(({ charge }) => charge.id).filter((id) => !onDraft.has(id))
  const contractIds = planned.map(({ charge }) => charge.contractId)
  const usageIds = planned.flatMap((intent) => intent.usageIds)
  books.record('group.billed', [group.id, client.id, ...contractIds, ...loose, ...usageIds], {
    name: group.name,
    clientName: client.name,
    charges: onDraft.size + loose.length,
    invoices: drafts.length,
  })
  for (const { next, previous, added } of drafts) {
    if (previous === undefined) recordDraft(books, next)
    else {
      books.record('draft.changed', [next.id, next.clientId, ...added], {
        clientName: next.clientName,
        gross: next.gross,
        before: previous.gross,
        currency: next.currency,
      })
    }
  }
}

/**
 * Bills a contract in the transaction that starts it, as far as the first-invoice rules let it.
 * Problems: those of `applyGroupPlan`.
 */
export async function billContractAtStart(
  books: Books,
  groupId: BillingGroupId,
  itemIds: ReadonlySet<ContractItemId>,
  envelope: Envelope,
): Promise<Result<Billed, Problem>> {
  const account = await readAccountFacts(books.db)
  const snapshot = await readGroupSnapshot(books.db, groupId)
  if (snapshot === undefined) return refused({ code: 'not-found', entity: 'billingGroup', id: groupId })
  const plan = planGroup(account, snapshot, envelope.today, { by: 'activation', itemIds })
  return applyGroupPlan(books, snapshot, plan, account, envelope, 'activation')
}

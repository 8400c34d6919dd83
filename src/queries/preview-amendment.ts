// What an amendment or a cancellation would do: the same pure functions as the commands', nothing saved.
import { creditLine } from '../core/billing/credit-line.ts'
import { forecastGroup, type PendingInvoice } from '../core/billing/forecast.ts'
import type { ReconcilePlan } from '../core/billing/reconcile.ts'
import type { GroupSnapshot, PlannedCharge } from '../core/billing/snapshot.ts'
import { type AmendedRows, type AmendmentRequest, amendRows, cancelRows } from '../core/contract/amend-contract.ts'
import type { Amendment, Contract, ContractItem, Correction, UsageRecord } from '../core/contract/contract.ts'
import { addMonths, type CalendarDate, type Instant, laterOf } from '../core/date.ts'
import type { ContractId, ContractItemId, InvoiceId, ProductId } from '../core/ids.ts'
import type { Charge, Invoice } from '../core/model.ts'
import type { Minor } from '../core/money.ts'
import type { Period } from '../core/period.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { BillingSettings } from '../core/settings.ts'
import type { AccountDb } from '../storage/account-db.ts'
import { readAccountFacts, readGroupSnapshot } from '../storage/read-group.ts'
import { reconcileCharged } from '../storage/reconcile-charged.ts'
import { inMemoryIds } from './preview-contract.ts'

/** What becomes of a period that is charged already. */
export interface PeriodChange {
  readonly description: string
  readonly period: Period
  /**
   * `open`: waits for an invoice, rated anew. `draft`: on a draft, rated anew. `added`: a line more for an invoiced
   * period. `correction`: an invoiced period that should have cost less. `withdrawn`: a correction that is taken back.
   */
  readonly kind: 'open' | 'draft' | 'added' | 'correction' | 'withdrawn'
  readonly before?: Minor
  /** The new amount; of a correction what is to be corrected, below 0. */
  readonly amount: Minor
  /** The draft or invoice that the period is on. */
  readonly invoice?: Invoice
  /** Of a correction: what the account's setting makes of it; `ask` and `credit-note` leave it open. */
  readonly way?: BillingSettings['corrections']
}

export interface AmendmentPreview {
  readonly amendment: Amendment
  /** All items as they would be. */
  readonly items: readonly ContractItem[]
  readonly changes: readonly PeriodChange[]
  /** Invoices with lines of the contract, as things are and as they would be. */
  readonly before: readonly PendingInvoice[]
  readonly after: readonly PendingInvoice[]
}

/** What may be tried: an amendment, or the end of the whole contract. */
export type Trial =
  | { readonly kind: 'amend'; readonly request: AmendmentRequest }
  | { readonly kind: 'cancel'; readonly id: ContractId; readonly from: 'start' | CalendarDate }

const SHOWN = 3

/** What an amendment would do to charged periods and to the next invoices. Problems: those of `amendRows`, `cancelRows`. */
export async function previewAmendment(
  db: AccountDb,
  trial: Trial,
  today: CalendarDate,
): Promise<Result<AmendmentPreview, Problem>> {
  const id = trial.kind === 'amend' ? trial.request.contractId : trial.id
  const found = await readAll(db, id, trial)
  if (found === undefined) return refused({ code: 'not-found', entity: 'contract', id })
  const { contract, snapshot, charges, corrections, usage, account, items } = found
  const context = {
    settings: account.settings,
    today,
    now: `${today}T00:00:00.000Z` as Instant,
    newId: inMemoryIds(),
    notProrated: found.notProrated,
    chargedThroughById: throughById(charges),
    amendments: found.amendments,
  }
  const amended =
    trial.kind === 'amend'
      ? amendRows(contract, items, trial.request, context)
      : cancelRows(contract, items, trial.from, context)
  if (!amended.ok) return amended
  const way = account.settings.billing.corrections
  let plans: ReconcilePlan[]
  try {
    plans = await reconcileAll(db, amended.value, { charges, corrections, usage, today })
  } catch (error) {
    if (error instanceof RangeError) return refused({ code: 'amount-too-large' })
    throw error
  }
  const lines = way === 'next-invoice' ? creditLines(plans, charges, today) : []
  const next = amendedSnapshot(snapshot, amended.value, charges, plans, lines)
  const until = addMonths(laterOf(today, amended.value.amendment.effectiveOn), 14)
  const invoicesOf = (group: GroupSnapshot) =>
    forecastGroup(account, group, today, until)
      .filter(({ contractIds }) => contractIds.includes(contract.id))
      .slice(0, SHOWN)
  const changes = plans.flatMap((plan) => periodChanges(plan))
  const invoices = await db.invoices.bulkGet([...new Set(changes.flatMap(({ invoiceId }) => invoiceId ?? []))])
  return ok({
    amendment: amended.value.amendment,
    items: amended.value.items,
    changes: changes.map(({ invoiceId, ...change }) => {
      const invoice = invoices.find((each) => each !== undefined && each.id === invoiceId)
      return {
        ...change,
        ...(invoice !== undefined && { invoice }),
        ...(change.kind === 'correction' && { way }),
      }
    }),
    before: invoicesOf(snapshot),
    after: invoicesOf(next),
  })
}

async function readAll(db: AccountDb, id: ContractId, trial: Trial) {
  const contract = await db.contracts.get(id)
  if (contract === undefined) return undefined
  const [account, snapshot, items, charges, amendments] = await Promise.all([
    readAccountFacts(db),
    readGroupSnapshot(db, contract.billingGroupId),
    db.contractItems.where('contractId').equals(id).toArray(),
    db.charges.where('contractId').equals(id).toArray(),
    db.amendments.where('contractId').equals(id).toArray(),
  ])
  if (snapshot === undefined) return undefined
  const itemIds = items.map((item) => item.id)
  const usageIds = items.filter(({ kind }) => kind === 'usage').map((item) => item.id)
  const [corrections, usage, products] = await Promise.all([
    db.corrections.where('contractItemId').anyOf(itemIds).toArray(),
    Promise.all(usageIds.map((each) => db.usageRecords.where('contractItemId').equals(each).toArray())),
    db.products.bulkGet(addedProducts(trial)),
  ])
  return {
    contract,
    account,
    snapshot,
    items,
    charges,
    amendments,
    corrections,
    usage: usage.flat(),
    notProrated: new Set(products.flatMap((product) => (product?.notProrated === 1 ? [product.id] : []))),
  }
}

function addedProducts(trial: Trial): ProductId[] {
  if (trial.kind === 'cancel') return []
  return trial.request.changes.flatMap((change) => (change.kind === 'add' ? (change.item.productId ?? []) : []))
}

function throughById(charges: readonly Charge[]): Map<ContractItemId, CalendarDate> {
  const through = new Map<ContractItemId, CalendarDate>()
  for (const { contractItemId, period } of charges) {
    if (contractItemId === undefined || period === undefined) continue
    through.set(contractItemId, laterOf(period.end, through.get(contractItemId) ?? period.end))
  }
  return through
}

async function reconcileAll(
  db: AccountDb,
  { contract, items, amendment, touchedFrom }: AmendedRows,
  rows: {
    readonly charges: readonly Charge[]
    readonly corrections: readonly Correction[]
    readonly usage: readonly UsageRecord[]
    readonly today: CalendarDate
  },
): Promise<ReconcilePlan[]> {
  const plans: ReconcilePlan[] = []
  for (const item of items) {
    const from = touchedFrom.get(item.id)
    if (from === undefined) continue
    const own = <Row extends { readonly contractItemId?: ContractItemId }>(all: readonly Row[]) =>
      all.filter(({ contractItemId }) => contractItemId === item.id)
    const { today } = rows
    const options = { from, today, usage: own(rows.usage) }
    const [charges, corrections] = [own(rows.charges), own(rows.corrections)]
    plans.push(await reconcileCharged(db, item, contract, charges, corrections, amendment.id, options))
  }
  return plans
}

/** The group as it would be, its other contracts as they are. */
function amendedSnapshot(
  snapshot: GroupSnapshot,
  { contract, items }: AmendedRows,
  charges: readonly Charge[],
  plans: readonly ReconcilePlan[],
  lines: readonly PlannedCharge[],
): GroupSnapshot {
  const rerated = new Map(plans.flatMap((plan) => plan.rerated.map(({ next }) => [next.id, next])))
  const added = [...plans.flatMap((plan) => plan.added), ...lines].map(asOpenCharge)
  const through = throughById(charges.map((charge) => rerated.get(charge.id) ?? charge))
  const others = snapshot.items.filter(({ item }) => item.contractId !== contract.id)
  const known = new Map(snapshot.items.map((each) => [each.item.id, each]))
  return {
    ...snapshot,
    contracts: snapshot.contracts.map((each: Contract) => (each.id === contract.id ? contract : each)),
    items: [
      ...others,
      ...items.map((item) => {
        const { chargedThrough: _old, ...before } = known.get(item.id) ?? { usage: [], charges: [] }
        const chargedThrough = through.get(item.id)
        return { ...before, item, ...(chargedThrough !== undefined && { chargedThrough }) }
      }),
    ],
    openCharges: [
      ...snapshot.openCharges.map((charge) => rerated.get(charge.id) ?? charge).filter(({ state }) => state === 'open'),
      ...added,
    ],
  }
}

/** The lines that the setting puts on the next invoice. */
function creditLines(
  plans: readonly ReconcilePlan[],
  charges: readonly Charge[],
  today: CalendarDate,
): PlannedCharge[] {
  return plans.flatMap((plan) =>
    plan.corrections.flatMap((correction) => {
      const corrected = charges.find(({ id }) => id === correction.chargeId)
      return corrected === undefined ? [] : [creditLine(correction, corrected, today)]
    }),
  )
}

function asOpenCharge(charge: PlannedCharge): Charge {
  const at = `${charge.billsOn ?? charge.servedOn}T00:00:00.000Z` as Instant
  return { ...charge, version: 1, createdAt: at, updatedAt: at }
}

function periodChanges(plan: ReconcilePlan): (Omit<PeriodChange, 'invoice'> & { readonly invoiceId?: InvoiceId })[] {
  return [
    ...plan.rerated.flatMap(({ next, previous }) =>
      previous.period === undefined
        ? []
        : [
            {
              description: previous.description,
              period: previous.period,
              kind: previous.state === 'drafted' ? ('draft' as const) : ('open' as const),
              before: previous.amount,
              amount: next.amount,
              ...(previous.invoiceId !== undefined && { invoiceId: previous.invoiceId }),
            },
          ],
    ),
    ...plan.added.flatMap(({ description, period, amount }) =>
      period === undefined ? [] : [{ description, period, kind: 'added' as const, amount }],
    ),
    ...plan.corrections.map(({ description, period, amount, invoiceId }) => ({
      description,
      period,
      kind: 'correction' as const,
      amount,
      invoiceId,
    })),
    ...plan.withdrawn.map(({ description, period, amount, invoiceId }) => ({
      description,
      period,
      kind: 'withdrawn' as const,
      amount,
      invoiceId,
    })),
  ]
}

// The five kinds of lists behind one face: planning a file against the books, and writing the plan as one act.
import type { ImportOrigin, ImportResult } from '../../commands/import-clients.ts'
import { importClients } from '../../commands/import-clients.ts'
import { importContracts } from '../../commands/import-contracts.ts'
import { importProducts } from '../../commands/import-products.ts'
import { importPurchases, purchaseKeyOf } from '../../commands/import-purchases.ts'
import { importUsage } from '../../commands/import-usage.ts'
import type { ImportControl } from '../../commands/in-batches.ts'
import type { CalendarDate } from '../../core/date.ts'
import type { Problem } from '../../core/problem.ts'
import type { Result } from '../../core/result.ts'
import type { DateOrder } from '../../integrations/import/date-column.ts'
import type { FileProblem } from '../../integrations/import/file-problem.ts'
import { clientFinder } from '../../integrations/import/find-client.ts'
import { productFinder } from '../../integrations/import/find-product.ts'
import { type ColumnMapping, ownSubjects } from '../../integrations/import/mapping.ts'
import { type ContractPlan, planContracts } from '../../integrations/import/plan-contracts.ts'
import { type ClientPlan, type ProductPlan, planClients, planProducts } from '../../integrations/import/plan-import.ts'
import { type PurchasePlan, planPurchases } from '../../integrations/import/plan-purchases.ts'
import { planUsage, type UsagePlan, usageKeyOf } from '../../integrations/import/plan-usage.ts'
import type { ImportedEntity } from '../../integrations/import/recognise.ts'
import { resolveContracts, resolvePurchases, resolveUsage } from '../../integrations/import/resolve-agreements.ts'
import { type DuplicateChoice, resolveClients, resolveProducts } from '../../integrations/import/resolve-duplicates.ts'
import type { Table } from '../../integrations/import/table.ts'
import { knownItems, usageItemFinder } from '../../integrations/import/usage-items.ts'
import type { AgreementContext, ImportContext, ImportedKey } from '../../queries/get-import-context.ts'
import type { Runtime } from '../runtime.tsx'

export type Plan =
  | { readonly entity: 'clients'; readonly plan: ClientPlan }
  | { readonly entity: 'products'; readonly plan: ProductPlan }
  | { readonly entity: 'contracts'; readonly plan: ContractPlan }
  | { readonly entity: 'usage'; readonly plan: UsagePlan }
  | { readonly entity: 'purchases'; readonly plan: PurchasePlan }

export interface DuplicateWish {
  readonly all: DuplicateChoice
  readonly byRow: ReadonlyMap<number, DuplicateChoice>
}

/** What a person says where the file leaves it open. */
export interface ReadingChoices {
  readonly decimal?: '.' | ','
  readonly dateOrder?: DateOrder
  /** Contracts: clients that are not there are added. */
  readonly addClients?: boolean
}

export interface PlanningContext extends ImportContext {
  /** Of the account now. */
  readonly today: CalendarDate
  /** Read for contracts and usage only. */
  readonly agreements?: AgreementContext
  /** Read for purchases only: of everything that imports have sold or taken over. */
  readonly purchaseKeys?: readonly ImportedKey[]
}

/** Which kinds need `PlanningContext.agreements`. */
export function needsAgreements(entity: ImportedEntity | undefined): boolean {
  return entity === 'contracts' || entity === 'usage'
}

/** Which kinds are written row by row, so that a person may stop it. */
export function canStop(entity: ImportedEntity | undefined): boolean {
  return needsAgreements(entity) || entity === 'purchases'
}

/** What would become of every row; `judged`: what the house rules say of purchases. Undefined while the books are being read for it. */
export function planFile(
  table: Table,
  mapping: ColumnMapping,
  context: PlanningContext,
  { addClients, ...choices }: ReadingChoices,
  judged?: ReadonlyMap<number, Problem>,
): Result<Plan, FileProblem> | undefined {
  const { agreements, country, currency, taxIds, taxIncluded, taxes, clients, products, today } = context
  const fields = context.fields.filter(({ subject }) => subject === ownSubjects[mapping.entity])
  switch (mapping.entity) {
    case 'clients': {
      const plan = planClients(table, mapping as ColumnMapping<'clients'>, { country, existing: clients, fields })
      return plan.ok ? { ok: true, value: { entity: 'clients', plan: plan.value } } : plan
    }
    case 'products': {
      const defaults = { currency, taxIds, taxIncluded, taxes, existing: products }
      const plan = planProducts(table, mapping as ColumnMapping<'products'>, { ...defaults, ...choices })
      return plan.ok ? { ok: true, value: { entity: 'products', plan: plan.value } } : plan
    }
    case 'contracts': {
      if (agreements === undefined) return undefined
      const { billing, contracts } = agreements
      const plan = planContracts(table, mapping as ColumnMapping<'contracts'>, {
        ...{ today, currency, billing, taxIds, taxIncluded, taxes, clients, products, contracts, fields, ...choices },
        missingClients: addClients === true ? 'add' : 'refuse',
      })
      return plan.ok ? { ok: true, value: { entity: 'contracts', plan: plan.value } } : plan
    }
    case 'usage': {
      if (agreements === undefined) return undefined
      const { contracts, items, usage } = agreements
      const plan = planUsage(table, mapping as ColumnMapping<'usage'>, {
        find: usageItemFinder(knownItems({ contracts, items, clients, products })),
        recorded: new Set(usage.map(usageKeyOf)),
        ...choices,
      })
      return plan.ok ? { ok: true, value: { entity: 'usage', plan: plan.value } } : plan
    }
    case 'purchases': {
      if (context.purchaseKeys === undefined) return undefined
      const plan = planPurchases(table, mapping as ColumnMapping<'purchases'>, {
        findClient: clientFinder(clients),
        findProduct: productFinder(products),
        known: new Set(context.purchaseKeys.map(purchaseKeyOf)),
        fields,
        ...(judged === undefined ? {} : { judged }),
        ...choices,
      })
      return plan.ok ? { ok: true, value: { entity: 'purchases', plan: plan.value } } : plan
    }
  }
}

/** How many rows, or contracts, the import will add or change. */
export function importedCount({ entity, plan }: Plan, wish: DuplicateWish): number {
  if (entity === 'contracts') return plan.contracts.length
  if (entity === 'usage' || entity === 'purchases') return plan.accepted
  let count = plan.accepted
  for (const row of plan.rows) {
    if (row.state === 'duplicate' && (wish.byRow.get(row.row) ?? wish.all) !== 'skip') count += 1
  }
  return count
}

export interface WrittenPlan extends ImportResult {
  /** Issued by it: with any, it cannot be undone. */
  readonly invoices: number
  readonly skipped: number
  readonly refused: number
}

/** Writes the plan as one act. */
export async function writePlan(
  run: Runtime['run'],
  { entity, plan }: Plan,
  origin: Omit<ImportOrigin, 'skipped' | 'refused'>,
  wish: DuplicateWish,
  control: ImportControl,
): Promise<Result<WrittenPlan, Problem>> {
  switch (entity) {
    case 'clients': {
      const work = resolveClients(plan, wish)
      return withCounts(await run(importClients, { ...origin, ...work }), work)
    }
    case 'products': {
      const work = resolveProducts(plan, wish)
      return withCounts(await run(importProducts, { ...origin, ...work }), work)
    }
    case 'contracts': {
      const work = resolveContracts(plan)
      return withCounts(await run(importContracts, { ...origin, ...work, ...control }), work)
    }
    case 'usage': {
      const work = resolveUsage(plan)
      return withCounts(await run(importUsage, { ...origin, ...work, ...control }), work)
    }
    case 'purchases': {
      const work = resolvePurchases(plan)
      return withCounts(await run(importPurchases, { ...origin, ...work, ...control }), work)
    }
  }
}

function withCounts(
  result: Result<ImportResult & { readonly alreadyThere?: number; readonly invoices?: number }, Problem>,
  { skipped, refused }: { readonly skipped: number; readonly refused: number },
): Result<WrittenPlan, Problem> {
  if (!result.ok) return result
  const { importId, added, updated, alreadyThere = 0, invoices = 0 } = result.value
  return { ok: true, value: { importId, added, updated, invoices, skipped: skipped + alreadyThere, refused } }
}

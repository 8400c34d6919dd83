// The steps about plans, and `plans`: each by the name of its first purchase, with every term and what comes next.
import { renewPlan } from '../../../src/commands/renew-plan.ts'
import { saveProduct } from '../../../src/commands/save-product.ts'
import { resumePlan, stopPlan } from '../../../src/commands/stop-plan.ts'
import type { PlanPurchase } from '../../../src/core/selling/purchase.ts'
import { listPlans, type PlanView } from '../../../src/queries/list-plans.ts'
import type { AccountDb } from '../../../src/storage/account-db.ts'
import type { BillingWorld, Perform } from './billing-verbs.ts'
import { fieldsOf } from './billing-verbs.ts'
import type { BooksNames } from './commands-stage.ts'
import { Fields, ScenarioError, type Yaml } from './read-scenario.ts'
import { amountText, type View } from './scenario-world.ts'

export function planVerbs({ books, names }: BillingWorld): Readonly<Record<string, Perform>> {
  /** The term of a plan that counts: the last one that was not taken back. */
  const termOf = async (yaml: Yaml, path: string): Promise<Pick<PlanPurchase, 'id' | 'version'>> => {
    const fields = fieldsOf(yaml, 'plan', path)
    const planId = names.purchases.get(fields.text('plan'))
    fields.done()
    const rows = await books.db.purchases.where('planId').equals(planId).toArray()
    const terms = rows.filter((row) => row.kind === 'plan' && row.state !== 'undone') as PlanPurchase[]
    const last = terms.sort((left, right) => left.term - right.term).at(-1)
    if (last === undefined) throw new ScenarioError(`${path}: the plan has no term`)
    return { id: last.id, version: last.version }
  }
  return {
    stopPlan: async (yaml, path, run) => {
      await run(stopPlan, await termOf(yaml, path))
      return undefined
    },
    resumePlan: async (yaml, path, run) => {
      await run(resumePlan, await termOf(yaml, path))
      return undefined
    },
    renewPlan: async (yaml, path, run) => {
      await run(renewPlan, await termOf(yaml, path))
      return undefined
    },
    repriceProduct: async (yaml, path, run) => {
      const fields = new Fields(yaml, path)
      const row = await books.db.products.get(names.products.get(fields.text('product')))
      const unitPrice = fields.optionalDecimal('unitPrice')
      fields.done()
      if (row === undefined || unitPrice === undefined) throw new ScenarioError(`${path}: a product and its price`)
      const { id, version, name, kind, currency, taxIds, taxIncluded, unit, sale } = row
      const more = { ...(unit === undefined ? {} : { unit }), ...(sale === undefined ? {} : { sale }) }
      const changed = { name, kind, unitPrice, currency, taxIds, taxIncluded, ...more }
      await run(saveProduct, { seen: { id, version }, fields: changed })
      return undefined
    },
  }
}

/** `plans`: `next: renews 2026-03-01`, and `terms`: `2026-01-31..2026-04-01 paid 63.00`, the first one first. */
export async function viewPlans(db: AccountDb, names: BooksNames): Promise<{ readonly [name: string]: View }> {
  const clients = await db.clients.toCollection().primaryKeys()
  const plans = (await Promise.all(clients.map((id) => listPlans(db, id)))).flat()
  return Object.fromEntries(
    names.purchases.entries().flatMap(([name, id]) => {
      const plan = plans.find(({ planId }) => planId === id)
      return plan === undefined ? [] : [[name, viewOne(plan)] as const]
    }),
  )
}

function viewOne({ next, terms, renewal }: PlanView): View {
  const on = 'on' in next ? ` ${next.on}` : ''
  const why = next.kind === 'ends' ? ` ${next.why}` : ''
  return {
    next: `${next.kind}${on}${why}`,
    terms: [...terms].reverse().map(({ term, standing }) => {
      return `${term.start}..${term.end} ${standing} ${amountText(term.amount, term.currency)}`
    }),
    ...(renewal === undefined ? {} : { renewal: amountText(renewal.amount, renewal.currency) }),
    ...(renewal?.was === undefined ? {} : { was: renewal.was }),
    ...(renewal?.refusal === undefined ? {} : { refusal: renewal.refusal.code }),
  }
}

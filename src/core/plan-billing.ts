// The billing planner: from everything of a group and a day, what becomes a charge, what goes on which invoice, and why
// or why not (design.md sections 3 and 4, rules.md ). Pure: the command writes what it says.
import { decisionsOf } from './billing/explain-plan.ts'
import { type ChargePlan, planCharges } from './billing/plan-charges.ts'
import { contextOf, outlookOf } from './billing/plan-item.ts'
import type {
  AccountFacts,
  BillingIntent,
  BillingOptions,
  BillingSnapshot,
  GroupPlan,
  GroupSnapshot,
} from './billing/snapshot.ts'
import { wakeOnOf } from './billing/wake-on.ts'
import type { CalendarDate } from './date.ts'
import type { BillingGroupId } from './ids.ts'

/**
 * What to bill for a group on a day. The order of the snapshot's rows does not matter. Charges stand before the
 * invoices that take them, in the order of their ids. Throws RangeError for rows that contradict each other and for
 * amounts beyond 2^51 minor units: the caller parks the group.
 */
export function planGroup(
  account: AccountFacts,
  snapshot: GroupSnapshot,
  asOf: CalendarDate,
  options: BillingOptions,
): GroupPlan {
  const context = contextOf(account, snapshot, asOf, options)
  const outlooks = snapshot.items.map((source) => outlookOf(context, source))
  const charges = planCharges(context, outlooks)
  const wakeOn = wakeOnOf(context, outlooks, charges)
  return {
    intents: intentsOf(charges),
    decisions: decisionsOf(context, outlooks, charges),
    ...(wakeOn === undefined ? {} : { wakeOn }),
  }
}

/** Plans every group of the snapshot by itself. */
export function planBilling(
  snapshot: BillingSnapshot,
  asOf: CalendarDate,
  options: BillingOptions = { by: 'run' },
): { readonly asOf: CalendarDate; readonly plans: ReadonlyMap<BillingGroupId, GroupPlan> } {
  return {
    asOf,
    plans: new Map(snapshot.groups.map((each) => [each.group.id, planGroup(snapshot.account, each, asOf, options)])),
  }
}

function intentsOf({ made, gathered }: ChargePlan): BillingIntent[] {
  return [
    ...made.flatMap(({ charge, usageIds }): BillingIntent[] => [{ kind: 'charge', charge, usageIds }]),
    ...gathered.piles.flatMap(({ draftId, billsOn, candidates }): BillingIntent[] => {
      const first = candidates[0]?.charge
      if (first === undefined) return []
      return [
        {
          kind: 'draft',
          ...(draftId === undefined ? {} : { draftId }),
          currency: first.currency,
          taxIncluded: first.taxIncluded,
          chargeIds: candidates.map(({ charge }) => charge.id),
          ...(billsOn === undefined ? {} : { billsOn }),
        },
      ]
    }),
  ]
}

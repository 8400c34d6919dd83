// Every rule that the pickers can build, and a good many that they cannot.
import fc from 'fast-check'
import type { RuleFields } from '../../src/core/automation/check-rule.ts'
import {
  type OwnRule,
  type RuleAction,
  type RuleCondition,
  type RuleEvent,
  type RuleTrigger,
  ruleEvents,
} from '../../src/core/automation/own-rule.ts'
import type { SendingWay } from '../../src/core/automation/rule.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { BillingGroupId, ClientId, EndpointId, TaxRateId } from '../../src/core/ids.ts'
import type { LateFeeRule } from '../../src/core/late-fee-rule.ts'
import { type CurrencyCode, minor } from '../../src/core/money.ts'

/** Ids that random rules name. */
export interface RuleCast {
  readonly clientIds: readonly ClientId[]
  readonly groups: readonly { readonly id: BillingGroupId; readonly clientId: ClientId }[]
  readonly webhooks: readonly EndpointId[]
  readonly mails: readonly EndpointId[]
  readonly taxIds: readonly TaxRateId[]
}

export const noCast: RuleCast = {
  clientIds: ['cli_A', 'cli_B', 'cli_C'] as ClientId[],
  groups: [{ id: 'grp_A' as BillingGroupId, clientId: 'cli_A' as ClientId }],
  webhooks: ['end_A'] as EndpointId[],
  mails: ['end_M'] as EndpointId[],
  taxIds: ['tax_A'] as TaxRateId[],
}

const currency = fc.constantFrom('EUR', 'USD', 'JPY') as fc.Arbitrary<CurrencyCode>
const amount = fc.integer({ min: 1, max: 500_000 }).map(minor)
const flag = fc.constantFrom(0 as const, 1 as const)
const tag = fc.constantFrom('retainer', 'late', 'Very Important', 'Ämter', 'vip')
const days = (min: number, max: number) => fc.integer({ min, max })
const fee: fc.Arbitrary<LateFeeRule['fee']> = fc.oneof(
  fc.record({ kind: fc.constant('amount' as const), amount, currency }),
  fc.record({
    kind: fc.constant('percent' as const),
    percent: fc.constantFrom('5', '1.5', '0.25', '100').map(decimal),
  }),
)

export const ruleTrigger: fc.Arbitrary<RuleTrigger> = fc.oneof(
  fc.record({
    kind: fc.constant('event' as const),
    event: fc.constantFrom(...(Object.keys(ruleEvents) as RuleEvent[])),
  }),
  fc.constant({ kind: 'every' as const, unit: 'day' as const }),
  fc.record({ kind: fc.constant('every' as const), unit: fc.constant('week' as const), weekday: days(1, 7) }),
  fc.record({ kind: fc.constant('every' as const), unit: fc.constant('month' as const), day: days(1, 31) }),
  fc.record({
    kind: fc.constant('around' as const),
    date: fc.constantFrom('invoice-due' as const, 'invoice-issued' as const, 'contract-end' as const),
    days: fc.oneof(days(-40, 40), fc.constantFrom(0, -366, 366)),
  }),
)

export function ruleCondition({ clientIds }: RuleCast): fc.Arbitrary<RuleCondition> {
  const is = fc.constantFrom('at-least' as const, 'below' as const)
  return fc.oneof(
    fc.record({
      kind: fc.constant('client-is' as const),
      not: flag,
      clientIds: fc.subarray([...clientIds], { minLength: 1 }),
    }),
    fc.record({
      kind: fc.constant('client-status' as const),
      status: fc.constantFrom('trial' as const, 'active' as const, 'archived' as const),
    }),
    fc.record({ kind: fc.constant('client-tag' as const), not: flag, tag }),
    fc.record({ kind: fc.constant('client-country' as const), country: fc.constantFrom('DE', 'US', 'FR') }),
    fc.record({ kind: fc.constant('currency' as const), currency }),
    fc.record({
      kind: fc.constant('amount' as const),
      of: fc.constantFrom('gross' as const, 'due' as const, 'client-due' as const),
      is,
      amount,
      currency,
    }),
    fc.record({
      kind: fc.constant('age' as const),
      of: fc.constantFrom('issued' as const, 'due' as const),
      is,
      days: days(-30, 90),
    }),
    fc.record({
      kind: fc.constant('invoice-state' as const),
      states: fc.subarray(['draft', 'open', 'paid', 'void', 'uncollectible'] as const, { minLength: 1 }),
    }),
    fc.record({ kind: fc.constant('invoice-tag' as const), not: flag, tag }),
    fc.record({
      kind: fc.constant('custom-field' as const),
      name: fc.constantFrom('Portal', 'Vendor number'),
      value: fc.constantFrom('Ariba', 'coupa'),
    }),
  )
}

export function ruleAction({ webhooks }: RuleCast): fc.Arbitrary<RuleAction> {
  const plain = fc.constantFrom('draft' as const, 'finalize' as const, 'remind' as const, 'apply-credit' as const)
  return fc.oneof(
    { weight: 4, arbitrary: plain.map((kind) => ({ kind })) },
    fc.record({
      kind: fc.constant('add-fee' as const),
      fee,
      description: fc.constantFrom('Handling', 'Fee for {number}', 'Fee for {client}'),
    }),
    fc.record({
      kind: fc.constant('notify' as const),
      text: fc.constantFrom('Look at {client}', 'Invoice {number} over {amount} is due on {due date}', 'Call them'),
    }),
    fc.record({ kind: fc.constant('webhook' as const), endpointId: fc.constantFrom(...webhooks) }),
    fc.record({
      kind: fc.constant('tag' as const),
      on: fc.constantFrom('client' as const, 'invoice' as const),
      tag,
      remove: flag,
    }),
  )
}

/** Any rule of one's own that types allow: acts that do not fit are among them. */
export function ownRule(cast: RuleCast): fc.Arbitrary<OwnRule> {
  return fc.record({
    name: fc.constantFrom('Retainers', 'Chase', 'My rule'),
    when: ruleTrigger,
    conditions: fc.array(ruleCondition(cast), { maxLength: 3 }),
    actions: fc.array(ruleAction(cast), { minLength: 1, maxLength: 4 }),
    limit: fc.constantFrom(1, 2, 100, 500),
  })
}

export function anyRule(cast: RuleCast): fc.Arbitrary<RuleFields> {
  const account = fc.constant({ kind: 'account' as const })
  const scope = fc.oneof(
    account,
    fc.constantFrom(...cast.clientIds).map((clientId) => ({ kind: 'client' as const, clientId })),
    fc
      .constantFrom(...cast.groups)
      .map(({ id, clientId }) => ({ kind: 'group' as const, billingGroupId: id, clientId })),
  )
  const way: fc.Arbitrary<SendingWay> = fc.oneof(
    fc.constant({ kind: 'prepare' as const }),
    fc.constantFrom(...cast.mails).map((endpointId) => ({ kind: 'endpoint' as const, endpointId })),
  )
  const ahead = fc.constantFrom({}, { ahead: 'issue' as const })
  return fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('own' as const), scope, parameters: ownRule(cast) }) },
    fc.record({
      kind: fc.constant('finalization' as const),
      scope,
      parameters: fc.oneof(
        fc.constant({ kind: 'review' as const }),
        ahead.map((more) => ({ kind: 'at-once' as const, ...more })),
        fc.tuple(days(0, 9), ahead).map(([count, more]) => ({ kind: 'after-days' as const, days: count, ...more })),
      ),
    }),
    fc.record({
      kind: fc.constant('sending' as const),
      scope,
      parameters: fc.record({
        when: fc.constantFrom('on-finalize' as const, 'by-hand' as const),
        way,
        attachPdf: flag,
        listUnpaid: flag,
      }),
    }),
    fc.record({
      kind: fc.constant('collection' as const),
      scope,
      parameters: fc.record({ retryAfterDays: fc.array(days(1, 90), { maxLength: 5 }) }),
    }),
    fc.record({
      kind: fc.constant('reminders' as const),
      scope,
      parameters: fc.record({
        steps: fc
          .uniqueArray(days(-30, 60), { minLength: 1, maxLength: 5 })
          .map((each) => each.map((day, index) => ({ step: index + 1, days: day }))),
        way,
        attachPdf: flag,
      }),
    }),
    fc.record({
      kind: fc.constant('late-fees' as const),
      scope,
      parameters: fc.record(
        {
          fee,
          afterDays: days(1, 30),
          repeat: fc.record({ unit: fc.constantFrom('day' as const, 'month' as const), every: days(1, 14) }),
          maxTimes: days(1, 5),
          taxIds: fc.subarray([...cast.taxIds]),
          description: fc.constantFrom('Late fee for {number}', 'Late fee'),
        },
        { requiredKeys: ['fee', 'afterDays', 'taxIds', 'description'] },
      ),
    }),
    fc.record({
      kind: fc.constant('backup' as const),
      scope: account,
      parameters: fc.record({ afterDays: days(1, 90) }),
    }),
  )
}

// Whether a rule can be kept: every field of every kind, and for the owner's own whether its acts fit what it looks at.
import { checkRequired, firstProblem, invalid } from '../check-fields.ts'
import type { FinalizationPolicy } from '../plan-finalization.ts'
import type { Problem } from '../problem.ts'
import { checkOwnRule } from './check-own-rule.ts'
import { amountProblem, checkWhole, feeProblem, fieldsProblem } from './check-rule-fields.ts'
import type { RuleKind, RuleParameters, RuleScope } from './rule.ts'

/** What a person says about a rule; the rest of the row is kept by commands. */
export type RuleFields = {
  readonly [Kind in RuleKind]: {
    readonly kind: Kind
    readonly scope: RuleScope
    readonly parameters: RuleParameters[Kind]
  }
}[RuleKind]

/** The bounds of fields, for forms. */
export const ruleLimits = {
  graceDays: 60,
  reminderSteps: 10,
  reminderDays: 366,
  feeAfterDays: 366,
  feeEvery: 366,
  feeTimes: 60,
  backupDays: 366,
  collectionRetries: 5,
  collectionDays: 90,
  description: 200,
} as const

/**
 * The first thing wrong with a rule; names and ids of other rows are not looked up here.
 * Problems: `field-invalid` naming the field (`steps.1.days`, `actions.0.text`), `rule-loops`, `rule-action-unfit`,
 * `rule-condition-unfit`, `template-field-unknown`.
 */
export function checkRule(rule: RuleFields): Problem | undefined {
  switch (rule.kind) {
    case 'finalization':
      return finalizationProblem(rule.parameters)
    case 'sending':
      return undefined
    case 'reminders':
      return remindersProblem(rule.parameters)
    case 'late-fees':
      return lateFeesProblem(rule.parameters)
    case 'collection':
      return collectionProblem(rule.parameters)
    case 'backup':
      if (rule.scope.kind !== 'account') return invalid('scope', 'out-of-range')
      return checkWhole('afterDays', rule.parameters.afterDays, 1, ruleLimits.backupDays)
    case 'own':
      return checkOwnRule(rule.parameters)
  }
}

function finalizationProblem(policy: FinalizationPolicy): Problem | undefined {
  return policy.kind === 'after-days' ? checkWhole('days', policy.days, 0, ruleLimits.graceDays) : undefined
}

function remindersProblem({ steps }: RuleParameters['reminders']): Problem | undefined {
  const { reminderSteps, reminderDays } = ruleLimits
  if (steps.length === 0) return invalid('steps', 'empty')
  if (steps.length > reminderSteps) return invalid('steps', 'too-many', reminderSteps)
  const days = steps.map((step) => step.days)
  return firstProblem(
    ...days.map((each, index) => checkWhole(`steps.${index}.days`, each, -reminderDays, reminderDays)),
    ...days.map((each, index) =>
      days.indexOf(each) < index ? invalid(`steps.${index}.days`, 'duplicate') : undefined,
    ),
  )
}

function collectionProblem({ retryAfterDays: days }: RuleParameters['collection']): Problem | undefined {
  const { collectionRetries, collectionDays } = ruleLimits
  if (days.length > collectionRetries) return invalid('retryAfterDays', 'too-many', collectionRetries)
  return firstProblem(...days.map((each, index) => checkWhole(`retryAfterDays.${index}`, each, 1, collectionDays)))
}

function lateFeesProblem(rule: RuleParameters['late-fees']): Problem | undefined {
  const { fee, afterDays, repeat, maxTimes, maxAmount, description, taxIds } = rule
  const once = repeat === undefined
  return firstProblem(
    feeProblem('fee', fee),
    checkWhole('afterDays', afterDays, 1, ruleLimits.feeAfterDays),
    once ? undefined : checkWhole('repeat', repeat.every, 1, ruleLimits.feeEvery),
    maxTimes === undefined ? undefined : checkWhole('maxTimes', maxTimes, 1, ruleLimits.feeTimes),
    maxAmount === undefined ? undefined : amountProblem('maxAmount', maxAmount),
    // A cap in another currency than the fee's would never be reached.
    maxAmount !== undefined && fee.kind === 'amount' && fee.currency !== maxAmount.currency
      ? invalid('maxAmount', 'unknown-currency')
      : undefined,
    checkRequired('description', description, ruleLimits.description),
    fieldsProblem(description, ['number']),
    new Set(taxIds).size < taxIds.length ? invalid('taxIds', 'duplicate') : undefined,
  )
}

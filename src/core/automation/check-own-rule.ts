// What makes a rule of the owner's own one that can be kept: every field, every act fit for what the rule looks at, and
// no rule that would certainly set itself off.
import {
  checkCountry,
  checkCurrency,
  checkRequired,
  type FieldProblem,
  firstProblem,
  invalid,
} from '../check-fields.ts'
import { parseCalendarDate } from '../date.ts'
import { parseDecimal } from '../decimal.ts'
import type { Problem } from '../problem.ts'
import { amountProblem, checkWhole, feeProblem, fieldsProblem } from './check-rule-fields.ts'
import { templateFields } from './message-template.ts'
import {
  type OwnRule,
  type RuleAction,
  type RuleCondition,
  type RuleSubject,
  type RuleTrigger,
  ruleEvents,
} from './own-rule.ts'
import { tagProblem } from './tags.ts'

/** The bounds of fields, for forms. */
export const ownRuleLimits = {
  name: 80,
  conditions: 10,
  actions: 8,
  subjects: 500,
  clients: 200,
  aroundDays: 366,
  ageDays: 3660,
  noticeText: 500,
  feeText: 200,
  customField: 500,
} as const

/** What a new rule starts with. */
export const defaultRuleLimit = 100

/** What kind of row a rule with this trigger looks at. */
export function subjectOf(when: RuleTrigger): RuleSubject {
  if (when.kind === 'event') return ruleEvents[when.event]
  if (when.kind === 'every') return 'client'
  return when.date === 'contract-end' ? 'contract' : 'invoice'
}

/**
 * The first thing wrong with a rule. Ids of other rows are not looked up here.
 * Problems: `field-invalid`, `rule-condition-unfit`, `rule-action-unfit`, `rule-loops`, `template-field-unknown`.
 */
export function checkOwnRule({ name, when, conditions, actions, limit }: OwnRule): Problem | undefined {
  const subject = subjectOf(when)
  const { conditions: mostConditions, actions: mostActions } = ownRuleLimits
  return firstProblem(
    checkRequired('name', name, ownRuleLimits.name),
    triggerProblem(when),
    conditions.length > mostConditions ? invalid('conditions', 'too-many', mostConditions) : undefined,
    ...conditions.map((each, index) => conditionProblem(`conditions.${index}`, each, subject)),
    actions.length === 0 ? invalid('actions', 'empty') : undefined,
    actions.length > mostActions ? invalid('actions', 'too-many', mostActions) : undefined,
    ...actions.map((each, index) => actionProblem(`actions.${index}`, each)),
    ...actions.map((each, index) => unfitAction(each, actions.slice(0, index), when)),
    ...actions.map((each, index) =>
      repeated(each, actions.slice(0, index)) ? invalid(`actions.${index}`, 'duplicate') : undefined,
    ),
    loops(when, actions) && when.kind === 'event' ? { code: 'rule-loops', event: when.event } : undefined,
    checkWhole('limit', limit, 1, ownRuleLimits.subjects),
  )
}

function triggerProblem(when: RuleTrigger): FieldProblem | undefined {
  const { aroundDays } = ownRuleLimits
  if (when.kind === 'event') return when.event in ruleEvents ? undefined : invalid('when.event', 'missing')
  if (when.kind === 'around') {
    // Nobody knows before it is issued when that will be.
    return checkWhole('when.days', when.days, when.date === 'invoice-issued' ? 0 : -aroundDays, aroundDays)
  }
  if (when.unit === 'week') return checkWhole('when.weekday', when.weekday, 1, 7)
  return when.unit === 'month' ? checkWhole('when.day', when.day, 1, 31) : undefined
}

const ofInvoices: ReadonlySet<RuleCondition['kind']> = new Set(['age', 'invoice-state', 'invoice-tag'])

function conditionProblem(field: string, condition: RuleCondition, subject: RuleSubject): Problem | undefined {
  const aboutInvoice = ofInvoices.has(condition.kind) || (condition.kind === 'amount' && condition.of !== 'client-due')
  if (aboutInvoice && subject !== 'invoice') {
    return { code: 'rule-condition-unfit', condition: condition.kind, subject }
  }
  switch (condition.kind) {
    case 'client-is': {
      const { clientIds } = condition
      if (clientIds.length === 0) return invalid(`${field}.clientIds`, 'empty')
      if (clientIds.length > ownRuleLimits.clients)
        return invalid(`${field}.clientIds`, 'too-many', ownRuleLimits.clients)
      return new Set(clientIds).size < clientIds.length ? invalid(`${field}.clientIds`, 'duplicate') : undefined
    }
    case 'client-status':
      return undefined
    case 'client-tag':
    case 'invoice-tag':
      return tagProblem(`${field}.tag`, condition.tag)
    case 'client-country':
      return checkCountry(`${field}.country`, condition.country)
    case 'currency':
      return checkCurrency(`${field}.currency`, condition.currency)
    case 'amount':
      return amountProblem(`${field}.amount`, condition)
    case 'age':
      return checkWhole(`${field}.days`, condition.days, -ownRuleLimits.ageDays, ownRuleLimits.ageDays)
    case 'invoice-state':
      if (condition.states.length === 0) return invalid(`${field}.states`, 'empty')
      return new Set(condition.states).size < condition.states.length
        ? invalid(`${field}.states`, 'duplicate')
        : undefined
    case 'custom-field':
      if (!fieldFits(condition, subject)) return { code: 'rule-condition-unfit', condition: condition.kind, subject }
      if (condition.compare === 'number' && parseDecimal(condition.value) === undefined) {
        return invalid(`${field}.value`, 'not-a-number')
      }
      if (condition.compare === 'date' && parseCalendarDate(condition.value) === undefined) {
        return invalid(`${field}.value`, 'not-a-date')
      }
      if (condition.compare === undefined && (condition.is === 'at-least' || condition.is === 'below')) {
        return invalid(`${field}.value`, 'not-a-number')
      }
      return firstProblem(
        checkRequired(`${field}.name`, condition.name, ownRuleLimits.customField),
        checkRequired(`${field}.value`, condition.value, ownRuleLimits.customField),
      )
  }
}

/** A client alone has no one group, contract or invoice; a contract has no invoice. */
function fieldFits({ of }: Extract<RuleCondition, { kind: 'custom-field' }>, subject: RuleSubject): boolean {
  if (of === undefined || subject === 'invoice') return true
  return subject === 'contract' && of !== 'invoice'
}

function actionProblem(field: string, action: RuleAction): Problem | undefined {
  switch (action.kind) {
    case 'add-fee':
      return firstProblem(
        feeProblem(`${field}.fee`, action.fee),
        checkRequired(`${field}.description`, action.description, ownRuleLimits.feeText),
        fieldsProblem(action.description, ['number', 'client']),
      )
    case 'notify':
      return firstProblem(
        checkRequired(`${field}.text`, action.text, ownRuleLimits.noticeText),
        fieldsProblem(action.text, noticeFields),
      )
    case 'webhook':
      return action.endpointId === '' ? invalid(`${field}.endpointId`, 'empty') : undefined
    case 'tag':
      return tagProblem(`${field}.tag`, action.tag)
    default:
      return undefined
  }
}

/** What the text of a notice may name in braces. */
export const noticeFields = templateFields.filter(
  (field) => !['payment details', 'other invoices', 'your name', 'reference'].includes(field),
)

/** Which invoices an act can work on: those that the rule looks at, else the drafts that it has made before. */
export type InvoicesAtHand = 'none' | 'drafts' | 'open' | 'other'

/** What is at hand after some acts. */
export function invoicesAtHand(when: RuleTrigger, before: readonly RuleAction[]): InvoicesAtHand {
  let hand: InvoicesAtHand = 'none'
  if (subjectOf(when) === 'invoice') {
    if (when.kind === 'event' && when.event === 'draft.made') hand = 'drafts'
    else
      hand = when.kind === 'around' || (when.kind === 'event' && when.event === 'invoice.finalized') ? 'open' : 'other'
  }
  for (const { kind } of before) {
    if (kind === 'draft' && hand === 'none') hand = 'drafts'
    if (kind === 'finalize' && hand === 'drafts') hand = 'open'
  }
  return hand
}

/** Whether an act fits where it stands: for pickers, which offer only those that do. */
export function actionFits(action: RuleAction, before: readonly RuleAction[], when: RuleTrigger): boolean {
  const hand = invoicesAtHand(when, before)
  switch (action.kind) {
    case 'finalize':
      return hand === 'drafts'
    case 'remind':
      return hand === 'open'
    case 'add-fee':
      return action.fee.kind === 'amount' || hand === 'open'
    case 'tag':
      return action.on === 'client' || hand !== 'none'
    default:
      return true
  }
}

function unfitAction(action: RuleAction, before: readonly RuleAction[], when: RuleTrigger): Problem | undefined {
  return actionFits(action, before, when)
    ? undefined
    : { code: 'rule-action-unfit', action: action.kind, subject: subjectOf(when) }
}

/** Doing these twice is doing them once. */
function repeated(action: RuleAction, before: readonly RuleAction[]): boolean {
  const once = ['draft', 'finalize', 'remind', 'apply-credit'].includes(action.kind)
  return before.some((each) => (once ? each.kind === action.kind : JSON.stringify(each) === JSON.stringify(action)))
}

/** Certain loops only: a draft makes a draft. What goes round through other rules is stopped while it runs. */
function loops(when: RuleTrigger, actions: readonly RuleAction[]): boolean {
  return when.kind === 'event' && when.event === 'draft.made' && actions.some(({ kind }) => kind === 'draft')
}

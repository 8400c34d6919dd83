// What the pickers of an own rule offer: only what fits where it stands.
import { actionFits, ownRuleLimits, subjectOf } from '../../core/automation/check-own-rule.ts'
import {
  type RuleAction,
  type RuleEvent,
  type RuleSubject,
  type RuleTrigger,
  ruleEvents,
} from '../../core/automation/own-rule.ts'
import { decimal } from '../../core/decimal.ts'
import type { FieldDefinition, FieldSubject } from '../../core/fields/field-definition.ts'
import type { EndpointId } from '../../core/ids.ts'
import { type CurrencyCode, minor } from '../../core/money.ts'
import { t } from '../../i18n/translate.ts'
import type { ActionKind, ConditionKind, OwnRuleValues } from './own-rule-form.ts'
import { readWhole } from './rule-form.ts'

/** Every event that a rule may wait for, in the order of the list. */
export const eventChoices = Object.keys(ruleEvents) as RuleEvent[]

const ofClient: readonly ConditionKind[] = [
  'client-is',
  'client-status',
  'client-tag',
  'client-country',
  'custom-field',
  'currency',
]

/** The account's own fields that can be asked of the row that a rule is about; one that was picked stays. */
export function fieldChoices(
  fields: readonly FieldDefinition[],
  subject: RuleSubject,
  picked: string,
): readonly FieldDefinition[] {
  const fit: Readonly<Record<RuleSubject, readonly FieldSubject[]>> = {
    client: ['client'],
    contract: ['client', 'group', 'contract'],
    invoice: ['client', 'group', 'contract', 'invoice'],
  }
  return fields.filter((each) => fit[subject].includes(each.subject) && (each.state === 'active' || each.id === picked))
}

/** What can be asked of the row that a rule is about. */
export function conditionChoices(subject: RuleSubject): readonly ConditionKind[] {
  return subject === 'invoice'
    ? ['amount', 'age', 'invoice-state', 'invoice-tag', ...ofClient]
    : [...ofClient, 'amount']
}

const actionKinds: readonly ActionKind[] = [
  'notify',
  'draft',
  'finalize',
  'remind',
  'add-fee',
  'apply-credit',
  'tag',
  'webhook',
]

/** What can be done at a place of the list, after the acts before it. */
export function actionChoices(values: OwnRuleValues, index: number): readonly ActionKind[] {
  const when = triggerOf(values)
  const before = actsBefore(values, index)
  return actionKinds.filter((kind) => {
    if (kind === 'draft' && when.kind === 'event' && when.event === 'draft.made') return false
    return actionFits(bareAction(kind), before, when)
  })
}

/** Whether the act at a place can take a percentage of what is due, or tag an invoice. */
export function reachesInvoice(
  values: OwnRuleValues,
  index: number,
): { readonly percent: boolean; readonly tag: boolean } {
  const when = triggerOf(values)
  const before = actsBefore(values, index)
  const fee = { kind: 'percent', percent: decimal('1') } as const
  return {
    percent: actionFits({ kind: 'add-fee', fee, description: '' }, before, when),
    tag: actionFits({ kind: 'tag', on: 'invoice', tag: '', remove: 0 }, before, when),
  }
}

function actsBefore(values: OwnRuleValues, index: number): RuleAction[] {
  return values.actions.slice(0, index).map(({ kind }) => bareAction(kind))
}

/** An act of the kind that needs as little as such an act can. */
function bareAction(kind: ActionKind): RuleAction {
  switch (kind) {
    case 'add-fee':
      return { kind, fee: { kind: 'amount', amount: minor(1), currency: 'EUR' as CurrencyCode }, description: '' }
    case 'notify':
      return { kind, text: '' }
    case 'webhook':
      return { kind, endpointId: '' as EndpointId }
    case 'tag':
      return { kind, on: 'client', tag: '', remove: 0 }
    default:
      return { kind }
  }
}

/** The trigger as picked; days that cannot be read yet count as 0. */
function triggerOf(values: OwnRuleValues): RuleTrigger {
  return readTrigger(values, () => undefined) ?? { kind: 'around', date: values.aroundDate, days: 0 }
}

/** What kind of row the rule is about. */
export function subjectOfValues(values: OwnRuleValues): RuleSubject {
  return subjectOf(triggerOf(values))
}

/** The trigger that was picked; what is wrong is named by the path of its field. */
export function readTrigger(
  values: OwnRuleValues,
  refuse: (path: string, message: string) => undefined,
): RuleTrigger | undefined {
  switch (values.trigger) {
    case 'event':
      return { kind: 'event', event: values.event }
    case 'day':
      return { kind: 'every', unit: 'day' }
    case 'week':
      return { kind: 'every', unit: 'week', weekday: Number(values.weekday) }
    case 'month': {
      const day = readWhole(values.monthDay)
      if (day === undefined || day < 1 || day > 31) {
        return refuse('monthDay', t('automation.whole-number', wholes(1, 31)))
      }
      return { kind: 'every', unit: 'month', day }
    }
    case 'around': {
      if (values.aroundWhen === 'on') return { kind: 'around', date: values.aroundDate, days: 0 }
      const days = readWhole(values.aroundDays)
      const most = ownRuleLimits.aroundDays
      if (days === undefined || days < 1 || days > most) {
        return refuse('aroundDays', t('automation.whole-number', wholes(1, most)))
      }
      if (values.aroundWhen === 'before' && values.aroundDate === 'invoice-issued') {
        return refuse('aroundWhen', t('automation.before-issue-unfit'))
      }
      return { kind: 'around', date: values.aroundDate, days: values.aroundWhen === 'before' ? -days : days }
    }
  }
}

/** The bounds of a whole number, for its refusal. */
export function wholes(least: number, most: number): { least: number; most: number } {
  return { least, most }
}

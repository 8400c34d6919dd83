// The form of an owner's own rule: what its pickers hold, texts as typed.

import { defaultRuleLimit } from '../../core/automation/check-own-rule.ts'
import type {
  OwnRule,
  RuleAction,
  RuleCondition,
  RuleEvent,
  RuleSubject,
  RuleTrigger,
} from '../../core/automation/own-rule.ts'
import { currencyExponent } from '../../core/currency.ts'
import { parseDecimal } from '../../core/decimal.ts'
import type { FieldDefinition } from '../../core/fields/field-definition.ts'
import type { ClientStatus, InvoiceState } from '../../core/model.ts'
import { type CurrencyCode, type Minor, minorToDecimal } from '../../core/money.ts'
import { formatDecimal, formatPrice } from '../../i18n/format-money.ts'
import { subjectOfValues } from './rule-choices.ts'

export type TriggerKind = 'event' | 'day' | 'week' | 'month' | 'around'
export type ConditionKind = RuleCondition['kind']
export type ActionKind = RuleAction['kind']
type Around = Extract<RuleTrigger, { kind: 'around' }>['date']

export interface ConditionValues {
  kind: ConditionKind
  /** Of a client or a tag: 'is' or 'is not'. */
  not: boolean
  clientIds: string[]
  status: ClientStatus
  tag: string
  country: string
  currency: CurrencyCode
  amountOf: 'gross' | 'due' | 'client-due'
  is: 'at-least' | 'below'
  amount: string
  ageOf: 'issued' | 'due'
  days: string
  states: InvoiceState[]
  field: string
  /** Id of one of the account's own fields; '' for the name of any field of the client. */
  fieldKey: string
  fieldIs: 'is' | 'not' | 'at-least' | 'below'
  value: string
}

export interface ActionValues {
  kind: ActionKind
  feeKind: 'amount' | 'percent'
  feeAmount: string
  feePercent: string
  currency: CurrencyCode
  description: string
  text: string
  endpointId: string
  tagOn: 'client' | 'invoice'
  tag: string
  remove: boolean
}

export interface OwnRuleValues {
  name: string
  trigger: TriggerKind
  event: RuleEvent
  /** 1 Monday to 7 Sunday. */
  weekday: string
  monthDay: string
  aroundDate: Around
  aroundWhen: 'before' | 'on' | 'after'
  aroundDays: string
  conditions: ConditionValues[]
  actions: ActionValues[]
  limit: string
}

export interface OwnRuleFacts {
  readonly locale: string
  readonly currency: CurrencyCode
  /** The account's own fields (M-7). */
  readonly fields?: readonly FieldDefinition[]
}

export function blankCondition(kind: ConditionKind, subject: RuleSubject, { currency }: OwnRuleFacts): ConditionValues {
  return {
    kind,
    not: false,
    clientIds: [],
    status: 'active',
    tag: '',
    country: '',
    currency,
    amountOf: subject === 'invoice' ? 'due' : 'client-due',
    is: 'at-least',
    amount: '',
    ageOf: 'due',
    days: '',
    states: ['open'],
    field: '',
    fieldKey: '',
    fieldIs: 'is',
    value: '',
  }
}

export function blankAction(kind: ActionKind, { currency }: OwnRuleFacts): ActionValues {
  return {
    kind,
    feeKind: 'amount',
    feeAmount: '',
    feePercent: '',
    currency,
    description: '',
    text: '',
    endpointId: '',
    tagOn: 'client',
    tag: '',
    remove: false,
  }
}

export function blankOwnRule(facts: OwnRuleFacts): OwnRuleValues {
  return {
    name: '',
    trigger: 'event',
    event: 'invoice.finalized',
    weekday: '1',
    monthDay: '1',
    aroundDate: 'invoice-due',
    aroundWhen: 'after',
    aroundDays: '7',
    conditions: [],
    actions: [blankAction('notify', facts)],
    limit: String(defaultRuleLimit),
  }
}

/** A rule as its form shows it, figures as the locale writes them. */
export function ownRuleValues(rule: OwnRule, facts: OwnRuleFacts): OwnRuleValues {
  const values = { ...blankOwnRule(facts), ...triggerValues(rule.when), name: rule.name, limit: String(rule.limit) }
  const subject = subjectOfValues(values)
  return {
    ...values,
    conditions: rule.conditions.map((each) => conditionValues(each, subject, facts)),
    actions: rule.actions.map((each) => actionValues(each, facts)),
  }
}

function triggerValues(when: RuleTrigger): Partial<OwnRuleValues> {
  switch (when.kind) {
    case 'event':
      return { trigger: 'event', event: when.event }
    case 'every':
      if (when.unit === 'day') return { trigger: 'day' }
      return when.unit === 'week'
        ? { trigger: 'week', weekday: String(when.weekday) }
        : { trigger: 'month', monthDay: String(when.day) }
    case 'around':
      return {
        trigger: 'around',
        aroundDate: when.date,
        aroundWhen: when.days < 0 ? 'before' : when.days === 0 ? 'on' : 'after',
        aroundDays: String(Math.abs(when.days) || 7),
      }
  }
}

function conditionValues(condition: RuleCondition, subject: RuleSubject, facts: OwnRuleFacts): ConditionValues {
  const blank = blankCondition(condition.kind, subject, facts)
  switch (condition.kind) {
    case 'client-is':
      return { ...blank, not: condition.not === 1, clientIds: [...condition.clientIds] }
    case 'client-status':
      return { ...blank, status: condition.status }
    case 'client-tag':
    case 'invoice-tag':
      return { ...blank, not: condition.not === 1, tag: condition.tag }
    case 'client-country':
      return { ...blank, country: condition.country }
    case 'currency':
      return { ...blank, currency: condition.currency }
    case 'amount': {
      const { amount, currency } = condition
      return {
        ...blank,
        amountOf: condition.of,
        is: condition.is,
        amount: moneyText(amount, currency, facts),
        currency,
      }
    }
    case 'age': {
      return { ...blank, ageOf: condition.of, is: condition.is, days: String(condition.days) }
    }
    case 'invoice-state':
      return { ...blank, states: [...condition.states] }
    case 'custom-field':
      return { ...blank, ...fieldValues(condition, facts) }
  }
}

function fieldValues(
  { name, value, fieldId, compare, is }: Extract<RuleCondition, { kind: 'custom-field' }>,
  { fields = [], locale }: OwnRuleFacts,
): Pick<ConditionValues, 'field' | 'fieldKey' | 'fieldIs' | 'value'> {
  const known = fields.some(({ id }) => id === fieldId)
  const number = compare === 'number' ? parseDecimal(value) : undefined
  return {
    field: name,
    fieldKey: known && fieldId !== undefined ? fieldId : '',
    fieldIs: is ?? 'is',
    value: number === undefined ? value : formatDecimal(number, locale),
  }
}

function actionValues(action: RuleAction, facts: OwnRuleFacts): ActionValues {
  const blank = blankAction(action.kind, facts)
  switch (action.kind) {
    case 'add-fee': {
      const { fee, description } = action
      return fee.kind === 'amount'
        ? {
            ...blank,
            description,
            feeKind: 'amount',
            feeAmount: moneyText(fee.amount, fee.currency, facts),
            currency: fee.currency,
          }
        : { ...blank, description, feeKind: 'percent', feePercent: formatDecimal(fee.percent, facts.locale) }
    }
    case 'notify':
      return { ...blank, text: action.text }
    case 'webhook':
      return { ...blank, endpointId: action.endpointId }
    case 'tag':
      return { ...blank, tagOn: action.on, tag: action.tag, remove: action.remove === 1 }
    default:
      return blank
  }
}

function moneyText(amount: Minor, currency: CurrencyCode, { locale }: OwnRuleFacts): string {
  return formatPrice(minorToDecimal(amount, currencyExponent(currency)), currency, locale)
}

// The form of an owner's own rule: what its pickers hold (texts as typed), and the rule that they stand for.
import {
  actionFits,
  checkOwnRule,
  defaultRuleLimit,
  noticeFields,
  ownRuleLimits,
  subjectOf,
} from '../../core/automation/check-own-rule.ts'
import { fieldsProblem } from '../../core/automation/check-rule-fields.ts'
import type { TemplateField } from '../../core/automation/message-template.ts'
import {
  type OwnRule,
  type RuleAction,
  type RuleCondition,
  type RuleEvent,
  type RuleSubject,
  type RuleTrigger,
  ruleEvents,
} from '../../core/automation/own-rule.ts'
import { foldTag, tagLimits } from '../../core/automation/tags.ts'
import { currencyExponent, isCurrency } from '../../core/currency.ts'
import { decimal, isNegative, isZero } from '../../core/decimal.ts'
import type { EndpointId } from '../../core/ids.ts'
import type { ClientStatus, InvoiceState } from '../../core/model.ts'
import { type CurrencyCode, type Minor, minor, minorToDecimal } from '../../core/money.ts'
import { formatDecimal, formatPrice } from '../../i18n/format-money.ts'
import { parseMoney, parsePercent } from '../../i18n/parse-amount.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { amountProblemText } from '../../ui/amount-problem-text.ts'
import { readWhole } from './rule-form.ts'

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
}

/** Every event that a rule may wait for, in the order of the list. */
export const eventChoices = Object.keys(ruleEvents) as RuleEvent[]

const ofClient: readonly ConditionKind[] = ['client-is', 'client-status', 'client-tag', 'client-country', 'currency']

/** What can be asked of the row that a rule is about. */
export function conditionChoices(subject: RuleSubject): readonly ConditionKind[] {
  return subject === 'invoice'
    ? ['amount', 'age', 'invoice-state', 'invoice-tag', ...ofClient]
    : [...ofClient.slice(0, 4), 'amount', 'currency']
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
      return { ...blank, field: condition.name, value: condition.value }
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

export interface ReadOwnRule {
  /** Absent when `problems` names at least one field. */
  readonly rule?: OwnRule
  readonly problems: ReadonlyMap<string, string>
  /** What can be said already: parts that are not finished are left out, a name can wait. */
  readonly trial?: OwnRule
}

type Refuse = (path: string, message: string) => undefined

/** The rule that the pickers stand for; whatever is wrong is named by the path of its field. */
export function readOwnRule(values: OwnRuleValues, facts: OwnRuleFacts): ReadOwnRule {
  const problems = new Map<string, string>()
  const refuse: Refuse = (path, message) => {
    if (!problems.has(path)) problems.set(path, message)
    return undefined
  }
  const name = values.name.trim()
  if (name === '') refuse('name', t('automation.name-missing'))
  if (name.length > ownRuleLimits.name) refuse('name', t('automation.too-long', { most: ownRuleLimits.name }))
  const when = readTrigger(values, refuse)
  const subject = subjectOfValues(values)
  const conditions = values.conditions.flatMap((each, index) => {
    const at = (path: string, message: string) => refuse(`conditions.${index}.${path}`, message)
    if (!conditionChoices(subject).includes(each.kind)) return at('kind', t('automation.condition-unfit')) ?? []
    return readCondition(each, facts, at) ?? []
  })
  if (values.actions.length === 0) refuse('actions', t('automation.actions-missing'))
  const actions = values.actions.flatMap((each, index) => {
    const at = (path: string, message: string) => refuse(`actions.${index}.${path}`, message)
    if (!actionChoices(values, index).includes(each.kind)) return at('kind', t('automation.action-unfit')) ?? []
    return readAction(each, reachesInvoice(values, index), facts, at) ?? []
  })
  const limit = readWhole(values.limit)
  const most = ownRuleLimits.subjects
  if (limit === undefined || limit < 1 || limit > most) refuse('limit', t('automation.whole-number', wholes(1, most)))
  if (when === undefined) return { problems }
  const rule: OwnRule = { name, when, conditions, actions, limit: limit ?? defaultRuleLimit }
  if (problems.size === 0) refuseRest(rule, facts, refuse)
  return { problems, ...(problems.size === 0 && { rule }), trial: rule }
}

/** Whatever no single field shows: an act twice, too many of them, a rule that sets itself off. */
function refuseRest(rule: OwnRule, { locale }: OwnRuleFacts, refuse: Refuse): void {
  const problem = checkOwnRule(rule)
  if (problem === undefined) return
  const message = problemText(problem, locale)
  if (problem.code !== 'field-invalid') {
    refuse('actions', message)
    return
  }
  const [part = '', index] = problem.field.split('.')
  if (problem.reason === 'duplicate' && index !== undefined) refuse(`${part}.${index}.kind`, t('automation.act-twice'))
  else refuse(part === 'when' ? 'aroundDays' : index === undefined ? part : `${part}.${index}.kind`, message)
}

function readTrigger(values: OwnRuleValues, refuse: Refuse): RuleTrigger | undefined {
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

function readCondition(values: ConditionValues, facts: OwnRuleFacts, refuse: Refuse): RuleCondition | undefined {
  const { kind } = values
  const not = values.not ? 1 : 0
  switch (kind) {
    case 'client-is':
      if (values.clientIds.length === 0) return refuse('clientIds', t('automation.clients-missing'))
      return { kind, not, clientIds: values.clientIds }
    case 'client-status':
      return { kind, status: values.status }
    case 'client-tag':
    case 'invoice-tag': {
      const tag = readTag(values.tag, refuse)
      return tag === undefined ? undefined : { kind, not, tag }
    }
    case 'client-country':
      return values.country === ''
        ? refuse('country', t('automation.country-missing'))
        : { kind, country: values.country }
    case 'currency':
      return isCurrency(values.currency)
        ? { kind, currency: values.currency }
        : refuse('currency', t('clients.currency-wrong'))
    case 'amount': {
      const { currency } = values
      const amount = parseMoney(values.amount, facts.locale, currency)
      if (!amount.ok) return refuse('amount', amountProblemText(amount.problem, facts.locale))
      if (amount.value <= 0) return refuse('amount', t('automation.amount-above-zero'))
      return { kind, of: values.amountOf, is: values.is, amount: amount.value, currency }
    }
    case 'age': {
      const typed = values.days.trim().replace('\u2212', '-')
      const days = /^-?\d{1,4}$/.test(typed) ? Number(typed) : undefined
      if (days === undefined || Math.abs(days) > ownRuleLimits.ageDays) {
        return refuse('days', t('automation.whole-number', wholes(-ownRuleLimits.ageDays, ownRuleLimits.ageDays)))
      }
      return { kind, of: values.ageOf, is: values.is, days }
    }
    case 'invoice-state':
      return values.states.length === 0
        ? refuse('states', t('automation.states-missing'))
        : { kind, states: values.states }
    case 'custom-field': {
      const [name, value] = [values.field.trim(), values.value.trim()]
      if (name === '') return refuse('field', t('automation.field-missing'))
      if (value === '') return refuse('value', t('automation.value-missing'))
      return { kind, name, value }
    }
  }
}

function readAction(
  values: ActionValues,
  reach: { readonly percent: boolean; readonly tag: boolean },
  facts: OwnRuleFacts,
  refuse: Refuse,
): RuleAction | undefined {
  const { kind } = values
  switch (kind) {
    case 'draft':
    case 'finalize':
    case 'remind':
    case 'apply-credit':
      return { kind }
    case 'add-fee': {
      const fee = readFee(values, facts, refuse)
      const description = values.description.trim()
      if (description === '') return refuse('description', t('automation.fee-description-missing'))
      const most = ownRuleLimits.feeText
      if (description.length > most) return refuse('description', t('automation.too-long', { most }))
      if (!readFields(description, ['number', 'client'], 'description', facts, refuse)) return undefined
      if (fee?.kind === 'percent' && !reach.percent) return refuse('feeKind', t('automation.percent-unfit'))
      return fee === undefined ? undefined : { kind, fee, description }
    }
    case 'notify': {
      const text = values.text.trim()
      if (text === '') return refuse('text', t('automation.text-missing'))
      const most = ownRuleLimits.noticeText
      if (text.length > most) return refuse('text', t('automation.too-long', { most }))
      return readFields(text, noticeFields, 'text', facts, refuse) ? { kind, text } : undefined
    }
    case 'webhook':
      return values.endpointId === ''
        ? refuse('endpointId', t('automation.endpoint-missing'))
        : { kind, endpointId: values.endpointId as EndpointId }
    case 'tag': {
      const tag = readTag(values.tag, refuse)
      const on = reach.tag ? values.tagOn : 'client'
      return tag === undefined ? undefined : { kind, on, tag, remove: values.remove ? 1 : 0 }
    }
  }
}

/** Whether all that stands in braces is a field that is known here. */
function readFields(
  text: string,
  known: readonly TemplateField[],
  path: string,
  { locale }: OwnRuleFacts,
  refuse: Refuse,
): boolean {
  const problem = fieldsProblem(text, known)
  if (problem !== undefined) refuse(path, problemText(problem, locale))
  return problem === undefined
}

function readFee(
  values: ActionValues,
  { locale }: OwnRuleFacts,
  refuse: Refuse,
): Extract<RuleAction, { kind: 'add-fee' }>['fee'] | undefined {
  if (values.feeKind === 'amount') {
    const amount = parseMoney(values.feeAmount, locale, values.currency)
    if (!amount.ok) return refuse('feeAmount', amountProblemText(amount.problem, locale))
    if (amount.value <= 0) return refuse('feeAmount', t('automation.amount-above-zero'))
    return { kind: 'amount', amount: amount.value, currency: values.currency }
  }
  const percent = parsePercent(values.feePercent, locale, { places: 4 })
  if (!percent.ok) return refuse('feePercent', amountProblemText(percent.problem, locale))
  if (isNegative(percent.value) || isZero(percent.value) || Number(percent.value) > 100) {
    return refuse('feePercent', t('automation.percent-range'))
  }
  return { kind: 'percent', percent: percent.value }
}

function readTag(text: string, refuse: Refuse): string | undefined {
  const tag = foldTag(text)
  if (tag === '') return refuse('tag', t('automation.tag-missing'))
  return tag.length > tagLimits.length ? refuse('tag', t('automation.too-long', { most: tagLimits.length })) : tag
}

function wholes(least: number, most: number): { least: number; most: number } {
  return { least, most }
}

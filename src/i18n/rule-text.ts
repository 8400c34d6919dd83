// Every rule as one sentence that says all that it does: for the page of rules, for the form, for the log.
import { invoicesAtHand, subjectOf } from '../core/automation/check-own-rule.ts'
import type { RuleFields } from '../core/automation/check-rule.ts'
import { parseTemplate } from '../core/automation/message-template.ts'
import type { OwnRule, RuleAction, RuleCondition, RuleSubject, RuleTrigger } from '../core/automation/own-rule.ts'
import type { RuleParameters, RuleScope } from '../core/automation/rule.ts'
import { parseCalendarDate } from '../core/date.ts'
import { parseDecimal } from '../core/decimal.ts'
import type { BillingGroupId, ClientId, EndpointId } from '../core/ids.ts'
import type { LateFeeRule } from '../core/late-fee-rule.ts'
import type { FinalizationPolicy } from '../core/plan-finalization.ts'
import type { AccountSettings } from '../core/settings.ts'
import { countryName } from './country-names.ts'
import { formatDate, formatWeekday } from './format-date.ts'
import { formatDecimal, formatMoney, formatPercent } from './format-money.ts'
import { t } from './translate.ts'

/** What the rows that a rule names are called; undefined: gone. */
export interface RuleNames {
  readonly client: (id: ClientId) => string | undefined
  readonly group: (id: BillingGroupId) => string | undefined
  readonly endpoint: (id: EndpointId) => string | undefined
}

interface Writing {
  readonly names: RuleNames
  readonly locale: string
}

/** The sentence of a rule as it does when it is on, with amounts as `locale` (BCP 47) writes them. */
export function ruleText(rule: RuleFields, names: RuleNames, locale: string): string {
  const writing = { names, locale }
  if (rule.kind === 'own') return ownText(rule.parameters, rule.scope, writing)
  const sentence = builtInText(rule, writing)
  if (rule.scope.kind === 'account') return sentence
  return t('rules.for-client', { name: scopeName(rule.scope, names), sentence })
}

/** Whom a rule is for; the account has no name. */
export function scopeName(scope: Exclude<RuleScope, { readonly kind: 'account' }>, names: RuleNames): string {
  return scope.kind === 'client'
    ? (names.client(scope.clientId) ?? t('rules.unknown-client'))
    : (names.group(scope.billingGroupId) ?? t('rules.unknown-group'))
}

/** What settings decide and no rule: billing, renewals, credit. */
export function settingsRuleTexts({ billing, creditBalance }: Pick<AccountSettings, 'billing' | 'creditBalance'>): {
  readonly [Key in 'billing' | 'renewals' | 'credit']: string
} {
  return {
    billing: t(`rules.billing-${billing.mode}`),
    renewals: t(`rules.renewals-${billing.mode}`),
    credit: t(`rules.credit-${creditBalance}`),
  }
}

function builtInText(rule: Exclude<RuleFields, { readonly kind: 'own' }>, writing: Writing): string {
  switch (rule.kind) {
    case 'finalization':
      return finalizationText(rule.parameters)
    case 'sending':
      return sendingText(rule.parameters, writing)
    case 'reminders':
      return remindersText(rule.parameters, writing)
    case 'late-fees':
      return lateFeesText(rule.parameters, writing)
    case 'collection':
      return collectionText(rule.parameters, writing)
    case 'backup':
      return t('rules.backup', { days: rule.parameters.afterDays })
  }
}

function finalizationText(policy: FinalizationPolicy): string {
  if (policy.kind === 'review') return t('rules.finalization-review')
  const ahead = policy.ahead === 'issue'
  if (policy.kind === 'at-once') return t(ahead ? 'rules.finalization-at-once-ahead' : 'rules.finalization-at-once')
  return t(ahead ? 'rules.finalization-after-days-ahead' : 'rules.finalization-after-days', { days: policy.days })
}

function sendingText({ when, way, attachPdf, listUnpaid }: RuleParameters['sending'], { names }: Writing): string {
  const extras = extrasText(attachPdf, listUnpaid)
  if (when === 'by-hand') return t('rules.sending-by-hand', { extras })
  return way.kind === 'prepare'
    ? t('rules.sending-prepare', { extras })
    : t('rules.sending-endpoint', { extras, endpoint: endpointName(way.endpointId, names) })
}

function extrasText(attachPdf: 0 | 1, listUnpaid: 0 | 1): string {
  if (attachPdf === 1) return t(listUnpaid === 1 ? 'rules.sending-pdf-list' : 'rules.sending-pdf')
  return listUnpaid === 1 ? t('rules.sending-list') : ''
}

function remindersText({ steps, way, attachPdf }: RuleParameters['reminders'], { names, locale }: Writing): string {
  if (steps.length === 0) return t('rules.reminders-none')
  const sorted = [...steps].sort((left, right) => left.days - right.days)
  const days = list(
    sorted.map((step) => stepText(step.days)),
    locale,
  )
  const extras = extrasText(attachPdf, 0)
  return way.kind === 'prepare'
    ? t('rules.reminders-prepare', { days, extras })
    : t('rules.reminders-endpoint', { days, extras, endpoint: endpointName(way.endpointId, names) })
}

/** "3 days before the due date". */
export function stepText(days: number): string {
  if (days === 0) return t('rules.step-on')
  return days < 0 ? t('rules.step-before', { days: -days }) : t('rules.step-after', { days })
}

function lateFeesText(rule: RuleParameters['late-fees'], { locale }: Writing): string {
  const { afterDays, repeat, maxTimes, maxAmount } = rule
  const times = repeat === undefined ? undefined : maxTimes
  const amount = maxAmount === undefined ? undefined : formatMoney(maxAmount.amount, maxAmount.currency, locale)
  let cap = ''
  if (times !== undefined && amount !== undefined) cap = t('rules.cap-both', { times, amount })
  else if (times !== undefined) cap = t('rules.cap-times', { times })
  else if (amount !== undefined) cap = t('rules.cap-amount', { amount })
  return t('rules.late-fees', {
    fee: feeText(rule.fee, locale),
    afterDays,
    repeat: repeat === undefined ? '' : t(`rules.repeat-${repeat.unit}`, { every: repeat.every }),
    cap,
  })
}

function collectionText({ retryAfterDays }: RuleParameters['collection'], { locale }: Writing): string {
  if (retryAfterDays.length === 0) return t('rules.collection-once')
  const days = list(
    retryAfterDays.map((each) => t('rules.retry-days', { days: each })),
    locale,
  )
  return t('rules.collection', { days, retries: retryAfterDays.length })
}

function feeText(fee: LateFeeRule['fee'], locale: string): string {
  return fee.kind === 'amount'
    ? formatMoney(fee.amount, fee.currency, locale)
    : t('rules.fee-percent', { percent: formatPercent(fee.percent, locale) })
}

function ownText({ when, conditions, actions, limit }: OwnRule, scope: RuleScope, writing: Writing): string {
  const { locale, names } = writing
  const values = {
    when: triggerText(when, locale),
    conditions: conditionsText(when, conditions, scope, writing),
    actions: list(
      actions.map((each, index) => actionText(each, when, actions.slice(0, index), writing)),
      locale,
    ),
    limit,
  }
  return scope.kind === 'account'
    ? t('rules.own', values)
    : t('rules.own-of-client', { ...values, name: scopeName(scope, names) })
}

/** "On the 1st of each month", "When an invoice is paid". */
export function triggerText(when: RuleTrigger, locale: string): string {
  if (when.kind === 'event') return t(`rules.when-${when.event}`)
  if (when.kind === 'around') {
    const { date, days } = when
    if (days === 0) return t(`rules.when-on-${date}`)
    if (days > 0) return t(`rules.when-after-${date}`, { days })
    return date === 'invoice-issued'
      ? t('rules.when-on-invoice-issued')
      : t(`rules.when-before-${date}`, { days: -days })
  }
  if (when.unit === 'day') return t('rules.when-every-day')
  if (when.unit === 'week') return t('rules.when-every-week', { weekday: formatWeekday(when.weekday, locale) })
  if (when.day === 31) return t('rules.when-every-month-end')
  return t(when.day > 28 ? 'rules.when-every-month-late' : 'rules.when-every-month', { day: when.day })
}

function conditionsText(
  when: RuleTrigger,
  conditions: readonly RuleCondition[],
  scope: RuleScope,
  writing: Writing,
): string {
  const { locale } = writing
  const every = when.kind === 'every' && scope.kind === 'account'
  if (conditions.length === 0) return every ? t('rules.every-client') : ''
  if (every) {
    const texts = conditions.map((each) => clientConditionText(each, writing) ?? conditionText(each, 'client', writing))
    return t('rules.every-client-that', { conditions: list(texts, locale) })
  }
  const texts = conditions.map((each) => conditionText(each, subjectOf(when), writing))
  return t('rules.if', { conditions: list(texts, locale) })
}

/** "the client is tagged “retainer”", "the invoice comes to at least €500". */
export function conditionText(condition: RuleCondition, subject: RuleSubject, writing: Writing): string {
  const { locale } = writing
  switch (condition.kind) {
    case 'amount':
      if (condition.of === 'client-due') break
      return t(`rules.amount-${condition.of}.${condition.is}`, {
        amount: formatMoney(condition.amount, condition.currency, locale),
      })
    case 'age':
      if (condition.of === 'due' && condition.days < 0) {
        return t(`rules.age-before-${condition.is}`, { days: -condition.days })
      }
      return t(`rules.age-${condition.of}.${condition.is}`, { days: condition.days })
    case 'invoice-state':
      return t('rules.invoice-state', {
        states: list(
          condition.states.map((state) => t(`rules.state-${state}`)),
          locale,
          'disjunction',
        ),
      })
    case 'invoice-tag':
      return t(condition.not === 1 ? 'rules.invoice-tag-not' : 'rules.invoice-tag', { tag: quoted(condition.tag) })
    case 'custom-field':
      if (condition.of === undefined) break
      return t('rules.field-of', { of: condition.of, condition: hasFieldText(condition, locale) })
    case 'currency':
      if (subject === 'client') break
      return t(`rules.currency-of-${subject}`, { currency: condition.currency })
  }
  return t('rules.if-client', { condition: clientConditionText(condition, writing) ?? '' })
}

/** "has at least 500 as “Credit limit”". */
function hasFieldText(
  { name, value, compare, is }: Extract<RuleCondition, { kind: 'custom-field' }>,
  locale: string,
): string {
  const number = compare === 'number' ? parseDecimal(value) : undefined
  const day = compare === 'date' ? parseCalendarDate(value) : undefined
  const text = number === undefined ? quoted(value) : formatDecimal(number, locale)
  const days = { 'at-least': 'from', below: 'before', not: 'not' } as const
  const amounts = { 'at-least': 'min', below: 'below', not: 'not' } as const
  return t('rules.has-field', {
    name: quoted(name),
    value: day === undefined ? text : formatDate(day, locale),
    is: is === undefined ? 'is' : compare === 'date' ? days[is] : amounts[is],
  })
}

/** What follows "the client": "is on trial". */
function clientConditionText(condition: RuleCondition, { names, locale }: Writing): string | undefined {
  switch (condition.kind) {
    case 'client-is': {
      const found = condition.clientIds.map((id) => names.client(id as ClientId) ?? t('rules.unknown-client'))
      return t(condition.not === 1 ? 'rules.client-is-not' : 'rules.client-is', {
        names: list(found, locale, 'disjunction'),
      })
    }
    case 'client-status':
      return t(`rules.client-status-${condition.status}`)
    case 'client-tag':
      return t(condition.not === 1 ? 'rules.client-tag-not' : 'rules.client-tag', { tag: quoted(condition.tag) })
    case 'client-country':
      return t('rules.client-country', { country: countryName(condition.country, locale) })
    case 'currency':
      return t('rules.client-currency', { currency: condition.currency })
    case 'amount':
      return t(`rules.client-due-${condition.is}`, {
        amount: formatMoney(condition.amount, condition.currency, locale),
      })
    case 'custom-field':
      return condition.of === undefined ? hasFieldText(condition, locale) : undefined
    default:
      return undefined
  }
}

/** "draft the client’s open charges"; `before`: the acts before it in the rule. */
export function actionText(
  action: RuleAction,
  when: RuleTrigger,
  before: readonly RuleAction[],
  { names, locale }: Writing,
): string {
  const many = subjectOf(when) !== 'invoice'
  switch (action.kind) {
    case 'draft':
      return t(when.kind === 'every' ? 'rules.act-draft-their' : 'rules.act-draft')
    case 'finalize':
    case 'remind':
      return t(many ? `rules.act-their-${action.kind}` : `rules.act-${action.kind}`)
    case 'apply-credit':
      return t(
        many && invoicesAtHand(when, before) === 'none' ? 'rules.act-apply-credit-their' : 'rules.act-apply-credit',
      )
    case 'add-fee':
      return t('rules.act-add-fee', {
        fee: feeText(action.fee, locale),
        description: quoted(templateText(action.description)),
      })
    case 'notify':
      return t('rules.act-notify', { text: quoted(templateText(action.text)) })
    case 'webhook':
      return t('rules.act-webhook', { endpoint: endpointName(action.endpointId, names) })
    case 'tag':
      return t(`rules.act-${action.remove === 1 ? 'untag' : 'tag'}.${action.on}`, { tag: quoted(action.tag) })
  }
}

function endpointName(id: EndpointId, names: RuleNames): string {
  return names.endpoint(id) ?? t('rules.unknown-endpoint')
}

/** A text with fields, for reading: "Invoice [number] is late". */
function templateText(template: string): string {
  return parseTemplate(template)
    .parts.map((part) => ('text' in part ? part.text : t('rules.field', { name: part.field })))
    .join('')
    .replace(/\s+/gu, ' ')
    .trim()
}

function quoted(text: string): string {
  return t('rules.quoted', { text })
}

const lists = new Map<string, Intl.ListFormat>()

function list(texts: readonly string[], locale: string, type: 'conjunction' | 'disjunction' = 'conjunction'): string {
  const key = `${type} ${locale}`
  const format = lists.get(key) ?? new Intl.ListFormat(locale, { type, style: 'long' })
  lists.set(key, format)
  return format.format(texts)
}

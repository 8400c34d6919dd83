// The rule that the pickers of the form stand for, and what is wrong with them.
import type { FieldErrors, Resolver } from 'react-hook-form'
import { checkOwnRule, defaultRuleLimit, noticeFields, ownRuleLimits } from '../../core/automation/check-own-rule.ts'
import { fieldsProblem } from '../../core/automation/check-rule-fields.ts'
import type { TemplateField } from '../../core/automation/message-template.ts'
import type { OwnRule, RuleAction, RuleCondition } from '../../core/automation/own-rule.ts'
import { foldTag, tagLimits } from '../../core/automation/tags.ts'
import { isCurrency } from '../../core/currency.ts'
import { parseCalendarDate } from '../../core/date.ts'
import { isNegative, isZero } from '../../core/decimal.ts'
import type { FieldDefinition } from '../../core/fields/field-definition.ts'
import type { EndpointId } from '../../core/ids.ts'
import { parseMoney, parseNumber, parsePercent } from '../../i18n/parse-amount.ts'
import { fieldText, problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { amountProblemText } from '../../ui/amount-problem-text.ts'
import type { ActionValues, ConditionValues, OwnRuleFacts, OwnRuleValues } from './own-rule-form.ts'
import {
  actionChoices,
  conditionChoices,
  reachesInvoice,
  readTrigger,
  subjectOfValues,
  wholes,
} from './rule-choices.ts'
import { errorsAt, readWhole } from './rule-form.ts'

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
      const definition = facts.fields?.find(({ id }) => id === values.fieldKey)
      if (definition !== undefined) return readFieldCondition(values, definition, facts, refuse)
      const [name, value] = [values.field.trim(), values.value.trim()]
      if (name === '') return refuse('field', t('automation.field-missing'))
      if (value === '') return refuse('value', t('automation.value-missing'))
      return { kind, name, value }
    }
  }
}

function readFieldCondition(
  values: ConditionValues,
  { id, subject, name, kind }: FieldDefinition,
  { locale }: OwnRuleFacts,
  refuse: Refuse,
): RuleCondition | undefined {
  const typed = values.value.trim()
  if (typed === '') return refuse('value', t('automation.value-missing'))
  const compare = kind === 'number' || kind === 'date' ? kind : undefined
  let value = typed
  if (kind === 'number') {
    const number = parseNumber(typed, locale)
    if (!number.ok) return refuse('value', amountProblemText(number.problem, locale))
    value = number.value
  }
  if (kind === 'date' && parseCalendarDate(typed) === undefined) return refuse('value', fieldText(name, 'not-a-date'))
  const ordered = compare !== undefined
  const is = values.fieldIs === 'is' || (!ordered && values.fieldIs !== 'not') ? undefined : values.fieldIs
  return {
    kind: 'custom-field',
    ...(subject === 'client' ? {} : { of: subject }),
    fieldId: id,
    name,
    value,
    ...(compare === undefined ? {} : { compare }),
    ...(is === undefined ? {} : { is }),
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

/** For react-hook-form: the same reading, errors at their fields. */
export function ownRuleResolver(facts: OwnRuleFacts): Resolver<OwnRuleValues, unknown, OwnRule> {
  return (values) => {
    const { rule, problems } = readOwnRule(values, facts)
    if (rule !== undefined) return { values: rule, errors: {} }
    return { values: {}, errors: errorsAt(problems) as FieldErrors<OwnRuleValues> }
  }
}

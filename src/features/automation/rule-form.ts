// The form of a built-in rule: what its fields hold (texts as typed), and the parameters that they stand for.
import { type FieldErrors, type Resolver, set } from 'react-hook-form'
import { ruleLimits } from '../../core/automation/check-rule.ts'
import {
  type BuiltInKind,
  defaultBackupDays,
  defaultSending,
  type RuleParameters,
  type SendingWay,
} from '../../core/automation/rule.ts'
import { currencyExponent } from '../../core/currency.ts'
import type { CalendarDate } from '../../core/date.ts'
import { isNegative, isZero } from '../../core/decimal.ts'
import type { EndpointId, TaxRateId } from '../../core/ids.ts'
import { type CurrencyCode, type Minor, minorToDecimal } from '../../core/money.ts'
import type { FinalizationPolicy } from '../../core/plan-finalization.ts'
import type { ReminderStep } from '../../core/plan-reminders.ts'
import { formatDecimal, formatPrice } from '../../i18n/format-money.ts'
import { parseMoney, parsePercent } from '../../i18n/parse-amount.ts'
import { t } from '../../i18n/translate.ts'
import { amountProblemText } from '../../ui/amount-problem-text.ts'

export interface StepValues {
  /** Its number in keys; 0 for one that is new. */
  step: number
  when: 'before' | 'on' | 'after'
  days: string
}

export interface RuleValues {
  policy: FinalizationPolicy['kind']
  graceDays: string
  /** A draft made before its billing date is issued before it too. */
  ahead: boolean
  sendWhen: 'on-finalize' | 'by-hand'
  /** 'prepare', or the id of an endpoint. */
  way: string
  attachPdf: boolean
  listUnpaid: boolean
  steps: StepValues[]
  feeKind: 'amount' | 'percent'
  feeAmount: string
  feePercent: string
  feeCurrency: CurrencyCode
  afterDays: string
  repeats: 'once' | 'day' | 'month'
  every: string
  /** Empty: no limit. */
  maxTimes: string
  maxAmount: string
  taxIds: TaxRateId[]
  description: string
  retryDays: string
  backupDays: string
}

export interface RuleFormFacts {
  readonly locale: string
  /** Of a new fee: the client's, else the account's. */
  readonly currency: CurrencyCode
  readonly today: CalendarDate
}

/** As many steps and days as anybody needs. */
const mostSteps = ruleLimits.reminderSteps
const mostDays = ruleLimits.reminderDays

/** The form of a kind of rule, filled from its parameters, or with what most people begin with. */
export function ruleValues(
  kind: BuiltInKind,
  parameters: RuleParameters[BuiltInKind] | undefined,
  { locale, currency }: RuleFormFacts,
): RuleValues {
  const blank: RuleValues = {
    policy: 'review',
    graceDays: '3',
    ahead: false,
    sendWhen: defaultSending.when,
    way: 'prepare',
    attachPdf: true,
    listUnpaid: false,
    steps: [
      { step: 1, when: 'after', days: '7' },
      { step: 2, when: 'after', days: '21' },
    ],
    feeKind: 'percent',
    feeAmount: '',
    feePercent: formatDecimal('1' as never, locale),
    feeCurrency: currency,
    afterDays: '14',
    repeats: 'once',
    every: '1',
    maxTimes: '',
    maxAmount: '',
    taxIds: [],
    description: t('automation.fee-description-default'),
    retryDays: '3, 7',
    backupDays: String(defaultBackupDays),
  }
  if (parameters === undefined) return blank
  switch (kind) {
    case 'finalization':
      return { ...blank, ...finalizationValues(parameters as RuleParameters['finalization']) }
    case 'sending': {
      const { when, way, attachPdf, listUnpaid } = parameters as RuleParameters['sending']
      return { ...blank, sendWhen: when, way: wayText(way), attachPdf: attachPdf === 1, listUnpaid: listUnpaid === 1 }
    }
    case 'reminders': {
      const { steps, way, attachPdf } = parameters as RuleParameters['reminders']
      return { ...blank, steps: sortedSteps(steps).map(stepValues), way: wayText(way), attachPdf: attachPdf === 1 }
    }
    case 'late-fees':
      return { ...blank, ...lateFeeValues(parameters as RuleParameters['late-fees'], locale) }
    case 'collection':
      return { ...blank, retryDays: (parameters as RuleParameters['collection']).retryAfterDays.join(', ') }
    case 'backup':
      return { ...blank, backupDays: String((parameters as RuleParameters['backup']).afterDays) }
  }
}

function finalizationValues(policy: FinalizationPolicy): Partial<RuleValues> {
  if (policy.kind === 'review') return { policy: 'review' }
  const ahead = policy.ahead === 'issue'
  return policy.kind === 'at-once'
    ? { policy: 'at-once', ahead }
    : { policy: 'after-days', graceDays: String(policy.days), ahead }
}

function lateFeeValues(rule: RuleParameters['late-fees'], locale: string): Partial<RuleValues> {
  const { fee, repeat, maxTimes, maxAmount } = rule
  const money = (amount: Minor, currency: CurrencyCode) =>
    formatPrice(minorToDecimal(amount, currencyExponent(currency)), currency, locale)
  const feeCurrency = fee.kind === 'amount' ? fee.currency : maxAmount?.currency
  return {
    feeKind: fee.kind,
    ...(fee.kind === 'amount' && { feeAmount: money(fee.amount, fee.currency) }),
    ...(fee.kind === 'percent' && { feePercent: formatDecimal(fee.percent, locale) }),
    ...(feeCurrency !== undefined && { feeCurrency }),
    afterDays: String(rule.afterDays),
    repeats: repeat?.unit ?? 'once',
    every: String(repeat?.every ?? 1),
    maxTimes: maxTimes === undefined ? '' : String(maxTimes),
    maxAmount: maxAmount === undefined ? '' : money(maxAmount.amount, maxAmount.currency),
    taxIds: [...rule.taxIds],
    description: rule.description,
  }
}

function wayText(way: SendingWay): string {
  return way.kind === 'prepare' ? 'prepare' : way.endpointId
}

function sortedSteps(steps: readonly ReminderStep[]): ReminderStep[] {
  return [...steps].sort((left, right) => left.days - right.days || left.step - right.step)
}

function stepValues({ step, days }: ReminderStep): StepValues {
  return { step, when: days < 0 ? 'before' : days === 0 ? 'on' : 'after', days: String(Math.abs(days)) }
}

/** A step to add below the others: a fortnight after the last one. */
export function nextStep(steps: readonly StepValues[]): StepValues {
  const last = steps.at(-1)
  const days = last === undefined || last.when !== 'after' ? 7 : Math.min((readWhole(last.days) ?? 0) + 14, mostDays)
  return { step: 0, when: 'after', days: String(days) }
}

export interface ReadRule<Kind extends BuiltInKind> {
  /** Absent when `problems` names at least one field. */
  readonly parameters?: RuleParameters[Kind]
  readonly problems: ReadonlyMap<string, string>
}

type Refuse = (path: string, message: string) => undefined

/**
 * The parameters that the form stands for; whatever is wrong is named by the path of its field.
 * @param seen what the row holds now: the day since when it works, and the numbers of its steps, stay
 */
export function readRule<Kind extends BuiltInKind>(
  kind: Kind,
  values: RuleValues,
  facts: RuleFormFacts,
  seen?: RuleParameters[Kind],
): ReadRule<Kind> {
  const problems = new Map<string, string>()
  const refuse: Refuse = (path, message) => {
    if (!problems.has(path)) problems.set(path, message)
    return undefined
  }
  const parameters = readKind(kind, values, facts, refuse, seen)
  return problems.size > 0 || parameters === undefined
    ? { problems }
    : { problems, parameters: parameters as RuleParameters[Kind] }
}

function readKind(
  kind: BuiltInKind,
  values: RuleValues,
  facts: RuleFormFacts,
  refuse: Refuse,
  seen: RuleParameters[BuiltInKind] | undefined,
): RuleParameters[BuiltInKind] | undefined {
  switch (kind) {
    case 'finalization':
      return readPolicy(values, refuse)
    case 'sending':
      return {
        when: values.sendWhen,
        way: readWay(values),
        ...readMessage(values),
        listUnpaid: flag(values.listUnpaid),
      }
    case 'reminders':
      return readReminders(values, facts, refuse, seen as RuleParameters['reminders'] | undefined)
    case 'late-fees':
      return readLateFees(values, facts, refuse, seen as RuleParameters['late-fees'] | undefined)
    case 'collection':
      return readRetries(values.retryDays, refuse)
    case 'backup': {
      const afterDays = readDays(values.backupDays, 1, ruleLimits.backupDays, 'backupDays', refuse)
      return afterDays === undefined ? undefined : { afterDays }
    }
  }
}

function readPolicy(values: RuleValues, refuse: Refuse): FinalizationPolicy | undefined {
  if (values.policy === 'review') return { kind: 'review' }
  const ahead = values.ahead ? { ahead: 'issue' as const } : {}
  if (values.policy === 'at-once') return { kind: 'at-once', ...ahead }
  const days = readDays(values.graceDays, 1, ruleLimits.graceDays, 'graceDays', refuse)
  return days === undefined ? undefined : { kind: 'after-days', days, ...ahead }
}

function readWay({ way }: RuleValues): SendingWay {
  return way === 'prepare' ? { kind: 'prepare' } : { kind: 'endpoint', endpointId: way as EndpointId }
}

function readMessage({ attachPdf }: RuleValues): { readonly attachPdf: 0 | 1 } {
  return { attachPdf: flag(attachPdf) }
}

function readReminders(
  values: RuleValues,
  { today }: RuleFormFacts,
  refuse: Refuse,
  seen: RuleParameters['reminders'] | undefined,
): RuleParameters['reminders'] | undefined {
  if (values.steps.length === 0) return refuse('steps', t('automation.steps-missing'))
  if (values.steps.length > mostSteps) return refuse('steps', t('automation.steps-too-many', { most: mostSteps }))
  const known = [...values.steps, ...(seen?.steps ?? [])].map(({ step }) => step)
  let last = Math.max(seen?.lastStep ?? 0, ...known)
  const days = new Set<number>()
  const steps = values.steps.flatMap((each, index): ReminderStep[] => {
    const typed = each.when === 'on' ? 0 : readDays(each.days, 1, mostDays, `steps.${index}.days`, refuse)
    if (typed === undefined) return []
    const offset = each.when === 'before' ? -typed : typed
    if (days.has(offset)) refuse(`steps.${index}.days`, t('automation.step-twice'))
    days.add(offset)
    if (each.step === 0) last += 1
    return [{ step: each.step === 0 ? last : each.step, days: offset }]
  })
  return { steps: sortedSteps(steps), since: seen?.since ?? today, way: readWay(values), ...readMessage(values) }
}

function readLateFees(
  values: RuleValues,
  { locale, today }: RuleFormFacts,
  refuse: Refuse,
  seen: RuleParameters['late-fees'] | undefined,
): RuleParameters['late-fees'] | undefined {
  const { feeCurrency: currency } = values
  const fee = readFee(values, locale, refuse)
  const afterDays = readDays(values.afterDays, 1, ruleLimits.feeAfterDays, 'afterDays', refuse)
  const every = values.repeats === 'once' ? 1 : readDays(values.every, 1, ruleLimits.feeEvery, 'every', refuse)
  const maxTimes =
    values.maxTimes.trim() === '' ? undefined : readDays(values.maxTimes, 1, ruleLimits.feeTimes, 'maxTimes', refuse)
  const cap = values.maxAmount.trim() === '' ? undefined : parseMoney(values.maxAmount, locale, currency)
  if (cap?.ok === false) refuse('maxAmount', amountProblemText(cap.problem, locale))
  else if (cap?.ok === true && cap.value <= 0) refuse('maxAmount', t('automation.amount-above-zero'))
  const description = values.description.trim()
  if (description === '') refuse('description', t('automation.fee-description-missing'))
  if (description.length > ruleLimits.description)
    refuse('description', t('automation.too-long', { most: ruleLimits.description }))
  if (fee === undefined || afterDays === undefined || every === undefined) return undefined
  return {
    fee,
    afterDays,
    ...(values.repeats !== 'once' && { repeat: { unit: values.repeats, every } }),
    ...(values.repeats !== 'once' && maxTimes !== undefined && { maxTimes }),
    ...(cap?.ok === true && { maxAmount: { amount: cap.value, currency } }),
    since: seen?.since ?? today,
    taxIds: values.taxIds,
    description,
  }
}

/** Whole days with commas, semicolons or spaces between; none: never again. */
function readRetries(text: string, refuse: Refuse): RuleParameters['collection'] | undefined {
  const { collectionRetries: many, collectionDays: most } = ruleLimits
  const days = text.split(/[\s,;]+/).flatMap((part) => (part === '' ? [] : [readWhole(part) ?? 0]))
  return days.length > many || days.some((each) => each < 1 || each > most)
    ? refuse('retryDays', t('automation.retry-days-wrong', { many, most }))
    : { retryAfterDays: days }
}

function readFee(values: RuleValues, locale: string, refuse: Refuse): RuleParameters['late-fees']['fee'] | undefined {
  if (values.feeKind === 'amount') {
    const amount = parseMoney(values.feeAmount, locale, values.feeCurrency)
    if (!amount.ok) return refuse('feeAmount', amountProblemText(amount.problem, locale))
    if (amount.value <= 0) return refuse('feeAmount', t('automation.amount-above-zero'))
    return { kind: 'amount', amount: amount.value, currency: values.feeCurrency }
  }
  const percent = parsePercent(values.feePercent, locale, { places: 4 })
  if (!percent.ok) return refuse('feePercent', amountProblemText(percent.problem, locale))
  if (isNegative(percent.value) || isZero(percent.value) || Number(percent.value) > 100) {
    return refuse('feePercent', t('automation.percent-range'))
  }
  return { kind: 'percent', percent: percent.value }
}

/** A whole number that was typed; undefined for anything else. */
export function readWhole(text: string): number | undefined {
  return /^\d{1,6}$/.test(text.trim()) ? Number(text.trim()) : undefined
}

function readDays(text: string, least: number, most: number, path: string, refuse: Refuse): number | undefined {
  const days = readWhole(text)
  return days !== undefined && days >= least && days <= most
    ? days
    : refuse(path, t('automation.whole-number', { least, most }))
}

function flag(on: boolean): 0 | 1 {
  return on ? 1 : 0
}

/** For react-hook-form: the same reading, errors at their fields. */
export function ruleResolver<Kind extends BuiltInKind>(
  kind: Kind,
  facts: RuleFormFacts,
  seen?: RuleParameters[Kind],
): Resolver<RuleValues, unknown, RuleParameters[Kind] & object> {
  return (values) => {
    const { parameters, problems } = readRule(kind, values, facts, seen)
    if (parameters !== undefined) return { values: parameters as RuleParameters[Kind] & object, errors: {} }
    return { values: {}, errors: errorsAt(problems) as FieldErrors<RuleValues> }
  }
}

/** Errors as react-hook-form keeps them: a tree of the fields' paths. */
export function errorsAt(problems: ReadonlyMap<string, string>): object {
  const errors = {}
  for (const [path, message] of problems) set(errors, path, { type: 'custom', message })
  return errors
}

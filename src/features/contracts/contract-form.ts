// The form of a new contract: what its fields hold (texts as typed), and what of it goes to `addContract`.
import { type FieldErrors, type Resolver, set, type UseFormReturn } from 'react-hook-form'
import type { ContractFields, ItemFields } from '../../core/contract/contract-fields.ts'
import { isCurrency } from '../../core/currency.ts'
import { addDays, addMonths, type CalendarDate, lastDayOf } from '../../core/date.ts'
import type { BillingGroupId, ClientId, TaxRateId } from '../../core/ids.ts'
import type { CurrencyCode } from '../../core/money.ts'
import type { Cadence } from '../../core/period.ts'
import type { AccountSettings } from '../../core/settings.ts'
import { knownDate } from '../../i18n/parse-date.ts'
import { t } from '../../i18n/translate.ts'
import type { OwnFieldTexts } from '../blocks/own-fields.ts'
import { blankItem, type ItemValues, readItem, readWhole } from './item-form.ts'
import type { Refuse } from './price-form.ts'

export interface ContractValues {
  clientId: ClientId | ''
  billingGroupId: BillingGroupId | ''
  name: string
  contractNumber: string
  poNumber: string
  currency: CurrencyCode
  startOn: string
  term: 'open' | 'fixed'
  /** Of a fixed term: the last day that is billed. */
  lastDay: string
  renews: boolean
  renewEvery: string
  renewUnit: 'month' | 'year'
  noticeDays: string
  /** '' for the day on which each item starts, else 1 to 31. */
  billingDay: string
  items: ItemValues[]
  notes: string
  /** Of the account's own fields, by id. */
  ownFields: OwnFieldTexts
}

/** The form with texts in and fields out. */
export type ContractForm = UseFormReturn<ContractValues, unknown, ContractFields>

/** An empty form, for a client where one is known. */
export function blankContract(
  settings: AccountSettings,
  start: {
    readonly clientId?: ClientId
    readonly currency?: CurrencyCode | undefined
    readonly taxIds?: readonly TaxRateId[] | undefined
    readonly startOn: CalendarDate
  },
): ContractValues {
  const taxes = { taxIds: start.taxIds ?? settings.defaultTaxIds, taxIncluded: settings.pricesIncludeTax }
  return {
    clientId: start.clientId ?? '',
    billingGroupId: '',
    name: '',
    contractNumber: '',
    poNumber: '',
    currency: start.currency ?? settings.currency,
    startOn: start.startOn,
    term: 'open',
    lastDay: '',
    renews: false,
    renewEvery: '1',
    renewUnit: 'year',
    noticeDays: '30',
    billingDay: '',
    items: [blankItem(settings, taxes)],
    notes: '',
    ownFields: {},
  }
}

/** The last day of a term of so many months from the start. */
export function lastDayOfTerm(startOn: CalendarDate, months: number): CalendarDate {
  return lastDayOf(addMonths(startOn, months))
}

/** What is wrong, by the path of its field. */
export type FormProblems = ReadonlyMap<string, string>

/** The contract as typed. */
export interface ReadContract {
  /** Absent when `problems` names at least one field. */
  readonly fields?: ContractFields
  readonly problems: FormProblems
  /** What can be tried already: items that are not finished are left out, a name can wait. */
  readonly trial?: ContractFields
}

/** Reads the form; whatever is wrong is named by the path of its field. */
export function readContract(values: ContractValues, locale: string): ReadContract {
  const problems = new Map<string, string>()
  const refuse: Refuse = (path, message) => {
    if (!problems.has(path)) problems.set(path, message)
    return undefined
  }
  if (values.clientId === '') refuse('clientId', t('contracts.client-missing'))
  if (!isCurrency(values.currency)) refuse('currency', t('clients.currency-wrong'))
  const startOn = knownDate(values.startOn) ?? refuse('startOn', t('contracts.day-wrong'))
  const endOn = values.term === 'open' ? undefined : readEnd(values, startOn, refuse)
  const renewal = values.term === 'fixed' && values.renews ? readRenewal(values, refuse) : undefined
  const headIsRight = problems.size === 0
  if (values.name.trim() === '') refuse('name', t('contracts.name-missing'))
  const items = readItems(values, locale, refuse)
  if (values.items.length === 0) refuse('items', t('contracts.items-missing'))
  if (!headIsRight || values.clientId === '' || startOn === undefined) return { problems }
  const fields: ContractFields = {
    clientId: values.clientId,
    ...(values.billingGroupId !== '' && { billingGroupId: values.billingGroupId }),
    name: values.name.trim(),
    ...given('contractNumber', values.contractNumber),
    ...given('poNumber', values.poNumber),
    ...given('notes', values.notes),
    currency: values.currency,
    startOn,
    ...(endOn !== undefined && { endOn }),
    ...(renewal !== undefined && { renewal }),
    items,
  }
  return {
    problems,
    ...(problems.size === 0 && { fields }),
    ...(items.length > 0 && { trial: { ...fields, name: fields.name || '–' } }),
  }
}

/** The items that can be read. */
function readItems(values: ContractValues, locale: string, refuse: Refuse): ItemFields[] {
  if (!isCurrency(values.currency)) return []
  const billingDay = values.billingDay === '' ? undefined : Number(values.billingDay)
  const reading = { locale, currency: values.currency, ...(billingDay !== undefined && { billingDay }) }
  return values.items.flatMap((item, index) => {
    let right = true
    const fields = readItem(item, reading, (path, message) => {
      right = false
      return refuse(`items.${index}.${path}`, message)
    })
    return right && fields !== undefined ? [fields] : []
  })
}

function readEnd(values: ContractValues, startOn: CalendarDate | undefined, refuse: Refuse) {
  const lastDay = knownDate(values.lastDay)
  if (lastDay === undefined) return refuse('lastDay', t('contracts.last-day-missing'))
  if (startOn !== undefined && lastDay < startOn) return refuse('lastDay', t('contracts.last-day-before-start'))
  return addDays(lastDay, 1)
}

/** The renewal that was typed, for this form and for the one of a contract's details. */
export function readRenewal(
  values: Pick<ContractValues, 'renewEvery' | 'renewUnit' | 'noticeDays'>,
  refuse: Refuse,
): { readonly length: Cadence; readonly noticeDays: number } | undefined {
  const every = readWhole(values.renewEvery)
  const noticeDays = readWhole(values.noticeDays)
  if (every === undefined || every < 1 || every > 1200) return refuse('renewEvery', t('contracts.every-wrong'))
  if (noticeDays === undefined || noticeDays > 365) return refuse('noticeDays', t('contracts.notice-wrong'))
  return { length: { unit: values.renewUnit, every }, noticeDays }
}

/** For react-hook-form: the same reading, errors at their fields. */
export function contractResolver(locale: string): Resolver<ContractValues, unknown, ContractFields> {
  return (values) => {
    const { fields, problems } = readContract(values, locale)
    if (fields !== undefined) return { values: fields, errors: {} }
    return { values: {}, errors: errorsAt(problems) as FieldErrors<ContractValues> }
  }
}

/** Errors as react-hook-form keeps them: a tree of the fields' paths. */
export function errorsAt(problems: FormProblems): object {
  const errors = {}
  for (const [path, message] of problems) set(errors, path, { type: 'custom', message })
  return errors
}

function given<Key extends string>(key: Key, text: string): { readonly [K in Key]?: string } {
  return (text.trim() === '' ? {} : { [key]: text.trim() }) as { readonly [K in Key]?: string }
}

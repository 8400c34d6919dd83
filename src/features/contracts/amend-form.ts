// The form of an amendment: what each item has now and what is typed for it, and the request that comes of it.
import { endOfItem } from '../../core/billing/charge-period.ts'
import { agreementOn } from '../../core/contract/agreement-on.ts'
import type { AmendmentRequest } from '../../core/contract/amend-contract.ts'
import type { RequestedChange } from '../../core/contract/amend-item.ts'
import type { Contract, ContractItem } from '../../core/contract/contract.ts'
import { type CalendarDate, laterOf } from '../../core/date.ts'
import type { ContractItemId } from '../../core/ids.ts'
import { anchorAt, fullPeriodAround } from '../../core/period-chain.ts'
import { knownDate } from '../../i18n/parse-date.ts'
import { t } from '../../i18n/translate.ts'
import type { FormProblems } from './contract-form.ts'
import { asksQuantity, type ItemValues, readItem } from './item-form.ts'
import {
  type PriceReading,
  type PriceValues,
  priceValues,
  type Refuse,
  readPricing,
  readQuantity,
} from './price-form.ts'

export interface ChangeValues {
  itemId: ContractItemId
  /** `back`: an end that is taken back. */
  act: 'keep' | 'change' | 'end' | 'back'
  price: PriceValues
  /** '' for the one that holds. */
  billingDay: string
}

export interface AmendValues {
  /** W-17: the period under way, the next one, or a day. */
  when: 'current' | 'next' | 'day'
  day: string
  changes: ChangeValues[]
  added: ItemValues[]
  note: string
}

/** A form that changes nothing yet. */
export function amendValues(
  contract: Contract,
  items: readonly ContractItem[],
  today: CalendarDate,
  locale: string,
): AmendValues {
  return {
    when: 'next',
    day: laterOf(today, contract.startOn),
    changes: items.map((item) => ({
      itemId: item.id,
      act: 'keep',
      price: priceValues(agreementOn(item, today), { locale, currency: contract.currency }),
      billingDay: '',
    })),
    added: [],
    note: '',
  }
}

/**
 * The day from which the request counts: for "current" and "next" the boundary of the first item that changes (of the
 * first one while none does).
 */
export function effectiveDay(
  values: Pick<AmendValues, 'when' | 'day' | 'changes'>,
  contract: Contract,
  items: readonly ContractItem[],
  today: CalendarDate,
): CalendarDate | undefined {
  if (values.when === 'day') return knownDate(values.day)
  const recurring = items.filter(({ kind }) => kind !== 'one-off')
  const changed = values.changes.find(({ act }) => act !== 'keep')
  const item = recurring.find(({ id }) => id === changed?.itemId) ?? recurring[0]
  const from = laterOf(today, item?.startOn ?? contract.startOn)
  if (item === undefined) return from
  const period = fullPeriodAround(anchorAt(item.anchors, from), item.cadence, from)
  return values.when === 'next' ? period.end : laterOf(period.start, laterOf(item.startOn, contract.startOn))
}

/** What can be done with an item: one that has ended can only come back (M-21). */
export function actsOf(item: ContractItem, contract: Contract, today: CalendarDate): ChangeValues['act'][] {
  const end = endOfItem(item, contract)
  const ended = end !== undefined && end <= today
  if (item.kind === 'one-off') return ended || item.startOn <= today ? ['keep'] : ['keep', 'change', 'end']
  const own = item.endOn !== undefined
  if (ended) return own ? ['keep', 'back'] : ['keep']
  return own ? ['keep', 'change', 'back'] : ['keep', 'change', 'end']
}

/** Whether the item's periods begin on a day of the month. */
export function hasMonthDay({ cadence, kind }: ContractItem): boolean {
  return kind !== 'one-off' && (cadence.unit === 'month' || cadence.unit === 'year')
}

export interface ReadAmendment {
  /** Absent where a field is wrong or nothing changes. */
  readonly request?: AmendmentRequest
  readonly problems: FormProblems
  /** What can be tried already: changes that are not finished are left out. */
  readonly trial?: AmendmentRequest
}

/** Reads the form; whatever is wrong is named by the path of its field. */
export function readAmendment(
  values: AmendValues,
  contract: Contract,
  items: readonly ContractItem[],
  today: CalendarDate,
  locale: string,
): ReadAmendment {
  const problems = new Map<string, string>()
  const refuse: Refuse = (path, message) => {
    if (!problems.has(path)) problems.set(path, message)
    return undefined
  }
  const effectiveOn = effectiveDay(values, contract, items, today) ?? refuse('day', t('contracts.day-wrong'))
  const reading: PriceReading = { locale, currency: contract.currency }
  const changes = values.changes.flatMap((change, index) => {
    const item = items.find(({ id }) => id === change.itemId)
    if (item === undefined) return []
    return readChange(change, item, reading, (path, message) => refuse(`changes.${index}.${path}`, message))
  })
  for (const [index, item] of values.added.entries()) {
    const fields = readItem(item, reading, (path, message) => refuse(`added.${index}.${path}`, message))
    if (fields !== undefined) changes.push({ kind: 'add', item: fields })
  }
  if (effectiveOn === undefined || changes.length === 0) return { problems }
  const note = values.note.trim()
  const trial = { contractId: contract.id, effectiveOn, changes, ...(note !== '' && { note }) }
  return { problems, trial, ...(problems.size === 0 && { request: trial }) }
}

function readChange(
  values: ChangeValues,
  item: ContractItem,
  reading: PriceReading,
  refuse: Refuse,
): RequestedChange[] {
  const itemId = item.id
  switch (values.act) {
    case 'keep':
      return []
    case 'end':
      return [{ kind: 'end', itemId }]
    case 'back':
      return [{ kind: 'unend', itemId }]
    case 'change': {
      const inPrice: Refuse = (path, message) => refuse(`price.${path}`, message)
      const quantity = readQuantity(values.price, asksQuantity({ kind: item.kind, ...values.price }), reading, inPrice)
      const pricing = readPricing(values.price, reading, inPrice)
      if (quantity === undefined || pricing === undefined) return []
      return [
        { kind: 'agreement', itemId, quantity, pricing },
        ...(values.billingDay === '' ? [] : [{ kind: 'billing-day' as const, itemId, day: Number(values.billingDay) }]),
      ]
    }
  }
}

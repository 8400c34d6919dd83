// The draft as a form: texts as typed, and back to what a command takes. Pure.
import type { ChargeFields } from '../../commands/charge-row.ts'
import type { DraftLine } from '../../commands/draft-lines.ts'
import type { DraftHeadFields, SaveDraft } from '../../commands/save-draft.ts'
import { currencyExponent } from '../../core/currency.ts'
import { addDays, type CalendarDate, lastDayOf, parseCalendarDate } from '../../core/date.ts'
import { compareDecimals, type Decimal, decimal } from '../../core/decimal.ts'
import type { FieldDefinition } from '../../core/fields/field-definition.ts'
import type { AddressId, ChargeId, ProductId, TaxRateId } from '../../core/ids.ts'
import { computeLine } from '../../core/invoice/compute-line.ts'
import type { Charge, DraftInvoice, PriceAdjustment } from '../../core/model.ts'
import { type CurrencyCode, type Minor, minorToDecimal, ZERO } from '../../core/money.ts'
import { formatDecimal, formatPrice } from '../../i18n/format-money.ts'
import { parseAmount, parseMoney, parseNumber, parsePercent } from '../../i18n/parse-amount.ts'
import { type OwnFieldTexts, ownFieldTexts, readOwnFields } from '../blocks/own-fields.ts'

export interface AdjustmentValues {
  sign: 'allowance' | 'surcharge'
  kind: 'percent' | 'amount'
  value: string
  reason: string
}

export interface LineValues {
  /** Tells lines apart while they have no charge yet; never saved. */
  key: string
  /** Of a line that is on the draft, or of an open charge that is taken on. */
  chargeId: string
  /** Taken on since the last save. */
  taken: boolean
  description: string
  quantity: string
  unit: string
  unitPrice: string
  taxIds: string[]
  /** One service day, or the period's first day. */
  servedOn: string
  /** The period's last day, inclusive; empty for a single day. */
  lastDay: string
  /** Of a charge with a period: the day that the charge itself carries, kept as long as the first day is the same. */
  ownDay: { firstDay: string; servedOn: string }
  productId: string
  adjustments: AdjustmentValues[]
}

export interface DraftValues {
  lines: LineValues[]
  adjustments: AdjustmentValues[]
  /** Lines taken off that are deleted instead of going back to the open charges. */
  drop: string[]
  addressId: string
  poNumber: string
  termsDays: string
  firstDay: string
  lastDay: string
  prepaid: string
  rate: string
  rateOn: string
  rateSource: string
  intro: string
  notes: string
  internalNotes: string
  /** Of the account's own fields, by id. */
  ownFields: OwnFieldTexts
}

export interface FormPlace {
  readonly locale: string
  readonly currency: CurrencyCode
}

const hundred = decimal('100')
let lastKey = 0

function nextKey(): string {
  lastKey += 1
  return `line-${lastKey}`
}

/** A new line with nothing typed yet: it is not saved and not counted. */
export function emptyLine(servedOn: CalendarDate, taxIds: readonly TaxRateId[]): LineValues {
  return {
    key: nextKey(),
    chargeId: '',
    taken: false,
    description: '',
    quantity: '1',
    unit: '',
    unitPrice: '',
    taxIds: [...taxIds],
    servedOn,
    lastDay: '',
    ownDay: { firstDay: '', servedOn: '' },
    productId: '',
    adjustments: [],
  }
}

export function isEmptyLine(line: LineValues): boolean {
  return line.chargeId === '' && line.description.trim() === '' && line.unitPrice.trim() === ''
}

/** A charge as a line of the form. */
export function lineOf(charge: Charge, { locale, currency }: FormPlace, taken = false): LineValues {
  return {
    key: nextKey(),
    chargeId: charge.id,
    taken,
    description: charge.description,
    quantity: formatDecimal(charge.quantity, locale),
    unit: charge.unit ?? '',
    unitPrice: formatPrice(charge.unitPrice, currency, locale),
    taxIds: [...charge.taxIds],
    servedOn: charge.period?.start ?? charge.servedOn,
    lastDay: charge.period === undefined ? '' : lastDayOf(charge.period.end),
    ownDay: { firstDay: charge.period?.start ?? '', servedOn: charge.servedOn },
    productId: charge.productId ?? '',
    adjustments: adjustmentsOf(charge, { locale, currency }),
  }
}

function adjustmentsOf(
  owner: { readonly allowances: readonly PriceAdjustment[]; readonly surcharges: readonly PriceAdjustment[] },
  { locale, currency }: FormPlace,
): AdjustmentValues[] {
  const one =
    (sign: AdjustmentValues['sign']) =>
    (adjustment: PriceAdjustment): AdjustmentValues => ({
      sign,
      kind: adjustment.kind,
      value:
        adjustment.kind === 'percent'
          ? formatDecimal(adjustment.value, locale)
          : formatPrice(adjustment.value, currency, locale),
      reason: adjustment.reason,
    })
  return [...owner.allowances.map(one('allowance')), ...owner.surcharges.map(one('surcharge'))]
}

/** The draft's rows as the form shows them. */
export function valuesOf(
  draft: DraftInvoice,
  charges: readonly Charge[],
  locale: string,
  fields: readonly FieldDefinition[] = [],
): DraftValues {
  const place = { locale, currency: draft.currency }
  const { servicePeriod, exchangeRate } = draft
  return {
    lines: charges.map((charge) => lineOf(charge, place)),
    adjustments: adjustmentsOf(draft, place),
    drop: [],
    addressId: draft.addressId ?? '',
    poNumber: draft.poNumber ?? '',
    termsDays: String(draft.termsDays),
    firstDay: servicePeriod?.start ?? '',
    lastDay: servicePeriod === undefined ? '' : lastDayOf(servicePeriod.end),
    prepaid:
      draft.prepaid === 0
        ? ''
        : formatPrice(minorToDecimal(draft.prepaid, currencyExponent(draft.currency)), draft.currency, locale),
    rate: exchangeRate === undefined ? '' : formatDecimal(exchangeRate.rate, locale),
    rateOn: exchangeRate?.on ?? '',
    rateSource: exchangeRate?.source ?? '',
    intro: draft.intro ?? '',
    notes: draft.notes ?? '',
    internalNotes: draft.internalNotes ?? '',
    ownFields: ownFieldTexts(fields, draft.customFields, locale),
  }
}

/** Places in the form whose text says nothing usable: `lines.0.quantity`, `rate`. */
export type WrongFields = ReadonlySet<string>

export interface ReadDraft {
  readonly head: DraftHeadFields
  /** Lines as they are saved, with their place in the form. */
  readonly lines: readonly { readonly at: number; readonly values: LineValues; readonly fields: ChargeFields }[]
  readonly wrong: WrongFields
}

/** What the form says. Fields that cannot be read are named in `wrong`; lines with one are left out of `lines`. */
export function readDraft(
  values: DraftValues,
  draft: DraftInvoice,
  { locale, currency }: FormPlace,
  fields: readonly FieldDefinition[] = [],
): ReadDraft {
  const wrong = new Set<string>()
  const place = { locale, currency }
  const lines: ReadDraft['lines'][number][] = []
  values.lines.forEach((line, at) => {
    if (isEmptyLine(line)) return
    const fields = readLine(line, draft.taxIncluded, place, `lines.${at}`, wrong)
    if (fields !== undefined) lines.push({ at, values: line, fields })
  })
  const adjustments = readAdjustments(values.adjustments, place, 'adjustments', wrong)
  const own = readOwnFields(fields, values.ownFields, draft.customFields, locale, false)
  for (const id of own.problems.keys()) wrong.add(`ownFields.${id}`)
  return {
    head: { ...readHead(values, place, wrong), ...adjustments, customFields: own.values },
    lines,
    wrong,
  }
}

function readLine(
  line: LineValues,
  taxIncluded: boolean,
  { locale, currency }: FormPlace,
  path: string,
  wrong: Set<string>,
): ChargeFields | undefined {
  const before = wrong.size
  const quantity = parseNumber(line.quantity, locale, { places: 6 })
  const unitPrice = parseAmount(line.unitPrice, locale, currency, { places: currencyExponent(currency) + 6 })
  const servedOn = parseCalendarDate(line.servedOn)
  const lastDay = line.lastDay === '' ? undefined : parseCalendarDate(line.lastDay)
  if (line.description.trim() === '') wrong.add(`${path}.description`)
  if (!quantity.ok) wrong.add(`${path}.quantity`)
  if (!unitPrice.ok || unitPrice.value.startsWith('-')) wrong.add(`${path}.unitPrice`)
  if (servedOn === undefined) wrong.add(`${path}.servedOn`)
  if (line.lastDay !== '' && (lastDay === undefined || (servedOn !== undefined && lastDay < servedOn))) {
    wrong.add(`${path}.lastDay`)
  }
  const adjustments = readAdjustments(line.adjustments, { locale, currency }, `${path}.adjustments`, wrong)
  if (wrong.size > before || !quantity.ok || !unitPrice.ok || servedOn === undefined) return undefined
  return {
    description: line.description,
    quantity: quantity.value,
    ...(line.unit.trim() === '' ? {} : { unit: line.unit.trim() }),
    unitPrice: unitPrice.value,
    ...adjustments,
    taxIds: line.taxIds as TaxRateId[],
    taxIncluded,
    servedOn:
      lastDay !== undefined && line.ownDay.firstDay === servedOn ? (line.ownDay.servedOn as CalendarDate) : servedOn,
    ...(lastDay === undefined ? {} : { period: { start: servedOn, end: addDays(lastDay, 1) } }),
    ...(line.productId === '' ? {} : { productId: line.productId as ProductId }),
  }
}

function readAdjustments(
  list: readonly AdjustmentValues[],
  { locale, currency }: FormPlace,
  path: string,
  wrong: Set<string>,
): { readonly allowances: readonly PriceAdjustment[]; readonly surcharges: readonly PriceAdjustment[] } {
  const allowances: PriceAdjustment[] = []
  const surcharges: PriceAdjustment[] = []
  list.forEach((one, at) => {
    const parsed = one.kind === 'percent' ? parsePercent(one.value, locale) : parseAmount(one.value, locale, currency)
    if (!parsed.ok || parsed.value.startsWith('-')) wrong.add(`${path}.${at}.value`)
    else if (one.kind === 'percent' && one.sign === 'allowance' && compareDecimals(parsed.value, hundred) > 0) {
      wrong.add(`${path}.${at}.value`)
    }
    if (one.reason.trim() === '') wrong.add(`${path}.${at}.reason`)
    if (!parsed.ok || wrong.has(`${path}.${at}.value`) || wrong.has(`${path}.${at}.reason`)) return
    const adjustment = { kind: one.kind, value: parsed.value, reason: one.reason.trim() }
    if (one.sign === 'allowance') allowances.push(adjustment)
    else surcharges.push(adjustment)
  })
  return { allowances, surcharges }
}

function readHead(
  values: DraftValues,
  { locale, currency }: FormPlace,
  wrong: Set<string>,
): Omit<DraftHeadFields, 'allowances' | 'surcharges'> {
  const termsDays = /^\d{1,3}$/.test(values.termsDays.trim()) ? Number(values.termsDays) : Number.NaN
  if (!(termsDays <= 180)) wrong.add('termsDays')
  const first = values.firstDay === '' ? undefined : parseCalendarDate(values.firstDay)
  const last = values.lastDay === '' ? undefined : parseCalendarDate(values.lastDay)
  if (values.firstDay !== '' && first === undefined) wrong.add('firstDay')
  if (values.lastDay !== '' && (last === undefined || (first !== undefined && last < first))) wrong.add('lastDay')
  if (values.firstDay === '' && values.lastDay !== '') wrong.add('firstDay')
  if (values.firstDay !== '' && values.lastDay === '') wrong.add('lastDay')
  let prepaid: Minor = ZERO
  if (values.prepaid.trim() !== '') {
    const read = parseMoney(values.prepaid, locale, currency)
    if (read.ok && read.value >= 0) prepaid = read.value
    else wrong.add('prepaid')
  }
  const exchangeRate = readRate(values, locale, wrong)
  return {
    ...(values.addressId === '' ? {} : { addressId: values.addressId as AddressId }),
    ...text('poNumber', values.poNumber),
    ...text('intro', values.intro),
    ...text('notes', values.notes),
    ...text('internalNotes', values.internalNotes),
    termsDays: Number.isNaN(termsDays) ? 0 : termsDays,
    ...(first !== undefined && last !== undefined && last >= first
      ? { servicePeriod: { start: first, end: addDays(last, 1) } }
      : {}),
    prepaid,
    ...(exchangeRate === undefined ? {} : { exchangeRate }),
  }
}

function readRate(values: DraftValues, locale: string, wrong: Set<string>): DraftInvoice['exchangeRate'] {
  if (values.rate.trim() === '') return undefined
  const rate = parseNumber(values.rate, locale, { places: 10 })
  const on = parseCalendarDate(values.rateOn)
  if (!rate.ok || !isPositive(rate.value)) wrong.add('rate')
  if (on === undefined) wrong.add('rateOn')
  if (values.rateSource.trim() === '') wrong.add('rateSource')
  if (!rate.ok || wrong.has('rate') || on === undefined || wrong.has('rateSource')) return undefined
  return { rate: rate.value, on, source: values.rateSource.trim() }
}

function isPositive(value: Decimal): boolean {
  return !value.startsWith('-') && /[1-9]/.test(value)
}

function text<Key extends string>(key: Key, value: string): { readonly [K in Key]?: string } {
  return (value.trim() === '' ? {} : { [key]: value.trim() }) as { readonly [K in Key]?: string }
}

/** The command's input: the whole draft as one act. */
export function saveInput(
  read: ReadDraft,
  drop: readonly string[],
  draft: Pick<DraftInvoice, 'id' | 'version'>,
): SaveDraft {
  const lines = read.lines.map(({ values, fields }): DraftLine => {
    const chargeId = values.chargeId as ChargeId
    if (values.chargeId === '') return { kind: 'new', fields }
    return values.taken ? { kind: 'take', chargeId } : { kind: 'keep', chargeId, fields }
  })
  return { id: draft.id, version: draft.version, head: read.head, lines, drop: drop as readonly ChargeId[] }
}

/** The charges that the form's lines will be, for totals and preview while typing. */
export function previewCharges(read: ReadDraft, draft: DraftInvoice): Charge[] {
  const exponent = currencyExponent(draft.currency)
  return read.lines.map(({ at, values, fields }): Charge => {
    const { allowances = [], surcharges = [], ...rest } = fields
    return {
      id: (values.chargeId === '' ? `line-${at}` : values.chargeId) as ChargeId,
      version: 1,
      clientId: draft.clientId,
      billingGroupId: draft.billingGroupId,
      currency: draft.currency,
      source: 'manual',
      ...rest,
      allowances,
      surcharges,
      amount: computeLine({ ...fields, taxes: [] }, exponent).amount,
      state: 'drafted',
      createdAt: draft.createdAt,
      updatedAt: draft.updatedAt,
    }
  })
}

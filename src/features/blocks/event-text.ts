// Every event of the books as a plain sentence, money and dates as the owner's locale writes them.
import { isCurrency } from '../../core/currency.ts'
import { parseCalendarDate } from '../../core/date.ts'
import { parseDecimal } from '../../core/decimal.ts'
import type { BookEvent } from '../../core/event.ts'
import type { Minor } from '../../core/money.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { formatDecimal, formatMoney } from '../../i18n/format-money.ts'
import { type MessageKey, type MessageValues, t, translateIfKnown } from '../../i18n/translate.ts'

/** What happened, in one sentence without a full stop: "Invoice 2026-0042 to Meyer Studio is final: €1,190.00". */
export function eventText(event: BookEvent, locale: string): string {
  const values = eventValues(event, locale)
  return t(messageOf(event, values), values)
}

type Facts = Readonly<Record<string, unknown>>

// Each sentence finds its facts here; one that an older version did not write is an empty text, never an error.
function eventValues({ type, data }: BookEvent, locale: string): Record<string, string | number> {
  return {
    ...texts(data, ['name', 'clientName', 'description', 'number', 'invoiceNumber', 'poNumber', 'cancellation']),
    ...texts(data, ['how', 'reason', 'file', 'to']),
    documents: count(data['documents']),
    charges: count(data['charges']),
    quantity: quantity(data, locale, type.startsWith('units.')),
    added: count(data['added']),
    updated: count(data['updated']),
    fields: list(data['fields']).map(fieldText).join(', '),
    numbers: list(data['numbers']).join(', '),
    amount: money(data, 'amount', locale),
    gross: money(data, 'gross', locale),
    due: money(data, 'due', locale),
    before: money(data, 'before', locale) || day(data['before'], locale),
    receivedOn: day(data['receivedOn'], locale),
    ...valuesOf(type, data),
  }
}

/** What some events say in words of the catalogue. */
function valuesOf(type: BookEvent['type'], data: Facts): Record<string, string> {
  switch (type) {
    case 'method.added':
    case 'method.changed':
    case 'method.removed': {
      const kind = translateIfKnown(`payments.method-${text(data['kind'])}`) ?? ''
      const own = text(data['name'])
      return { name: own === '' ? kind : `${kind} (${own})` }
    }
    case 'card.failed':
      return { reason: text(data['message']) || text(data['code']).replaceAll('_', ' ') }
    case 'card.cancelled':
      return { reason: translateIfKnown(`events.why-${text(data['why'])}`) ?? '' }
    default:
      return {}
  }
}

/** Some events have two sentences, by what is known of them. */
function messageOf({ type, data }: BookEvent, values: MessageValues): MessageKey {
  const before = values['before'] !== ''
  switch (type) {
    case 'client.changed':
      return values['fields'] === '' ? 'events.client.changed-plain' : 'events.client.changed'
    case 'charge.changed':
      return before && data['before'] !== data['amount'] ? 'events.charge.changed-amount' : 'events.charge.changed'
    case 'charge.waived':
      return data['amended'] === true ? 'events.charge.let-go' : 'events.charge.waived'
    case 'draft.changed':
      return before && data['before'] !== data['gross'] ? 'events.draft.changed-amount' : 'events.draft.changed'
    case 'invoice.voided':
      return values['cancellation'] === '' ? 'events.invoice.voided' : 'events.invoice.voided-cancelled'
    case 'client.po-changed':
      return values['poNumber'] === '' ? 'events.client.po-removed' : 'events.client.po-changed'
    case 'invoice.po-added':
      return before ? 'events.invoice.po-changed' : 'events.invoice.po-added'
    case 'credit-note.issued':
      return values['invoiceNumber'] === '' ? 'events.credit-note.issued-correction' : 'events.credit-note.issued'
    case 'payment.recorded':
      return values['numbers'] === '' ? 'events.payment.recorded-credit' : 'events.payment.recorded'
    case 'payment.changed':
      return before && data['before'] !== data['receivedOn'] ? 'events.payment.changed-day' : 'events.payment.changed'
    case 'card.cancelled':
      // Given up by a person; after it had left the processor is asked first.
      if (values['reason'] !== '') return 'events.card.cancelled'
      if (data['forgotten'] === 1) return 'events.card.forgotten'
      return data['asks'] === 1 ? 'events.card.given-up' : 'events.card.let-go'
    case 'payment.undone':
      return values['reason'] === '' ? 'events.payment.undone-plain' : 'events.payment.undone'
    default:
      return `events.${type}`
  }
}

function texts(data: Facts, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, text(data[name])]))
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

function count(value: unknown): number {
  return typeof value === 'number' ? value : 0
}

function list(value: unknown): string[] {
  return Array.isArray(value) ? value.map(text).filter((one) => one !== '') : []
}

function money(data: Facts, name: string, locale: string): string {
  const amount = data[name]
  const currency = data['currency']
  if (typeof amount !== 'number' || typeof currency !== 'string' || !isCurrency(currency)) return ''
  return formatMoney(amount as Minor, currency, locale).replace('-', '\u2212')
}

/** "2.5 hours", or the bare figure where the unit has no name. */
/** `bare`: of what is counted already, "6 of Ten lessons". */
function quantity(data: Facts, locale: string, bare: boolean): string {
  const value = parseDecimal(text(data['quantity']))
  if (value === undefined) return ''
  const unit = bare ? '' : text(data['unit'])
  return unit === '' ? formatDecimal(value, locale) : `${formatDecimal(value, locale)} ${unit}`
}

function day(value: unknown, locale: string): string {
  if (typeof value !== 'string') return ''
  const date = parseCalendarDate(value)
  return date === undefined ? value : formatDate(date, locale)
}

/** A field of a client as it is called on screen. */
function fieldText(field: string): string {
  return translateIfKnown(`events.field-${field}`) ?? field
}

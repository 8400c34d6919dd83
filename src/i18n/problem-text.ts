// Every refusal in words: the rule, the figures and the way out (T-4).
import type { CurrencyCode, Minor } from '../core/money.ts'
import type { FieldReason, MissingField, Problem } from '../core/problem.ts'
import { formatDate, formatPeriod } from './format-date.ts'
import { formatDecimal, formatMoney } from './format-money.ts'
import { saleRefusalText, unitsShortText } from './sale-problem-text.ts'
import { type MessageKey, t, translateIfKnown } from './translate.ts'

/** The sentence for a problem, with dates and amounts as `locale` (BCP 47) writes them. */
export function problemText(problem: Problem, locale: string): string {
  const money = (amount: Minor, currency: CurrencyCode) => formatMoney(amount, currency, locale)
  switch (problem.code) {
    case 'not-found':
    case 'stale':
      return t(`problems.${problem.code}`, { entity: t(`problems.entity-${problem.entity}`) })
    case 'field-invalid':
      return fieldText(problem.field, problem.reason, problem.limit)
    case 'pattern-invalid':
      return t(`problems.pattern-${problem.reason}`, { field: problem.field === undefined ? '' : `{${problem.field}}` })
    case 'client-archived':
    case 'no-credit':
      return t(`problems.${problem.code}`, { clientName: problem.clientName })
    case 'client-has-records':
      return t('problems.client-has-records', problem)
    case 'charge-not-open':
      return problem.invoiceNumber === undefined
        ? t('problems.charge-not-open', { description: problem.description })
        : t('problems.charge-not-open-number', { description: problem.description, number: problem.invoiceNumber })
    case 'currencies-differ':
      return t('problems.currencies-differ', { currencies: [...new Set(problem.currencies)].join(', ') })
    case 'tax-rate-missing':
      return t('problems.tax-rate-missing', { taxName: problem.taxName, date: formatDate(problem.on, locale) })
    case 'wrong-state': {
      const state = t(`problems.state-${problem.state}`)
      return problem.number === undefined
        ? t('problems.wrong-state-plain', { state })
        : t('problems.wrong-state', { number: problem.number, state })
    }
    case 'total-negative':
      return t('problems.total-negative', { total: money(problem.total, problem.currency) })
    case 'finalize-missing':
      return t('problems.finalize-missing', { fields: problem.fields.map(missingFieldText).join(', ') })
    case 'date-before-last':
      return t('problems.date-before-last', {
        today: formatDate(problem.today, locale),
        last: formatDate(problem.last, locale),
      })
    case 'number-taken':
      return t('problems.number-taken', { number: problem.number })
    case 'books-locked':
      return t('problems.books-locked', {
        through: formatDate(problem.through, locale),
        date: formatDate(problem.date, locale),
      })
    case 'date-in-future':
      return t('problems.date-in-future', {
        date: formatDate(problem.date, locale),
        today: formatDate(problem.today, locale),
      })
    case 'refund-before-money':
      return t('problems.refund-before-money', {
        date: formatDate(problem.date, locale),
        received: formatDate(problem.received, locale),
      })
    case 'payment-allocated':
      return t('problems.payment-allocated', {
        amount: money(problem.amount, problem.currency),
        number: problem.number,
      })
    case 'payment-below-minimum':
      return t('problems.payment-below-minimum', {
        minimum: money(problem.minimum, problem.currency),
        due: money(problem.due, problem.currency),
      })
    case 'payment-partial-refused':
      return t('problems.payment-partial-refused', { due: money(problem.due, problem.currency) })
    case 'allocation-too-large':
      return t('problems.allocation-too-large', { number: problem.number, due: money(problem.due, problem.currency) })
    case 'credit-exceeds':
      return t('problems.credit-exceeds', {
        description: problem.description,
        left: money(problem.left, problem.currency),
      })
    case 'credit-quantity-exceeds':
      return t('problems.credit-quantity-exceeds', {
        description: problem.description,
        left: formatDecimal(problem.left, locale),
      })
    case 'credit-period-outside':
      return problem.full === undefined
        ? t('problems.credit-period-outside-none', { description: problem.description })
        : t('problems.credit-period-outside', {
            description: problem.description,
            period: formatPeriod(problem.full, locale),
          })
    case 'credit-period-taken':
      return problem.left.length === 0
        ? t('problems.credit-period-taken-all', { description: problem.description })
        : t('problems.credit-period-taken', {
            description: problem.description,
            period: problem.left.map((each) => formatPeriod(each, locale)).join(', '),
          })
    case 'correction-drafted':
      return t('problems.correction-drafted', { description: problem.description })
    case 'nothing-left-to-credit':
      return t('problems.nothing-left-to-credit', { number: problem.number })
    case 'credit-exceeds-invoice':
      return t('problems.credit-exceeds-invoice', {
        number: problem.number,
        left: money(problem.left, problem.currency),
      })
    case 'credit-not-positive':
      return t('problems.credit-not-positive', { total: money(problem.total, problem.currency) })
    case 'exchange-rates-differ':
      return t('problems.exchange-rates-differ', { numbers: problem.numbers.join(', ') })
    case 'has-credit-notes':
      return t('problems.has-credit-notes', {
        number: problem.number,
        credited: money(problem.credited, problem.currency),
      })
    case 'credit-too-small':
    case 'refund-exceeds':
      return t(`problems.${problem.code}`, { left: money(problem.left, problem.currency) })
    case 'credit-expired':
      return t('problems.credit-expired', { on: formatDate(problem.on, locale) })
    case 'release-exceeds':
      return t('problems.release-exceeds', { paid: money(problem.paid, problem.currency) })
    case 'no-stored-card':
      return t('problems.no-stored-card', { clientName: problem.clientName })
    case 'attempt-under-way':
      if (problem.refund === 1) {
        return t('problems.refund-under-way', { number: problem.number, state: problem.state })
      }
      return t('problems.attempt-under-way', {
        number: problem.number,
        state: problem.state === 'needs-action' ? 'action' : problem.state,
      })
    case 'processor-off':
      return t('problems.processor-off', { name: problem.name })
    case 'invoice-held':
      return t('problems.invoice-held', { number: problem.number, since: formatDate(problem.since, locale) })
    case 'import-changed-since':
      return t('problems.import-changed-since', { kept: problem.kept })
    case 'import-sold':
      return t('problems.import-sold', { invoices: problem.invoices })
    case 'schema-newer':
      return t('problems.schema-newer', { found: problem.found, known: problem.known })
    case 'clock-went-back':
      return t('problems.clock-went-back', {
        last: formatDate(problem.lastRunOn, locale),
        today: formatDate(problem.today, locale),
      })
    case 'no-recipient':
      return t('problems.no-recipient', { clientName: problem.clientName })
    case 'message-not-prepared':
    case 'delivery-not-open':
      return t(`problems.${problem.code}`, { state: problem.state })
    case 'template-field-unknown':
      return t('problems.template-field-unknown', { field: problem.field })
    case 'endpoint-in-use':
      return t('problems.endpoint-in-use', problem)
    case 'charge-key-taken':
      return t('problems.charge-key-taken', { id: problem.id })
    case 'run-failed':
      return t('problems.run-failed', { detail: problem.detail })
    case 'contract-ended':
      return t('problems.contract-ended', { name: problem.name, endOn: formatDate(problem.endOn, locale) })
    case 'contract-renewed':
    case 'contract-cancelled':
    case 'not-renewable':
    case 'group-default':
    case 'group-not-active':
      return t(`problems.${problem.code}`, { name: problem.name })
    case 'group-in-use':
      return t('problems.group-in-use', problem)
    case 'item-ended':
      return t('problems.item-ended', {
        description: problem.description,
        endOn: formatDate(problem.endOn, locale),
      })
    case 'charge-not-invoiced':
    case 'charge-of-contract':
    case 'charge-credited':
    case 'item-not-ended':
    case 'not-usage-item':
      return t(`problems.${problem.code}`, { description: problem.description })
    case 'item-fixed':
      return t(`problems.item-fixed-${problem.field}`, { description: problem.description })
    case 'before-start':
      return t('problems.before-start', {
        date: formatDate(problem.date, locale),
        start: formatDate(problem.start, locale),
      })
    case 'usage-duplicate':
    case 'usage-billed':
      return t(`problems.${problem.code}`, { sourceKey: problem.sourceKey })
    case 'usage-outside': {
      const on = formatDate(problem.on, locale)
      const start = formatDate(problem.start, locale)
      return problem.end === undefined
        ? t('problems.usage-outside-start', { on, start })
        : t('problems.usage-outside', { on, start, end: formatDate(problem.end, locale) })
    }
    case 'period-not-ended':
      return t('problems.period-not-ended', {
        description: problem.description,
        end: formatDate(problem.end, locale),
      })
    case 'client-on-trial':
    case 'below-minimum':
    case 'too-many-outstanding':
    case 'address-missing':
    case 'term-not-allowed':
      return saleRefusalText(problem, locale)
    case 'field-required':
      return problem.others === undefined
        ? t('problems.field-required', { name: problem.name })
        : t('problems.fields-required', {
            names: [problem.name, ...problem.others].map((name) => `“${name}”`).join(', '),
          })
    case 'not-for-sale':
      return t(`problems.${problem.code}`, { name: problem.name })
    case 'purchase-fixed':
    case 'purchase-undone':
    case 'plan-renewed':
    case 'plan-unpaid':
      return t(`problems.${problem.code}`, { description: problem.description })
    case 'units-short':
      return unitsShortText(problem, locale)
    case 'overdraft-billed':
      return problem.number === undefined
        ? t('problems.overdraft-billed-draft')
        : t('problems.overdraft-billed', { number: problem.number })
    case 'field-value':
      return fieldText(problem.name, problem.reason)
    case 'field-in-use':
      return t('problems.field-in-use', { name: problem.name, rows: problem.rows })
    default:
      return t(`problems.${problem.code}`)
  }
}

/** One thing that a document still lacks, as part of a sentence. */
export function missingFieldText(field: MissingField): string {
  return t(`problems.missing-${field}`)
}

/** What is wrong with one field, in words; for the place beside the field. */
export function fieldText(field: string, reason: FieldReason, limit?: number): string {
  const last = field.split('.').at(-1) ?? field
  const name = translateIfKnown(`problems.name-${last}`) ?? field
  if (reason === 'out-of-range' && limit === undefined) return t('problems.field-out-of-range-plain', { field: name })
  const key: MessageKey = `problems.field-${reason}`
  return t(key, { field: name, limit: limit ?? 0 })
}

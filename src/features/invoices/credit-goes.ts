// Where a credit goes, in one sentence with figures, before and after it is given.
import type { InvoiceId } from '../../core/ids.ts'
import { type CurrencyCode, type Minor, minor } from '../../core/money.ts'
import { allocateOldestFirst, type Receivable } from '../../core/settlement/allocate.ts'
import { formatMoney } from '../../i18n/format-money.ts'
import { t } from '../../i18n/translate.ts'

/** What a credit lowers, and what of it stays. */
export interface CreditGoes {
  readonly shares: readonly {
    readonly invoiceId: InvoiceId
    readonly number: string
    readonly amount: Minor
    readonly settles: boolean
  }[]
  readonly rest: Minor
}

/** First what is due of the invoices that it corrects, then the oldest open ones, the rest stays. */
export function creditGoes(total: Minor, own: readonly Receivable[], open: readonly Receivable[]): CreditGoes {
  const shares: CreditGoes['shares'][number][] = []
  let left = Math.max(total, 0)
  for (const { id, number, amountDue } of own) {
    const amount = Math.min(left, amountDue)
    if (amount <= 0) continue
    shares.push({ invoiceId: id, number, amount: minor(amount), settles: amount === amountDue })
    left -= amount
  }
  const others = open.filter(({ id }) => own.every((each) => each.id !== id))
  const after = allocateOldestFirst(minor(left), others)
  for (const { invoiceId, amount } of after.shares) {
    const { number = '', amountDue } = others.find(({ id }) => id === invoiceId) ?? {}
    shares.push({ invoiceId, number, amount, settles: amount === amountDue })
  }
  return { shares, rest: after.left }
}

/** "€60.00 lower what is due of 2026-0042 and €40.00 stay as credit." Empty where nothing is credited. */
export function goesText({ shares, rest }: CreditGoes, currency: CurrencyCode, locale: string): string {
  const parts = shares.map(({ number, amount, settles }) =>
    t(settles ? 'credits.goes-settles' : 'credits.goes-lowers', {
      amount: formatMoney(amount, currency, locale),
      number,
    }),
  )
  if (rest > 0) parts.push(t('credits.goes-stays', { amount: formatMoney(rest, currency, locale) }))
  const last = parts.pop()
  if (last === undefined) return ''
  return parts.length === 0
    ? t('credits.goes-one', { part: last })
    : t('credits.goes-more', { parts: parts.join(', '), last })
}

// Where a credit goes, in one sentence with figures, before and after it is given.
import type { PlannedCredit } from '../../core/credit/plan-credit.ts'
import type { AllocationId, CreditEntryId, InvoiceId } from '../../core/ids.ts'
import { type CurrencyCode, type Minor, minor, sumMinor } from '../../core/money.ts'
import type { Receivable } from '../../core/settlement/allocate.ts'
import { Ledger } from '../../core/settlement/ledger.ts'
import type { LedgerInvoice } from '../../core/settlement/ledger-rows.ts'
import { formatMoney } from '../../i18n/format-money.ts'
import { t } from '../../i18n/translate.ts'

export interface ShareOfCredit {
  readonly invoiceId: InvoiceId
  readonly number: string
  readonly amount: Minor
  /** Nothing is due of it then. */
  readonly settles: boolean
}

/** What a credit lowers, and what of it stays. */
export interface CreditGoes {
  readonly shares: readonly ShareOfCredit[]
  readonly rest: Minor
}

/**
 * Where a planned credit note would go, by the ledger that the command asks too: a ledger of nothing but what is due.
 * `open`: open invoices of its client, group and currency. `anew`: what the new invoice asks for that is issued in the
 * same act; its share has no number yet.
 */
export function creditGoes({ invoices, total }: PlannedCredit, open: readonly Receivable[], anew?: Minor): CreditGoes {
  const { billingGroupId, issuedOn } = invoices[0].source.invoice
  const own = invoices.map(({ source }): LedgerInvoice => {
    const { id, number, issuedOn, dueOn, amountDue, state } = source.invoice
    return {
      id,
      number,
      billingGroupId,
      issuedOn,
      dueOn,
      payable: amountDue,
      givenUp: state === 'uncollectible' ? 1 : 0,
      state,
    }
  })
  const others = open
    .filter(({ id }) => own.every((each) => each.id !== id))
    .map(
      ({ id, number, issuedOn, dueOn, amountDue }): LedgerInvoice => ({
        id,
        number,
        billingGroupId,
        issuedOn,
        dueOn,
        payable: amountDue,
        givenUp: 0,
        state: 'open',
      }),
    )
  const again: LedgerInvoice[] =
    anew === undefined || anew <= 0
      ? []
      : [
          {
            id: 'inv_anew' as InvoiceId,
            number: '',
            billingGroupId,
            issuedOn,
            dueOn: issuedOn,
            payable: anew,
            givenUp: 0,
            state: 'open',
          },
        ]
  const all = [...own, ...again, ...others]
  let made = 0
  const ledger = new Ledger({ invoices: all, payments: [], credits: [], allocations: [], refunds: [] }, () => {
    made += 1
    return `all_${made}` as AllocationId
  })
  const shares = ledger.credit(
    { id: 'cre_trial' as CreditEntryId, kind: 'credit-note', billingGroupId, receivedOn: issuedOn, amount: total },
    [
      ...invoices.map(({ source, figures }) => ({ invoiceId: source.invoice.id, amount: figures.total })),
      ...again.map(({ id }) => id),
    ],
  )
  return {
    shares: shares.map(({ invoiceId, amount }) => ({
      invoiceId,
      amount,
      number: all.find(({ id }) => id === invoiceId)?.number ?? '',
      settles: ledger.due(invoiceId) === 0,
    })),
    rest: minor(total - sumMinor(shares.map(({ amount }) => amount))),
  }
}

/** "€60.00 lower what is due of 2026-0042 and €40.00 stay as credit." Empty where nothing is credited. */
export function goesText({ shares, rest }: CreditGoes, currency: CurrencyCode, locale: string): string {
  const parts = shares.map(({ number, amount, settles }) => {
    const money = formatMoney(amount, currency, locale)
    if (number === '') return t(settles ? 'credits.goes-settles-new' : 'credits.goes-lowers-new', { amount: money })
    return t(settles ? 'credits.goes-settles' : 'credits.goes-lowers', { amount: money, number })
  })
  if (rest > 0) parts.push(t('credits.goes-stays', { amount: formatMoney(rest, currency, locale) }))
  const last = parts.pop()
  if (last === undefined) return ''
  return parts.length === 0
    ? t('credits.goes-one', { part: last })
    : t('credits.goes-more', { parts: parts.join(', '), last })
}

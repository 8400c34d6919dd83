import type { CurrencyCode, Minor } from '../../core/money.ts'
import type { SumField } from '../../core/settlement/sum.ts'
import type { CurrencySums } from '../../queries/client-sums.ts'
import { Amount, type AmountProps } from '../../ui/amount.tsx'

/** Amounts of several currencies, one line each, never added up; `none` stands where there is nothing. */
export function CurrencyAmounts(
  props: Pick<AmountProps, 'size' | 'strong' | 'tone'> & {
    readonly amounts: readonly { readonly currency: CurrencyCode; readonly amount: Minor }[]
    /** Shown as 0 in this currency when there is no amount at all; nothing when absent. */
    readonly none?: CurrencyCode
  },
) {
  const { amounts, none, ...look } = props
  const shown = amounts.filter(({ amount }) => amount !== 0)
  if (shown.length === 0) return none === undefined ? null : <Amount {...look} amount={0 as Minor} currency={none} />
  return shown.map(({ currency, amount }) => (
    <div key={currency}>
      <Amount {...look} amount={amount} currency={currency} />
    </div>
  ))
}

/** One kept figure in every currency. */
export function amountsOf(
  sums: readonly CurrencySums[],
  field: SumField,
): { readonly currency: CurrencyCode; readonly amount: Minor }[] {
  return sums.map(({ currency, values }) => ({ currency, amount: (values[field] ?? 0) as Minor }))
}

/** A kept count over all currencies. */
export function countOf(sums: readonly CurrencySums[], field: SumField): number {
  return sums.reduce((total, { values }) => total + (values[field] ?? 0), 0)
}

import { parseDecimal } from '../../core/decimal.ts'
import type { TaxRate } from '../../core/model.ts'
import { foldText } from '../../core/search-words.ts'

/** The account's tax that a text names: by its name, else the only one with that percentage. */
export function findTax(text: string, taxes: readonly TaxRate[]): TaxRate | undefined {
  const active = taxes.filter((tax) => tax.state === 'active')
  const named = active.find((tax) => foldText(tax.name) === foldText(text))
  if (named !== undefined) return named
  const percent = parseDecimal((/\d+(?:[.,]\d+)?/.exec(text)?.[0] ?? '').replace(',', '.'))
  const fitting =
    percent === undefined ? [] : active.filter((tax) => tax.kind === 'normal' && tax.rates.at(-1)?.percent === percent)
  return fitting.length === 1 ? fitting[0] : undefined
}

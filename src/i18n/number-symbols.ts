// How a locale writes numbers, asked from Intl once. Digits are always Latin: they align in tables, every font of our
// documents has them, and what we print can be typed again.
export interface NumberSymbols {
  readonly decimal: string
  readonly group: string
}

/** The real minus sign, as wide as a plus and a figure; Intl gives most locales a hyphen. */
export const MINUS = '\u2212'

const cached = new Map<string, NumberSymbols>()

/** Decimal and group separator of a BCP 47 locale. */
export function numberSymbols(locale: string): NumberSymbols {
  let symbols = cached.get(locale)
  if (symbols === undefined) {
    const parts = numberFormat(locale, { minimumFractionDigits: 1, useGrouping: 'always' }).formatToParts(1_234_567.5)
    symbols = {
      decimal: parts.find((part) => part.type === 'decimal')?.value ?? '.',
      group: parts.find((part) => part.type === 'group')?.value ?? ',',
    }
    cached.set(locale, symbols)
  }
  return symbols
}

const formats = new Map<string, Intl.NumberFormat>()

/** A cached formatter: making one costs more than using it a hundred times. */
export function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale} ${JSON.stringify(options)}`
  let format = formats.get(key)
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, { ...options, numberingSystem: 'latn' })
    formats.set(key, format)
  }
  return format
}

/** A number given as text, so that no digit is lost in a float, with the real minus sign. */
export function formatExactly(format: Intl.NumberFormat, value: string): string {
  return format
    .formatToParts(value as Intl.StringNumericLiteral)
    .map((part) => (part.type === 'minusSign' ? MINUS : part.value))
    .join('')
}

// How a locale writes numbers, asked from Intl once. Digits are always Latin: they align in tables, every font of our
// documents has them, and what we print can be typed again.
export interface NumberSymbols {
  readonly decimal: string
  readonly group: string
}

/** Some locales write money otherwise than plain numbers: 1 000,00 but € 1.000,00 in Austria. */
export type NumberStyle = 'decimal' | 'currency'

/** The real minus sign, as wide as a plus and a figure; Intl gives most locales a hyphen. */
const MINUS = '\u2212'

/** A format that writes all groups, to see or to check how the locale groups. */
export function groupingFormat(locale: string, style: NumberStyle): Intl.NumberFormat {
  return numberFormat(locale, { style, useGrouping: 'always', ...(style === 'currency' ? { currency: 'EUR' } : {}) })
}

const cached = new Map<string, NumberSymbols>()

/** Decimal and group separator of a BCP 47 locale. */
export function numberSymbols(locale: string, style: NumberStyle): NumberSymbols {
  const key = `${locale} ${style}`
  let symbols = cached.get(key)
  if (symbols === undefined) {
    const parts = groupingFormat(locale, style).formatToParts(1_234_567.5)
    symbols = {
      decimal: parts.find((part) => part.type === 'decimal')?.value ?? '.',
      group: parts.find((part) => part.type === 'group')?.value ?? ',',
    }
    cached.set(key, symbols)
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

/** A number given as text, so that no digit is lost in a float, with the real minus sign; only some parts if asked. */
export function formatExactly(format: Intl.NumberFormat, value: string, only?: ReadonlySet<string>): string {
  return format
    .formatToParts(value as Intl.StringNumericLiteral)
    .filter((part) => only === undefined || only.has(part.type))
    .map((part) => (part.type === 'minusSign' ? MINUS : part.value))
    .join('')
}

import { type CalendarDate, parseCalendarDate } from '../core/date.ts'

type Part = 'day' | 'month' | 'year'

const orders = new Map<string, readonly Part[]>()
const monthNames = new Map<string, readonly (readonly string[])[]>()

/** In which order the locale writes day, month and year. */
function orderOf(locale: string): readonly Part[] {
  let order = orders.get(locale)
  if (order === undefined) {
    order = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'numeric', year: 'numeric', calendar: 'gregory' })
      .formatToParts(0)
      .flatMap(({ type }) => (type === 'day' || type === 'month' || type === 'year' ? [type] : []))
    orders.set(locale, order)
  }
  return order
}

/**
 * The long and short names of the twelve months, folded, alone and as they stand inside a date ("Sept." in German,
 * genitives in Polish); English ones are understood everywhere.
 */
function namesOf(locale: string): readonly (readonly string[])[] {
  let names = monthNames.get(locale)
  if (names === undefined) {
    const formats = [locale, 'en'].flatMap((tag) =>
      (['long', 'short'] as const).flatMap((month) => [
        new Intl.DateTimeFormat(tag, { month, timeZone: 'UTC' }),
        new Intl.DateTimeFormat(tag, { day: 'numeric', month, year: 'numeric', timeZone: 'UTC' }),
      ]),
    )
    names = Array.from({ length: 12 }, (_, month) => formats.map((format) => fold(monthIn(format, month))))
    monthNames.set(locale, names)
  }
  return names
}

function monthIn(format: Intl.DateTimeFormat, month: number): string {
  return format.formatToParts(Date.UTC(2024, month, 15)).find((part) => part.type === 'month')?.value ?? ''
}

function fold(word: string): string {
  return word
    .normalize('NFKD')
    .replace(/\p{M}|\./gu, '')
    .toLowerCase()
}

/** Digits of other scripts as ASCII ones. */
function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0
    let zero = code
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && code - zero < 9) zero -= 1
    return code < 128 ? digit : String(code - zero)
  })
}

/**
 * A day as a person types it: ISO, the locale's order with any separator ("3.2.26", "02/03/2026"), a month by name
 * ("3 Feb", "Feb 3, 2026"). A missing year is today's, two digits are of this century. Undefined when it is no day.
 */
export function parseTypedDate(text: string, locale: string, today: CalendarDate): CalendarDate | undefined {
  const typed = asciiDigits(text)
    .replace(/[\u200e\u200f\u061c]/g, '')
    .trim()
  const iso = parseCalendarDate(typed)
  if (iso !== undefined) return iso
  const thisYear = today.slice(0, 4)

  const words = typed.match(/\p{L}[\p{L}\p{M}.]*/gu) ?? []
  const numbers = typed.match(/\d+/g) ?? []
  if (words.length > 0) {
    const month = namesOf(locale).findIndex((names) => words.some((word) => names.includes(fold(word))))
    const [day, year] = (numbers[0]?.length ?? 0) > 2 ? [numbers[1], numbers[0]] : [numbers[0], numbers[1]]
    if (month < 0 || day === undefined || numbers.length > 2) return undefined
    return compose(year ?? thisYear, String(month + 1), day)
  }

  if (!/^\d+(\D+\d+){1,2}\D*$/.test(typed)) return undefined
  const order = (numbers[0]?.length === 4 ? ['year', 'month', 'day'] : orderOf(locale)) as readonly Part[]
  const used = numbers.length === 3 ? order : order.filter((part) => part !== 'year')
  const given: Partial<Record<Part, string>> = {}
  for (const [place, part] of used.entries()) given[part] = numbers[place] ?? ''
  return compose(given.year ?? thisYear, given.month ?? '', given.day ?? '')
}

/** The day that a date field holds, or undefined while what is in it is no day yet. */
export function knownDate(value: string): CalendarDate | undefined {
  return parseCalendarDate(value)
}

function compose(year: string, month: string, day: string): CalendarDate | undefined {
  if (month.length > 2 || day.length > 2 || (year.length !== 4 && year.length !== 2)) return undefined
  const fullYear = year.length === 2 ? `20${year}` : year
  return parseCalendarDate(`${fullYear}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`)
}

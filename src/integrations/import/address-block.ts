// A postal address in one cell -> its lines.
import { countryFromText } from '../../i18n/country-names.ts'

// With a ZIP code behind it, the code of a state says the country as well.
const US_STATES = new Set(
  (
    'AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI ' +
    'SC SD TN TX UT VT VA WA WV WI WY PR'
  ).split(' '),
)

export interface AddressParts {
  readonly line1: string
  readonly line2?: string
  readonly city?: string
  readonly region?: string
  readonly postalCode?: string
  readonly country?: string
}

/**
 * Takes an address apart line by line: a country's name in the last line, `10115 Berlin` or `Bayshore, CA 94326` in the
 * one above. What is not understood stays as lines; nothing is dropped.
 */
export function addressFromBlock(block: string): AddressParts {
  const whole = block.trim()
  if (!/[\r\n]/.test(whole) && whole.includes(',')) return addressFromLine(whole)
  const lines = block
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const last = lines.at(-1)
  const country = lines.length > 1 && last !== undefined && last.length > 2 ? countryFromText(last) : undefined
  if (country !== undefined) lines.pop()
  const town = lines.length > 1 ? townOf(lines.at(-1) ?? '') : undefined
  if (town !== undefined) lines.pop()
  const [line1 = '', ...more] = lines
  return {
    line1,
    ...(more.length === 0 ? {} : { line2: more.join(', ') }),
    ...town,
    ...(country === undefined ? {} : { country }),
  }
}

/** `1 Main St., Bayshore, CA 94326, USA` or `Weg 1, 53111 Bonn`; any other line stays whole. */
function addressFromLine(line: string): AddressParts {
  const parts = line.split(',').map((part) => part.trim())
  const last = parts.at(-1) ?? ''
  const country = parts.length > 2 && last.length > 2 ? countryFromText(last) : undefined
  if (country !== undefined) parts.pop()
  for (const count of [1, 2]) {
    const town = parts.length > count ? townOf(parts.slice(-count).join(', ')) : undefined
    if (town === undefined) continue
    return { line1: parts.slice(0, -count).join(', '), ...town, ...(country === undefined ? {} : { country }) }
  }
  return { line1: line }
}

function townOf(line: string): Omit<AddressParts, 'line1' | 'line2'> | undefined {
  const continental = /^((?:[A-Z]{1,3}-)?\d{4,5}(?: ?[A-Z]{2})?) +(\p{L}.*)$/u.exec(line)
  if (continental !== null) return { postalCode: continental[1] ?? '', city: continental[2] ?? '' }
  const american = /^(\p{L}[^,]*), *([A-Z]{2})\s+(\d{5}(?:-\d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d)$/u.exec(line)
  if (american === null) return undefined
  const [, city = '', region = '', postalCode = ''] = american
  const country = /^\d/.test(postalCode) ? (US_STATES.has(region) ? 'US' : undefined) : 'CA'
  return { city, region, postalCode, ...(country === undefined ? {} : { country }) }
}

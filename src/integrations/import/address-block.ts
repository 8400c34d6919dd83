// A postal address in one cell -> its lines.
import { countryFromText } from '../../i18n/country-names.ts'

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

function townOf(line: string): Pick<AddressParts, 'city' | 'region' | 'postalCode'> | undefined {
  const continental = /^((?:[A-Z]{1,3}-)?\d{4,5}(?: ?[A-Z]{2})?) +(\p{L}.*)$/u.exec(line)
  if (continental !== null) return { postalCode: continental[1] ?? '', city: continental[2] ?? '' }
  const american = /^(\p{L}[^,]*), *([A-Z]{2})\s+(\d{5}(?:-\d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d)$/u.exec(line)
  if (american !== null) return { city: american[1] ?? '', region: american[2] ?? '', postalCode: american[3] ?? '' }
  return undefined
}

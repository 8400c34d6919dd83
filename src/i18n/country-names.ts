// Names of countries in the languages that people and other programs write them in, both ways.
import { countryCode, countryCodes } from '../core/country.ts'
import { foldText } from '../core/search-words.ts'

/** The languages in which a written name is understood. */
const languages = [
  'en',
  'de',
  'fr',
  'es',
  'it',
  'nl',
  'pt',
  'pl',
  'sv',
  'da',
  'nb',
  'fi',
  'cs',
  'el',
  'tr',
  'ja',
  'zh',
  'ko',
  'ar',
  'ru',
  'uk',
]

// Names in daily use that are no country's formal one.
const otherNames: Readonly<Record<string, string>> = {
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  'northern ireland': 'GB',
  'great britain': 'GB',
  britain: 'GB',
  'u k': 'GB',
  grossbritannien: 'GB',
  'united kingdom of great britain and northern ireland': 'GB',
  usa: 'US',
  'u s a': 'US',
  'u s': 'US',
  america: 'US',
  'united states of america': 'US',
  'vereinigte staaten von amerika': 'US',
  'estados unidos de america': 'US',
  'stati uniti d america': 'US',
  'etats unis d amerique': 'US',
  'the united states': 'US',
  holland: 'NL',
  'the netherlands': 'NL',
  'republic of ireland': 'IE',
  eire: 'IE',
  'federal republic of germany': 'DE',
  brd: 'DE',
  'the bahamas': 'BS',
  'czech republic': 'CZ',
  tschechien: 'CZ',
  'tschechische republik': 'CZ',
  'slovak republic': 'SK',
  'russian federation': 'RU',
  'south korea': 'KR',
  korea: 'KR',
  'republic of korea': 'KR',
  'korea republic of': 'KR',
  'north korea': 'KP',
  'ivory coast': 'CI',
  burma: 'MM',
  macedonia: 'MK',
  'north macedonia': 'MK',
  swaziland: 'SZ',
  'cape verde': 'CV',
  'east timor': 'TL',
  palestine: 'PS',
  'hong kong': 'HK',
  macau: 'MO',
  macao: 'MO',
  taiwan: 'TW',
  turkey: 'TR',
  vietnam: 'VN',
  'viet nam': 'VN',
  laos: 'LA',
  syria: 'SY',
  iran: 'IR',
  'iran islamic republic of': 'IR',
  moldova: 'MD',
  bolivia: 'BO',
  venezuela: 'VE',
  tanzania: 'TZ',
  brunei: 'BN',
  uae: 'AE',
  'u a e': 'AE',
  emirates: 'AE',
  'democratic republic of the congo': 'CD',
  'republic of the congo': 'CG',
  vatican: 'VA',
  'people s republic of china': 'CN',
  'pr china': 'CN',
  'mainland china': 'CN',
  brasil: 'BR',
  osterreich: 'AT',
  oesterreich: 'AT',
  luxemburg: 'LU',
}

let codeByName: ReadonlyMap<string, string> | undefined

function nameKey(name: string): string {
  return foldText(name)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

function namesToCodes(): ReadonlyMap<string, string> {
  if (codeByName !== undefined) return codeByName
  const names = new Map<string, string>()
  for (const language of languages) {
    for (const style of ['long', 'short'] as const) {
      const display = new Intl.DisplayNames([language], { type: 'region', style, fallback: 'none' })
      for (const code of countryCodes) {
        const key = nameKey(display.of(code) ?? '')
        if (key !== '' && !names.has(key)) names.set(key, code)
      }
    }
  }
  for (const [name, code] of Object.entries(otherNames)) names.set(name, code)
  codeByName = names
  return names
}

/** The ISO 3166-1 alpha-2 code of a country written as a code or as a name in one of many languages; undefined when unknown. */
export function countryFromText(text: string): string | undefined {
  const code = countryCode(text)
  if (code !== undefined) return code
  const names = namesToCodes()
  const key = nameKey(text)
  return names.get(key) ?? names.get(key.replace(/^(the|la|le|el|los|die|der|republic of) /, ''))
}

/** The country's name in the reader's language; the code itself for one that has no name. */
export function countryName(code: string, locale: string): string {
  return new Intl.DisplayNames([locale], { type: 'region', fallback: 'code' }).of(code) ?? code
}

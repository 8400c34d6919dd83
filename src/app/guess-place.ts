// Sensible defaults of a fresh account from the browser's locale and time zone (issue: first run).
import type { PlaceOfBusiness } from '../commands/open-account-books.ts'
import { currencyOfCountry } from '../core/country-currency.ts'

/** Country, currency, language and time zone as the device suggests them; the owner corrects them in the first steps. */
export function guessPlace(): PlaceOfBusiness {
  const locale = navigator.language
  const country = new Intl.Locale(locale).maximize().region ?? 'US'
  const timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone
  return { locale, country, currency: currencyOfCountry(country), timeZone }
}

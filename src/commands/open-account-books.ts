import { currencyExponent } from '../core/currency.ts'
import { decimal } from '../core/decimal.ts'
import type { Envelope } from '../core/envelope.ts'
import { minor, roundToMinor } from '../core/money.ts'
import { ok } from '../core/result.ts'
import type { AccountSettings } from '../core/settings.ts'
import { defaultSettings } from '../core/settings.ts'
import type { Command } from './execute.ts'

export type PlaceOfBusiness = Pick<AccountSettings, 'country' | 'locale' | 'currency' | 'timeZone'>

/** Gives a fresh account its settings with the defaults of its place (section F); does nothing where they are. */
export const openAccountBooks: Command<PlaceOfBusiness, { readonly fresh: boolean }> = {
  name: 'openAccountBooks',
  tables: ['settings'],
  async run(books, place, envelope: Envelope) {
    const before = await books.db.settings.get('account')
    if (before === undefined) {
      const five = roundToMinor(decimal('5'), currencyExponent(place.currency))
      await books.putSettings(defaultSettings({ ...place, updatedAt: envelope.now, minimumPayment: minor(five) }))
    }
    books.record('account.opened', ['account'], { fresh: before === undefined })
    return ok({ fresh: before === undefined })
  },
}

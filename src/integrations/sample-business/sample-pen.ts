// What the parts of the sample business write with: commands as they would have run on their days.
import type { Command } from '../../commands/execute.ts'
import { currencyExponent } from '../../core/currency.ts'
import type { CalendarDate } from '../../core/date.ts'
import { type Decimal, decimal } from '../../core/decimal.ts'
import type { Envelope } from '../../core/envelope.ts'
import type { ClientId, InvoiceId, ProductId, TaxRateId } from '../../core/ids.ts'
import { minor, minorToDecimal } from '../../core/money.ts'
import type { AccountSettings } from '../../core/settings.ts'
import type { Books } from '../../queries/account-entries.ts'

export interface Pen {
  readonly books: Books
  readonly settings: AccountSettings
  readonly taxIds: readonly TaxRateId[]
  readonly clients: readonly ClientId[]
  readonly products: readonly ProductId[]
  /** Runs a command as it would have run on that day. */
  on<Input, Value>(
    day: CalendarDate,
    command: Command<Input, Value>,
    input: Input,
    actor?: Envelope['actor'],
  ): Promise<Value>
  /** A whole number below `limit`; the same sequence every time. */
  pick(limit: number): number
}

export interface Billed {
  readonly id: InvoiceId
  readonly clientId: ClientId
  readonly issuedOn: CalendarDate
}

/** A price in hundredths of a major unit, scaled for currencies without them. */
export function priceIn(hundredths: number, { currency }: Pick<AccountSettings, 'currency'>): Decimal {
  const exponent = currencyExponent(currency)
  // Yen and won have no hundredths, and their prices have two more digits.
  return exponent === 0 ? decimal(String(hundredths)) : minorToDecimal(minor(hundredths), 2)
}

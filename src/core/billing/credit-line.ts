// What a correction becomes on the next invoice: the same service with a quantity of -1, taxed as it was.
import { type Correction, contractChargeId } from '../contract/contract.ts'
import { currencyExponent } from '../currency.ts'
import type { CalendarDate } from '../date.ts'
import { decimal } from '../decimal.ts'
import type { Charge } from '../model.ts'
import { minorToDecimal, negateMinor } from '../money.ts'
import type { PlannedCharge } from './snapshot.ts'

/** The line below 0 that settles a correction; it bills from `today` on. `corrected` is the charge that was invoiced. */
export function creditLine(
  {
    contractItemId,
    amendmentId,
    period,
    amount,
    currency,
    billingGroupId,
  }: Omit<Correction, 'version' | 'createdAt' | 'updatedAt'>,
  corrected: Charge,
  today: CalendarDate,
): PlannedCharge {
  const { clientId, source, productId, description, taxIds, taxIncluded, contractId } = corrected
  const [, start = period.start] = corrected.id.split('/')
  return {
    id: contractChargeId(contractItemId, start as typeof period.start, amendmentId),
    clientId,
    billingGroupId,
    currency,
    source,
    ...(productId !== undefined && { productId }),
    description,
    quantity: decimal('-1'),
    unitPrice: minorToDecimal(negateMinor(amount), currencyExponent(currency)),
    allowances: [],
    surcharges: [],
    taxIds,
    taxIncluded,
    amount,
    servedOn: period.start,
    period,
    ...(contractId !== undefined && { contractId }),
    contractItemId,
    billsOn: today,
    cause: amendmentId,
    state: 'open',
  }
}

// An automatic draft as the billing planner sees it.
import type { Instant } from '../../src/core/date.ts'
import { calendarDate } from '../../src/core/date.ts'
import type { ChargeId, InvoiceId } from '../../src/core/ids.ts'
import { priceDraft } from '../../src/core/invoice/draft-document.ts'
import type { Charge, DraftInvoice } from '../../src/core/model.ts'
import { ZERO } from '../../src/core/money.ts'
import { billingGroup, client, EUR, handCharge } from './billing-snapshot.ts'

const AT = '2020-01-01T00:00:00.000Z' as Instant

/** A draft in EUR over charges of these ids, priced from `charges` (default: one of 100.00). */
export function draft(
  id: string,
  chargeIds: readonly string[],
  given: Partial<DraftInvoice> = {},
  charges: readonly Charge[] = [handCharge('chg_0', '2026-01-01', 100_00)],
): DraftInvoice {
  const figures = { currency: EUR, taxIncluded: false, allowances: [], surcharges: [], prepaid: ZERO }
  const own = { ...figures, ...given }
  const lines = charges.map((each) => ({ ...each, currency: own.currency, taxIncluded: own.taxIncluded }))
  const priced = priceDraft(own, lines, new Map(), { currency: EUR })
  if (!priced.ok) throw new Error(priced.problem.code)
  const { totals } = priced.value
  return {
    ...figures,
    id: id as InvoiceId,
    version: 1,
    state: 'draft',
    clientId: client().id,
    billingGroupId: billingGroup().id,
    clientName: client().name,
    listedOn: calendarDate('2026-01-01'),
    gross: totals.gross,
    amountDue: totals.due,
    words: [],
    chargeIds: chargeIds as readonly ChargeId[],
    termsDays: 14,
    totals,
    editedByUser: 0,
    createdAt: AT,
    updatedAt: AT,
    ...given,
  }
}

// How a charge row comes to be, whoever writes it: the quick form, a draft's line, an import, a copy.

import {
  checkAdjustments,
  checkDate,
  checkPrice,
  checkQuantity,
  checkRequired,
  checkText,
  firstProblem,
} from '../core/check-fields.ts'
import { currencyExponent } from '../core/currency.ts'
import { decimal } from '../core/decimal.ts'
import type { Envelope } from '../core/envelope.ts'
import type { BillingGroupId, ChargeId, ClientId, CreditNoteId, ProductId, TaxRateId } from '../core/ids.ts'
import { computeLine } from '../core/invoice/compute-line.ts'
import type { Charge, ChargeSource, PriceAdjustment } from '../core/model.ts'
import type { CurrencyCode } from '../core/money.ts'
import type { Period } from '../core/period.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { AccountDb } from '../storage/account-db.ts'

/** What a person enters about a charge: a service charge (quantity x price) or an adjustment (quantity -1 or 1), P-8. */
export interface ChargeFields {
  readonly description: string
  readonly quantity: Charge['quantity']
  readonly unit?: string
  readonly unitPrice: Charge['unitPrice']
  readonly allowances?: readonly PriceAdjustment[]
  readonly surcharges?: readonly PriceAdjustment[]
  readonly taxIds: readonly TaxRateId[]
  readonly taxIncluded: boolean
  readonly servedOn: Charge['servedOn']
  readonly period?: Period
  readonly productId?: ProductId
}

export interface NewChargeOwner {
  readonly clientId: ClientId
  readonly billingGroupId: BillingGroupId
  readonly currency: CurrencyCode
  readonly source: ChargeSource
  /** The credit note that took back what the charge bills again (M-15), and the charge that had billed it. */
  readonly cause?: CreditNoteId
  readonly rebills?: ChargeId
}

/** The first thing wrong with a charge's fields: `field-invalid`. */
export function chargeProblem(fields: ChargeFields, currency: CurrencyCode): Problem | undefined {
  const { period } = fields
  if (period !== undefined && period.end <= period.start) {
    return { code: 'field-invalid', field: 'period', reason: 'end-before-start' }
  }
  return firstProblem(
    checkRequired('description', fields.description, 4000),
    checkQuantity('quantity', fields.quantity),
    checkPrice('unitPrice', fields.unitPrice, currency),
    checkText('unit', fields.unit, 40),
    checkAdjustments('allowances', fields.allowances ?? []),
    checkAdjustments('surcharges', fields.surcharges ?? []),
    checkDate('servedOn', fields.servedOn),
    checkDate('period', period?.start),
    checkDate('period', period?.end),
  )
}

/** A new open charge. Problems: `field-invalid`, `amount-too-large`. */
export function newCharge(owner: NewChargeOwner, fields: ChargeFields, envelope: Envelope): Result<Charge, Problem> {
  return withFields(
    {
      id: envelope.newId('chg'),
      version: 1,
      ...owner,
      state: 'open',
      createdAt: envelope.now,
      updatedAt: envelope.now,
    },
    fields,
  )
}

/** The same charge with new fields, one version on; a charge that a person touched is no longer held. */
export function changedCharge(before: Charge, fields: ChargeFields, envelope: Envelope): Result<Charge, Problem> {
  const { description, quantity, unit, unitPrice, allowances, surcharges, taxIds, taxIncluded, ...rest } = before
  const { amount, servedOn, period, productId, held, rating, version, ...owner } = rest
  const next = withFields({ ...owner, version: version + 1, updatedAt: envelope.now }, withPeriodOf(before, fields))
  if (!next.ok || rating === undefined) return next
  // How the amount came to be is still true where a person changed only words.
  const same = next.value.quantity === quantity && next.value.unitPrice === unitPrice && next.value.amount === amount
  return same ? ok({ ...next.value, rating }) : next
}

/** A contract's chain runs through the periods of its charges: a person changes what they say and cost, not when. */
function withPeriodOf({ contractItemId, servedOn, period, productId }: Charge, fields: ChargeFields): ChargeFields {
  if (contractItemId === undefined) return fields
  const { period: _period, productId: _productId, ...rest } = fields
  return {
    ...rest,
    servedOn,
    ...(period === undefined ? {} : { period }),
    ...(productId === undefined ? {} : { productId }),
  }
}

function withFields(
  base: Omit<Charge, keyof ChargeFields | 'amount' | 'held' | 'rating'>,
  fields: ChargeFields,
): Result<Charge, Problem> {
  const problem = chargeProblem(fields, base.currency)
  if (problem !== undefined) return refused(problem)
  const { allowances = [], surcharges = [], ...rest } = fields
  try {
    const { amount } = computeLine({ ...fields, taxes: [] }, currencyExponent(base.currency))
    return ok({
      ...base,
      ...rest,
      description: fields.description.trim(),
      quantity: decimal(fields.quantity),
      unitPrice: decimal(fields.unitPrice),
      // A tax named twice would be taken twice.
      taxIds: [...new Set(fields.taxIds)],
      allowances,
      surcharges,
      amount,
    })
  } catch (error) {
    if (error instanceof RangeError) return refused({ code: 'amount-too-large' })
    throw error
  }
}

/** The client's default billing group (M-6): every client has exactly one. */
export async function defaultGroupId(db: AccountDb, clientId: ClientId): Promise<BillingGroupId> {
  const groups = await db.billingGroups.where('clientId').equals(clientId).toArray()
  const group = groups.find(({ isDefault }) => isDefault === 1) ?? groups[0]
  if (group === undefined) throw new Error('A client without a billing group')
  return group.id
}

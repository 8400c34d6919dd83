// Totals of a document by EN 16931 and rules.md R-26, R-27 (design.md section 8).
import type { Decimal } from '../decimal.ts'
import type { TaxCategory, TaxKind } from '../model.ts'
import type { Minor } from '../money.ts'

export interface TaxOnLine {
  readonly category: TaxCategory
  readonly kind: TaxKind
  readonly percent: Decimal
}

export interface Adjustment {
  readonly kind: 'percent' | 'amount'
  /** Percent, or major units; never negative. */
  readonly value: Decimal
}

/** An allowance or surcharge of the whole document (EN 16931 BG-20, BG-21). */
export interface DocumentAdjustment extends Adjustment {
  /**
   * The taxes that it belongs to (EN 16931 BT-95, BT-102); empty = outside every tax. Absent: it is spread over the
   * lines' taxes by value, largest remainder (R-27).
   */
  readonly taxes?: readonly TaxOnLine[]
}

export interface LineInput {
  readonly quantity: Decimal
  readonly unitPrice: Decimal
  /** How many units the price is for; default 1. */
  readonly priceBase?: Decimal
  readonly allowances?: readonly Adjustment[]
  readonly surcharges?: readonly Adjustment[]
  readonly taxes: readonly TaxOnLine[]
}

export interface DocumentInput {
  /** Minor-unit exponent of the document's currency. */
  readonly exponent: number
  readonly taxIncluded: boolean
  readonly lines: readonly LineInput[]
  readonly allowances?: readonly DocumentAdjustment[]
  readonly surcharges?: readonly DocumentAdjustment[]
  readonly prepaid?: Minor
  /** A rounding amount that the document states by itself (BT-114); added to what R-26 and cash rounding give. */
  readonly rounding?: Minor
  /** Round what is due to a multiple of this many minor units (Swiss 5, Swedish 100); absent = no cash rounding. */
  readonly cashUnit?: number
}

export interface LineTotals {
  /** round(quantity x unit price / price base). */
  readonly base: Minor
  readonly allowances: readonly Minor[]
  readonly surcharges: readonly Minor[]
  /** base - allowances + surcharges: with tax inside when the document's prices include tax. */
  readonly amount: Minor
  /** Without tax, before the document's allowances (BT-131); equals `amount` unless prices include tax. */
  readonly net: Minor
}

export interface TaxSubtotal {
  readonly category: TaxCategory
  readonly kind: 'normal' | 'compound'
  readonly percent: Decimal
  readonly taxable: Minor
  readonly tax: Minor
}

export interface DocumentTotals {
  readonly lines: readonly LineTotals[]
  /** Sum of the lines' amounts: net, or gross when prices include tax (BT-106). */
  readonly lineSum: Minor
  readonly allowances: readonly Minor[]
  readonly surcharges: readonly Minor[]
  readonly allowanceTotal: Minor
  readonly surchargeTotal: Minor
  /** BT-109. */
  readonly net: Minor
  readonly taxes: readonly TaxSubtotal[]
  /** BT-110. */
  readonly tax: Minor
  /** BT-112. */
  readonly gross: Minor
  readonly withholdings: readonly { readonly percent: Decimal; readonly base: Minor; readonly amount: Minor }[]
  readonly withholding: Minor
  readonly prepaid: Minor
  /** BT-114: cash rounding and what R-26 leaves over. */
  readonly rounding: Minor
  /** BT-115: gross - withholding - prepaid + rounding, before any payment. */
  readonly due: Minor
}

// totals/rule-check: one rule of arithmetic, a claimed figure, and whether the source accepts it.
import {
  absolute,
  compareDecimals,
  type Decimal,
  decimal,
  decimalPlaces,
  subtractDecimals,
} from '../../../src/core/decimal.ts'
import { computeLine } from '../../../src/core/invoice/compute-line.ts'
import { closingTotals } from '../../../src/core/invoice/compute-totals.ts'
import type { Adjustment } from '../../../src/core/invoice/totals.ts'
import { type Minor, minor, minorToDecimal, percentOf, roundToMinor, sumMinor } from '../../../src/core/money.ts'
import {
  type CaseKind,
  CaseProblem,
  compared,
  decimalAt,
  hasValue,
  type Json,
  type JsonObject,
  listAt,
  type Outcome,
  objectAt,
  objectsAt,
  onlyCaseFields,
  onlyFields,
  textAt,
  toDecimal,
} from '../case.ts'

const FIELDS = [
  'ruleName',
  'valid',
  'claimed',
  'line',
  'base',
  'percent',
  'taxable',
  'rate',
  'lineTotals',
  'lineSum',
  'allowancesCharges',
  'discountTotal',
  'chargeTotal',
  'subtotal',
  'taxSubtotals',
  'taxTotal',
  'total',
  'prepaid',
  'roundingAmount',
  'due',
]

/** The claimed figure and ours. */
interface Claim {
  readonly claimed: Decimal
  readonly computed: Decimal
}

const RULES: readonly (readonly [start: string, check: (fields: JsonObject, exponent: number) => Claim])[] = [
  ['line net =', (fields, exponent) => claim(fields, 'claimed', lineNet(objectAt(fields, 'line'), exponent), exponent)],
  [
    'allowance/charge amount =',
    (fields, exponent) =>
      claim(fields, 'claimed', percentOf(amount(fields, 'base', exponent), decimalAt(fields, 'percent')), exponent),
  ],
  [
    'tax =',
    (fields, exponent) =>
      claim(fields, 'claimed', percentOf(amount(fields, 'taxable', exponent), optional(fields, 'rate')), exponent),
  ],
  [
    'lineSum =',
    (fields, exponent) => claim(fields, 'lineSum', sumMinor(amounts(fields, 'lineTotals', exponent)), exponent),
  ],
  [
    'discountTotal =',
    (fields, exponent) => claim(fields, 'discountTotal', adjustments(fields, false, exponent), exponent),
  ],
  ['chargeTotal =', (fields, exponent) => claim(fields, 'chargeTotal', adjustments(fields, true, exponent), exponent)],
  [
    'subtotal =',
    (fields, exponent) =>
      claim(
        fields,
        'subtotal',
        minor(
          amount(fields, 'lineSum', exponent) -
            amount(fields, 'discountTotal', exponent) +
            amount(fields, 'chargeTotal', exponent),
        ),
        exponent,
      ),
  ],
  [
    'taxTotal =',
    (fields, exponent) => claim(fields, 'taxTotal', sumMinor(amounts(fields, 'taxSubtotals', exponent)), exponent),
  ],
  [
    'total =',
    (fields, exponent) => {
      const net = amount(fields, 'subtotal', exponent)
      const tax = amount(fields, 'taxTotal', exponent)
      const nothing = { withholding: minor(0), prepaid: minor(0), rounding: minor(0) }
      return claim(fields, 'total', closingTotals({ net, tax, ...nothing }).gross, exponent)
    },
  ],
  [
    'due =',
    (fields, exponent) =>
      claim(
        fields,
        'due',
        closingTotals({
          net: amount(fields, 'total', exponent),
          tax: minor(0),
          withholding: minor(0),
          prepaid: amount(fields, 'prepaid', exponent),
          rounding: amount(fields, 'roundingAmount', exponent),
        }).due,
        exponent,
      ),
  ],
]

function ruleCheck(fields: JsonObject): Outcome {
  onlyCaseFields(fields, FIELDS)
  const name = textAt(fields, 'ruleName')
  const rule = RULES.find(([start]) => name.startsWith(start))
  if (rule === undefined) throw new CaseProblem(`unknown rule "${name}"`)
  if (typeof fields.valid !== 'boolean') throw new CaseProblem('"valid" is not true or false')
  const { claimed, computed } = rule[1](fields, exponentOf(fields))
  const valid = isAccepted(absolute(subtractDecimals(claimed, computed)), name)
  return compared({ valid: fields.valid, claimed }, { valid, claimed: valid === fields.valid ? claimed : computed })
}

/** Exact, but for the tolerance that the rule itself names: up to 0.02, or less than 1. */
function isAccepted(difference: Decimal, name: string): boolean {
  const upTo = /tolerance (\d+(?:\.\d+)?)/.exec(name)?.[1]
  if (upTo !== undefined) return compareDecimals(difference, decimal(upTo)) <= 0
  const lessThan = /allows \+-(\d+(?:\.\d+)?)/.exec(name)?.[1]
  return compareDecimals(difference, decimal(lessThan ?? '0')) < 0 || difference === '0'
}

/** Two decimals, or what the finest figure that is only added has: nothing given may be rounded before it is compared. */
function exponentOf(fields: JsonObject): number {
  const added = [
    'lineSum',
    'discountTotal',
    'chargeTotal',
    'subtotal',
    'taxTotal',
    'total',
    'prepaid',
    'roundingAmount',
    'due',
  ]
  const single = added.filter((name) => hasValue(fields, name)).map((name) => decimalAt(fields, name))
  const listed = ['lineTotals', 'taxSubtotals'].flatMap((name) =>
    listAt(fields, name).map((each) => toDecimal(each, name)),
  )
  const adjusted = objectsAt(fields, 'allowancesCharges').map((each) => decimalAt(each, 'amount'))
  return Math.max(2, ...[...single, ...listed, ...adjusted].map(decimalPlaces))
}

function claim(fields: JsonObject, name: string, computed: Minor, exponent: number): Claim {
  return { claimed: decimalAt(fields, name), computed: minorToDecimal(computed, exponent) }
}

function optional(fields: JsonObject, name: string): Decimal {
  return hasValue(fields, name) ? decimalAt(fields, name) : decimal('0')
}

/** A missing amount is 0. */
function amount(fields: JsonObject, name: string, exponent: number): Minor {
  return roundToMinor(optional(fields, name), exponent)
}

function amounts(fields: JsonObject, name: string, exponent: number): Minor[] {
  return listAt(fields, name).map((each) => roundToMinor(toDecimal(each, name), exponent))
}

function adjustments(fields: JsonObject, charge: boolean, exponent: number): Minor {
  return sumMinor(
    objectsAt(fields, 'allowancesCharges')
      .filter((each) => {
        onlyFields(each, ['charge', 'amount'], 'allowancesCharges.')
        return each.charge === charge
      })
      .map((each) => roundToMinor(decimalAt(each, 'amount'), exponent)),
  )
}

function lineNet(line: JsonObject, exponent: number): Minor {
  onlyFields(line, ['quantity', 'unitPrice', 'priceBaseQuantity', 'discounts', 'charges'], 'line.')
  const adjusted = (name: string): Adjustment[] =>
    listAt(line, name).map((each: Json) => ({ kind: 'amount', value: toDecimal(each, `line.${name}`) }))
  return computeLine(
    {
      quantity: decimalAt(line, 'quantity'),
      unitPrice: decimalAt(line, 'unitPrice'),
      ...(hasValue(line, 'priceBaseQuantity') ? { priceBase: decimalAt(line, 'priceBaseQuantity') } : {}),
      allowances: adjusted('discounts'),
      surcharges: adjusted('charges'),
      taxes: [],
    },
    exponent,
  ).amount
}

export const ruleCheckCases: readonly CaseKind[] = [{ area: 'totals', kind: 'rule-check', run: ruleCheck }]

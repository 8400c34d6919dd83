// money-op: one operation on an amount of money, `GBP 2.34`.
import { currencyCode, currencyExponent } from '../../../src/core/currency.ts'
import {
  absolute,
  addDecimals,
  type Decimal,
  decimalPlaces,
  divideDecimals,
  fixedPlaces,
  multiplyDecimals,
  negate,
  type RoundingMode,
  roundDecimal,
  subtractDecimals,
} from '../../../src/core/decimal.ts'
import { type CurrencyCode, minorToDecimal, roundToMinor } from '../../../src/core/money.ts'
import {
  type CaseKind,
  CaseProblem,
  comparedOrRefused,
  type Json,
  type JsonObject,
  listAt,
  modeAt,
  type Outcome,
  onlyCaseFields,
  textAt,
  toDecimal,
} from '../case.ts'

interface Money {
  readonly currency: CurrencyCode
  readonly value: Decimal
}

function parseMoney(text: string): Money {
  const [code = '', number = '', ...rest] = text.split(' ')
  const currency = currencyCode(code)
  if (currency === undefined || rest.length > 0) throw new CaseProblem(`not an amount of money: "${text}"`)
  return { currency, value: toDecimal(number, 'money') }
}

function printMoney({ currency, value }: Money): string {
  return `${currency} ${fixedPlaces(value, Math.max(currencyExponent(currency), decimalPlaces(value)))}`
}

/** The amount as the product keeps it: in minor units. Undefined where that needs a rounding that is not allowed. */
function inMinorUnits(value: Decimal, currency: CurrencyCode, mode: RoundingMode | 'exact'): Money | undefined {
  const exponent = currencyExponent(currency)
  if (mode === 'exact' && decimalPlaces(value) > exponent) return undefined
  const amount = mode === 'exact' ? roundToMinor(value, exponent) : roundToMinor(value, exponent, mode)
  return { currency, value: minorToDecimal(amount, exponent) }
}

function operand(argument: Json | undefined, currency: CurrencyCode): Decimal {
  if (typeof argument !== 'string' || !argument.includes(' ')) return toDecimal(argument, 'args')
  const money = parseMoney(argument)
  if (money.currency !== currency) throw new RangeError('another currency')
  return money.value
}

function apply(fields: JsonObject, money: Money, args: readonly Json[]): Money | undefined {
  const { currency, value } = money
  const stated = modeAt(fields)
  // Products and quotients are rounded by the product's own mode where the case names none.
  const mode: RoundingMode = stated === 'exact' ? 'half-away-from-zero' : stated
  const exponent = currencyExponent(currency)
  const op = textAt(fields, 'op')
  switch (op) {
    case 'withAmount':
      return inMinorUnits(operand(args[0], currency), currency, stated)
    case 'plus':
      return inMinorUnits(addDecimals(value, operand(args[0], currency)), currency, stated)
    case 'minus':
      return inMinorUnits(subtractDecimals(value, operand(args[0], currency)), currency, stated)
    case 'multipliedBy':
      return inMinorUnits(multiplyDecimals(value, operand(args[0], currency)), currency, mode)
    case 'dividedBy':
      return { currency, value: divideDecimals(value, operand(args[0], currency), exponent, mode) }
    case 'rounded':
      return { currency, value: roundDecimal(value, Number(operand(args[0], currency)), mode) }
    case 'negated':
      return { currency, value: negate(value) }
    case 'abs':
      return { currency, value: absolute(value) }
    case 'convertedTo': {
      const target = currencyCode(typeof args[0] === 'string' ? args[0] : '')
      if (target === undefined) throw new CaseProblem(`unknown currency ${JSON.stringify(args[0])}`)
      return inMinorUnits(multiplyDecimals(value, toDecimal(args[1], 'args')), target, mode)
    }
    default:
      throw new CaseProblem(`unknown operation "${op}"`)
  }
}

function moneyOperation(fields: JsonObject): Outcome {
  onlyCaseFields(fields, ['op', 'money', 'args', 'mode', 'expected', 'expectedError'])
  const money = parseMoney(textAt(fields, 'money'))
  return comparedOrRefused(
    fields,
    () => printMoney(parseMoney(textAt(fields, 'expected'))),
    () => {
      const result = apply(fields, money, listAt(fields, 'args'))
      return result === undefined ? undefined : printMoney(result)
    },
  )
}

export const operationCases: readonly CaseKind[] = [{ area: 'money', kind: 'money-op', run: moneyOperation }]

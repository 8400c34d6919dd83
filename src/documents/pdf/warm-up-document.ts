// A small invoice that is drawn and thrown away: it makes the engine compile its paths and open the base fonts.
import { decimal } from '../../core/decimal.ts'
import type { ChargeId } from '../../core/ids.ts'
import { computeTotals } from '../../core/invoice/compute-totals.ts'
import type { FrozenDocument, FrozenTax } from '../../core/invoice/document.ts'
import type { CurrencyCode } from '../../core/money.ts'

const tax: FrozenTax = { name: 'VAT', category: 'S', kind: 'normal', percent: decimal('20') }
const texts = [
  'Workshop, two days with documentation',
  'Consulting (phone), July',
  'Travel & expenses 1/2',
  'Quick fix',
]
const lines = texts.map((description, index) => ({
  chargeId: `chg_${index}` as ChargeId,
  description,
  quantity: decimal('2.5'),
  unit: 'hours',
  unitPrice: decimal('1234.50'),
  taxes: [tax],
  allowances: [],
  surcharges: [],
}))
const totals = computeTotals({ exponent: 2, taxIncluded: false, lines })

export const warmUpDocument: FrozenDocument = {
  kind: 'invoice',
  typeCode: '380',
  number: 'WARM-0123456789',
  termsDays: 14,
  currency: 'EUR' as CurrencyCode,
  language: 'en',
  seller: { name: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', email: 'abcdefghijklmnopqrstuvwxyz@example.org' },
  buyer: { name: 'The quick brown fox jumps over the lazy dog' },
  taxIncluded: false,
  lines: lines.map((line, index) => ({ ...line, totals: totals.lines[index] as (typeof totals.lines)[number] })),
  allowances: [],
  surcharges: [],
  totals,
  payment: { iban: 'DE02120300000000202051' },
  look: { template: 'classic', templateVersion: 1, accent: '#0f5c5c', paper: 'A4' },
}

// Realistic finalized documents for tests: figures by the core, words of a small practice.
import { currencyExponent } from '../../src/core/currency.ts'
import { addDays, calendarDate } from '../../src/core/date.ts'
import { type Decimal, decimal } from '../../src/core/decimal.ts'
import type { ChargeId } from '../../src/core/ids.ts'
import { computeTotals } from '../../src/core/invoice/compute-totals.ts'
import type { FrozenAdjustment, FrozenDocument, FrozenLine, FrozenTax } from '../../src/core/invoice/document.ts'
import type { PriceAdjustment } from '../../src/core/model.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'

export const vat19: FrozenTax = { name: 'VAT', category: 'S', kind: 'normal', percent: decimal('19') }
export const vat7: FrozenTax = { name: 'VAT reduced', category: 'S', kind: 'normal', percent: decimal('7') }
export const reverseCharge: FrozenTax = {
  name: 'VAT',
  category: 'AE',
  kind: 'normal',
  percent: decimal('0'),
  exemptionReason: 'Reverse charge: the recipient owes the tax.',
  exemptionCode: 'VATEX-EU-AE',
}
export const withholding15: FrozenTax = {
  name: 'Income tax withheld',
  category: 'S',
  kind: 'withholding',
  percent: decimal('15'),
}

export interface LineSpec {
  readonly description: string
  readonly quantity?: string
  readonly unit?: string
  readonly unitPrice?: string
  readonly taxes?: readonly FrozenTax[]
  readonly allowances?: readonly PriceAdjustment[]
  readonly surcharges?: readonly PriceAdjustment[]
  readonly servedOn?: string
  readonly period?: readonly [string, string]
}

export interface DocumentSpec {
  readonly lines: readonly LineSpec[]
  readonly currency?: string
  readonly taxIncluded?: boolean
  readonly allowances?: readonly PriceAdjustment[]
  readonly surcharges?: readonly PriceAdjustment[]
  readonly prepaid?: number
  readonly cashUnit?: number
  readonly overrides?: Partial<FrozenDocument>
}

const seller: FrozenDocument['seller'] = {
  name: 'Studio Lindqvist & Partner',
  address: { line1: 'Torstra\u00dfe 140', city: 'Berlin', postalCode: '10119', country: 'DE' },
  email: 'hello@lindqvist.example',
  phone: '+49 30 5557 0142',
  website: 'lindqvist.example',
  vatId: 'DE136695976',
}

export const buyer: FrozenDocument['buyer'] = {
  name: 'Okafor Interiors Ltd',
  address: { line1: '14 Harbour Row', line2: 'Unit 3', city: 'Bristol', postalCode: 'BS1 4RN', country: 'GB' },
  clientNumber: 'C-1042',
  vatId: 'GB980780684',
}

/** Services of a believable month, repeated for long documents. */
export function sampleLines(count: number): LineSpec[] {
  const services: LineSpec[] = [
    { description: 'Concept and moodboards for the lobby', quantity: '12.5', unit: 'hours', unitPrice: '95' },
    {
      description:
        'Lighting plan, second revision after the site visit, including the coordination with the electrician and a written summary of the changes',
      quantity: '1',
      unitPrice: '640',
    },
    { description: 'Site visit', quantity: '3', unit: 'visits', unitPrice: '120.50' },
    { description: 'Material samples, postage included', quantity: '1', unitPrice: '84.9' },
    { description: 'Project management', quantity: '6', unit: 'hours', unitPrice: '85' },
  ]
  return Array.from({ length: count }, (_, index) => services[index % services.length] as LineSpec)
}

/** A finalized invoice over the lines; figures computed by the core. */
export function frozenDocument(spec: DocumentSpec): FrozenDocument {
  const currency = (spec.currency ?? 'EUR') as CurrencyCode
  const lines = spec.lines.map((line) => ({
    ...line,
    quantity: decimal(line.quantity ?? '1'),
    unitPrice: decimal(line.unitPrice ?? '100'),
    taxes: line.taxes ?? [vat19],
    allowances: line.allowances ?? [],
    surcharges: line.surcharges ?? [],
  }))
  const totals = computeTotals({
    exponent: currencyExponent(currency),
    taxIncluded: spec.taxIncluded ?? false,
    lines,
    allowances: spec.allowances ?? [],
    surcharges: spec.surcharges ?? [],
    ...(spec.prepaid !== undefined && { prepaid: spec.prepaid as Minor }),
    ...(spec.cashUnit !== undefined && { cashUnit: spec.cashUnit }),
  })
  const frozenLines = lines.map((line, index): FrozenLine => {
    const figures = totals.lines[index] as FrozenLine['totals']
    return {
      chargeId: `chg_${String(index).padStart(26, '0')}` as ChargeId,
      description: line.description,
      quantity: line.quantity,
      ...(line.unit !== undefined && { unit: line.unit }),
      unitPrice: line.unitPrice,
      servedOn: calendarDate(line.servedOn ?? '2026-11-12'),
      ...(line.period !== undefined && {
        period: { start: calendarDate(line.period[0]), end: calendarDate(line.period[1]) },
      }),
      taxes: line.taxes,
      allowances: frozen(line.allowances, figures.allowances, figures.base),
      surcharges: frozen(line.surcharges, figures.surcharges, figures.base),
      totals: figures,
    }
  })
  return {
    kind: 'invoice',
    typeCode: '380',
    number: '2026-0042',
    issuedOn: calendarDate('2026-11-22'),
    dueOn: addDays(calendarDate('2026-11-22'), 14),
    termsDays: 14,
    currency,
    language: 'en-GB',
    seller,
    buyer,
    paymentReference: '2026-0042',
    taxIncluded: spec.taxIncluded ?? false,
    lines: frozenLines,
    allowances: frozen(spec.allowances ?? [], totals.allowances, totals.lineSum),
    surcharges: frozen(spec.surcharges ?? [], totals.surcharges, totals.lineSum),
    totals,
    payment: {
      accountHolder: 'Studio Lindqvist & Partner',
      iban: 'DE02120300000000202051',
      bic: 'BYLADEM1001',
      bankName: 'DKB Berlin',
    },
    look: { template: 'classic', templateVersion: 1, accent: '#0f5c5c', paper: 'A4' },
    ...spec.overrides,
  }
}

function frozen(adjustments: readonly PriceAdjustment[], amounts: readonly Minor[], base: Minor): FrozenAdjustment[] {
  return adjustments.map(({ kind, value, reason }, index) => ({
    reason,
    ...(kind === 'percent' && { percent: value as Decimal, base }),
    amount: amounts[index] as Minor,
  }))
}

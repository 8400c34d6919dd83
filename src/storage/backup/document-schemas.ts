// The frozen document and the totals, as core/invoice describes them; a type test holds both together.
import { chargeRatingSchema } from './contract-schemas.ts'
import { bytes, chargeId, count, currency, date, exact, minor, period, text, version } from './field-schemas.ts'
import { z } from './zod.ts'

export const taxCategory = z.enum(['S', 'Z', 'E', 'AE', 'K', 'G', 'O'])
export const taxKind = z.enum(['normal', 'compound', 'withholding'])

export const lineTotalsSchema = z.strictObject({
  base: minor,
  allowances: z.array(minor),
  surcharges: z.array(minor),
  amount: minor,
  net: minor,
})

export const totalsSchema = z.strictObject({
  lines: z.array(lineTotalsSchema),
  lineSum: minor,
  allowances: z.array(minor),
  surcharges: z.array(minor),
  allowanceTotal: minor,
  surchargeTotal: minor,
  net: minor,
  taxes: z.array(
    z.strictObject({
      category: taxCategory,
      kind: z.enum(['normal', 'compound']),
      percent: exact,
      taxable: minor,
      tax: minor,
    }),
  ),
  tax: minor,
  gross: minor,
  withholdings: z.array(z.strictObject({ percent: exact, base: minor, amount: minor })),
  withholding: minor,
  prepaid: minor,
  rounding: minor,
  due: minor,
})

export const frozenAddressSchema = z.strictObject({
  line1: text,
  line2: text.exactOptional(),
  city: text,
  region: text.exactOptional(),
  postalCode: text.exactOptional(),
  country: text,
})

const frozenParty = {
  name: text,
  address: frozenAddressSchema.exactOptional(),
  email: text.exactOptional(),
  phone: text.exactOptional(),
  website: text.exactOptional(),
  vatId: text.exactOptional(),
  taxNumber: text.exactOptional(),
  registration: text.exactOptional(),
}

export const sellerSchema = z.strictObject(frozenParty)

const frozenAdjustment = z.strictObject({
  reason: text,
  percent: exact.exactOptional(),
  base: minor.exactOptional(),
  amount: minor,
})

const frozenLine = z.strictObject({
  chargeId,
  invoiceNumber: text.exactOptional(),
  description: text,
  quantity: exact,
  unit: text.exactOptional(),
  unitPrice: exact,
  servedOn: date.exactOptional(),
  period: period.exactOptional(),
  rating: chargeRatingSchema.exactOptional(),
  taxes: z.array(
    z.strictObject({
      name: text,
      category: taxCategory,
      kind: taxKind,
      percent: exact,
      exemptionReason: text.exactOptional(),
      exemptionCode: text.exactOptional(),
    }),
  ),
  allowances: z.array(frozenAdjustment),
  surcharges: z.array(frozenAdjustment),
  totals: lineTotalsSchema,
})

export const paymentInstructionsSchema = z.strictObject({
  accountHolder: text.exactOptional(),
  iban: text.exactOptional(),
  bic: text.exactOptional(),
  bankName: text.exactOptional(),
  text: text.exactOptional(),
})

export const imageMime = z.enum(['image/png', 'image/jpeg'])

export const lookSchema = z.strictObject({
  template: z.enum(['classic', 'modern']),
  templateVersion: version,
  accent: z.string().regex(/^#[0-9a-fA-F]{6}$/),
  paper: z.enum(['A4', 'Letter']),
  logo: z.strictObject({ mime: imageMime, bytes, width: count, height: count }).exactOptional(),
  footer: text.exactOptional(),
})

export const frozenDocumentSchema = z.strictObject({
  kind: z.enum(['invoice', 'cancellation', 'credit-note']),
  typeCode: z.enum(['380', '381']),
  number: text.exactOptional(),
  issuedOn: date.exactOptional(),
  dueOn: date.exactOptional(),
  termsDays: count,
  corrects: z.strictObject({ number: text, issuedOn: date }).exactOptional(),
  alsoCorrects: z.array(z.strictObject({ number: text, issuedOn: date })).exactOptional(),
  reason: text.exactOptional(),
  currency,
  language: text,
  seller: sellerSchema,
  buyer: z.strictObject({ ...frozenParty, clientNumber: text.exactOptional() }),
  poNumber: text.exactOptional(),
  fields: z
    .array(z.strictObject({ name: text, value: text, kind: z.enum(['number', 'date']).exactOptional() }))
    .exactOptional(),
  paymentReference: text.exactOptional(),
  servicePeriod: period.exactOptional(),
  taxIncluded: z.boolean(),
  lines: z.array(frozenLine),
  allowances: z.array(frozenAdjustment),
  surcharges: z.array(frozenAdjustment),
  totals: totalsSchema,
  accountCurrency: z.strictObject({ currency, rate: exact, on: date, source: text, tax: minor }).exactOptional(),
  payment: paymentInstructionsSchema,
  intro: text.exactOptional(),
  notes: text.exactOptional(),
  look: lookSchema,
})

// What is sold ahead and what becomes of it: products for sale, purchases, prepaid units, fields of the owner's own.
import { cadence } from './contract-schemas.ts'
import { chargeId, count, currency, date, exact, flag, id, instant, minor, text, version } from './field-schemas.ts'
import { z } from './zod.ts'

const usableOn = z.enum(['issue', 'payment'])
const renewOn = z.enum(['first', 'anniversary'])
const months = z.array(z.int().min(1))

export const productSaleSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('pack'),
    units: exact,
    priceOf: z.enum(['pack', 'unit']),
    usableOn: usableOn.exactOptional(),
    expiresAfter: cadence.exactOptional(),
    lowAt: exact.exactOptional(),
    overdraftPrice: exact.exactOptional(),
  }),
  z.strictObject({ kind: z.literal('plan'), terms: months.exactOptional(), renewOn }),
])

export const sellingSchema = z.strictObject({
  minimum: minor,
  outstandingCap: count,
  terms: months,
  usableOn,
  renewalLead: cadence,
  restoreFrom: z.enum(['old-end', 'payment-day']),
  termsDays: count,
})

export const clientSellingSchema = z.strictObject({
  minimum: minor.exactOptional(),
  outstandingCap: count.exactOptional(),
  allowTrial: z.literal(1).exactOptional(),
  terms: months.exactOptional(),
})

export const invoiceSale = z.enum(['pack', 'plan', 'renewal'])

const purchaseFields = {
  id: id('pur'),
  version,
  clientId: id('cli'),
  clientName: text,
  billingGroupId: id('grp'),
  currency,
  productId: id('prd'),
  description: text,
  unitPrice: exact,
  taxIds: z.array(id('tax')),
  taxIncluded: z.boolean(),
  amount: minor,
  invoiceId: id('inv'),
  chargeIds: z.array(chargeId),
  soldOn: date,
  state: z.enum(['drafted', 'issued', 'undone']),
  paid: flag,
  undoneOn: date.exactOptional(),
  replaces: id('pur').exactOptional(),
  replacedBy: id('pur').exactOptional(),
  importId: id('cmd').exactOptional(),
  sourceKey: text.exactOptional(),
  createdAt: instant,
  updatedAt: instant,
}

export const purchaseSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...purchaseFields, kind: z.literal('pack'), quantity: exact, units: exact, usableOn }),
  z.strictObject({
    ...purchaseFields,
    kind: z.literal('plan'),
    planId: id('pur'),
    term: z.int().min(1),
    termMonths: z.int().min(1),
    renewOn,
    start: date,
    end: date,
    renews: flag,
    renewedBy: id('pur').exactOptional(),
    expiredOn: date.exactOptional(),
    restoredOn: date.exactOptional(),
    wakeOn: date.exactOptional(),
  }),
])

export const unitLotSchema = z.strictObject({
  id: id('lot'),
  version,
  clientId: id('cli'),
  productId: id('prd'),
  origin: z.enum(['purchase', 'gift', 'import']),
  purchaseId: id('pur').exactOptional(),
  granted: exact,
  used: exact,
  left: exact,
  expired: exact,
  returned: exact,
  grantedOn: date,
  usable: flag,
  expiresOn: date.exactOptional(),
  expiresAfter: cadence.exactOptional(),
  state: z.enum(['live', 'empty']),
  lowSince: date.exactOptional(),
  note: text.exactOptional(),
  importId: id('cmd').exactOptional(),
  sourceKey: text.exactOptional(),
  createdAt: instant,
  updatedAt: instant,
})

export const unitUseSchema = z.strictObject({
  id: id('use'),
  version,
  clientId: id('cli'),
  productId: id('prd'),
  usedOn: date,
  units: exact,
  parts: z.array(z.strictObject({ lotId: id('lot'), units: exact })),
  overdraft: exact,
  chargeId: chargeId.exactOptional(),
  sourceKey: text,
  usageRecordId: id('usg').exactOptional(),
  note: text.exactOptional(),
  state: z.enum(['live', 'undone']),
  importId: id('cmd').exactOptional(),
  createdAt: instant,
  updatedAt: instant,
})

export const fieldSchema = z.strictObject({
  id: id('fld'),
  version,
  subject: z.enum(['client', 'group', 'contract', 'invoice']),
  name: text,
  kind: z.enum(['text', 'number', 'date', 'choice', 'link']),
  choices: z.array(text).exactOptional(),
  required: flag,
  onDocuments: flag,
  position: count,
  state: z.enum(['active', 'archived']),
  createdAt: instant,
  updatedAt: instant,
})

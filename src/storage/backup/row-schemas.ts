// What a row of each table must look like to be taken from a file.
import {
  automationRuleSchema,
  automationStateSchema,
  endpointSchema,
  firingSchema,
  messageSchema,
  noticeSchema,
  outboxSchema,
  queuedEventSchema,
  ruleStateSchema,
  runEntrySchema,
  runSchema,
} from './automation-schemas.ts'
import type { BackupTable } from './backup-format.ts'
import {
  amendmentSchema,
  billingCycleSchema,
  billingGroupSchema,
  chargeRatingSchema,
  contractItemSchema,
  contractSchema,
  correctionSchema,
  holdSchema,
  usageRecordSchema,
} from './contract-schemas.ts'
import { frozenDocumentSchema, imageMime, taxCategory, taxKind, totalsSchema } from './document-schemas.ts'
import { eventSchema } from './event-schema.ts'
import {
  bytes,
  chargeId,
  count,
  currency,
  customField,
  date,
  documentId,
  exact,
  flag,
  hash,
  id,
  instant,
  minor,
  period,
  text,
  version,
} from './field-schemas.ts'
import {
  cardAttemptSchema,
  creditEntrySchema,
  creditNoteSchema,
  paymentSchema,
  refundSchema,
  sealSchema,
  storedMethodSchema,
} from './payment-schemas.ts'
import {
  clientSellingSchema,
  fieldSchema,
  invoiceSale,
  productSaleSchema,
  purchaseSchema,
  unitLotSchema,
  unitUseSchema,
} from './selling-schemas.ts'
import { settingsSchema } from './settings-schema.ts'
import { z } from './zod.ts'

const priceAdjustment = z.strictObject({ kind: z.enum(['percent', 'amount']), value: exact, reason: text })

const client = z.strictObject({
  id: id('cli'),
  version,
  name: text,
  status: z.enum(['trial', 'active', 'archived']),
  clientNumber: text.exactOptional(),
  email: text.exactOptional(),
  phone: text.exactOptional(),
  website: text.exactOptional(),
  contacts: z.array(
    z.strictObject({ name: text, email: text.exactOptional(), phone: text.exactOptional(), billing: z.boolean() }),
  ),
  addresses: z.array(
    z.strictObject({
      id: id('adr'),
      label: text,
      recipient: text.exactOptional(),
      line1: text,
      line2: text.exactOptional(),
      city: text,
      region: text.exactOptional(),
      postalCode: text.exactOptional(),
      country: text,
      addedOn: date.exactOptional(),
      archivedOn: date.exactOptional(),
      replacedBy: id('adr').exactOptional(),
    }),
  ),
  defaultAddressId: id('adr').exactOptional(),
  vatId: text.exactOptional(),
  taxNumber: text.exactOptional(),
  currency: currency.exactOptional(),
  locale: text.exactOptional(),
  termsDays: count.exactOptional(),
  taxIds: z.array(id('tax')).exactOptional(),
  poNumber: text.exactOptional(),
  tags: z.array(text).exactOptional(),
  customFields: z.array(customField).exactOptional(),
  selling: clientSellingSchema.exactOptional(),
  billingCycle: billingCycleSchema.exactOptional(),
  notes: text.exactOptional(),
  words: z.array(text),
  sortName: text,
  importId: id('cmd').exactOptional(),
  createdAt: instant,
  updatedAt: instant,
})

const taxRate = z.strictObject({
  id: id('tax'),
  version,
  name: text,
  category: taxCategory,
  kind: taxKind,
  rates: z.array(z.strictObject({ from: date, percent: exact })),
  exemptionReason: text.exactOptional(),
  exemptionCode: text.exactOptional(),
  state: z.enum(['active', 'archived']),
})

const product = z.strictObject({
  id: id('prd'),
  version,
  name: text,
  description: text.exactOptional(),
  sku: text.exactOptional(),
  kind: z.enum(['service', 'goods']),
  unit: text.exactOptional(),
  unitPrice: exact,
  currency,
  taxIds: z.array(id('tax')),
  taxIncluded: z.boolean(),
  notProrated: z.literal(1).exactOptional(),
  sale: productSaleSchema.exactOptional(),
  state: z.enum(['active', 'archived']),
  words: z.array(text),
  sortName: text,
  importId: id('cmd').exactOptional(),
  createdAt: instant,
  updatedAt: instant,
})

const charge = z.strictObject({
  id: chargeId,
  version,
  clientId: id('cli'),
  billingGroupId: id('grp'),
  currency,
  source: z.enum(['manual', 'contract', 'usage', 'adjustment', 'late-fee', 'credit-pack', 'plan', 'time', 'import']),
  productId: id('prd').exactOptional(),
  description: text,
  quantity: exact,
  unit: text.exactOptional(),
  unitPrice: exact,
  allowances: z.array(priceAdjustment),
  surcharges: z.array(priceAdjustment),
  taxIds: z.array(id('tax')),
  taxIncluded: z.boolean(),
  amount: minor,
  servedOn: date,
  period: period.exactOptional(),
  state: z.enum(['open', 'drafted', 'invoiced', 'waived']),
  contractId: id('con').exactOptional(),
  contractItemId: id('itm').exactOptional(),
  billsOn: date.exactOptional(),
  cause: text.exactOptional(),
  amends: chargeId.exactOptional(),
  rebills: chargeId.exactOptional(),
  rating: chargeRatingSchema.exactOptional(),
  waivedFor: z.enum(['nothing-to-bill', 'skipped', 'sent-elsewhere']).exactOptional(),
  invoiceId: id('inv').exactOptional(),
  held: z.literal('held-after-void').exactOptional(),
  importId: id('cmd').exactOptional(),
  createdAt: instant,
  updatedAt: instant,
})

const invoiceRow = {
  id: id('inv'),
  version,
  clientId: id('cli'),
  billingGroupId: id('grp'),
  currency,
  clientName: text,
  listedOn: date,
  gross: minor,
  amountDue: minor,
  words: z.array(text),
  tags: z.array(text).exactOptional(),
  customFields: z.array(customField).exactOptional(),
  sale: invoiceSale.exactOptional(),
  internalNotes: text.exactOptional(),
  createdAt: instant,
  updatedAt: instant,
}

const draftInvoice = z.strictObject({
  ...invoiceRow,
  state: z.literal('draft'),
  chargeIds: z.array(chargeId),
  taxIncluded: z.boolean(),
  addressId: id('adr').exactOptional(),
  allowances: z.array(priceAdjustment),
  surcharges: z.array(priceAdjustment),
  poNumber: text.exactOptional(),
  intro: text.exactOptional(),
  notes: text.exactOptional(),
  termsDays: count,
  servicePeriod: period.exactOptional(),
  prepaid: minor,
  exchangeRate: z.strictObject({ rate: exact, on: date, source: text }).exactOptional(),
  totals: totalsSchema,
  billsOn: date.exactOptional(),
  linesChangedOn: date.exactOptional(),
  amendedAt: instant.exactOptional(),
  editedByUser: flag,
})

const finalizedInvoice = z.strictObject({
  ...invoiceRow,
  state: z.enum(['open', 'paid', 'void', 'uncollectible']),
  series: text,
  sequence: z.int().min(1),
  number: text,
  issuedOn: date,
  dueOn: date,
  net: minor,
  tax: minor,
  payable: minor,
  poNumber: text.exactOptional(),
  addressId: id('adr').exactOptional(),
  poAddendum: z.strictObject({ poNumber: text, on: date }).exactOptional(),
  releasedAt: instant.exactOptional(),
  hold: holdSchema.exactOptional(),
  pastHolds: z.array(period).exactOptional(),
  paidOn: date.exactOptional(),
  creditedOn: date.exactOptional(),
  voidedOn: date.exactOptional(),
  cancellationId: id('cn').exactOptional(),
})

const issuedDocument = z.strictObject({ id: documentId, document: frozenDocumentSchema, logoId: hash.exactOptional() })

const release = z.strictObject({
  id: documentId,
  pdf: bytes,
  sha256: hash,
  how: z.enum(['download', 'print', 'share', 'send']),
  releasedAt: instant,
})

const asset = z.strictObject({ id: hash, mime: imageMime, bytes, width: count, height: count })

const allocation = z.strictObject({
  id: id('all'),
  clientId: id('cli'),
  sourceKind: z.enum(['payment', 'creditNote', 'creditBalance', 'writeOff']),
  sourceId: text,
  invoiceId: id('inv'),
  currency,
  amount: minor,
  allocatedOn: date,
  state: z.enum(['live', 'released']),
  releasedAt: instant.exactOptional(),
  releasedReason: text.exactOptional(),
  createdAt: instant,
})

const sequence = z.strictObject({
  series: text,
  kind: z.enum(['invoice', 'creditNote']),
  last: count,
  lastIssuedOn: date.exactOptional(),
})

const sumFields = [
  'openCharges',
  'openChargeCount',
  'drafts',
  'draftCount',
  'invoiced',
  'net',
  'tax',
  'invoiceCount',
  'due',
  'dueCount',
  'received',
  'refunded',
  'credited',
  'credit',
  'writtenOff',
] as const

const sum = z.strictObject({
  key: text,
  scope: z.enum(['client', 'state', 'month', 'due', 'account']),
  subject: text,
  currency,
  values: z.partialRecord(z.enum(sumFields), z.int()),
})

const importMapping = z.strictObject({ signature: text, mapping: z.unknown() })

export const rowSchemas = {
  settings: settingsSchema,
  clients: client,
  billingGroups: billingGroupSchema,
  contracts: contractSchema,
  contractItems: contractItemSchema,
  amendments: amendmentSchema,
  corrections: correctionSchema,
  usageRecords: usageRecordSchema,
  taxRates: taxRate,
  products: product,
  charges: charge,
  invoices: z.discriminatedUnion('state', [draftInvoice, finalizedInvoice]),
  creditNotes: creditNoteSchema,
  documents: issuedDocument,
  seals: sealSchema,
  releases: release,
  assets: asset,
  payments: paymentSchema,
  allocations: allocation,
  creditEntries: creditEntrySchema,
  refunds: refundSchema,
  paymentMethods: storedMethodSchema,
  cardAttempts: cardAttemptSchema,
  purchases: purchaseSchema,
  unitLots: unitLotSchema,
  unitUses: unitUseSchema,
  fields: fieldSchema,
  sequences: sequence,
  sums: sum,
  automation: automationStateSchema,
  rules: automationRuleSchema,
  ruleStates: ruleStateSchema,
  firings: firingSchema,
  ruleQueue: queuedEventSchema,
  messages: messageSchema,
  outbox: outboxSchema,
  endpoints: endpointSchema,
  runs: runSchema,
  runEntries: runEntrySchema,
  notices: noticeSchema,
  events: eventSchema,
  importMappings: importMapping,
} as const satisfies Record<BackupTable, z.ZodType>

/**
 * Where in a row the first thing is that does not belong, as a path; undefined when all of it is good.
 * Fields that no schema knows are kept as they are: refusing them would lock an owner out of a backup for the sake of a
 * stray key, dropping them would lose what somebody wrote. Tests refuse them, so that none comes from this program.
 */
export function rowProblem(table: BackupTable, row: unknown, unknown: 'kept' | 'refused' = 'kept'): string | undefined {
  const result = rowSchemas[table].safeParse(row)
  if (result.success) return undefined
  const issue = result.error.issues.find(({ code }) => unknown === 'refused' || code !== 'unrecognized_keys')
  return issue?.path.map(String).join('.')
}

// What comes in, goes back and is taken back: credit notes and seals, credit, refunds, stored methods, card attempts.
import type { CardAttemptId, EndpointId } from '../../core/ids.ts'
import { totalsSchema } from './document-schemas.ts'
import {
  correctionKey,
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
import { z } from './zod.ts'

const { taxes, withholdings } = totalsSchema.shape

const pick = z.discriminatedUnion('kind', [
  z.strictObject({ line: count, kind: z.literal('rest') }),
  z.strictObject({ line: count, kind: z.literal('quantity'), quantity: exact }),
  z.strictObject({ line: count, kind: z.literal('period'), period }),
  z.strictObject({ line: count, kind: z.literal('amount'), amount: minor }),
])

const figures = z.strictObject({
  lines: z.array(
    z.strictObject({
      line: count,
      quantity: exact.exactOptional(),
      period: period.exactOptional(),
      amount: minor,
      net: minor,
    }),
  ),
  net: minor,
  taxes,
  tax: minor,
  gross: minor,
  withholdings,
  withholding: minor,
  rounding: minor,
  total: minor,
})

const creditNoteFields = {
  id: id('cn'),
  version,
  clientId: id('cli'),
  billingGroupId: id('grp'),
  currency,
  clientName: text,
  listedOn: date,
  invoiceIds: z.array(id('inv')).min(1),
  net: minor,
  tax: minor,
  gross: minor,
  words: z.array(text),
  createdAt: instant,
  updatedAt: instant,
}

const issuedFields = {
  state: z.literal('issued'),
  series: text,
  sequence: z.int().min(1),
  number: text,
  issuedOn: date,
  releasedAt: instant.exactOptional(),
}

const correctionFields = {
  kind: z.literal('correction'),
  reason: text.exactOptional(),
  total: minor,
  correctionIds: z.array(correctionKey).exactOptional(),
}

const request = { invoiceId: id('inv'), picks: z.array(pick) }

export const creditNoteSchema = z.union([
  z.strictObject({
    ...creditNoteFields,
    ...correctionFields,
    state: z.literal('draft'),
    credits: z.array(z.strictObject(request)),
  }),
  z.strictObject({
    ...creditNoteFields,
    ...issuedFields,
    ...correctionFields,
    credits: z.array(z.strictObject({ ...request, number: text, figures })),
    rebilledAs: id('inv').exactOptional(),
  }),
  z.strictObject({ ...creditNoteFields, ...issuedFields, kind: z.literal('cancellation') }),
])

export const sealSchema = z.strictObject({
  id: documentId,
  kind: z.enum(['invoice', 'creditNote']),
  series: text,
  sequence: z.int().min(1),
  number: text,
  previous: z.union([hash, z.literal('')]),
  seal: hash,
})

export const creditEntrySchema = z.strictObject({
  id: id('cre'),
  version,
  clientId: id('cli'),
  billingGroupId: id('grp'),
  currency,
  origin: z.enum(['overpayment', 'deposit', 'credit-note', 'goodwill']),
  paymentId: id('pay').exactOptional(),
  creditNoteId: id('cn').exactOptional(),
  amount: minor,
  remaining: minor,
  refunded: minor,
  expired: minor,
  receivedOn: date,
  expiresOn: date.exactOptional(),
  reason: text.exactOptional(),
  customFields: z.array(customField).exactOptional(),
  state: z.enum(['live', 'reversed']),
  createdAt: instant,
  updatedAt: instant,
})

const method = z.enum(['transfer', 'cash', 'card', 'cheque', 'direct-debit', 'other'])

export const paymentSchema = z.strictObject({
  id: id('pay'),
  version,
  clientId: id('cli'),
  clientName: text,
  currency,
  amount: minor,
  method,
  receivedOn: date,
  reference: text.exactOptional(),
  refunded: minor,
  state: z.enum(['received', 'undone']),
  undoneReason: text.exactOptional(),
  createdAt: instant,
  updatedAt: instant,
})

export const refundSchema = z.strictObject({
  id: id('ref'),
  version,
  clientId: id('cli'),
  clientName: text,
  currency,
  sourceKind: z.enum(['payment', 'credit']),
  sourceId: z.union([id('pay'), id('cre')]),
  amount: minor,
  direct: minor,
  method,
  refundedOn: date,
  reference: text.exactOptional(),
  state: z.enum(['paid', 'undone']),
  undoneReason: text.exactOptional(),
  createdAt: instant,
  updatedAt: instant,
})

const endpointId = z.custom<EndpointId>((value) => typeof value === 'string' && value.startsWith('end_'))

export const storedMethodSchema = z.strictObject({
  id: id('mth'),
  version,
  clientId: id('cli'),
  kind: method,
  label: text.exactOptional(),
  isDefault: flag,
  termsDays: count.exactOptional(),
  card: z
    .strictObject({
      endpointId,
      customer: text,
      method: text,
      brand: text.exactOptional(),
      last4: text.exactOptional(),
      expires: text.exactOptional(),
    })
    .exactOptional(),
  setup: z.strictObject({ endpointId, customer: text, session: text, url: text, at: instant }).exactOptional(),
  state: z.enum(['active', 'removed']),
  createdAt: instant,
  updatedAt: instant,
})

export const cardAttemptKey = z.custom<CardAttemptId>(
  (value) => typeof value === 'string' && /^inv_[^/]+\/collection\/\d+$/.test(value),
)

export const cardAttemptSchema = z.strictObject({
  id: cardAttemptKey,
  version,
  attempt: z.int().min(1),
  invoiceId: id('inv'),
  invoiceNumber: text,
  clientId: id('cli'),
  billingGroupId: id('grp'),
  methodId: id('mth'),
  amount: minor,
  currency,
  state: z.enum(['pending', 'unknown', 'needs-action', 'collected', 'failed', 'cancelled']),
  intent: text.exactOptional(),
  actionUrl: text.exactOptional(),
  givenUp: z.literal(1).exactOptional(),
  forgotten: z.literal(1).exactOptional(),
  decline: z.strictObject({ code: text, message: text }).exactOptional(),
  paymentId: id('pay').exactOptional(),
  refunds: z
    .array(
      z.strictObject({
        refundId: id('ref'),
        processorId: text.exactOptional(),
        state: z.enum(['pending', 'unknown', 'paid', 'failed']),
      }),
    )
    .exactOptional(),
  by: z.enum(['user', 'automation']),
  on: date,
  createdAt: instant,
  updatedAt: instant,
})

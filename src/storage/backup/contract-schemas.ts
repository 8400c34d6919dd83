// What rows of contracts and billing groups must look like to be taken from a file.
import type { Problem } from '../../core/problem.ts'
import {
  chargeId,
  correctionKey,
  count,
  currency,
  customField,
  date,
  exact,
  flag,
  id,
  instant,
  minor,
  period,
  text,
  version,
} from './field-schemas.ts'
import { z } from './zod.ts'

export const cadence = z.strictObject({ unit: z.enum(['day', 'week', 'month', 'year']), every: z.int().min(1) })
const anchor = z.strictObject({ origin: date, day: z.int().min(1).max(31).exactOptional() })
export const holdSchema = z.strictObject({ since: date, note: text.exactOptional() })

export const billingCycleSchema = z.union([
  z.strictObject({ kind: z.literal('manual') }),
  z.strictObject({ kind: z.literal('every'), cadence, anchor }),
])

/** A refusal as it was when the run failed: its facts are the problem's own. */
const problem = z.custom<Problem>(
  (value) => typeof value === 'object' && value !== null && typeof (value as { code?: unknown }).code === 'string',
)

export const billingGroupSchema = z.strictObject({
  id: id('grp'),
  version,
  clientId: id('cli'),
  name: text,
  isDefault: flag,
  state: z.enum(['active', 'inactive', 'cancelled']),
  mode: z.enum(['automatic', 'manual']),
  hold: holdSchema.exactOptional(),
  pastHolds: z.array(period).exactOptional(),
  standingSince: date.exactOptional(),
  parked: z.strictObject({ problem, on: date, at: instant }).exactOptional(),
  offsetDays: z.int(),
  cycle: billingCycleSchema.exactOptional(),
  recipient: z.strictObject({ name: text, email: text.exactOptional() }).exactOptional(),
  cc: z.array(text),
  addressId: id('adr').exactOptional(),
  termsDays: count.exactOptional(),
  poNumber: text.exactOptional(),
  paymentMethod: z.enum(['transfer', 'cash', 'card', 'cheque', 'direct-debit', 'other']).exactOptional(),
  customFields: z.array(customField).exactOptional(),
})

export const prorationMode = z.enum(['actual-days', 'none', 'calendar-months'])
export const firstStub = z.enum(['at-once', 'with-next'])

const minimum = { minimum: exact.exactOptional() }
const tiers = z.array(z.strictObject({ upTo: exact.exactOptional(), unitPrice: exact }))
const pricing = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('flat'), price: exact, ...minimum }),
  z.strictObject({ kind: z.literal('per-unit'), unitPrice: exact, ...minimum }),
  z.strictObject({ kind: z.literal('graduated'), tiers, ...minimum }),
  z.strictObject({ kind: z.literal('volume'), tiers, ...minimum }),
])

export const chargeRatingSchema = z.strictObject({
  parts: z.array(
    z.strictObject({
      period,
      segments: z.array(
        z.strictObject({
          kind: z.enum(['flat', 'units', 'top-up']),
          quantity: exact,
          unitPrice: exact,
          net: exact,
        }),
      ),
      share: z.strictObject({ part: count, whole: count }).exactOptional(),
    }),
  ),
})

export const contractSchema = z.strictObject({
  id: id('con'),
  version,
  clientId: id('cli'),
  clientName: text,
  billingGroupId: id('grp'),
  name: text,
  contractNumber: text.exactOptional(),
  currency,
  activatedOn: date,
  startOn: date,
  endOn: date.exactOptional(),
  state: z.enum(['active', 'cancelled', 'renewed']),
  hold: holdSchema.exactOptional(),
  renewal: z.strictObject({ length: cadence, noticeDays: count }).exactOptional(),
  renewedFrom: id('con').exactOptional(),
  renewedAs: id('con').exactOptional(),
  sentElsewhereBefore: date.exactOptional(),
  poNumber: text.exactOptional(),
  customFields: z.array(customField).exactOptional(),
  notes: text.exactOptional(),
  words: z.array(text),
  sortName: text,
  importId: id('cmd').exactOptional(),
  createdAt: instant,
  updatedAt: instant,
})

const terms = { quantity: exact, pricing }

export const contractItemSchema = z.strictObject({
  id: id('itm'),
  version,
  contractId: id('con'),
  clientId: id('cli'),
  billingGroupId: id('grp'),
  productId: id('prd').exactOptional(),
  description: text,
  unit: text.exactOptional(),
  kind: z.enum(['recurring', 'usage', 'one-off']),
  timing: z.enum(['advance', 'arrears']),
  cadence,
  startOn: date,
  trialDays: count,
  endOn: date.exactOptional(),
  anchors: z.array(z.strictObject({ from: date, anchor })),
  firstStub,
  proration: prorationMode,
  agreements: z.array(z.strictObject({ from: date, ...terms, amendmentId: id('amd').exactOptional() })),
  hold: holdSchema.exactOptional(),
  taxIds: z.array(id('tax')),
  taxIncluded: z.boolean(),
  addedBy: id('amd').exactOptional(),
  renewedFrom: id('itm').exactOptional(),
  createdAt: instant,
  updatedAt: instant,
})

const itemId = id('itm')

export const amendmentSchema = z.strictObject({
  id: id('amd'),
  contractId: id('con'),
  clientId: id('cli'),
  madeOn: date,
  effectiveOn: date,
  changes: z.array(
    z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('agreement'),
        itemId,
        before: z.strictObject(terms),
        after: z.strictObject(terms),
      }),
      z.strictObject({ kind: z.literal('added'), itemId }),
      z.strictObject({ kind: z.literal('ended'), itemId, before: date.exactOptional() }),
      z.strictObject({ kind: z.literal('unended'), itemId, before: date }),
      z.strictObject({ kind: z.literal('billing-day'), itemId, day: z.int().min(1).max(31) }),
      z.strictObject({
        kind: z.literal('cancelled'),
        from: z.union([z.literal('start'), date]),
        before: date.exactOptional(),
      }),
    ]),
  ),
  note: text.exactOptional(),
  createdAt: instant,
})

export const correctionSchema = z.strictObject({
  id: correctionKey,
  version,
  contractId: id('con'),
  contractItemId: itemId,
  clientId: id('cli'),
  billingGroupId: id('grp'),
  currency,
  amendmentId: id('amd'),
  invoiceId: id('inv'),
  chargeId: chargeId,
  period,
  description: text,
  amount: minor,
  state: z.enum(['open', 'resolved', 'withdrawn']),
  resolution: z.enum(['credit-note', 'next-invoice', 'nothing']).exactOptional(),
  resolvedBy: z.union([chargeId, id('cn')]).exactOptional(),
  proposedIn: id('cn').exactOptional(),
  createdAt: instant,
  updatedAt: instant,
})

export const usageRecordSchema = z.strictObject({
  id: id('usg'),
  version,
  contractId: id('con'),
  contractItemId: itemId,
  clientId: id('cli'),
  billingGroupId: id('grp'),
  on: date,
  quantity: exact,
  unitPrice: exact.exactOptional(),
  prepaid: exact.exactOptional(),
  sourceKey: text,
  note: text.exactOptional(),
  state: z.enum(['open', 'billed', 'removed']),
  chargeId: chargeId.exactOptional(),
  importId: id('cmd').exactOptional(),
  createdAt: instant,
  updatedAt: instant,
})

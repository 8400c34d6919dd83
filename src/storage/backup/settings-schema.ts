import { firstStub, prorationMode } from './contract-schemas.ts'
import { lookSchema, paymentInstructionsSchema, sellerSchema } from './document-schemas.ts'
import { count, currency, date, flag, id, instant, minor, text, version } from './field-schemas.ts'
import { sellingSchema } from './selling-schemas.ts'
import { z } from './zod.ts'

const messageTemplateKey = z.enum(['invoice', 'reminder-before', 'reminder-due', 'reminder-late', 'reminder-again'])

const numberSeries = z.strictObject({ pattern: text, startAt: z.int().min(1) })

export const settingsSchema = z.strictObject({
  id: z.literal('account'),
  version,
  profile: sellerSchema,
  country: text,
  locale: text,
  currency,
  timeZone: text,
  defaultTaxIds: z.array(id('tax')),
  pricesIncludeTax: z.boolean(),
  termsDays: count,
  numbering: z.strictObject({ invoice: numberSeries, creditNote: numberSeries }),
  payment: paymentInstructionsSchema,
  look: lookSchema,
  documentNotes: text.exactOptional(),
  partialPayments: z.strictObject({ allowed: z.boolean(), minimum: minor }),
  cashUnit: z.int().min(1).exactOptional(),
  creditBalance: z.enum(['apply', 'ask', 'off']),
  afterVoid: z.enum(['ask', 'bill-again', 'drop']),
  billing: z.strictObject({
    mode: z.enum(['automatic', 'manual']),
    firstInvoice: z.enum(['at-once', 'by-schedule']),
    proration: prorationMode,
    firstStub,
    missedPeriods: z.enum(['combined', 'per-period']),
    endedMonthsOnly: flag,
    corrections: z.enum(['credit-note', 'next-invoice', 'nothing', 'ask']),
    judgeAll: z.strictObject({
      trialClients: z.literal(1).exactOptional(),
      minimum: minor.exactOptional(),
      outstandingCap: count.exactOptional(),
    }),
  }),
  selling: sellingSchema,
  messages: z.partialRecord(messageTemplateKey, z.strictObject({ subject: text, text })).exactOptional(),
  plainVoid: z.boolean(),
  booksLockedThrough: date.exactOptional(),
  retentionYears: count,
  firstRunDone: flag,
  lastBackupAt: instant.exactOptional(),
  updatedAt: instant,
  lastCommandId: id('cmd').exactOptional(),
})

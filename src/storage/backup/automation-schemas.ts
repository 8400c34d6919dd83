// What rows of automation must look like to be taken from a file.
import { type RuleEvent, ruleEvents } from '../../core/automation/own-rule.ts'
import type { EndpointId, EventId, MessageId, OutboxId, RuleId } from '../../core/ids.ts'
import type { Problem } from '../../core/problem.ts'
import type { RunReason } from '../../core/run-guard.ts'
import { eventTypes } from './event-schema.ts'
import { count, currency, date, exact, flag, id, instant, minor, text, version } from './field-schemas.ts'
import { cardAttemptKey } from './payment-schemas.ts'
import { z } from './zod.ts'

/** A problem or reason as it was when it was written: its facts are its own. */
function coded<Coded extends { readonly code: string }>() {
  return z.custom<Coded>(
    (value) => typeof value === 'object' && value !== null && typeof (value as { code?: unknown }).code === 'string',
  )
}

const problem = coded<Problem>()
const key = <Key extends string>(pattern: RegExp) =>
  z.custom<Key>((value) => typeof value === 'string' && value.length <= 300 && pattern.test(value))
export const ruleId = key<RuleId>(/^(rul_.+|[a-z-]+\/(account|cli_.+|grp_.+))$/)
const messageId = key<MessageId>(/^(msg_.+|inv_.+\/.+)$/)
const outboxId = key<OutboxId>(/^.+$/)
const endpointId = key<EndpointId>(/^end_.+$/)

const scope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('account') }),
  z.strictObject({ kind: z.literal('client'), clientId: id('cli') }),
  z.strictObject({ kind: z.literal('group'), billingGroupId: id('grp'), clientId: id('cli') }),
])
const way = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('prepare') }),
  z.strictObject({ kind: z.literal('endpoint'), endpointId }),
])
const ahead = { ahead: z.literal('issue').exactOptional() }
const fee = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('amount'), amount: minor, currency }),
  z.strictObject({ kind: z.literal('percent'), percent: exact }),
])

const trigger = z.union([
  z.strictObject({
    kind: z.literal('event'),
    event: z.enum(Object.keys(ruleEvents) as [RuleEvent, ...RuleEvent[]]),
  }),
  z.strictObject({ kind: z.literal('every'), unit: z.literal('day') }),
  z.strictObject({ kind: z.literal('every'), unit: z.literal('week'), weekday: z.int().min(1).max(7) }),
  z.strictObject({ kind: z.literal('every'), unit: z.literal('month'), day: z.int().min(1).max(31) }),
  z.strictObject({
    kind: z.literal('around'),
    date: z.enum(['invoice-due', 'invoice-issued', 'contract-end']),
    days: z.int().min(-366).max(366),
  }),
])
const is = z.enum(['at-least', 'below'])
const condition = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('client-is'), not: flag, clientIds: z.array(text) }),
  z.strictObject({ kind: z.literal('client-status'), status: z.enum(['trial', 'active', 'archived']) }),
  z.strictObject({ kind: z.literal('client-tag'), not: flag, tag: text }),
  z.strictObject({ kind: z.literal('client-country'), country: text }),
  z.strictObject({ kind: z.literal('currency'), currency }),
  z.strictObject({
    kind: z.literal('amount'),
    of: z.enum(['gross', 'due', 'client-due']),
    is,
    amount: minor,
    currency,
  }),
  z.strictObject({ kind: z.literal('age'), of: z.enum(['issued', 'due']), is, days: z.int() }),
  z.strictObject({
    kind: z.literal('invoice-state'),
    states: z.array(z.enum(['draft', 'open', 'paid', 'void', 'uncollectible'])),
  }),
  z.strictObject({ kind: z.literal('invoice-tag'), not: flag, tag: text }),
  z.strictObject({
    kind: z.literal('custom-field'),
    of: z.enum(['group', 'contract', 'invoice']).exactOptional(),
    fieldId: id('fld').exactOptional(),
    name: text,
    value: text,
    compare: z.enum(['number', 'date']).exactOptional(),
    is: z.enum(['not', 'at-least', 'below']).exactOptional(),
  }),
])
const action = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('draft') }),
  z.strictObject({ kind: z.literal('finalize') }),
  z.strictObject({ kind: z.literal('remind') }),
  z.strictObject({ kind: z.literal('add-fee'), fee, description: text }),
  z.strictObject({ kind: z.literal('apply-credit') }),
  z.strictObject({ kind: z.literal('notify'), text }),
  z.strictObject({ kind: z.literal('webhook'), endpointId }),
  z.strictObject({ kind: z.literal('tag'), on: z.enum(['client', 'invoice']), tag: text, remove: flag }),
])

const rule = { id: ruleId, version, scope, state: z.enum(['on', 'off']), createdAt: instant, updatedAt: instant }
export const automationRuleSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...rule,
    kind: z.literal('finalization'),
    parameters: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('review') }),
      z.strictObject({ kind: z.literal('after-days'), days: count, ...ahead }),
      z.strictObject({ kind: z.literal('at-once'), ...ahead }),
    ]),
  }),
  z.strictObject({
    ...rule,
    kind: z.literal('sending'),
    parameters: z.strictObject({
      when: z.enum(['on-finalize', 'by-hand']),
      way,
      attachPdf: flag,
      listUnpaid: flag,
    }),
  }),
  z.strictObject({
    ...rule,
    kind: z.literal('reminders'),
    parameters: z.strictObject({
      steps: z.array(z.strictObject({ step: z.int().min(1), days: z.int() })),
      lastStep: z.int().min(1).exactOptional(),
      since: date.exactOptional(),
      way,
      attachPdf: flag,
    }),
  }),
  z.strictObject({
    ...rule,
    kind: z.literal('late-fees'),
    parameters: z.strictObject({
      fee,
      afterDays: z.int().min(1),
      repeat: z.strictObject({ unit: z.enum(['day', 'month']), every: z.int().min(1) }).exactOptional(),
      maxTimes: z.int().min(1).exactOptional(),
      maxAmount: z.strictObject({ amount: minor, currency }).exactOptional(),
      since: date.exactOptional(),
      taxIds: z.array(id('tax')),
      description: text,
    }),
  }),
  z.strictObject({
    ...rule,
    kind: z.literal('collection'),
    parameters: z.strictObject({ retryAfterDays: z.array(z.int().min(1)) }),
  }),
  z.strictObject({ ...rule, kind: z.literal('backup'), parameters: z.strictObject({ afterDays: z.int().min(1) }) }),
  z.strictObject({
    ...rule,
    kind: z.literal('own'),
    parameters: z.strictObject({
      name: text,
      when: trigger,
      conditions: z.array(condition),
      actions: z.array(action),
      limit: z.int().min(1).max(500),
      since: z.strictObject({ on: date, at: instant }).exactOptional(),
    }),
  }),
])

const runReason = coded<RunReason>()

export const automationStateSchema = z.strictObject({
  id: z.literal('state'),
  mark: z.strictObject({ asOf: date, rulesVersion: z.int().min(1), timeZone: text }).exactOptional(),
  away: z.strictObject({ lastRunOn: date, since: date }).exactOptional(),
  waiting: z.array(z.strictObject({ invoiceId: id('inv'), act: z.enum(['finalize', 'remind', 'collect']) })),
  waitingFor: runReason.exactOptional(),
  confirmed: z.array(id('inv')),
  paused: z
    .strictObject({ since: instant, why: z.enum(['restored', 'rolled-back', 'import-undone', 'by-hand']) })
    .exactOptional(),
})

export const ruleStateSchema = z.strictObject({
  id: ruleId,
  lastRunId: id('run').exactOptional(),
  lastOn: date.exactOptional(),
  lastAt: instant.exactOptional(),
  lastCount: count,
  total: count,
  through: date.exactOptional(),
  problem: problem.exactOptional(),
})

export const firingSchema = z.strictObject({
  id: text,
  ruleId,
  subjectId: text,
  runId: id('run').exactOptional(),
  on: date,
  at: instant,
  outcomes: z.array(z.union([z.literal('done'), z.literal('nothing-to-do'), problem])),
})

export const queuedEventSchema = z.strictObject({
  id: key<EventId>(/^cmd_.+\/\d+$/s),
  type: z.enum(eventTypes),
  subjects: z.array(text),
  on: date,
  chain: z.array(ruleId),
})

const address = z.strictObject({ name: text.exactOptional(), email: text })

export const messageSchema = z.strictObject({
  id: messageId,
  version,
  kind: z.enum(['invoice', 'reminder']),
  invoiceId: id('inv'),
  clientId: id('cli'),
  billingGroupId: id('grp'),
  clientName: text,
  invoiceNumber: text,
  step: z.int().min(1).exactOptional(),
  to: z.array(address).exactOptional(),
  cc: z.array(address).exactOptional(),
  subject: text.exactOptional(),
  text: text.exactOptional(),
  attachPdf: flag,
  listUnpaid: flag,
  state: z.enum(['prepared', 'sent', 'cancelled', 'skipped']),
  endpointId: endpointId.exactOptional(),
  sent: z
    .strictObject({
      at: instant,
      on: date,
      how: z.enum(['share', 'eml', 'mailto', 'copy', 'endpoint', 'other']),
    })
    .exactOptional(),
  why: z
    .enum(['settled', 'void', 'written-off', 'credited', 'on-hold', 'overtaken', 'by-hand', 'restored'])
    .exactOptional(),
  runId: id('run').exactOptional(),
  preparedOn: date,
  createdAt: instant,
  updatedAt: instant,
})

export const endpointSchema = z.strictObject({
  id: endpointId,
  version,
  name: text,
  url: text,
  purpose: z.enum(['webhook', 'mail', 'card']),
  events: z.array(z.enum(eventTypes)),
  state: z.enum(['on', 'off']),
  createdAt: instant,
  updatedAt: instant,
})

export const outboxSchema = z.strictObject({
  id: outboxId,
  version,
  endpointId,
  payload: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('webhook'), type: text, body: text }),
    z.strictObject({ kind: z.literal('message'), messageId }),
    z.strictObject({ kind: z.literal('card-charge'), attemptId: cardAttemptKey }),
    z.strictObject({ kind: z.literal('card-refund'), attemptId: cardAttemptKey, refundId: id('ref') }),
  ]),
  state: z.enum(['waiting', 'sending', 'delivered', 'needs-you', 'cancelled']),
  nextAt: instant,
  attempts: count,
  lastStatus: z.int().exactOptional(),
  problem: z
    .discriminatedUnion('code', [
      z.strictObject({ code: z.literal('refused'), status: z.int(), text }),
      z.strictObject({ code: z.literal('unreachable'), attempts: count }),
      z.strictObject({ code: z.literal('outcome-unknown'), attempt: count }),
      z.strictObject({ code: z.literal('redirected') }),
      z.strictObject({ code: z.literal('bad-address') }),
      z.strictObject({ code: z.literal('endpoint-gone') }),
      z.strictObject({ code: z.literal('secret-missing') }),
      z.strictObject({ code: z.literal('no-document') }),
      z.strictObject({ code: z.literal('restored') }),
    ])
    .exactOptional(),
  why: z
    .enum(['settled', 'void', 'written-off', 'credited', 'on-hold', 'by-hand', 'endpoint-off', 'overtaken'])
    .exactOptional(),
  invoiceId: id('inv').exactOptional(),
  clientId: id('cli').exactOptional(),
  createdAt: instant,
  updatedAt: instant,
})

export const runSchema = z.strictObject({
  id: id('run'),
  trigger: z.enum(['start', 'visible', 'hourly', 'sync', 'periodic-sync', 'message', 'by-hand', 'confirmed']),
  place: z.enum(['page', 'worker', 'node']),
  device: text,
  asOf: date,
  startedAt: instant,
  tookMs: count.exactOptional(),
  state: z.enum(['running', 'done', 'stopped']),
  verdict: z.strictObject({ acts: z.enum(['all', 'prepare', 'none']), reason: runReason }),
  stoppedBy: z.union([z.enum(['aborted', 'time']), problem]).exactOptional(),
  counts: z.strictObject({
    groups: count,
    charges: count,
    drafts: count,
    finalized: count,
    renewed: count,
    reminders: count,
    fees: count,
    fired: count,
    parked: count,
    collections: count.exactOptional(),
  }),
  told: flag,
})

export const runEntrySchema = z.strictObject({
  id: text,
  runId: id('run'),
  planner: z.enum([
    'billing',
    'renewal',
    'finalization',
    'reminders',
    'late-fees',
    'collection',
    'own',
    'plans',
    'units',
    'backup',
  ]),
  ruleId: ruleId.exactOptional(),
  subject: z.strictObject({
    kind: z.enum(['client', 'group', 'contract', 'item', 'charge', 'invoice', 'purchase']),
    id: text,
  }),
  subjects: z.array(text),
  outcome: z.enum(['do', 'wait', 'skip', 'blocked']),
  reason: coded<{ readonly code: string }>(),
})

export const noticeSchema = z.strictObject({
  id: id('ntc'),
  version,
  ruleId,
  text,
  facts: z.record(text, z.union([z.string(), z.number()])),
  subjects: z.array(text),
  on: date,
  state: z.enum(['new', 'done']),
  createdAt: instant,
})

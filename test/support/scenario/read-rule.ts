// Rules as scenarios write them: `reminders`, `late-fees of client Okafor`, `finalization of group Projects`.
import type { BuiltInKind, RuleParameters, RuleScope, SendingWay } from '../../../src/core/automation/rule.ts'
import { defaultBackupDays, defaultSending } from '../../../src/core/automation/rule.ts'
import type { BillingGroupId, ClientId, TaxRateId } from '../../../src/core/ids.ts'
import type { LateFeeRule } from '../../../src/core/late-fee-rule.ts'
import type { CurrencyCode } from '../../../src/core/money.ts'
import type { FinalizationPolicy } from '../../../src/core/plan-finalization.ts'
import { taken } from './read-contract.ts'
import { Fields, ScenarioError, type Yaml } from './read-scenario.ts'
import { missing, toMinor } from './scenario-world.ts'

export interface RulePlace {
  readonly currency: CurrencyCode
  clientId(name: string): ClientId
  group(name: string): Promise<{ readonly billingGroupId: BillingGroupId; readonly clientId: ClientId }>
  taxIds(names: readonly string[] | undefined): readonly TaxRateId[]
}

export type ReadRule = {
  readonly [Kind in BuiltInKind]: {
    readonly kind: Kind
    readonly scope: RuleScope
    readonly state: 'on' | 'off'
    readonly parameters: RuleParameters[Kind]
  }
}[BuiltInKind]

const prepare: SendingWay = { kind: 'prepare' }
const off: { readonly [Kind in BuiltInKind]: RuleParameters[Kind] } = {
  finalization: { kind: 'review' },
  sending: defaultSending,
  reminders: { steps: [{ step: 1, days: 7 }], way: prepare, attachPdf: 1 },
  'late-fees': { fee: { kind: 'percent', percent: '1' as never }, afterDays: 1, taxIds: [], description: 'Late fee' },
  collection: { retryAfterDays: [] },
  backup: { afterDays: defaultBackupDays },
}

/** Which rule the words name. */
export async function readRuleName(
  name: string,
  place: RulePlace,
  path: string,
): Promise<Pick<ReadRule, 'kind' | 'scope'>> {
  const match = /^(finalization|sending|collection|reminders|late-fees|backup)(?: of (client|group) (.+))?$/.exec(name)
  if (match === null) throw new ScenarioError(`${path}: no rule is called "${name}"`)
  const [, kind, of, whom = ''] = match
  const scope: RuleScope =
    of === undefined
      ? { kind: 'account' }
      : of === 'client'
        ? { kind: 'client', clientId: place.clientId(whom) }
        : { kind: 'group', ...(await place.group(whom)) }
  return { kind: kind as BuiltInKind, scope }
}

/** `off`, or what the kind is set to. */
export async function readRule(name: string, yaml: Yaml, place: RulePlace, path: string): Promise<ReadRule> {
  const { kind, scope } = await readRuleName(name, place, path)
  if (yaml === 'off') return { kind, scope, state: 'off', parameters: off[kind] } as ReadRule
  const parameters = kind === 'finalization' ? readPolicy(yaml, path) : readFields(kind, yaml, place, path)
  return { kind, scope, state: 'on', parameters } as ReadRule
}

/** `review`, `at once`, `after 3 days`; with ` ahead` behind it a draft made ahead is issued ahead. */
function readPolicy(yaml: Yaml, path: string): FinalizationPolicy {
  const match = typeof yaml === 'string' ? /^(review|at once|after (\d+) days?)( ahead)?$/.exec(yaml) : null
  if (match === null) throw new ScenarioError(`${path}: expected review, at once or after 3 days`)
  const ahead = match[3] === undefined ? {} : { ahead: 'issue' as const }
  if (match[1] === 'review') return { kind: 'review' }
  return match[2] === undefined
    ? { kind: 'at-once', ...ahead }
    : { kind: 'after-days', days: Number(match[2]), ...ahead }
}

function readFields(kind: Exclude<BuiltInKind, 'finalization'>, yaml: Yaml, place: RulePlace, path: string) {
  const fields = new Fields(yaml, path)
  const parameters =
    kind === 'sending'
      ? readSending(fields)
      : kind === 'reminders'
        ? readReminders(fields)
        : kind === 'late-fees'
          ? readLateFees(fields, place)
          : kind === 'collection'
            ? { retryAfterDays: (fields.optionalTexts('retryAfterDays') ?? []).map(Number) }
            : { afterDays: fields.optionalInteger('afterDays') ?? missing(path, 'afterDays') }
  fields.done()
  return parameters
}

function readSending(fields: Fields): RuleParameters['sending'] {
  const list = fields.optionalFlag('listUnpaid')
  const pdf = fields.optionalFlag('attachPdf')
  return {
    ...defaultSending,
    ...taken('when', fields.optionalText('when') as 'on-finalize' | 'by-hand' | undefined),
    ...(list === undefined ? {} : { listUnpaid: list ? 1 : 0 }),
    ...(pdf === undefined ? {} : { attachPdf: pdf ? 1 : 0 }),
  }
}

/** `days: [-3, 7, 21]`: the steps 1, 2, 3. */
function readReminders(fields: Fields): RuleParameters['reminders'] {
  const days = fields.optionalTexts('days') ?? missing(fields.path, 'days')
  return {
    steps: days.map((day, at) => ({ step: at + 1, days: Number(day) })),
    ...taken('since', fields.optionalDate('since')),
    way: prepare,
    attachPdf: 1,
  }
}

/** `amount` or `percent`; `after` days; `every: month | 7 days`; `times`; `most`; `since`; `taxes`; `line`. */
function readLateFees(fields: Fields, place: RulePlace): LateFeeRule & { readonly description: string } {
  const amount = fields.optionalText('amount')
  const percent = fields.optionalDecimal('percent')
  if ((amount === undefined) === (percent === undefined)) throw fields.wrong('amount', 'either amount or percent')
  const { currency } = place
  const money = (text: string) => ({ amount: toMinor(text, currency, fields.path), currency })
  const every = fields.optionalText('every')
  const rhythm = every === undefined ? undefined : /^(?:(\d+) )?(day|month)s?$/.exec(every)
  if (rhythm === null) throw fields.wrong('every', 'month or 7 days')
  const most = fields.optionalText('most')
  return {
    fee:
      amount === undefined
        ? { kind: 'percent', percent: percent ?? missing(fields.path, 'percent') }
        : { kind: 'amount', ...money(amount) },
    afterDays: fields.optionalInteger('after') ?? 1,
    ...(rhythm === undefined
      ? {}
      : { repeat: { unit: rhythm[2] as 'day' | 'month', every: Number(rhythm[1] ?? '1') } }),
    ...taken('maxTimes', fields.optionalInteger('times')),
    ...(most === undefined ? {} : { maxAmount: money(most) }),
    ...taken('since', fields.optionalDate('since')),
    taxIds: place.taxIds(fields.optionalTexts('taxes') ?? []),
    description: fields.optionalText('line') ?? 'Late fee for {number}',
  }
}

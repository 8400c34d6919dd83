// Ready-made ways of running the account: each says exactly what it sets, and touches the account's own rules only.
import {
  type AutomationRule,
  type BuiltInKind,
  builtInRuleId,
  defaultBackupDays,
  defaultSending,
  type RuleBook,
  type RuleKind,
  type RuleParameters,
  type SendingWay,
} from './rule.ts'

export const presetNames = ['careful', 'balanced', 'hands-off'] as const
export type PresetName = (typeof presetNames)[number]

/** How a kind of rule is set for the whole account. */
export type PresetRule = {
  readonly [Kind in BuiltInKind]: {
    readonly kind: Kind
    readonly state: 'on' | 'off'
    /** Absent: what it is set to stays. */
    readonly parameters?: RuleParameters[Kind]
  }
}[BuiltInKind]

const prepare: SendingWay = { kind: 'prepare' }
const onFinalize: RuleParameters['sending'] = { ...defaultSending, when: 'on-finalize' }

function reminders(...days: readonly number[]): RuleParameters['reminders'] {
  return { steps: days.map((each, index) => ({ step: index + 1, days: each })), way: prepare, attachPdf: 1 }
}

const backup = { kind: 'backup', state: 'on', parameters: { afterDays: defaultBackupDays } } as const

/**
 * Careful: nothing becomes final and nothing is written to a client before the owner looks. Balanced: drafts become
 * final after three days in which they can be stopped. Hands-off: at once. None of them charges late fees by itself.
 */
export const presets: Readonly<Record<PresetName, readonly PresetRule[]>> = {
  careful: [
    { kind: 'finalization', state: 'on', parameters: { kind: 'review' } },
    { kind: 'sending', state: 'on', parameters: defaultSending },
    { kind: 'reminders', state: 'on', parameters: reminders(7) },
    { kind: 'late-fees', state: 'off' },
    backup,
  ],
  balanced: [
    { kind: 'finalization', state: 'on', parameters: { kind: 'after-days', days: 3 } },
    { kind: 'sending', state: 'on', parameters: onFinalize },
    { kind: 'reminders', state: 'on', parameters: reminders(-3, 7, 14) },
    { kind: 'late-fees', state: 'off' },
    backup,
  ],
  'hands-off': [
    { kind: 'finalization', state: 'on', parameters: { kind: 'at-once' } },
    { kind: 'sending', state: 'on', parameters: onFinalize },
    { kind: 'reminders', state: 'on', parameters: reminders(-3, 7, 14, 30) },
    { kind: 'late-fees', state: 'off' },
    backup,
  ],
}

/** One rule of the account that a preset would set otherwise. */
export interface PresetChange {
  readonly kind: BuiltInKind
  /** Absent: no row, the default holds. */
  readonly before?: AutomationRule
  readonly after: PresetRule & { readonly parameters: RuleParameters[BuiltInKind] }
}

export interface PresetDifferences {
  /** In the order of the preset; none: it is in force already. */
  readonly changes: readonly PresetChange[]
  /** Rules of clients and groups that stay as they are and go on deciding there. */
  readonly exceptions: readonly AutomationRule[]
}

/** What applying a preset would change: shown before it is applied, and all that is applied. */
export function presetDifferences(preset: PresetName, rules: RuleBook): PresetDifferences {
  const changes = presets[preset].flatMap((wanted): PresetChange[] => {
    const before = rules.get(builtInRuleId(wanted.kind, { kind: 'account' }))
    const parameters = wantedParameters(wanted, before)
    // Off, and nothing there: it is off.
    if (parameters === undefined) return []
    if (before !== undefined && before.state === wanted.state && sameParameters(before.parameters, parameters))
      return []
    const after = { ...wanted, parameters } as PresetChange['after']
    return [{ kind: wanted.kind, after, ...(before === undefined ? {} : { before }) }]
  })
  const exceptions = [...rules.values()].filter(({ kind, scope }) => kind !== 'own' && scope.kind !== 'account')
  return { changes, exceptions }
}

/** What the owner has set up for delivery stays: an endpoint that takes mail goes on taking it. */
function wantedParameters(
  wanted: PresetRule,
  before: AutomationRule | undefined,
): RuleParameters[BuiltInKind] | undefined {
  if (wanted.parameters === undefined) return before?.kind === wanted.kind ? before.parameters : undefined
  if (wanted.kind === 'sending' && before?.kind === 'sending') {
    const { way, attachPdf, listUnpaid } = before.parameters
    return wanted.parameters.when === 'by-hand'
      ? { ...wanted.parameters, attachPdf, listUnpaid }
      : { ...wanted.parameters, way, attachPdf, listUnpaid }
  }
  if (wanted.kind === 'reminders' && before?.kind === 'reminders') {
    const { way, attachPdf } = before.parameters
    return { ...wanted.parameters, way, attachPdf }
  }
  return wanted.parameters
}

/** Whether a person would call them the same: numbers of steps and the day of switching on are nobody's choice. */
export function sameParameters(left: RuleParameters[RuleKind], right: RuleParameters[RuleKind]): boolean {
  return JSON.stringify(chosen(left)) === JSON.stringify(chosen(right))
}

function chosen(parameters: RuleParameters[RuleKind]): unknown {
  const { since: _since, lastStep: _lastStep, steps, ...rest } = parameters as Partial<RuleParameters['reminders']>
  const days = steps?.map((step) => step.days).sort((left, right) => left - right)
  return Object.entries({ ...rest, ...(days === undefined ? {} : { days }) }).sort(([left], [right]) =>
    left < right ? -1 : 1,
  )
}

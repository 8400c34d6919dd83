// Random acts on rules and tags: rules from the pickers saved, switched, taken away, fired by hand.
import fc from 'fast-check'
import { applyPreset } from '../../src/commands/apply-preset.ts'
import { changeTags } from '../../src/commands/change-tags.ts'
import { fireRule } from '../../src/commands/fire-rule.ts'
import { dropQueuedEvents, noteRuleRun } from '../../src/commands/note-rule-run.ts'
import { removeRule, saveRule, setRuleState } from '../../src/commands/save-rule.ts'
import { checkRule, type RuleFields } from '../../src/core/automation/check-rule.ts'
import { lastTurn, occurrenceOf, subjectOfEvent } from '../../src/core/automation/plan-own-rules.ts'
import { presetNames } from '../../src/core/automation/presets.ts'
import type { AutomationRule } from '../../src/core/automation/rule.ts'
import { builtInRuleId } from '../../src/core/automation/rule.ts'
import type { ClientId, EndpointId, InvoiceId } from '../../src/core/ids.ts'
import type { TestBooks } from './open-test-books.ts'
import { anyRule, noCast, type RuleCast } from './rule-arbitraries.ts'

const acts = [
  'save',
  'save',
  'save',
  'change',
  'switch',
  'remove',
  'preset',
  'fire',
  'fire',
  'note',
  'drop',
  'tag',
  'untag',
] as const

export interface RuleStep {
  readonly act: (typeof acts)[number]
  readonly pick: number
  readonly rule: RuleFields
}

// Ids of rows that are there are put in where the rule names others.
const rule = anyRule(noCast).filter((each) => checkRule(each) === undefined)

export const ruleStep: fc.Arbitrary<RuleStep> = fc.record({ act: fc.constantFrom(...acts), pick: fc.nat(1000), rule })

const own: RuleFields = {
  kind: 'own',
  scope: { kind: 'account' },
  parameters: {
    name: 'Every day',
    when: { kind: 'every', unit: 'day' },
    conditions: [],
    actions: [{ kind: 'draft' }, { kind: 'notify', text: 'Look at {client}' }],
    limit: 100,
  },
}
const review: RuleFields = { kind: 'finalization', scope: { kind: 'account' }, parameters: { kind: 'review' } }

/** Each act once, in an order in which it finds something to do. */
export const ruleWarmUp: readonly RuleStep[] = (
  [
    'save',
    'fire',
    'note',
    'change',
    'switch',
    'preset',
    'tag',
    'untag',
    'drop',
    'remove',
    'save',
    'switch',
    'remove',
  ] as const
).map((act, pick) => ({ act, pick, rule: pick < 9 ? own : review }))

/** Does one act with whatever rows it finds; one that finds none does nothing. */
export async function performRule(books: TestBooks, { act, pick, rule: given }: RuleStep): Promise<void> {
  const { db } = books
  const one = <Row>(rows: readonly Row[]): Row | undefined => rows[pick % Math.max(rows.length, 1)]
  const rules: readonly AutomationRule[] = await db.rules.orderBy('id').toArray()
  const some = one(rules)
  switch (act) {
    case 'save': {
      const fields = await withRowsThere(books, given)
      const id = fields.kind === 'own' ? undefined : builtInRuleId(fields.kind, fields.scope)
      const before = rules.find((row) => row.id === id)
      const seen = before === undefined ? {} : { seen: { id: before.id, version: before.version } }
      await books.run(saveRule, { ...fields, state: 'on', ...seen })
      return
    }
    case 'change': {
      const mine = one(rules.filter(({ kind }) => kind === 'own'))
      const fields = await withRowsThere(books, given)
      if (mine === undefined || fields.kind !== 'own') return
      await books.run(saveRule, { ...fields, state: 'on', seen: { id: mine.id, version: mine.version } })
      return
    }
    case 'switch':
      if (some === undefined) return
      await books.run(setRuleState, { id: some.id, version: some.version, state: some.state === 'on' ? 'off' : 'on' })
      return
    case 'remove':
      if (some !== undefined) await books.run(removeRule, { id: some.id, version: some.version })
      return
    case 'preset':
      await books.run(applyPreset, { preset: presetNames[pick % presetNames.length] ?? 'careful' })
      return
    case 'fire':
      await fireOne(books, rules, pick)
      return
    case 'note':
      if (some !== undefined) await books.run(noteRuleRun, { ruleId: some.id, through: books.envelope().today })
      return
    case 'drop': {
      const queued = await db.ruleQueue.orderBy('id').limit(3).primaryKeys()
      await books.run(dropQueuedEvents, { ids: queued })
      return
    }
    case 'tag':
    case 'untag': {
      const ids: (ClientId | InvoiceId)[] = [
        ...(await db.clients.orderBy('id').primaryKeys()),
        ...(await db.invoices.orderBy('id').primaryKeys()),
      ]
      const id = one(ids)
      const tags = ['Late payer', 'vip', `tag ${pick % 3}`]
      if (id !== undefined) await books.run(changeTags, act === 'tag' ? { id, add: tags } : { id, remove: tags })
    }
  }
}

/** A rule acts on a row that it may look at today, or on what waits for it. */
async function fireOne(books: TestBooks, rules: readonly AutomationRule[], pick: number): Promise<void> {
  const mine = rules.filter((row) => row.kind === 'own')
  const found = mine[pick % Math.max(mine.length, 1)]
  if (found?.kind !== 'own') return
  const { when } = found.parameters
  const { today } = books.envelope()
  if (when.kind === 'event') {
    const queued = (await books.db.ruleQueue.orderBy('id').toArray()).find(({ type }) => type === when.event)
    const subjectId = queued && subjectOfEvent(queued)
    if (queued === undefined || subjectId === undefined) return
    const occurrence = occurrenceOf(queued, undefined)
    await books.run(fireRule, { ruleId: found.id, subjectId, occurrence, ...(pick % 2 === 0 && { lastOf: queued.id }) })
    return
  }
  const table =
    when.kind === 'every' ? books.db.clients : when.date === 'contract-end' ? books.db.contracts : books.db.invoices
  const ids: readonly string[] = await table.orderBy('id').primaryKeys()
  const subjectId = ids[pick % Math.max(ids.length, 1)]
  const on = when.kind === 'every' ? lastTurn(when, today) : today
  if (subjectId !== undefined) {
    await books.run(fireRule, { ruleId: found.id, subjectId, occurrence: { id: on, on, chain: [] } })
  }
}

/** The rule with rows of these books in place of the ids that it was made with. */
export async function withRowsThere(books: TestBooks, fields: RuleFields): Promise<RuleFields> {
  const { db } = books
  const [clients, groups, endpoints, taxes] = await Promise.all([
    db.clients.orderBy('id').primaryKeys(),
    db.billingGroups.orderBy('id').toArray(),
    db.endpoints.orderBy('id').toArray(),
    db.taxRates.orderBy('id').primaryKeys(),
  ])
  const of = (purpose: 'mail' | 'webhook') =>
    endpoints.filter((row) => row.purpose === purpose).map(({ id }) => id) as EndpointId[]
  const swaps = new Map<string, string>()
  const swap = (was: readonly string[], is: readonly string[]) => {
    was.forEach((id, index) => {
      const other = is[index % Math.max(is.length, 1)]
      if (other !== undefined) swaps.set(id, other)
    })
  }
  const cast: RuleCast = noCast
  swap(cast.clientIds, clients)
  swap(cast.webhooks, of('webhook'))
  swap(cast.mails, of('mail'))
  swap(cast.taxIds, taxes)
  swap(
    cast.groups.map(({ id }) => id),
    groups.filter(({ clientId }) => clientId === swaps.get('cli_A')).map(({ id }) => id),
  )
  const swapped = JSON.stringify(fields).replace(
    /"((?:cli|grp|end|tax)_[AMBC])"/g,
    (_whole, id: string) => `"${swaps.get(id) ?? id}"`,
  )
  return JSON.parse(swapped) as RuleFields
}

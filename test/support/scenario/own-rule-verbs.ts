// The steps about rules of the owner's own, in short words: `ownRule` adds one, `tag` tags a client.
import { changeTags } from '../../../src/commands/change-tags.ts'
import { saveRule } from '../../../src/commands/save-rule.ts'
import {
  type RuleAction,
  type RuleCondition,
  type RuleEvent,
  type RuleTrigger,
  ruleEvents,
} from '../../../src/core/automation/own-rule.ts'
import type { ClientStatus, InvoiceState } from '../../../src/core/model.ts'
import type { AutomationWorld } from './automation-verbs.ts'
import { fieldsOf, type Perform } from './billing-verbs.ts'
import { Fields, ScenarioError } from './read-scenario.ts'
import { toMinor } from './scenario-world.ts'

export function ownRuleVerbs(world: AutomationWorld): Readonly<Record<string, Perform>> {
  const { rulePlace } = world
  return {
    ownRule: async (yaml, path, run) => {
      const fields = new Fields(yaml, path)
      const client = fields.optionalText('client')
      const parameters = {
        name: fields.optionalText('name') ?? 'A rule',
        when: readTrigger(fields.text('when'), path),
        conditions: (fields.optionalTexts('if') ?? []).map((text) => readCondition(text, world, path)),
        actions: (fields.optionalTexts('do') ?? []).map((text) => readAction(text, world, path)),
        limit: fields.optionalInteger('limit') ?? 100,
      }
      fields.done()
      const scope =
        client === undefined
          ? ({ kind: 'account' } as const)
          : ({ kind: 'client', clientId: rulePlace.clientId(client) } as const)
      await run(saveRule, { kind: 'own', scope, state: 'on', parameters })
      return undefined
    },
    tag: async (yaml, path, run) => {
      const fields = fieldsOf(yaml, 'client', path)
      const id = rulePlace.clientId(fields.text('client'))
      const [add, remove] = [fields.optionalTexts('add') ?? [], fields.optionalTexts('remove') ?? []]
      fields.done()
      await run(changeTags, { id, add, remove })
      return undefined
    },
  }
}

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

/** `every day`, `every friday`, `every month on 31`, `7 days after invoice-due`, `on contract-end`, `invoice.finalized`. */
function readTrigger(text: string, path: string): RuleTrigger {
  if (text in ruleEvents) return { kind: 'event', event: text as RuleEvent }
  if (text === 'every day') return { kind: 'every', unit: 'day' }
  const month = /^every month on (\d+)$/.exec(text)
  if (month !== null) return { kind: 'every', unit: 'month', day: Number(month[1]) }
  const weekday = weekdays.indexOf(/^every (\w+)$/.exec(text)?.[1] ?? '')
  if (weekday >= 0) return { kind: 'every', unit: 'week', weekday: weekday + 1 }
  const around = /^(?:(\d+) days? (before|after)|on) (invoice-due|invoice-issued|contract-end)$/.exec(text)
  if (around === null) throw new ScenarioError(`${path}: no rule waits for "${text}"`)
  const days = Number(around[1] ?? 0) * (around[2] === 'before' ? -1 : 1)
  return { kind: 'around', date: around[3] as 'invoice-due', days }
}

/** `tagged retainer`, `not tagged x`, `status trial`, `country DE`, `due at-least 500.00`, `late below 3`, `state open`. */
function readCondition(text: string, { rulePlace }: AutomationWorld, path: string): RuleCondition {
  const { currency } = rulePlace
  const tagged = /^(not )?tagged (.+)$/.exec(text)
  if (tagged !== null) return { kind: 'client-tag', not: tagged[1] === undefined ? 0 : 1, tag: tagged[2] ?? '' }
  const amount = /^(gross|due|client-due) (at-least|below) ([\d.]+)$/.exec(text)
  if (amount !== null) {
    const [, of, is, figure = ''] = amount
    return {
      kind: 'amount',
      of: of as 'gross',
      is: is as 'below',
      amount: toMinor(figure, currency, path),
      currency,
    }
  }
  const age = /^(late|issued) (at-least|below) (-?\d+)$/.exec(text)
  if (age !== null) {
    return { kind: 'age', of: age[1] === 'late' ? 'due' : 'issued', is: age[2] as 'below', days: Number(age[3]) }
  }
  const [word, ...rest] = text.split(' ')
  switch (word) {
    case 'status':
      return { kind: 'client-status', status: rest[0] as ClientStatus }
    case 'country':
      return { kind: 'client-country', country: rest[0] ?? '' }
    case 'state':
      return { kind: 'invoice-state', states: rest as InvoiceState[] }
    case 'client':
      return { kind: 'client-is', not: 0, clientIds: [rulePlace.clientId(rest.join(' '))] }
  }
  throw new ScenarioError(`${path}: no condition reads "${text}"`)
}

/** `draft`, `finalize`, `remind`, `apply-credit`, `fee 5.00 Handling`, `fee 2% Late`, `notify ...`, `tag client x`. */
function readAction(text: string, { rulePlace }: AutomationWorld, path: string): RuleAction {
  if (text === 'draft' || text === 'finalize' || text === 'remind' || text === 'apply-credit') return { kind: text }
  const fee = /^fee ([\d.]+)(%?) (.+)$/.exec(text)
  if (fee !== null) {
    const [, figure = '', percent, description = ''] = fee
    const { currency } = rulePlace
    return percent === '%'
      ? { kind: 'add-fee', fee: { kind: 'percent', percent: figure as never }, description }
      : { kind: 'add-fee', fee: { kind: 'amount', amount: toMinor(figure, currency, path), currency }, description }
  }
  const tag = /^(un)?tag (client|invoice) (.+)$/.exec(text)
  if (tag !== null) {
    return { kind: 'tag', on: tag[2] as 'client', tag: tag[3] ?? '', remove: tag[1] === undefined ? 0 : 1 }
  }
  if (text.startsWith('notify ')) return { kind: 'notify', text: text.slice(7) }
  throw new ScenarioError(`${path}: no rule does "${text}"`)
}

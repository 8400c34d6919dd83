// Conditions on the owner's own fields (M-7): whose, which, and compared by kind.
import { describe, expect, it } from 'vitest'
import { checkOwnRule } from '../../../src/core/automation/check-own-rule.ts'
import { holds, type RuleFacts } from '../../../src/core/automation/match-rule.ts'
import type { RuleCondition } from '../../../src/core/automation/own-rule.ts'
import { calendarDate } from '../../../src/core/date.ts'
import type { FieldId } from '../../../src/core/ids.ts'
import type { CustomField } from '../../../src/core/model.ts'

type FieldCondition = Extract<RuleCondition, { kind: 'custom-field' }>

const limit = 'fld_LIMIT' as FieldId
const today = calendarDate('2026-03-02')

function factsWith(own: { readonly [of in 'client' | 'group' | 'contract']?: readonly CustomField[] }): RuleFacts {
  const of = (fields: readonly CustomField[] | undefined) => (fields === undefined ? {} : { customFields: fields })
  return {
    kind: 'invoice',
    id: 'inv_1',
    client: { id: 'cli_1', name: 'Meyer', status: 'active', addresses: [], ...of(own.client) },
    clientDue: new Map(),
    clientCurrency: 'EUR',
    group: of(own.group),
    contracts: [of([]), of(own.contract)],
  } as unknown as RuleFacts
}

function met(condition: Omit<FieldCondition, 'kind'>, own: Parameters<typeof factsWith>[0]): boolean {
  return holds({ kind: 'custom-field', ...condition }, factsWith(own), today)
}

const value = (text: string): readonly CustomField[] => [{ fieldId: limit, name: 'Limit', value: text }]

describe('a condition on a field of the owner’s own', () => {
  it('compares numbers by what they are worth, not by their text', () => {
    const asks = { fieldId: limit, name: 'Limit', value: '500', compare: 'number' as const }
    expect(met(asks, { client: value('500.00') })).toBe(true)
    expect(met({ ...asks, is: 'at-least' }, { client: value('1000') })).toBe(true)
    expect(met({ ...asks, is: 'at-least' }, { client: value('499.99') })).toBe(false)
    expect(met({ ...asks, is: 'below' }, { client: value('-1') })).toBe(true)
    expect(met({ ...asks, is: 'below' }, { client: value('n/a') })).toBe(false)
  })

  it('compares days by the calendar', () => {
    const asks = { fieldId: limit, name: 'Since', value: '2026-01-31', compare: 'date' as const }
    expect(met({ ...asks, is: 'at-least' }, { client: value('2026-02-01') })).toBe(true)
    expect(met({ ...asks, is: 'below' }, { client: value('2026-01-31') })).toBe(false)
  })

  it('holds for "is not" where nothing stands, and for nothing else', () => {
    const asks = { fieldId: limit, name: 'Limit', value: 'a' }
    expect(met({ ...asks, is: 'not' }, {})).toBe(true)
    expect(met({ ...asks, is: 'not' }, { client: value('A') })).toBe(false)
    expect(met(asks, {})).toBe(false)
    expect(met({ ...asks, value: '0', compare: 'number', is: 'below' }, {})).toBe(false)
  })

  it('asks the row that it names: group, and any of the contracts', () => {
    const asks = { fieldId: limit, name: 'Limit', value: 'x' }
    expect(met({ ...asks, of: 'group' }, { client: value('x') })).toBe(false)
    expect(met({ ...asks, of: 'group' }, { group: value('X') })).toBe(true)
    expect(met({ ...asks, of: 'contract' }, { contract: value('x') })).toBe(true)
  })

  it('knows a field by its id whatever it is called by now, and one of a row alone by its name', () => {
    const asks = { fieldId: limit, name: 'Old name', value: 'x' }
    expect(met(asks, { client: [{ fieldId: limit, name: 'New name', value: 'x' }] })).toBe(true)
    expect(met(asks, { client: [{ fieldId: 'fld_OTHER' as FieldId, name: 'Old name', value: 'x' }] })).toBe(false)
    expect(met(asks, { client: [{ name: 'OLD NAME', value: 'x' }] })).toBe(true)
  })

  it('is refused where the rule looks at no such row, or the value is not of the kind', () => {
    const rule = (condition: Omit<FieldCondition, 'kind'>, event: 'client.added' | 'invoice.paid') =>
      checkOwnRule({
        name: 'Rule',
        when: { kind: 'event', event },
        conditions: [{ kind: 'custom-field', ...condition }],
        actions: [{ kind: 'notify', text: 'Look' }],
        limit: 10,
      })
    expect(rule({ name: 'A', value: 'x', of: 'invoice' }, 'client.added')?.code).toBe('rule-condition-unfit')
    expect(rule({ name: 'A', value: 'x', of: 'invoice' }, 'invoice.paid')).toBeUndefined()
    expect(rule({ name: 'A', value: 'x', compare: 'number' }, 'client.added')).toMatchObject({ reason: 'not-a-number' })
    expect(rule({ name: 'A', value: '2026-13-01', compare: 'date' }, 'client.added')).toMatchObject({
      reason: 'not-a-date',
    })
    expect(rule({ name: 'A', value: 'x', is: 'below' }, 'client.added')).toMatchObject({ reason: 'not-a-number' })
  })
})

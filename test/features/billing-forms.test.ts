// The forms of cycles and billing groups: what is shown comes back from the books as it was typed.
import { beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import type { z } from 'zod'
import { type GroupFields, saveBillingGroup } from '../../src/commands/save-billing-group.ts'
import type { BillingCycle } from '../../src/core/contract/billing-group.ts'
import { addDays, calendarDate } from '../../src/core/date.ts'
import { nextBoundaryAfter } from '../../src/core/period-chain.ts'
import { cycleText } from '../../src/features/blocks/cycle-text.ts'
import { type CycleKind, cycleOf, cycleValues, nextOfCycle } from '../../src/features/blocks/cycle-values.ts'
import {
  type GroupValues,
  groupDifferences,
  groupSchema,
  groupValues,
  mergedGroup,
} from '../../src/features/clients/group-schema.ts'
import { loadLanguage } from '../../src/i18n/translate.ts'
import { openTestBooks } from '../support/open-test-books.ts'
import { setUpPractice } from '../support/practice.ts'

beforeAll(() => loadLanguage('en'))

const today = calendarDate('2026-11-22')

function cycle(kind: CycleKind, more: object = {}): BillingCycle | undefined {
  const read = cycleOf({ ...cycleValues(undefined, today), kind, ...more })
  if (!('cycle' in read)) throw new Error(`no cycle: ${read.field}`)
  return read.cycle
}

describe('a billing cycle (P-11)', () => {
  it.each([
    ['weekly', { weekday: '5' }, '2026-11-27', 'Every Friday'],
    ['two-weekly', { firstOn: '2026-12-02' }, '2026-12-02', 'Every 2 weeks on Wednesday'],
    ['monthly', { day: '31' }, '2026-11-30', 'Every month on day 31'],
    ['quarterly', { day: '15' }, '2027-01-15', 'Every quarter on day 15'],
  ] as const)('%s: the next invoice, the words, and the same fields again', (kind, more, next, words) => {
    const made = cycle(kind, more)
    expect(nextOfCycle(made, today)).toBe(next)
    expect(cycleText(made, 'en-GB')).toBe(words)
    expect(cycleValues(made, today)).toMatchObject({ kind, ...more })
  })

  it('keeps the day 31 through shorter months', () => {
    const made = cycle('monthly', { day: '31' })
    if (made?.kind !== 'every') throw new Error('no cycle')
    const february = nextBoundaryAfter(made.anchor, made.cadence, calendarDate('2027-02-01'))
    expect([february, nextBoundaryAfter(made.anchor, made.cadence, february)]).toEqual(['2027-02-28', '2027-03-31'])
  })

  it('says which field says nothing', () => {
    const values = cycleValues(undefined, today, 'monthly')
    for (const day of ['', '0', '32', '1.5', 'x']) expect(cycleOf({ ...values, day })).toEqual({ field: 'day' })
    expect(cycleOf({ ...values, kind: 'two-weekly', firstOn: 'soon' })).toEqual({ field: 'firstOn' })
  })

  it('keeps one that its fields cannot say, and has none of its own or by hand', () => {
    const other: BillingCycle = {
      kind: 'every',
      cadence: { unit: 'month', every: 5 },
      anchor: { origin: calendarDate('2026-02-03') },
    }
    const values = cycleValues(other, today)
    expect(values.kind).toBe('kept')
    expect(cycleOf(values)).toEqual({ cycle: other })
    expect(cycleText(other, 'en')).toBe('Every 5 months on day 3')
    // A quarter that begins in February is no quarter of these fields.
    const shifted: BillingCycle = { ...other, cadence: { unit: 'month', every: 3 } }
    expect(cycleValues(shifted, today).kind).toBe('kept')
    expect(cycle('')).toBeUndefined()
    expect(cycle('manual')).toEqual({ kind: 'manual' })
    expect(cycleText(undefined, 'en')).toBe('By hand')
    // What is proposed where there is none.
    expect(cycleValues(undefined, today, 'monthly').kind).toBe('monthly')
    expect(cycleValues(undefined, today).firstOn).toBe(addDays(today, 1))
  })
})

function typed(changes: Partial<GroupValues> = {}): GroupValues {
  return { ...groupValues(undefined, today), name: 'Alpha', ...changes }
}

function problems(values: GroupValues): string[] {
  const read = groupSchema().safeParse(values)
  return read.success ? [] : read.error.issues.map(({ path }) => path.join('.'))
}

describe('the form of a billing group (M-6)', () => {
  it('gives exactly what saveBillingGroup takes', () => {
    expectTypeOf<z.output<ReturnType<typeof groupSchema>>>().toEqualTypeOf<GroupFields>()
    expect(groupSchema().parse(typed({ name: ' Alpha ' }))).toEqual({ name: 'Alpha', offsetDays: 0, cc: [] })
  })

  it('says what is wrong beside its field', () => {
    expect(problems(typed({ name: ' ' }))).toEqual(['name'])
    expect(problems(typed({ cc: 'a@b.example, nobody' }))).toEqual(['cc'])
    expect(problems(typed({ recipientEmail: 'a@b.example' }))).toEqual(['recipientName'])
    expect(problems(typed({ termsDays: '181' }))).toEqual(['termsDays'])
    // Offsets: 60 days before to 30 days after (M-4).
    for (const [offsetWhen, most] of [
      ['before', 60],
      ['after', 30],
    ] as const) {
      expect(problems(typed({ offsetWhen, offsetDays: String(most) }))).toEqual([])
      for (const offsetDays of ['', '-1', String(most + 1), '1.5']) {
        expect(problems(typed({ offsetWhen, offsetDays }))).toEqual(['offsetDays'])
      }
    }
    expect(problems(typed({ cycle: { ...typed().cycle, kind: 'monthly', day: '40' } }))).toEqual(['cycle'])
  })

  it('comes back from the books as it was typed', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const client = await books.db.clients.get(clientId)
    const values = typed({
      recipientName: 'Accounts',
      recipientEmail: 'ap@x.example',
      cc: 'one@x.example, two@x.example',
      addressId: client?.addresses[0]?.id ?? '',
      termsDays: '30',
      poNumber: 'PO-1',
      paymentMethod: 'transfer',
      offsetWhen: 'before',
      offsetDays: '10',
      cycle: { ...typed().cycle, kind: 'quarterly', day: '15' },
    })
    const { id } = await books.must(saveBillingGroup, { clientId, fields: groupSchema().parse(values) })
    const row = await books.db.billingGroups.get(id)
    expect(row?.offsetDays).toBe(-10)
    expect(groupValues(row, today)).toEqual(values)
  })

  it('shows two versions field by field; what I left alone is theirs', () => {
    const base = typed()
    const mine = { ...base, termsDays: '30' }
    const theirs = { ...base, termsDays: '60', poNumber: 'PO-2', cycle: { ...base.cycle, kind: 'monthly' as const } }
    const fields = groupDifferences(mine, theirs, base, { locale: 'en', client: { addresses: [] }, fields: [] })
    expect(fields.map(({ name, mine: left, theirs: right, changedByMe }) => [name, left, right, changedByMe])).toEqual([
      ['termsDays', '30', '60', true],
      ['poNumber', '', 'PO-2', false],
      ['cycle', 'As the client', 'Every month on day 1', false],
    ])
    expect(mergedGroup(mine, theirs, ['poNumber'])).toEqual({ ...mine, poNumber: 'PO-2' })
  })
})

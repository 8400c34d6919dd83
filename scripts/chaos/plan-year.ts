// The year of a chaos run, by its seed: the days on which anybody looks, and what the owner does on them.
import { addDays, type CalendarDate, calendarDate } from '../../src/core/date.ts'
import type { Act } from './chaos-acts.ts'
import type { ChaosContract } from './make-books.ts'
import { chanceOf } from './random.ts'

/** A leap year, so that its day is in it. */
export const yearStart = calendarDate('2028-01-03')
const yearEnd = calendarDate('2029-01-03')

export interface ChaosDay {
  readonly on: CalendarDate
  readonly acts: readonly Act[]
}

/** Days from the start to the end of the year, `daysApart` at most between two, the last one always in it. */
export function planYear(seed: number, contracts: readonly ChaosContract[], daysApart: number): readonly ChaosDay[] {
  const chance = chanceOf(seed, 1)
  const days: ChaosDay[] = []
  let on = yearStart
  for (;;) {
    const next = addDays(on, chance.between(1, daysApart))
    const day = next < yearEnd ? next : yearEnd
    days.push({ on: day, acts: actsOf(contracts, on, day, chance) })
    if (day === yearEnd) return days
    on = day
  }
}

function actsOf(
  contracts: readonly ChaosContract[],
  after: CalendarDate,
  on: CalendarDate,
  chance: ReturnType<typeof chanceOf>,
): readonly Act[] {
  const running = contracts.filter(({ startOn, endOn }) => startOn <= after && (endOn === undefined || on < endOn))
  return Array.from({ length: chance.between(2, 6) }, (): Act => {
    const contract = chance.pick(running)
    const usage = contract.items.find(({ kind }) => kind === 'usage')
    const kind = chance.pick(['usage', 'usage', 'charge', 'pay', 'pay', 'amend'] as const)
    if (kind === 'usage' && usage !== undefined) {
      return { kind, itemId: usage.id, on: addDays(after, 1), quantity: String(chance.between(1, 40)) }
    }
    const first = contract.items.find((item) => item.kind === 'recurring')
    if (kind === 'amend' && first !== undefined) {
      return { kind, contractId: contract.id, itemId: first.id, quantity: String(chance.between(1, 6)) }
    }
    if (kind === 'charge') return { kind, clientId: contract.clientId, price: `${chance.between(10, 90)}.50` }
    return { kind: 'pay', clientId: contract.clientId }
  })
}

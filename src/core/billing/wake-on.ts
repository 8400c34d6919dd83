// When planning a group again can give anything new (design.md section 4): perhaps too early, never too late.
import { addDays, type CalendarDate } from '../date.ts'
import { nextRenewal } from '../plan-renewal.ts'
import { liftedOutside, standsStill } from './decide.ts'
import type { ChargePlan } from './plan-charges.ts'
import type { GroupContext, ItemOutlook } from './plan-item.ts'

/** Undefined: never, unless somebody changes a row of the group or a setting. */
export function wakeOnOf(
  { asOf, options, snapshot }: GroupContext,
  outlooks: readonly ItemOutlook[],
  { stops, open, gathered, somethingDue }: ChargePlan,
): CalendarDate | undefined {
  // What a person bills says nothing about what the run will find.
  if (options.by !== 'run') return asOf
  if (stops.some(({ code }) => standsStill.has(code))) return undefined
  if (somethingDue && stops.some(({ code }) => liftedOutside.has(code))) return asOf
  const closed = stops.find((stop) => stop.code === 'period-closed')
  const days = [...gathered.retryOn]
  const renewal = nextRenewal(snapshot.contracts, asOf)
  if (renewal !== undefined) days.push(renewal)
  if (somethingDue && closed !== undefined) days.push(addDays(closed.through, 1))
  for (const { wakeOn } of outlooks) if (wakeOn !== undefined) days.push(wakeOn)
  for (const { day } of open.waiting) days.push(day.on)
  let first: CalendarDate | undefined
  for (const day of days) if (first === undefined || day < first) first = day
  return first
}

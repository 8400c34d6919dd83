// Whether the books are safe on this device (G-1): how old the last backup is, and whether the browser keeps them.
import { useEffect, useState } from 'react'
import { type CalendarDate, daysBetween, type Instant } from '../../core/date.ts'
import { dayOfInstant } from '../../i18n/day-of-instant.ts'
import { useRuntime } from '../runtime.tsx'

/** From so many days on a backup is called old. */
export const backupDays = 7

export interface Safety {
  readonly state: 'safe' | 'backup-old' | 'backup-never' | 'no-need'
  /** Undefined until the browser has answered, or where it has no such promise. */
  readonly persisted: boolean | undefined
  readonly lastBackupAt?: Instant
  readonly daysSinceBackup?: number
  /** Asks the browser to keep the books until their owner deletes them; true when it will. */
  readonly keep: () => Promise<boolean>
}

/** The safety of the open account's books. */
export function useSafety(): Safety {
  const { account, settings, today } = useRuntime()
  const [persisted, setPersisted] = useState<boolean>()

  useEffect(() => {
    let here = true
    navigator.storage?.persisted?.().then(
      (kept) => here && setPersisted(kept),
      () => undefined,
    )
    return () => {
      here = false
    }
  }, [])

  const keep = async () => {
    const kept = (await navigator.storage?.persist?.()) ?? false
    setPersisted(kept)
    return kept
  }
  const lastBackupAt = settings.lastBackupAt
  const days = lastBackupAt === undefined ? undefined : daysSince(lastBackupAt, settings.timeZone, today())
  const needed = account.kind === 'business' && account.state === 'active'
  const state = !needed ? 'no-need' : days === undefined ? 'backup-never' : days < backupDays ? 'safe' : 'backup-old'
  return {
    state,
    persisted,
    keep,
    ...(lastBackupAt === undefined ? {} : { lastBackupAt }),
    ...(days === undefined ? {} : { daysSinceBackup: days }),
  }
}

/** Whole days of the account since a moment: half past midnight is not yesterday (I-11). */
function daysSince(instant: Instant, timeZone: string, today: CalendarDate): number {
  return Math.max(0, daysBetween(dayOfInstant(instant, timeZone), today))
}

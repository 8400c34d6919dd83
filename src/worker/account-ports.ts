// The accounts of this device as automation works on them, in a page and in the service worker alike.
import type { AccountPort, OpenAccount } from '../automation/tick.ts'
import type { AccountDb } from '../storage/account-db.ts'
import type { AccountEntry, DirectoryDb } from '../storage/directory-db.ts'
import { openAsFound } from '../storage/open-as-found.ts'
import { currentDay } from './clock.ts'
import { makeEnvelope } from './make-envelope.ts'

/** The account that a page shows: its books stand open already and stay so. */
export interface ShownAccount {
  readonly entry: AccountEntry
  readonly db: AccountDb
}

/**
 * The accounts that automation may work on: active businesses, and the sample only while it is shown. Copies for looking
 * and books that moved elsewhere stand still.
 */
export async function accountPorts(
  directory: DirectoryDb,
  device: string,
  shown?: ShownAccount,
): Promise<readonly AccountPort[]> {
  const entries = (await directory.accounts.orderBy('openedAt').reverse().toArray()).filter(
    ({ id, kind, state }) => state === 'active' && (kind === 'business' || id === shown?.entry.id),
  )
  return entries.map((entry) => ({
    id: entry.id,
    name: entry.name,
    async open() {
      if (shown !== undefined && shown.entry.id === entry.id) return asOpen(shown.db, device, () => undefined)
      const db = await openAsFound(directory, entry)
      return db && asOpen(db, device, () => db.close())
    },
  }))
}

/** Books without settings were never begun: nothing is due in them. */
async function asOpen(books: AccountDb, device: string, close: () => void): Promise<OpenAccount | undefined> {
  const settings = await books.settings.get('account')
  if (settings === undefined) {
    close()
    return undefined
  }
  const { timeZone } = settings
  return {
    books,
    timeZone,
    today: () => currentDay(timeZone),
    envelope: (extra) => ({ ...makeEnvelope(timeZone, device), actor: 'automation', ...extra }),
    close,
  }
}

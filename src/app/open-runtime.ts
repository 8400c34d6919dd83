// Opens the directory and one account's books, and makes the runtime that screens use (composition root).
import { Dexie } from 'dexie'
import { execute } from '../commands/execute.ts'
import { openAccountBooks, type PlaceOfBusiness } from '../commands/open-account-books.ts'
import type { Envelope } from '../core/envelope.ts'
import type { AccountId } from '../core/ids.ts'
import type { AccountSettings } from '../core/settings.ts'
import type { Runtime } from '../features/runtime.tsx'
import { AccountDb, accountDbName } from '../storage/account-db.ts'
import { type AccountEntry, DirectoryDb } from '../storage/directory-db.ts'
import { currentDay, currentInstant } from './clock.ts'
import { guessPlace } from './guess-place.ts'
import { newId } from './new-id.ts'

export interface OpenedAccount {
  readonly directory: DirectoryDb
  readonly db: AccountDb
  readonly entry: AccountEntry
  readonly settings: AccountSettings
  readonly device: string
}

/** Opens the account last used on this device; on a fresh one makes the first account, with the defaults of its locale. */
export async function openCurrentAccount(): Promise<OpenedAccount> {
  const directory = new DirectoryDb()
  await directory.open()
  const current = await directory.facts.get('currentAccount')
  const entry =
    (current === undefined ? undefined : await directory.accounts.get(current.value as AccountId)) ??
    (await directory.accounts.orderBy('openedAt').last()) ??
    (await addAccount(directory, { name: '', kind: 'business' }))
  return openAccount(directory, entry)
}

/** Adds an account to the directory; its books are made when it is first opened. */
export async function addAccount(
  directory: DirectoryDb,
  { name, kind }: Pick<AccountEntry, 'name' | 'kind'>,
): Promise<AccountEntry> {
  const now = currentInstant()
  const entry: AccountEntry = { id: newId('acc'), name, kind, state: 'active', createdAt: now, openedAt: now }
  await directory.accounts.add(entry)
  return entry
}

/** Opens one account's books and remembers it as the current one. */
export async function openAccount(
  directory: DirectoryDb,
  entry: AccountEntry,
  place: PlaceOfBusiness = guessPlace(),
): Promise<OpenedAccount> {
  const db = new AccountDb(accountDbName(entry.id))
  await db.open()
  const device = await deviceName(directory)
  let settings = await db.settings.get('account')
  if (settings === undefined) {
    await execute(db, openAccountBooks, place, makeEnvelope(place.timeZone, device))
    settings = await db.settings.get('account')
  }
  if (settings === undefined) throw new Error('The account could not be opened')
  await directory.transaction('rw', directory.accounts, directory.facts, async () => {
    await directory.accounts.update(entry.id, { openedAt: currentInstant() })
    await directory.facts.put({ key: 'currentAccount', value: entry.id })
  })
  return { directory, db, entry, settings, device }
}

/** The runtime of an opened account. `reopen` is called to show another account. */
export function makeRuntime(
  opened: OpenedAccount,
  settings: AccountSettings,
  reopen: (id: AccountId) => Promise<void>,
): Runtime {
  const envelope = (key?: Envelope['commandId']) => makeEnvelope(settings.timeZone, opened.device, key)
  return {
    books: opened.db,
    directory: opened.directory,
    account: opened.entry,
    settings,
    today: () => currentDay(settings.timeZone),
    now: currentInstant,
    newKey: () => newId('cmd'),
    run: (command, input, key) => execute(opened.db, command, input, envelope(key)),
    envelope,
    newAccountId: () => newId('acc'),
    openAccount: reopen,
  }
}

function makeEnvelope(timeZone: string, device: string, key = newId('cmd')): Envelope {
  return { commandId: key, now: currentInstant(), today: currentDay(timeZone), actor: 'user', device, newId }
}

async function deviceName(directory: DirectoryDb): Promise<string> {
  const known = await directory.facts.get('device')
  if (known !== undefined) return known.value
  const device = newId('cmd').slice(-8)
  await directory.facts.add({ key: 'device', value: device }).catch(Dexie.ConstraintError, () => undefined)
  return (await directory.facts.get('device'))?.value ?? device
}

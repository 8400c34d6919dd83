// Opens the directory and one account's books, and makes the runtime that screens use (composition root).
import { type Command, execute } from '../commands/execute.ts'
import { keepAccountFacts } from '../commands/keep-account-facts.ts'
import { openAccountBooks, type PlaceOfBusiness } from '../commands/open-account-books.ts'
import type { Envelope } from '../core/envelope.ts'
import type { AccountId } from '../core/ids.ts'
import type { AccountSettings } from '../core/settings.ts'
import type { Runtime } from '../features/runtime.tsx'
import { type AccountDb, schemaVersion } from '../storage/account-db.ts'
import { type AccountEntry, DirectoryDb } from '../storage/directory-db.ts'
import { type OpenProblem, openAccountDb } from '../storage/open-account-db.ts'
import { whenReady } from '../ui/ready.ts'
import { currentDay, currentInstant } from '../worker/clock.ts'
import { deviceName } from '../worker/device-name.ts'
import { makeEnvelope } from '../worker/make-envelope.ts'
import { newId } from '../worker/new-id.ts'
import { sayBooksClosed } from './closed-books.ts'
import { guessPlace } from './guess-place.ts'
import { askToKeepStorage } from './keep-storage.ts'

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
  const current = await directory.facts.get('currentAccount')
  const known = current === undefined ? undefined : await directory.accounts.get(current.value as AccountId)
  if (known !== undefined) {
    // It is the current one already: writing that down again can wait until the first screen stands.
    const opened = await showBooks(directory, known)
    // By then the owner may have switched to another account, which must stay the current one.
    void whenReady.then(() => (shown === opened.db ? remember(opened) : undefined)).catch(() => undefined)
    return opened
  }
  const entry =
    (await directory.accounts.orderBy('openedAt').last()) ??
    (await addAccount(directory, { name: '', kind: 'business' }))
  return openAccount(directory, entry)
}

/** Adds an account to the directory; its books are made when it is first opened. */
async function addAccount(
  directory: DirectoryDb,
  { name, kind }: Pick<AccountEntry, 'name' | 'kind'>,
): Promise<AccountEntry> {
  const now = currentInstant()
  const entry: AccountEntry = {
    id: newId('acc'),
    name,
    kind,
    state: 'active',
    createdAt: now,
    openedAt: now,
    schemaVersion,
  }
  await directory.accounts.add(entry)
  return entry
}

// The books that this window shows; only their loss is worth a word.
let shown: AccountDb | undefined

/** The books cannot be opened by this code; the page says why. */
export class BooksRefused extends Error {
  readonly problem: OpenProblem
  constructor(problem: OpenProblem) {
    super(problem.code)
    this.problem = problem
  }
}

/** Opens one account's books and remembers it as the current one. @throws BooksRefused */
export async function openAccount(directory: DirectoryDb, entry: AccountEntry): Promise<OpenedAccount> {
  const opened = await showBooks(directory, entry)
  await remember(opened)
  return opened
}

async function showBooks(directory: DirectoryDb, entry: AccountEntry): Promise<OpenedAccount> {
  const opened = await openBooks(directory, entry, guessPlace)
  shown = opened.db
  sayBooksClosed(undefined)
  return opened
}

/** Writes down which account this device shows, and its facts that live outside its books. */
async function remember({ directory, entry, db }: OpenedAccount): Promise<void> {
  await directory.transaction('rw', directory.accounts, directory.facts, async () => {
    await directory.accounts.update(entry.id, { openedAt: currentInstant() })
    await directory.facts.put({ key: 'currentAccount', value: entry.id })
  })
  keepAccountFacts(directory, entry, db).catch(() => undefined)
}

/**
 * Opens one account's books, with the defaults of a place where they are new; another account may stay the current one.
 * @throws BooksRefused when they are of a newer schema or could not be upgraded
 */
export async function openBooks(
  directory: DirectoryDb,
  entry: AccountEntry,
  /** Asked only for new books: it is slow to find out. */
  place: () => PlaceOfBusiness,
): Promise<OpenedAccount> {
  const books = await openAccountDb(directory, entry, {
    now: currentInstant(),
    newRestorePointId: () => `rst_${newId('cmd')}`,
    onBlocked: () => sayBooksClosed('blocked'),
    onClosed: (reason, closed) => {
      if (closed === shown) sayBooksClosed(reason)
    },
  })
  if (!books.ok) throw new BooksRefused(books.problem)
  const db = books.value
  const [device, found] = await Promise.all([deviceName(directory), db.settings.get('account')])
  let settings = found
  if (settings === undefined) {
    const here = place()
    await execute(db, openAccountBooks, here, makeEnvelope(here.timeZone, device))
    settings = await db.settings.get('account')
  }
  if (settings === undefined) throw new Error('The account could not be opened')
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
    run: async (command, input, key) => {
      const result = await execute(opened.db, command, input, envelope(key))
      if (result.ok) afterCommand(opened, command)
      return result
    },
    runBilling: async (options) => {
      const { billByHand } = await import('./bill-by-hand.ts')
      return billByHand(opened, options)
    },
    runAutomation: async (options = {}) => {
      const { runByHand } = await import('./run-by-hand.ts')
      return runByHand(opened, options)
    },
    envelope,
    newAccountId: () => newId('acc'),
    openAccount: reopen,
    async openSample(name, onProgress, signal) {
      const { makeSample } = await import('./open-sample.ts')
      await reopen(await makeSample(opened.directory, name, onProgress, signal))
    },
  }
}

/** What follows from a command outside the books; nothing of it may hold up the act or undo it. */
function afterCommand(opened: OpenedAccount, { name, tables }: Pick<Command<never, unknown>, 'name' | 'tables'>): void {
  if (tables.includes('sequences') || name === 'changeSettings') {
    keepAccountFacts(opened.directory, opened.entry, opened.db).catch(() => undefined)
  }
  if (tables.includes('sequences') && opened.entry.kind === 'business') void askToKeepStorage(opened.directory)
}

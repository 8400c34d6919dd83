// The ways in which a client pays (I-1): added, changed, made the usual one, taken away. Of those that are not removed
// exactly one is the default, always (I-5).
import { checkDays, checkText, firstProblem } from '../core/check-fields.ts'
import type { Envelope } from '../core/envelope.ts'
import type { ClientId, StoredMethodId } from '../core/ids.ts'
import type { PaymentMethod } from '../core/model.ts'
import type { CardSetup, StoredCard, StoredMethod } from '../core/payments/stored-method.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Books } from './books.ts'
import type { Command } from './execute.ts'
import { expectRow } from './read-rows.ts'

export interface SeenMethod {
  readonly id: StoredMethodId
  readonly version: number
}

interface MethodWords {
  /** In the owner's words; blank is none. */
  readonly label?: string
  /** Whole days 0..180 (W-15). */
  readonly termsDays?: number
}

export interface AddMethod extends MethodWords {
  readonly clientId: ClientId
  readonly kind: PaymentMethod
  /** The first is the default whatever is said. */
  readonly makeDefault?: boolean
}

/** Adds a way to pay (I-1, I-5). Problems: `not-found`, `field-invalid`. */
export const addMethod: Command<AddMethod, SeenMethod> = {
  name: 'addMethod',
  tables: ['clients', 'paymentMethods'],
  async run(books, { clientId, kind, makeDefault, ...words }, envelope): Promise<Result<SeenMethod, Problem>> {
    const client = await books.db.clients.get(clientId)
    if (client === undefined) return refused({ code: 'not-found', entity: 'client', id: clientId })
    const problem = wordsProblem(words)
    if (problem !== undefined) return refused(problem)
    const others = await activeMethods(books, clientId)
    const isDefault = others.length === 0 || makeDefault === true
    const before = isDefault ? await stepDown(books, others, envelope) : []
    const { now } = envelope
    const row: StoredMethod = {
      ...keptWords(words),
      id: envelope.newId('mth'),
      version: 1,
      clientId,
      kind,
      isDefault: isDefault ? 1 : 0,
      state: 'active',
      createdAt: now,
      updatedAt: now,
    }
    await books.paymentMethods.add(row)
    books.record('method.added', [row.id, clientId, ...before], factsOf(row))
    return ok({ id: row.id, version: 1 })
  },
}

/** Changes what the owner calls it and its terms; absent takes them away. Problems: `not-found`, `stale`, `field-invalid`. */
export const changeMethod: Command<SeenMethod & MethodWords, SeenMethod> = {
  name: 'changeMethod',
  tables: ['paymentMethods'],
  async run(books, { id, version, ...words }, envelope): Promise<Result<SeenMethod, Problem>> {
    const problem = wordsProblem(words)
    if (problem !== undefined) return refused(problem)
    const found = await expectActive(books, { id, version })
    if (!found.ok) return found
    const { label: _label, termsDays: _terms, ...kept } = found.value
    return ok(await write(books, { ...kept, ...keptWords(words) }, found.value, envelope))
  },
}

/** Makes it the one that serves from now on (I-5); the one before is it no more. Problems: `not-found`, `stale`. */
export const makeDefaultMethod: Command<SeenMethod, SeenMethod> = {
  name: 'makeDefaultMethod',
  tables: ['paymentMethods'],
  async run(books, seen, envelope): Promise<Result<SeenMethod, Problem>> {
    const found = await expectActive(books, seen)
    if (!found.ok) return found
    const row = found.value
    if (row.isDefault === 1) {
      books.nothingDone()
      return ok({ id: row.id, version: row.version })
    }
    const before = await stepDown(books, await activeMethods(books, row.clientId), envelope)
    return ok(await write(books, { ...row, isDefault: 1 }, row, envelope, before))
  },
}

/**
 * Takes a way to pay away. The default goes last: while there are others, one of them is made the default first. A card
 * stays with the processor until it is deleted there; nothing is charged to it any more.
 * Problems: `not-found`, `stale`, `default-method`.
 */
export const removeMethod: Command<SeenMethod, SeenMethod> = {
  name: 'removeMethod',
  tables: ['paymentMethods'],
  async run(books, seen, envelope): Promise<Result<SeenMethod, Problem>> {
    const found = await expectActive(books, seen)
    if (!found.ok) return found
    const { setup: _setup, ...row } = found.value
    if (row.isDefault === 1 && (await activeMethods(books, row.clientId)).length > 1) {
      return refused({ code: 'default-method' })
    }
    const next: StoredMethod = { ...row, isDefault: 0, state: 'removed', ...changed(row, envelope) }
    await books.paymentMethods.put(next, found.value)
    books.record('method.removed', [row.id, row.clientId], factsOf(row))
    return ok({ id: row.id, version: next.version })
  },
}

/** Brings a removed way to pay back, as the default if it is the only one. Problems: `not-found`, `stale`. */
export const restoreMethod: Command<SeenMethod, SeenMethod> = {
  name: 'restoreMethod',
  tables: ['paymentMethods'],
  async run(books, seen, envelope): Promise<Result<SeenMethod, Problem>> {
    const found = expectRow<StoredMethod>('paymentMethod', await books.db.paymentMethods.get(seen.id), seen)
    if (!found.ok) return found
    const row = found.value
    if (row.state === 'active') {
      books.nothingDone()
      return ok({ id: row.id, version: row.version })
    }
    const alone = (await activeMethods(books, row.clientId)).length === 0
    const next: StoredMethod = { ...row, state: 'active', isDefault: alone ? 1 : 0, ...changed(row, envelope) }
    await books.paymentMethods.put(next, row)
    books.record('method.added', [row.id, row.clientId], factsOf(next))
    return ok({ id: row.id, version: next.version })
  },
}

/**
 * Keeps the page on which the client enters a card, so that it can be sent again and asked after later; a page made
 * before is forgotten. Problems: `not-found` (also when it is no card), `stale`.
 */
export const keepCardSetup: Command<SeenMethod & { readonly setup: Omit<CardSetup, 'at'> }, SeenMethod> = {
  name: 'keepCardSetup',
  tables: ['paymentMethods'],
  async run(books, { setup, ...seen }, envelope): Promise<Result<SeenMethod, Problem>> {
    const found = await expectActive(books, seen)
    if (!found.ok) return found
    if (found.value.kind !== 'card') return refused({ code: 'not-found', entity: 'paymentMethod', id: seen.id })
    return ok(await write(books, { ...found.value, setup: { ...setup, at: envelope.now } }, found.value, envelope))
  },
}

/**
 * Stores the card that the client entered on the page `session`; from now on it can be charged. Told a second time, or of
 * a page that another one has replaced, it changes nothing. Problem: `not-found`.
 */
export const storeCard: Command<
  { readonly id: StoredMethodId; readonly session: string; readonly card: StoredCard },
  SeenMethod
> = {
  name: 'storeCard',
  tables: ['paymentMethods'],
  async run(books, { id, session, card }, envelope): Promise<Result<SeenMethod, Problem>> {
    const found = await expectActive(books, { id })
    if (!found.ok) return found
    const { setup, ...row } = found.value
    if (setup?.session !== session) {
      books.nothingDone()
      return ok({ id, version: row.version })
    }
    return ok(await write(books, { ...row, card }, found.value, envelope))
  },
}

function wordsProblem({ label, termsDays }: MethodWords): Problem | undefined {
  return firstProblem(checkText('label', label, 100), checkDays('termsDays', termsDays))
}

function keptWords({ label = '', termsDays }: MethodWords): MethodWords {
  const trimmed = label.trim()
  return { ...(trimmed === '' ? {} : { label: trimmed }), ...(termsDays === undefined ? {} : { termsDays }) }
}

async function expectActive(
  books: Books,
  seen: { readonly id: StoredMethodId; readonly version?: number },
): Promise<Result<StoredMethod, Problem>> {
  const row = await books.db.paymentMethods.get(seen.id)
  return expectRow<StoredMethod>('paymentMethod', row?.state === 'active' ? row : undefined, seen)
}

async function activeMethods({ db }: Books, clientId: ClientId): Promise<readonly StoredMethod[]> {
  const rows = await db.paymentMethods.where('clientId').equals(clientId).toArray()
  return rows.filter(({ state }) => state === 'active')
}

/** Those that are the default are it no more; answers their ids. */
async function stepDown(books: Books, rows: readonly StoredMethod[], envelope: Envelope): Promise<StoredMethodId[]> {
  const defaults = rows.filter(({ isDefault }) => isDefault === 1)
  await books.paymentMethods.putMany(
    defaults.map((previous) => ({
      next: { ...previous, isDefault: 0 as const, ...changed(previous, envelope) },
      previous,
    })),
  )
  return defaults.map(({ id }) => id)
}

async function write(
  books: Books,
  row: StoredMethod,
  previous: StoredMethod,
  envelope: Envelope,
  others: readonly StoredMethodId[] = [],
): Promise<SeenMethod> {
  const next = { ...row, ...changed(previous, envelope) }
  await books.paymentMethods.put(next, previous)
  books.record('method.changed', [next.id, next.clientId, ...others], factsOf(next))
  return { id: next.id, version: next.version }
}

function changed({ version }: StoredMethod, { now }: Envelope): Pick<StoredMethod, 'version' | 'updatedAt'> {
  return { version: version + 1, updatedAt: now }
}

/** What the history says of it: its kind, and its label or the end of the card's number. */
function factsOf({ kind, label, card }: StoredMethod): Readonly<Record<string, unknown>> {
  const name = label ?? card?.last4
  return { kind, ...(name === undefined ? {} : { name }) }
}

// Switching an endpoint on and off, giving it a new secret, taking it away.
import type { Endpoint } from '../core/automation/outbox.ts'
import { movedRow } from '../core/automation/settled-delivery.ts'
import type { Instant } from '../core/date.ts'
import { addSeconds } from '../core/instant.ts'
import { isOpenAttempt } from '../core/payments/attempt-states.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Books } from './books.ts'
import { cancelRows, openRowsOf } from './cancel-deliveries.ts'
import type { Command } from './execute.ts'
import { expectRow } from './read-rows.ts'
import type { SeenEndpoint } from './save-endpoint.ts'

/** How long calls carry the signature of the secret before, too. */
const bothSecretsSeconds = 86_400

/**
 * Switches an endpoint on or off. Off: nothing is told to it, calls that wait are cancelled, messages and card payments
 * that wait for it need a person. Problems: `not-found`, `stale`.
 */
export const setEndpointState: Command<SeenEndpoint & { readonly state: Endpoint['state'] }, SeenEndpoint> = {
  name: 'setEndpointState',
  tables: ['endpoints', 'outbox', 'messages'],
  async run(books, { state, ...seen }, { now }): Promise<Result<SeenEndpoint, Problem>> {
    const found = expectRow<Endpoint>('endpoint', await books.db.endpoints.get(seen.id), seen)
    if (!found.ok) return found
    const next: Endpoint = { ...found.value, state, version: found.value.version + 1, updatedAt: now }
    await books.endpoints.put(next, found.value)
    const moved = state === 'off' ? await stopWaiting(books, next, now) : []
    // What waits for a processor to be on is planned again.
    if (next.purpose === 'card') await books.wakeAll()
    books.record('endpoint.changed', [next.id, ...moved], { name: next.name, state })
    return ok({ id: next.id, version: next.version })
  },
}

/**
 * Takes an endpoint away with its secret; the log of what it was told stays. Refused while a rule names it, and while
 * a card payment through it may still take money. Problems: `not-found`, `stale`, `endpoint-in-use`,
 * `attempt-under-way`.
 */
export const removeEndpoint: Command<SeenEndpoint, null> = {
  name: 'removeEndpoint',
  tables: ['endpoints', 'secrets', 'outbox', 'messages', 'rules', 'cardAttempts'],
  async run(books, seen, { now }): Promise<Result<null, Problem>> {
    const found = expectRow<Endpoint>('endpoint', await books.db.endpoints.get(seen.id), seen)
    if (!found.ok) return found
    const { id, name } = found.value
    const using = (await books.db.rules.toArray()).filter(({ parameters }) =>
      JSON.stringify(parameters).includes(`"${id}"`),
    )
    if (using.length > 0) return refused({ code: 'endpoint-in-use', name, rules: using.length })
    const charging = await openChargeOf(books, found.value)
    if (charging !== undefined) {
      return refused({ code: 'attempt-under-way', number: charging.invoiceNumber, state: charging.state })
    }
    const moved = await stopWaiting(books, found.value, now)
    await books.endpoints.remove(found.value)
    await books.removeSecret(id)
    books.record('endpoint.removed', [id, ...moved], { name })
    return ok(null)
  },
}

/**
 * Gives an endpoint a new secret. For a day its calls are signed with the one before too, unless that one is to be
 * forgotten at once because others may know it. Problems: `not-found`, `stale`, `field-invalid`.
 */
export const rotateSecret: Command<
  SeenEndpoint & { readonly secret: string; readonly forgetOld: boolean },
  SeenEndpoint
> = {
  name: 'rotateSecret',
  tables: ['endpoints', 'secrets'],
  async run(books, { secret, forgetOld, ...seen }, { now }): Promise<Result<SeenEndpoint, Problem>> {
    if (secret.length < 16) return refused({ code: 'field-invalid', field: 'secret', reason: 'missing' })
    const found = expectRow<Endpoint>('endpoint', await books.db.endpoints.get(seen.id), seen)
    if (!found.ok) return found
    const before = await books.db.secrets.get(seen.id)
    const until = addSeconds(now, bothSecretsSeconds)
    const keep = before !== undefined && before.secret !== secret && !forgetOld
    await books.putSecret({ id: seen.id, secret, ...(keep ? { previous: { secret: before.secret, until } } : {}) })
    const next: Endpoint = { ...found.value, version: found.value.version + 1, updatedAt: now }
    await books.endpoints.put(next, found.value)
    if (next.purpose === 'card') await books.wakeAll()
    books.record('endpoint.changed', [next.id], { name: next.name, secret: 'replaced' })
    return ok({ id: next.id, version: next.version })
  },
}

/** A charge or a refund of an endpoint that is not settled. Tables: `outbox`, `cardAttempts`. */
async function openChargeOf(books: Books, { id, purpose }: Endpoint) {
  if (purpose !== 'card') return undefined
  for (const { payload } of await openRowsOf(books, id)) {
    if (payload.kind !== 'card-charge' && payload.kind !== 'card-refund') continue
    const attempt = await books.db.cardAttempts.get(payload.attemptId)
    if (attempt === undefined) continue
    if (isOpenAttempt(attempt)) return attempt
    if (payload.kind === 'card-refund') return { ...attempt, state: 'pending' as const }
  }
  return undefined
}

/** Calls that wait are cancelled, messages and card payments that wait become a person's; answers their ids. */
async function stopWaiting(books: Books, { id }: Endpoint, now: Instant): Promise<readonly string[]> {
  const waiting = (await openRowsOf(books, id)).filter(({ state }) => state === 'waiting')
  const letters = waiting.filter(({ payload }) => payload.kind !== 'webhook')
  await cancelRows(
    books,
    waiting.filter((row) => !letters.includes(row)),
    'endpoint-off',
    now,
  )
  await books.outbox.putMany(
    letters.map((previous) => ({
      previous,
      next: movedRow(previous, { state: 'needs-you', nextAt: now, problem: { code: 'endpoint-gone' } }, now),
    })),
  )
  return waiting.map((row) => row.id)
}

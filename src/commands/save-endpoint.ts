import { type EndpointFields, endpointProblem } from '../core/automation/endpoint-fields.ts'
import type { Endpoint } from '../core/automation/outbox.ts'
import type { EndpointId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Command } from './execute.ts'
import { expectRow } from './read-rows.ts'

export interface SeenEndpoint {
  readonly id: EndpointId
  readonly version: number
}

export interface SaveEndpoint {
  /** Absent for a new one. */
  readonly seen?: SeenEndpoint
  readonly fields: EndpointFields
  /** Of a new one: made outside (`newSecret`), shown once; never part of an event. */
  readonly secret?: string
}

/**
 * Adds an endpoint with its secret, or changes one; its purpose stays what it was.
 * Problems: `not-found`, `stale`, `field-invalid`.
 */
export const saveEndpoint: Command<SaveEndpoint, SeenEndpoint> = {
  name: 'saveEndpoint',
  tables: ['endpoints', 'secrets'],
  async run(books, { seen, fields, secret }, { now, newId }): Promise<Result<SeenEndpoint, Problem>> {
    const { purpose, ...changeable } = fields
    const problem = endpointProblem(fields)
    if (problem !== undefined) return refused(problem)
    if (seen === undefined) {
      if (secret === undefined || secret.length < 16) {
        return refused({ code: 'field-invalid', field: 'secret', reason: 'missing' })
      }
      const endpoint: Endpoint = {
        ...changeable,
        purpose,
        id: newId('end'),
        version: 1,
        state: 'on',
        createdAt: now,
        updatedAt: now,
      }
      await books.endpoints.add(endpoint)
      await books.putSecret({ id: endpoint.id, secret })
      books.record('endpoint.added', [endpoint.id], { name: endpoint.name, url: hostOf(endpoint.url), purpose })
      return ok({ id: endpoint.id, version: 1 })
    }
    const found = expectRow<Endpoint>('endpoint', await books.db.endpoints.get(seen.id), seen)
    if (!found.ok) return found
    const next: Endpoint = { ...found.value, ...changeable, version: found.value.version + 1, updatedAt: now }
    await books.endpoints.put(next, found.value)
    books.record('endpoint.changed', [next.id], { name: next.name, url: hostOf(next.url) })
    return ok({ id: next.id, version: next.version })
  },
}

/** Paths and queries of such addresses are often half a password: the audit names the host only. */
function hostOf(url: string): string {
  return url.split('/').slice(0, 3).join('/')
}

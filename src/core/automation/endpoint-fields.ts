// What makes an endpoint one that can be saved.
import { checkRequired, firstProblem, invalid } from '../check-fields.ts'
import type { Problem } from '../problem.ts'
import { endpointUrlProblem } from './endpoint-url.ts'
import type { Endpoint } from './outbox.ts'
import { webhookEvents } from './webhook-body.ts'

export type EndpointFields = Pick<Endpoint, 'name' | 'url' | 'purpose' | 'events'>

/** Problems: `field-invalid` for `name`, `url` (`not-an-address`) and `events`. */
export function endpointProblem({ name, url, purpose, events }: EndpointFields): Problem | undefined {
  const known: readonly string[] = webhookEvents
  return firstProblem(
    checkRequired('name', name, 60),
    url.trim() === '' ? invalid('url', 'empty') : undefined,
    endpointUrlProblem(url) === undefined ? undefined : invalid('url', 'not-an-address'),
    purpose !== 'webhook' && events.length > 0 ? invalid('events', 'too-many', 0) : undefined,
    events.every((event) => known.includes(event)) ? undefined : invalid('events', 'missing'),
    new Set(events).size === events.length ? undefined : invalid('events', 'duplicate'),
  )
}

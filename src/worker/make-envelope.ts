import type { Envelope } from '../core/envelope.ts'
import { currentDay, currentInstant } from './clock.ts'
import { newId } from './new-id.ts'

/** A fresh envelope of the person at this device; automation sets `actor` anew. `timeZone`: the account's, IANA. */
export function makeEnvelope(timeZone: string, device: string, key = newId('cmd')): Envelope {
  return { commandId: key, now: currentInstant(), today: currentDay(timeZone), actor: 'user', device, newId }
}

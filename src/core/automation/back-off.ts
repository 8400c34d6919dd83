// When something that could not be delivered is tried again (decision 6 of automation; R-35).
import type { Instant } from '../date.ts'
import { addSeconds, laterInstant } from '../instant.ts'

/** Seconds to wait after the first, second, ... attempt that failed; after the last one nothing is tried again by itself. */
export const backOffSeconds: readonly number[] = [60, 300, 1800, 7200, 21_600, 86_400]

/** A receiver may ask for more time, not for more than this. */
const longestWait = 86_400

/**
 * When to try again after `attempts` failed ones (1 or more).
 * @param retryAfter seconds that the receiver asked for: they lengthen the wait up to a day, never shorten it
 * @returns undefined when the last attempt was made: a person decides
 */
export function nextAttemptAt(attempts: number, now: Instant, retryAfter = 0): Instant | undefined {
  const wait = backOffSeconds[attempts - 1]
  if (wait === undefined) return undefined
  const asked = Math.min(Math.max(Math.ceil(retryAfter), 0), longestWait)
  return laterInstant(addSeconds(now, wait), addSeconds(now, asked))
}

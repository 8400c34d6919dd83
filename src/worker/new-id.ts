// Identifiers of new rows: prefix + ULID, the one place of the app that is random (design.md section 2).
import type { IdByPrefix, NewId } from '../core/ids.ts'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
let lastTime = 0
let lastRandom: number[] = []

/** A ULID; within one millisecond of one page each is greater than the one before. */
function ulid(): string {
  const time = Math.max(Date.now(), lastTime)
  if (time === lastTime) {
    for (let place = lastRandom.length - 1; place >= 0; place -= 1) {
      const digit = (lastRandom[place] ?? 0) + 1
      lastRandom[place] = digit % 32
      if (digit < 32) break
    }
  } else {
    lastRandom = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte % 32)
    lastTime = time
  }
  let head = ''
  for (let rest = time, place = 0; place < 10; place += 1) {
    head = alphabet[rest % 32] + head
    rest = Math.floor(rest / 32)
  }
  return head + lastRandom.map((digit) => alphabet[digit]).join('')
}

export const newId: NewId = <Prefix extends keyof IdByPrefix>(prefix: Prefix) =>
  `${prefix}_${ulid()}` as IdByPrefix[Prefix]

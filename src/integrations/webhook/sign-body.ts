// The signature of a call to one's own endpoint: HMAC-SHA256, described for receivers in docs/webhooks.md.
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** The header that carries it. */
export const signatureHeader = 'Billfold-Signature'

/**
 * `t=<unix seconds>,v1=<hex>`, a `v1` for each secret: after a secret was replaced, calls carry both for a while.
 * Each `v1` is HMAC-SHA256 with the secret's text (UTF-8) as key over `<unix seconds>.<body>`; the time is part of what is
 * signed, so that a call that somebody recorded can be refused later.
 * @param at unix time in whole seconds
 */
export function signBody(body: string, secrets: readonly string[], at: number): string {
  const signed = utf8ToBytes(`${at}.${body}`)
  const values = secrets.map((secret) => `v1=${bytesToHex(hmac(sha256, utf8ToBytes(secret), signed))}`)
  return [`t=${at}`, ...values].join(',')
}

/** A fresh secret for an endpoint: `whs_` and 32 random bytes in hexadecimal. */
export function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  return `whs_${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

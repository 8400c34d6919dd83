// Which e-mail addresses a message may go to (T-15, M-5).

const local = /^[^\s@<>()[\],;:"\\\p{Cc}\p{Cf}]+$/u
const domain =
  /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?)+$/u

/**
 * Whether the text is one address that can stand in a header as it is: no name, no quotes, no comment, nothing that
 * could start another address or another line. Domains of other scripts are fine.
 */
export function isMailAddress(text: string): boolean {
  if (text.length > 254) return false
  const at = text.lastIndexOf('@')
  const before = text.slice(0, at)
  const dots = before.startsWith('.') || before.endsWith('.') || before.includes('..')
  return at > 0 && before.length <= 64 && !dots && local.test(before) && domain.test(text.slice(at + 1))
}

/** What two spellings of one address share: mailboxes that differ only in case are one in practice. */
export function mailAddressKey(address: string): string {
  return address.trim().toLowerCase()
}

// Which e-mail addresses a message may go to (T-15, M-5).
import type { MessageAddress } from './message.ts'

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

/**
 * The addresses in what a person typed or pasted: "Bea <bea@meyer.example>, tax@meyer.example; ..." with commas,
 * semicolons, line breaks or spaces between. `rest` is what is no address, as it was typed.
 */
export function readAddresses(text: string): { readonly found: readonly MessageAddress[]; readonly rest: string } {
  const found: MessageAddress[] = []
  const rest: string[] = []
  for (const piece of text.split(/[,;\n]+/)) {
    const [, name = '', email = ''] = /^\s*"?([^"<>]*?)"?\s*<([^<>]*)>\s*$/.exec(piece) ?? []
    if (isMailAddress(email.trim())) {
      found.push(name === '' ? { email: email.trim() } : { name, email: email.trim() })
      continue
    }
    const words = piece.split(/\s+/).filter((word) => word !== '')
    if (words.every(isMailAddress)) found.push(...words.map((word) => ({ email: word })))
    else rest.push(piece.trim())
  }
  return { found, rest: rest.join(', ') }
}

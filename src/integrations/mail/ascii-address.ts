/**
 * The address with its domain as the name system knows it (`meyer@bücher.example` -> `meyer@xn--bcher-kva.example`):
 * mail programs and servers that know no other scripts deliver it too. What stands before the @ stays.
 */
export function asciiAddress(address: string): string {
  const at = address.lastIndexOf('@')
  const domain = address.slice(at + 1)
  if (/^[\x21-\x7e]*$/.test(domain)) return address
  try {
    return `${address.slice(0, at)}@${new URL(`http://${domain}/`).hostname}`
  } catch {
    return address
  }
}

/** Base64 of bytes, in pieces: a call takes only so many arguments. */
export function encodeBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let start = 0; start < bytes.length; start += 8190) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 8190))
  }
  return btoa(binary)
}

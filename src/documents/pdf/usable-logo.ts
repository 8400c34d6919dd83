// Which pictures may go on a document. pdfkit unpacks a picture with transparency in a worker of its own, which the
// content security policy stops without an error: such a logo is left out (flatten-logo.ts makes good ones on upload).

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const startOfFrame = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf])

/** Whether the bytes are an opaque, non-interlaced PNG or an RGB or grey JPEG. */
export function isUsableLogo(bytes: Uint8Array): boolean {
  if (pngSignature.every((byte, index) => bytes[index] === byte)) return isOpaquePng(bytes)
  return bytes[0] === 0xff && bytes[1] === 0xd8 && isPlainJpeg(bytes)
}

function isOpaquePng(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 45) return false
  const colorType = view.getUint8(25)
  const interlaced = view.getUint8(28) !== 0
  if (colorType === 4 || colorType === 6 || interlaced) return false
  let hasData = false
  for (let offset = 8; offset + 12 <= bytes.length; ) {
    const length = view.getUint32(offset)
    const type = String.fromCharCode(...bytes.subarray(offset + 4, offset + 8))
    if (type === 'tRNS' || offset + 12 + length > bytes.length) return false
    if (type === 'IDAT') hasData = true
    if (type === 'IEND') return hasData
    offset += 12 + length
  }
  return false
}

function isPlainJpeg(bytes: Uint8Array): boolean {
  for (let offset = 2; offset + 9 < bytes.length; ) {
    if (bytes[offset] !== 0xff) return false
    const marker = bytes[offset + 1] as number
    if (startOfFrame.has(marker)) {
      const components = bytes[offset + 9]
      return components === 1 || components === 3
    }
    offset += 2 + (((bytes[offset + 2] as number) << 8) | (bytes[offset + 3] as number))
  }
  return false
}

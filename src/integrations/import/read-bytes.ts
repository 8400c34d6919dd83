// Bytes of an imported file -> text, whatever program wrote it. Nothing is repaired silently: damage stays visible in
// the cells (U+FFFD, lone surrogates, NUL) and is refused row by row later.
import { ok, type Result, refused } from '../../core/result.ts'
import type { FileProblem } from './file-problem.ts'

/** As reported to people and in JSON; `utf-8-sig` is UTF-8 behind a byte order mark. */
export type Encoding = 'utf-8' | 'utf-8-sig' | 'utf-16le' | 'utf-16be' | 'windows-1252'

export interface DecodedText {
  readonly text: string
  readonly encoding: Encoding
  /** Broken bytes were replaced by U+FFFD; rows that hold one are refused. */
  readonly damaged: boolean
}

/** Larger files are refused whole: a browser tab cannot hold several copies of them. */
export const MAX_IMPORT_BYTES = 100 * 1024 * 1024

const MAGIC: readonly { readonly kind: string; readonly bytes: readonly number[] }[] = [
  { kind: 'PDF', bytes: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { kind: 'Excel workbook or ZIP archive', bytes: [0x50, 0x4b, 0x03, 0x04] },
  { kind: 'ZIP archive', bytes: [0x50, 0x4b, 0x05, 0x06] },
  { kind: 'old Excel workbook', bytes: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] },
  { kind: 'PNG picture', bytes: [0x89, 0x50, 0x4e, 0x47] },
  { kind: 'JPEG picture', bytes: [0xff, 0xd8, 0xff] },
  { kind: 'GIF picture', bytes: [0x47, 0x49, 0x46, 0x38] },
  { kind: 'compressed file', bytes: [0x1f, 0x8b] },
  { kind: '7-Zip archive', bytes: [0x37, 0x7a, 0xbc, 0xaf] },
  { kind: 'SQLite database', bytes: [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20, 0x66, 0x6f, 0x72, 0x6d, 0x61, 0x74] },
  { kind: 'program', bytes: [0x7f, 0x45, 0x4c, 0x46] },
  { kind: 'program', bytes: [0x4d, 0x5a, 0x90, 0x00] },
]

const SAMPLE = 64 * 1024

/**
 * Decodes a file: byte order marks first, then UTF-16 without one (recognised by where its zero bytes stand), then UTF-8,
 * then windows-1252, which every byte sequence is.
 * @returns text without the byte order mark; or `file-empty`, `file-too-large`, `file-not-text`
 */
export function readBytes(bytes: Uint8Array, limit: number = MAX_IMPORT_BYTES): Result<DecodedText, FileProblem> {
  if (bytes.length > limit) return refused({ code: 'file-too-large', bytes: bytes.length, limit })
  if (bytes.length === 0) return refused({ code: 'file-empty' })
  const magic = MAGIC.find((entry) => entry.bytes.every((byte, index) => bytes[index] === byte))
  if (magic !== undefined) return refused({ code: 'file-not-text', kind: magic.kind })
  const decoded = decode(bytes)
  if (decoded.text.trim() === '') return refused({ code: 'file-empty' })
  if (looksBinary(decoded.text)) return refused({ code: 'file-not-text', kind: 'binary file' })
  return ok(decoded)
}

function decode(bytes: Uint8Array): DecodedText {
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    return { text: utf16(bytes.subarray(2), false), encoding: 'utf-16le', damaged: false }
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return { text: utf16(bytes.subarray(2), true), encoding: 'utf-16be', damaged: false }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return { ...utf8(bytes.subarray(3)), encoding: 'utf-8-sig' }
  }
  const bigEndian = unmarkedUtf16(bytes)
  if (bigEndian !== undefined) {
    return { text: utf16(bytes, bigEndian), encoding: bigEndian ? 'utf-16be' : 'utf-16le', damaged: false }
  }
  const read = utf8(bytes)
  if (!read.damaged || onlyDamaged(read.text)) return { ...read, encoding: 'utf-8' }
  return { text: windows1252(bytes), encoding: 'windows-1252', damaged: false }
}

function utf8(bytes: Uint8Array): { readonly text: string; readonly damaged: boolean } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), damaged: false }
  } catch {
    return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), damaged: true }
  }
}

// What stands at 0x80-0x9F; Node 20's own decoder reads these as Latin-1. The five unused bytes stay control characters.
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

function windows1252(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let start = 0; start < bytes.length; start += 8192) {
    parts.push(String.fromCharCode(...bytes.subarray(start, start + 8192)))
  }
  return parts.join('').replace(/[\u0080-\u009f]/g, (char) => WINDOWS_1252[char.charCodeAt(0) - 0x80] ?? char)
}

/** UTF-8 with a broken byte here and there, by its many good sequences of two bytes and more; not another encoding. */
function onlyDamaged(text: string): boolean {
  const broken = text.match(/\uFFFD/g)?.length ?? 0
  const good = text.match(/[\u0080-\uFFFC]/g)?.length ?? 0
  return good >= 4 && good > broken * 4
}

/** Keeps lone surrogates, which TextDecoder would replace: the row that holds one is refused by name instead. */
function utf16(bytes: Uint8Array, bigEndian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const count = bytes.byteLength >> 1
  const parts: string[] = []
  for (let start = 0; start < count; start += 8192) {
    const units: number[] = []
    for (let index = start; index < Math.min(count, start + 8192); index += 1) {
      units.push(view.getUint16(index * 2, !bigEndian))
    }
    parts.push(String.fromCharCode(...units))
  }
  // Half a character at the end of a cut file: shown as a lone surrogate, so that its row is refused.
  if (bytes.byteLength % 2 === 1) parts.push('\uD800')
  return parts.join('')
}

/** Whether the bytes are UTF-16 without a mark: true big, false little endian. Latin text, digits, separators have a zero byte. */
function unmarkedUtf16(bytes: Uint8Array): boolean | undefined {
  const end = Math.min(bytes.length, SAMPLE) & ~1
  let even = 0
  let odd = 0
  for (let index = 0; index < end; index += 2) {
    if (bytes[index] === 0) even += 1
    if (bytes[index + 1] === 0) odd += 1
  }
  const units = end / 2
  if (units < 2) return undefined
  if (odd >= units * 0.05 && odd > even * 8) return false
  if (even >= units * 0.05 && even > odd * 8) return true
  return undefined
}

/** Text has hardly any control characters; a picture or a program is full of them. */
function looksBinary(text: string): boolean {
  const sample = text.slice(0, SAMPLE)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is counted
  const controls = sample.match(/[\u0000-\u0008\u000E-\u001A\u001C-\u001F]/g)?.length ?? 0
  return controls > 8 && controls > sample.length / 20
}

/** Holds what no form, document or e-invoice can carry: NUL or half of a surrogate pair. */
export function hasBrokenCharacter(text: string): boolean {
  return text.includes('\u0000') || /\p{Surrogate}/u.test(text)
}

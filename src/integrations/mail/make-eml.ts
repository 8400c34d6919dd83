// A message as a file that mail programs open as a draft (RFC 5322, 2045..2047, 2231). Of our own: the libraries that
// make mail in a browser bring a copy of core-js and do not fold long headers.
import { isMailAddress } from '../../core/automation/mail-address.ts'
import type { MessageAddress } from '../../core/automation/message.ts'
import type { Instant } from '../../core/date.ts'
import { asciiAddress } from './ascii-address.ts'
import { encodeBase64 } from './encode-base64.ts'
import { textToHtml } from './text-to-html.ts'

export interface MailAttachment {
  readonly fileName: string
  readonly mime: string
  readonly bytes: Uint8Array
}

export interface MailDraft {
  readonly from?: MessageAddress
  readonly to: readonly MessageAddress[]
  readonly cc: readonly MessageAddress[]
  readonly subject: string
  readonly text: string
  readonly attachments: readonly MailAttachment[]
  readonly writtenAt: Instant
}

const crlf = '\r\n'

/**
 * The bytes of an `.eml` file, the same for the same draft: `X-Unsent: 1` lets mail programs open it for editing; plain
 * text with an HTML alternative; attachments in base64. Nothing that is typed can end a header line.
 * @throws RangeError for an address that is none (`isMailAddress`)
 */
export function makeEml(draft: MailDraft): Uint8Array {
  const { from, to, cc, attachments } = draft
  const headers = [
    'X-Unsent: 1',
    `Date: ${mailDate(draft.writtenAt)}`,
    ...(from === undefined ? [] : [addressHeader('From', [from])]),
    ...(to.length === 0 ? [] : [addressHeader('To', to)]),
    ...(cc.length === 0 ? [] : [addressHeader('Cc', cc)]),
    foldWords('Subject:', unstructured(draft.subject, 'Subject: '.length)),
    'MIME-Version: 1.0',
  ]
  const body = multipart('alternative', [textPart('plain', draft.text), textPart('html', textToHtml(draft.text))])
  const whole = attachments.length === 0 ? body : multipart('mixed', [body, ...attachments.map(attachmentPart)])
  return new TextEncoder().encode([...headers, whole].join(crlf) + crlf)
}

/** Base64 never holds "=_": no part can contain its own boundary. */
function multipart(kind: 'mixed' | 'alternative', parts: readonly string[]): string {
  const boundary = `=_billfold_${kind}`
  return [
    `Content-Type: multipart/${kind}; boundary="${boundary}"`,
    '',
    ...parts.flatMap((part) => [`--${boundary}`, part]),
    `--${boundary}--`,
  ].join(crlf)
}

function textPart(kind: 'plain' | 'html', text: string): string {
  const lines = new TextEncoder().encode(text.replace(/\r\n|\r|\n/g, crlf))
  return [
    `Content-Type: text/${kind}; charset=utf-8`,
    'Content-Transfer-Encoding: base64',
    '',
    base64Lines(lines),
  ].join(crlf)
}

function attachmentPart({ fileName, mime, bytes }: MailAttachment): string {
  if (!/^[\w.+-]+\/[\w.+-]+$/.test(mime)) throw new RangeError(`Not a media type: ${mime}`)
  const name = safeFileName(fileName)
  return [
    // Programs that do not know RFC 2231 read the name here, as most of them write it.
    `Content-Type: ${mime};${crlf} ${parameterName(name)}`,
    `Content-Disposition: attachment;${crlf} ${extendedParameter('filename', name).join(`;${crlf} `)}`,
    'Content-Transfer-Encoding: base64',
    '',
    base64Lines(bytes),
  ].join(crlf)
}

function parameterName(name: string): string {
  const words = unstructured(name, 'name=""'.length)
  return words.length === 1 && words[0] === name ? `name=${quoted(name)}` : `name="${words.join(`${crlf} `)}"`
}

/** RFC 2231: `filename*=UTF-8''...`, in numbered pieces where it is long. A plain name is a quoted one. */
function extendedParameter(parameter: string, value: string): string[] {
  if (isPlain(value) && value.length <= 60) return [`${parameter}=${quoted(value)}`]
  const characters = Array.from(value, percentEncoded)
  const pieces: string[] = ['']
  for (const character of characters) {
    const piece = pieces.at(-1) as string
    if (piece.length + character.length > 54) pieces.push(character)
    else pieces[pieces.length - 1] = piece + character
  }
  if (pieces.length === 1) return [`${parameter}*=UTF-8''${pieces[0]}`]
  return pieces.map((piece, index) => `${parameter}*${index}*=${index === 0 ? "UTF-8''" : ''}${piece}`)
}

function percentEncoded(character: string): string {
  if (/^[A-Za-z0-9.-]$/.test(character)) return character
  return Array.from(new TextEncoder().encode(character), (byte) => `%${hexadecimal(byte)}`).join('')
}

function hexadecimal(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0')
}

function addressHeader(name: 'From' | 'To' | 'Cc', addresses: readonly MessageAddress[]): string {
  const written = addresses.map(mailbox)
  const words = written.flatMap((each, index) => {
    if (index === written.length - 1) return each
    return [...each.slice(0, -1), `${each.at(-1)},`]
  })
  return foldWords(`${name}:`, words)
}

/** The words of one mailbox, between which a line may fold. */
function mailbox({ name = '', email }: MessageAddress): string[] {
  if (!isMailAddress(email)) throw new RangeError('Not an e-mail address')
  const address = asciiAddress(email)
  const clean = oneLine(name)
  if (clean === '' || clean === email) return [address]
  const shown = isPlain(clean) && clean.length <= 60 ? [quoted(clean)] : encodedWords(clean)
  return [...shown, `<${address}>`]
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

/** Printable ASCII that no reader takes for an encoded word. */
function isPlain(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text) && !text.includes('=?')
}

/** What a person typed on one line, as header words: plain where it can be and is short, else encoded. */
function unstructured(text: string, before: number): string[] {
  const clean = oneLine(text)
  return isPlain(clean) && before + clean.length <= 76 ? [clean] : encodedWords(clean)
}

/** Control characters end lines or hide text: each run of them becomes a space. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
}

/** RFC 2047: words of at most 64 characters (75 are allowed, 76 in a line), none of which splits a character. */
function encodedWords(text: string): string[] {
  const encoder = new TextEncoder()
  const words: string[] = []
  let bytes: number[] = []
  const close = () => {
    words.push(`=?UTF-8?B?${encodeBase64(Uint8Array.from(bytes))}?=`)
    bytes = []
  }
  for (const character of text) {
    const next = encoder.encode(character)
    if (bytes.length + next.length > 39) close()
    bytes.push(...next)
  }
  if (bytes.length > 0) close()
  return words
}

/** Lines of at most 78 characters: every word alone fits beside the name of its header. */
function foldWords(start: string, words: readonly string[]): string {
  const lines = [start]
  for (const word of words) {
    const line = lines.at(-1) as string
    if (line !== start && line.length + 1 + word.length > 78) lines.push(` ${word}`)
    else lines[lines.length - 1] = `${line} ${word}`
  }
  return lines.join(crlf)
}

/** A name that every system can save (and that no reader takes for an encoded word), as it was given otherwise. */
function safeFileName(name: string): string {
  const clean = oneLine(name.replace(/[<>:"/\\|?*]/g, '_'))
  return clean === '' || /^\.+$/.test(clean) ? 'attachment' : clean
}

function base64Lines(bytes: Uint8Array): string {
  // 57 bytes are the 76 characters of a line.
  const lines: string[] = []
  for (let start = 0; start < bytes.length; start += 57) lines.push(encodeBase64(bytes.subarray(start, start + 57)))
  return lines.join(crlf)
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** RFC 5322, in UTC: the file says nothing about where it was written. */
function mailDate(instant: Instant): string {
  const date = new Date(instant)
  const two = (part: number) => String(part).padStart(2, '0')
  const day = `${weekdays[date.getUTCDay()]}, ${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`
  return `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`
}

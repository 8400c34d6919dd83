// A link that opens the mail program with the message filled in (RFC 6068). It can carry no file.
import { isMailAddress } from '../../core/automation/mail-address.ts'
import type { MessageAddress } from '../../core/automation/message.ts'
import { asciiAddress } from './ascii-address.ts'

/** Windows and the mail programs that it starts cut longer ones off, without a word. */
export const longestMailto = 2000

export type MailtoLink =
  | { readonly fits: true; readonly href: string }
  /** `short` is the link without the text, which then has to be pasted; absent where even that is too long. */
  | { readonly fits: false; readonly length: number; readonly short?: string }

export interface MailtoMessage {
  readonly to: readonly MessageAddress[]
  readonly cc: readonly MessageAddress[]
  readonly subject: string
  readonly text: string
}

/** Addresses without names: programs disagree about names in such links. Those that are none are left out. */
export function mailtoLink({ to, cc, subject, text }: MailtoMessage): MailtoLink {
  const head = [
    `mailto:${list(to)}`,
    [
      ...(cc.length === 0 ? [] : [`cc=${list(cc)}`]),
      ...(subject === '' ? [] : [`subject=${encoded(subject.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim())}`]),
    ],
  ] as const
  const body = text === '' ? [] : [`body=${encoded(text.replace(/\r\n|\r|\n/g, '\r\n'))}`]
  const link = (query: readonly string[]) => (query.length === 0 ? head[0] : `${head[0]}?${query.join('&')}`)
  const href = link([...head[1], ...body])
  if (href.length <= longestMailto) return { fits: true, href }
  const short = link(head[1])
  return { fits: false, length: href.length, ...(short.length <= longestMailto && { short }) }
}

function list(addresses: readonly MessageAddress[]): string {
  return addresses
    .filter(({ email }) => isMailAddress(email))
    .map(({ email }) => encoded(asciiAddress(email)).replace(/%40/g, '@'))
    .join(',')
}

/** Every character that is not plain; half a character, which no address can carry, becomes the sign for it. */
function encoded(text: string): string {
  const whole = text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD')
  return encodeURIComponent(whole).replace(/['()*!]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}

// How the amount of a contract's line came to be, in one small line: "100 × 0.99 + 100 × 0.95", "15 of 31 days".
import type { FrozenLine } from '../core/invoice/document.ts'
import { daysIn } from '../core/period.ts'
import { factorToDecimal } from '../core/proration.ts'
import type { ChargeRating, RatedPart } from '../core/rating/charge-rating.ts'
import type { DocumentFormats } from './document-formats.ts'
import type { DocumentWords } from './document-words.ts'

/** The rating of a line in words; undefined where quantity and price of the line already say all of it. */
export function printRating(
  line: Pick<FrozenLine, 'quantity' | 'unitPrice' | 'rating'>,
  words: DocumentWords,
  formats: DocumentFormats,
): string | undefined {
  const { rating } = line
  if (rating === undefined || rating.parts.length === 0 || saysItself(line, rating)) return undefined
  const several = rating.parts.length > 1
  return rating.parts
    .map((part) => {
      const text = partText(part, words, formats)
      return several ? words.say('rating-period', { period: formats.period(part.period), rating: text }) : text
    })
    .join('; ')
}

function saysItself(line: Pick<FrozenLine, 'quantity' | 'unitPrice'>, { parts }: ChargeRating): boolean {
  const [part, second] = parts
  const [segment, more] = part?.segments ?? []
  if (second !== undefined || more !== undefined || part?.share !== undefined) return false
  return segment === undefined || (segment.quantity === line.quantity && segment.unitPrice === line.unitPrice)
}

function partText(part: RatedPart, words: DocumentWords, formats: DocumentFormats): string {
  const used = part.segments.filter((segment) => segment.quantity !== '0')
  const sum = (used.length === 0 ? part.segments : used)
    .map(({ kind, quantity, unitPrice }) => {
      const price = formats.price(unitPrice)
      if (kind === 'flat') return price
      return kind === 'top-up'
        ? words.say('rating-top-up', { price })
        : words.say('rating-units', { quantity: formats.quantity(quantity), price })
    })
    .join(' + ')
  const share = shareText(part, words, formats)
  return share === undefined ? sum : words.say('rating-share', { sum, share })
}

/** Days where the share counts days; a share by calendar months has no such figures and is a percentage. */
function shareText({ share, period }: RatedPart, words: DocumentWords, formats: DocumentFormats): string | undefined {
  if (share === undefined || share.part === share.whole) return undefined
  if (share.part === daysIn(period)) {
    return words.say('rating-days', { part: share.part, whole: share.whole })
  }
  const percent = factorToDecimal({ part: share.part * 100, whole: share.whole }, 2)
  return words.say('rating-percent', { percent: formats.percent(percent) })
}

// Chooses the faces of one document from those that are open.
import type { FrozenDocument } from '../../core/invoice/document.ts'
import type { PrintOptions } from '../print-document.ts'
import type { PrintedPaper } from '../printed-paper.ts'
import { type FontBook, makeFontBook, planFonts } from './font-book.ts'
import type { FontFace } from './font-face.ts'
import { baseFonts, type FontId, hanStyle } from './font-files.ts'
import { textToShape } from './render-invoice.ts'
import { textOfPaper } from './render-paper.ts'

const books = new Map<string, { readonly faces: readonly FontFace[]; readonly book: FontBook }>()
const mostBooks = 8

interface BookAnswer {
  readonly book?: FontBook
  /** Fonts that must be opened first. */
  readonly missing: readonly FontId[]
}

/**
 * The book to draw a document with, or the fonts that must be opened before it can be made. Books are kept: what was
 * shaped for one document serves the next one with the same fonts.
 */
export function bookForDocument(
  document: FrozenDocument,
  options: PrintOptions,
  opened: ReadonlyMap<FontId, FontFace>,
  unavailable: ReadonlySet<FontId> = new Set(),
): BookAnswer {
  const countries = [document.seller, document.buyer].flatMap(({ address }) => address?.country ?? [])
  return bookForText(textToShape(document, options), document.language, countries, opened, unavailable)
}

/** The same for a receipt or a statement. */
export function bookForPaper(
  paper: PrintedPaper,
  opened: ReadonlyMap<FontId, FontFace>,
  unavailable: ReadonlySet<FontId> = new Set(),
): BookAnswer {
  return bookForText(textOfPaper(paper), paper.language, paper.countries, opened, unavailable)
}

/** The same for any text in a language, from and to countries (ISO 3166-1 alpha-2). */
function bookForText(
  text: string,
  language: string,
  countries: readonly string[],
  opened: ReadonlyMap<FontId, FontFace>,
  unavailable: ReadonlySet<FontId> = new Set(),
): BookAnswer {
  const style = hanStyle(text, language, countries)
  const plan = planFonts(text, style, opened, unavailable)
  if (plan.missing.length > 0) return { missing: plan.missing }
  const regular = opened.get(baseFonts.regular)
  const bold = opened.get(baseFonts.bold)
  if (regular === undefined || bold === undefined) return { missing: [baseFonts.regular, baseFonts.bold] }
  const others = plan.use.flatMap((id) => opened.get(id) ?? [])
  const key = `${style} ${plan.use.join()}`
  const faces = [regular, bold, ...others]
  const kept = books.get(key)
  if (kept?.faces.every((face, index) => face === faces[index])) return { book: kept.book, missing: [] }
  const book = makeFontBook(regular, bold, others, style)
  if (books.size >= mostBooks) books.clear()
  books.set(key, { faces, book })
  return { book, missing: [] }
}

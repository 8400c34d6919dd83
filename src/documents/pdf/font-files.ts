// The font files of public/fonts and which of them a text needs. Everybody gets the two base faces; another script's
// face is fetched when the first document with such a text is drawn.

export type FontId = string

export const baseFonts = { regular: 'noto-sans-regular', bold: 'noto-sans-bold', signs: 'noto-sans-signs' } as const

interface FontRange {
  readonly first: number
  readonly last: number
  /** In order of preference; the next is asked for what the one before does not hold. */
  readonly fonts: readonly FontId[]
}

/** Whose way of writing Chinese characters a document follows. */
export type HanStyle = 'simplified' | 'traditional' | 'japanese'

const hanOrders: Readonly<Record<HanStyle, readonly FontId[]>> = {
  simplified: ['cjk-sc', 'cjk-tc', 'cjk-jp', 'cjk-tc-rare'],
  traditional: ['cjk-tc', 'cjk-tc-rare', 'cjk-jp', 'cjk-sc'],
  japanese: ['cjk-jp', 'cjk-tc', 'cjk-sc', 'cjk-tc-rare'],
}
const han = hanOrders.simplified
const symbols = [baseFonts.signs, 'symbols', 'symbols2', 'math', 'emoji']
const pictures = ['emoji', 'symbols2', 'symbols']

/** Ascending, without overlap; a code point outside is looked for among the symbols. */
const ranges: readonly FontRange[] = [
  { first: 0x0530, last: 0x058f, fonts: ['armenian'] },
  { first: 0x0590, last: 0x05ff, fonts: ['hebrew'] },
  { first: 0x0600, last: 0x06ff, fonts: ['arabic'] },
  { first: 0x0750, last: 0x077f, fonts: ['arabic'] },
  { first: 0x08a0, last: 0x08ff, fonts: ['arabic'] },
  { first: 0x0900, last: 0x097f, fonts: ['devanagari'] },
  { first: 0x0980, last: 0x09ff, fonts: ['bengali'] },
  { first: 0x0a00, last: 0x0a7f, fonts: ['gurmukhi'] },
  { first: 0x0a80, last: 0x0aff, fonts: ['gujarati'] },
  { first: 0x0b80, last: 0x0bff, fonts: ['tamil'] },
  { first: 0x0c00, last: 0x0c7f, fonts: ['telugu'] },
  { first: 0x0c80, last: 0x0cff, fonts: ['kannada'] },
  { first: 0x0d00, last: 0x0d7f, fonts: ['malayalam'] },
  { first: 0x0d80, last: 0x0dff, fonts: ['sinhala'] },
  { first: 0x0e00, last: 0x0e7f, fonts: ['thai'] },
  { first: 0x0e80, last: 0x0eff, fonts: ['lao'] },
  { first: 0x1000, last: 0x109f, fonts: ['myanmar'] },
  { first: 0x10a0, last: 0x10ff, fonts: ['georgian'] },
  { first: 0x1100, last: 0x11ff, fonts: ['cjk-kr'] },
  { first: 0x1200, last: 0x139f, fonts: ['ethiopic'] },
  { first: 0x1780, last: 0x17ff, fonts: ['khmer'] },
  { first: 0x19e0, last: 0x19ff, fonts: ['khmer'] },
  { first: 0x1c80, last: 0x1cbf, fonts: ['georgian'] },
  { first: 0x2600, last: 0x27bf, fonts: pictures },
  { first: 0x2d00, last: 0x2d2f, fonts: ['georgian'] },
  { first: 0x2d80, last: 0x2ddf, fonts: ['ethiopic'] },
  { first: 0x2e80, last: 0x303f, fonts: han },
  { first: 0x3040, last: 0x30ff, fonts: ['cjk-jp', 'cjk-sc'] },
  { first: 0x3100, last: 0x312f, fonts: ['cjk-tc', 'cjk-sc'] },
  { first: 0x3130, last: 0x318f, fonts: ['cjk-kr'] },
  { first: 0x3190, last: 0x9fff, fonts: han },
  { first: 0xa8e0, last: 0xa8ff, fonts: ['devanagari'] },
  { first: 0xa9e0, last: 0xa9ff, fonts: ['myanmar'] },
  { first: 0xab00, last: 0xab2f, fonts: ['ethiopic'] },
  { first: 0xac00, last: 0xd7a3, fonts: ['cjk-kr'] },
  { first: 0xf900, last: 0xfaff, fonts: han },
  { first: 0xfb13, last: 0xfb17, fonts: ['armenian'] },
  { first: 0xfb1d, last: 0xfb4f, fonts: ['hebrew'] },
  { first: 0xfb50, last: 0xfdff, fonts: ['arabic'] },
  { first: 0xfe30, last: 0xfe4f, fonts: han },
  { first: 0xfe70, last: 0xfefc, fonts: ['arabic'] },
  { first: 0xff00, last: 0xffef, fonts: ['cjk-jp', 'cjk-sc', 'cjk-kr'] },
  { first: 0x1d400, last: 0x1d7ff, fonts: ['math'] },
  { first: 0x1ee00, last: 0x1eeff, fonts: ['arabic'] },
  { first: 0x1f000, last: 0x1faff, fonts: pictures },
  { first: 0x20000, last: 0x3134f, fonts: han },
]

/** Where to look for a code point that the base faces lack. */
export function fontsFor(codePoint: number, style: HanStyle): readonly FontId[] {
  let low = 0
  let high = ranges.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const range = ranges[middle] as FontRange
    if (codePoint < range.first) high = middle - 1
    else if (codePoint > range.last) low = middle + 1
    else return range.fonts === han ? hanOrders[style] : range.fonts
  }
  return symbols
}

const kana = /[\u3041-\u30ff\uff66-\uff9f]/u
const traditionalPlaces = new Set(['TW', 'HK', 'MO'])

/** The way of writing that a document's letters, its language or the countries on it speak for. */
export function hanStyle(text: string, language: string, countries: readonly string[]): HanStyle {
  const tag = language.toLowerCase()
  if (kana.test(text) || tag.startsWith('ja') || countries.includes('JP')) return 'japanese'
  if (/^zh-(hant|tw|hk|mo)/.test(tag) || countries.some((country) => traditionalPlaces.has(country)))
    return 'traditional'
  return 'simplified'
}

/** Whether a font comes with the app itself instead of on demand. */
export function isBaseFont(id: FontId): boolean {
  return id === baseFonts.regular || id === baseFonts.bold || id === baseFonts.signs
}

/** Where a font lies below the app's base address. */
export function fontPath(id: FontId): string {
  return isBaseFont(id) ? `fonts/${id}.ttf` : `fonts/extra/${id}.ttf`
}

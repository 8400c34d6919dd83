// The faces that one document draws with: exactly those that its text needs, so that what else the worker has loaded
// cannot change a document's bytes.

import { isInvisible, isMark } from './characters.ts'
import type { FontFace, GlyphRun } from './font-face.ts'
import { baseFonts, type FontId, fontsFor, type HanStyle } from './font-files.ts'

/** A piece of text in one face and one direction. */
export interface ShapedItem {
  readonly face: FontFace
  readonly run: GlyphRun
  /** Drawn with a thin outline, because the face has no bold cut of its own. */
  readonly emboldened: boolean
}

export interface FontBook {
  readonly faces: readonly FontFace[]
  /** Splits by face and shapes; items in visual order. Width in thousandths of the font size. */
  shape(text: string, bold: boolean, rightToLeft?: boolean): Shaped
}

export interface Shaped {
  readonly items: readonly ShapedItem[]
  readonly width: number
}

/** Which faces a text needs; `missing` ones must be opened first and the question asked again. */
export interface FontPlan {
  readonly use: readonly FontId[]
  readonly missing: readonly FontId[]
}

/**
 * The further faces that a text needs beside the base faces, in a fixed order. Only faces in `opened` can be asked
 * what they hold, so the plan may have to be made again after `missing` were opened. A face that could not be had is
 * left out by naming it in `unavailable`.
 */
export function planFonts(
  text: string,
  style: HanStyle,
  opened: ReadonlyMap<FontId, FontFace>,
  unavailable: ReadonlySet<FontId> = new Set(),
): FontPlan {
  const base = opened.get(baseFonts.regular)
  if (base === undefined) return { use: [], missing: [baseFonts.regular, baseFonts.bold] }
  const use = new Set<FontId>()
  const missing = new Set<FontId>()
  for (const character of new Set(text)) {
    const point = character.codePointAt(0) as number
    if (point < 0x250 || base.has(point) || isInvisible(point)) continue
    for (const font of fontsFor(point, style)) {
      if (unavailable.has(font)) continue
      const face = opened.get(font)
      if (face === undefined) missing.add(font)
      else if (face.has(point)) use.add(font)
      else continue
      break
    }
  }
  return { use: [...use].sort(), missing: [...missing].sort() }
}

const plain = /^[\x20-\x7e\u00a0-\u017f]*$/
const mostShapes = 30_000

/** A book of the two base faces and some others. */
export function makeFontBook(
  regular: FontFace,
  bold: FontFace,
  others: readonly FontFace[],
  style: HanStyle,
): FontBook {
  const byId = new Map(others.map((face) => [face.id, face]))
  const shapes = new Map<string, Shaped>()

  function faceFor(codePoint: number, isBold: boolean): FontFace | undefined {
    const base = isBold ? bold : regular
    if (base.has(codePoint)) return base
    for (const id of fontsFor(codePoint, style)) {
      const face = byId.get(id)
      if (face?.has(codePoint)) return face
    }
    return undefined
  }

  function split(text: string, isBold: boolean): { face: FontFace; text: string }[] {
    const base = isBold ? bold : regular
    if (plain.test(text)) return [{ face: base, text }]
    const pieces: { face: FontFace; text: string }[] = []
    for (const character of text) {
      const point = character.codePointAt(0) as number
      const last = pieces.at(-1)
      if (isInvisible(point)) {
        // Joiners steer the shaping of the face they stand in; anywhere else they are nothing.
        if (last?.face.has(point)) last.text += character
        continue
      }
      if (last !== undefined && isMark(character) && last.face.has(point)) {
        last.text += character
        continue
      }
      const face = faceFor(point, isBold)
      const piece = face === undefined ? { face: base, text: spelled(point) } : { face, text: character }
      if (last?.face === piece.face) last.text += piece.text
      else pieces.push(piece)
    }
    return pieces
  }

  return {
    faces: [regular, bold, ...others],
    shape(text, isBold, rightToLeft = false) {
      const key = `${isBold ? 'b' : 'r'}${rightToLeft ? '<' : '>'}${text}`
      const known = shapes.get(key)
      if (known !== undefined) return known
      const items = split(text, isBold).map(({ face, text: part }) => ({
        face,
        run: face.shape(part, rightToLeft),
        emboldened: isBold && face !== bold,
      }))
      if (rightToLeft) items.reverse()
      const shaped = { items, width: items.reduce((sum, item) => sum + item.run.width, 0) }
      if (shapes.size >= mostShapes) shapes.clear()
      shapes.set(key, shaped)
      return shaped
    },
  }
}

/** What stands for a character that no face holds: its code in brackets, never an empty box. */
function spelled(codePoint: number): string {
  return `[U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}]`
}

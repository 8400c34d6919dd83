/// <reference path="./untyped-modules.d.ts" />
// One parsed font. Parsing and shaping are the dearest part of a document, so a face and its runs live as long as the
// worker; a run depends on the text alone, never on what was shaped before, so that equal input gives equal bytes.
import { create, type Font } from 'fontkit'

/** A glyph of a run; widths in thousandths of the font size. */
export interface RunGlyph {
  readonly id: number
  /** How far the pen moves, kerning included. */
  readonly advance: number
  /** The width that the font itself gives the glyph. */
  readonly nominal: number
  readonly xOffset: number
  readonly yOffset: number
  readonly codePoints: readonly number[]
}

export interface GlyphRun {
  /** In visual order, left to right. */
  readonly glyphs: readonly RunGlyph[]
  readonly width: number
}

export interface FontFace {
  readonly id: string
  /** The fontkit font, which pdfkit embeds. */
  readonly font: Font
  has(codePoint: number): boolean
  shape(text: string, rightToLeft: boolean): GlyphRun
}

const SPACE = 0x20
const mostRuns = 30_000

/** fontkit stumbles over mark anchors that a font leaves empty (stacked marks): then marks stand where they fall. */
function layOut(font: Font, text: string, direction: 'ltr' | 'rtl') {
  try {
    return font.layout(text, undefined, undefined, undefined, direction)
  } catch {
    font._glyphs = {}
    return font.layout(text, { mark: false, mkmk: false }, undefined, undefined, direction)
  }
}

/** Parses a TrueType or OpenType file. Throws when it is none. */
export function openFontFace(id: string, bytes: Uint8Array): FontFace {
  const font = create(bytes)
  const scale = 1000 / font.unitsPerEm
  const runs = new Map<string, GlyphRun>()
  const coverage = new Map<number, boolean>()

  function shapeNow(text: string, rightToLeft: boolean): GlyphRun {
    // fontkit keeps each glyph with the code points of its first use ever; forgetting them makes the run pure.
    font._glyphs = {}
    const shaped = layOut(font, text, rightToLeft ? 'rtl' : 'ltr')
    const glyphs: RunGlyph[] = []
    let width = 0
    shaped.glyphs.forEach((glyph, index) => {
      const position = shaped.positions[index]
      if (position === undefined) return
      // A joiner that has done its work comes back as a space without width: nothing to draw or to copy.
      if (position.xAdvance === 0 && glyph.codePoints[0] === SPACE) return
      const advance = position.xAdvance * scale
      width += advance
      glyphs.push({
        id: glyph.id,
        advance,
        nominal: glyph.advanceWidth * scale,
        xOffset: position.xOffset * scale,
        yOffset: position.yOffset * scale,
        codePoints: glyph.codePoints,
      })
    })
    return { glyphs, width }
  }

  return {
    id,
    font,
    has(codePoint) {
      let known = coverage.get(codePoint)
      if (known === undefined) {
        known = font.hasGlyphForCodePoint(codePoint)
        coverage.set(codePoint, known)
      }
      return known
    },
    shape(text, rightToLeft) {
      const key = rightToLeft ? `<${text}` : `>${text}`
      let run = runs.get(key)
      if (run === undefined) {
        run = shapeNow(text, rightToLeft)
        if (runs.size >= mostRuns) runs.clear()
        runs.set(key, run)
      }
      return run
    },
  }
}

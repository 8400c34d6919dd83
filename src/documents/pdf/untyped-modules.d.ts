// What we use of libraries that come without types.

declare module 'fontkit' {
  export interface Glyph {
    readonly id: number
    readonly codePoints: readonly number[]
    readonly advanceWidth: number
  }
  export interface GlyphPosition {
    readonly xAdvance: number
    readonly yAdvance: number
    readonly xOffset: number
    readonly yOffset: number
  }
  export interface GlyphRun {
    readonly glyphs: readonly Glyph[]
    readonly positions: readonly GlyphPosition[]
  }
  export interface Font {
    readonly unitsPerEm: number
    readonly postscriptName: string
    hasGlyphForCodePoint(codePoint: number): boolean
    layout(
      text: string,
      features?: Readonly<Record<string, boolean>>,
      script?: string,
      language?: string,
      direction?: 'ltr' | 'rtl',
    ): GlyphRun
    /** Glyph objects by id, each with the code points of the text that made it first. */
    _glyphs: Record<number, Glyph>
  }
  export function create(bytes: Uint8Array, postscriptName?: string): Font
}

declare module 'linebreak' {
  export interface Break {
    readonly position: number
    readonly required: boolean
  }
  class LineBreaker {
    constructor(text: string)
    nextBreak(): Break | null
  }

  // biome-ignore lint/style/noDefaultExport: that is how the library exports it
  export { LineBreaker as default }
}

declare module 'bidi-js' {
  export interface Bidi {
    getEmbeddingLevels(text: string, base?: 'ltr' | 'rtl' | 'auto'): { readonly levels: Uint8Array }
    getMirroredCharacter(character: string): string | null
  }
  function bidiFactory(): Bidi

  // biome-ignore lint/style/noDefaultExport: that is how the library exports it
  export { bidiFactory as default }
}

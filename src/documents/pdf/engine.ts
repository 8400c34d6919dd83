// pdfkit set up for PDF/A-3a and PDF/UA-1, and a sink that takes its bytes without a stream. The parts of pdfkit that
// its types do not name are listed here; the version is pinned exactly.
import PDFDocument from 'pdfkit'
import type { FontFace } from './font-face.ts'

export interface StructElement {
  readonly dictionary: { readonly data: Record<string, unknown> }
  add(child: StructElement | StructContent): StructElement
  end(): void
}
export interface StructContent {
  readonly refs: unknown
}

interface EmbeddedFont {
  readonly id: string
  readonly subset: { includeGlyph(glyph: number): number }
  readonly widths: (number | undefined)[]
  readonly unicode: (readonly number[] | undefined)[]
  ref(): unknown
}

interface PdfPage {
  readonly width: number
  readonly height: number
  readonly margins: { bottom: number }
  readonly fonts: Record<string, unknown>
}

export interface Engine {
  readonly page: PdfPage
  _font: EmbeddedFont
  addPage(): void
  switchToPage(index: number): void
  bufferedPageRange(): { readonly count: number }
  addContent(operators: string): void
  font(font: unknown): void
  image(bytes: Uint8Array, x: number, y: number, options: { width: number; height: number }): void
  struct(type: string, options?: { scope?: 'Row' | 'Column'; alt?: string; bbox?: number[] }): StructElement
  addStructure(element: StructElement): void
  markStructureContent(tag: string): StructContent
  endMarkedContent(): void
  markContent(tag: 'Artifact', options: { type: 'Pagination' | 'Layout' }): void
  appendXML(xml: string): void
  end(): void
}

export interface DocumentFacts {
  readonly title: string
  readonly author: string
  readonly language: string
  readonly paper: 'A4' | 'Letter'
  /** The same facts give the same file: the issue date stands for the time of making. */
  readonly date: Date
}

const product = 'Billfold'

/** Keeps what pdfkit writes as it writes it: a stream of many thousand small pieces is what slows long documents. */
class CollectingDocument extends (PDFDocument as unknown as new (options: unknown) => object) {
  // Declared only: the constructor above already writes the file's first bytes.
  declare written: Uint8Array[] | undefined

  push(chunk: Uint8Array | null): boolean {
    this.written ??= []
    if (chunk !== null) this.written.push(chunk)
    return true
  }
}

/** A new document without pages. `finish` returns its bytes. */
export function openEngine(facts: DocumentFacts): { engine: Engine; finish: () => Uint8Array } {
  const options = {
    font: null,
    pdfVersion: '1.7',
    subset: 'PDF/A-3a',
    tagged: true,
    displayTitle: true,
    lang: facts.language,
    size: facts.paper === 'A4' ? 'A4' : 'LETTER',
    margin: 0,
    autoFirstPage: false,
    bufferPages: true,
    info: {
      Title: facts.title,
      Author: facts.author,
      Producer: product,
      Creator: product,
      CreationDate: facts.date,
      ModDate: facts.date,
    },
  }
  const document = new CollectingDocument(options)
  const engine = document as unknown as Engine & { info: Record<string, unknown>; _addInfo(): void }
  writeEscapedMetadata(engine)
  engine.appendXML(universalAccess)
  return {
    engine,
    finish() {
      engine.end()
      return joined(document.written ?? [])
    },
  }
}

/** pdfkit copies title and author into XML as they are: `A & B` would break the metadata. */
function writeEscapedMetadata(engine: { info: Record<string, unknown>; _addInfo(): void }): void {
  const write = engine._addInfo
  engine._addInfo = function () {
    const plain = this.info
    this.info = Object.fromEntries(
      Object.entries(plain).map(([key, value]) => [key, typeof value === 'string' ? escapeXml(value) : value]),
    )
    write.call(this)
    this.info = plain
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML allows none of them
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g
const loneSurrogates = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

function escapeXml(text: string): string {
  return text
    .replace(controls, '')
    .replace(loneSurrogates, '\ufffd')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** PDF/UA-1, with the schema that lets PDF/A hold the property. */
const universalAccess = `
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>`

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const chunk of chunks) length += chunk.length
  const bytes = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.length
  }
  return bytes
}

/** The document's copy of a face: encodes glyphs into its subset. One per face and document. */
export interface DocumentFont {
  readonly id: string
  encode(glyph: { readonly id: number; readonly nominal: number; readonly codePoints: readonly number[] }): string
  /** Names the font in the current page's resources. */
  use(): void
}

const invisible = [0x200b]

export function embedFace(engine: Engine, face: FontFace): DocumentFont {
  engine.font(face.font)
  const font = engine._font
  const codes: (string | undefined)[] = []
  return {
    id: font.id,
    encode(glyph) {
      const known = codes[glyph.id]
      if (known !== undefined) return known
      const index = font.subset.includeGlyph(glyph.id)
      font.widths[index] ??= glyph.nominal
      // Every code must stand for some text (PDF/A-3a 6.2.11.7.2): the later parts of a split letter for none that shows.
      font.unicode[index] ??= glyph.codePoints.length > 0 ? glyph.codePoints : invisible
      const code = index.toString(16).padStart(4, '0')
      codes[glyph.id] = code
      return code
    },
    use() {
      engine.page.fonts[font.id] ??= font.ref()
    },
  }
}

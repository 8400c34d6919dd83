// Reads a PDF back for tests: its objects, the text of every page with the tag it stands in, and the structure tree.
// Understands what our writer makes: a classic cross-reference table, Flate streams, Identity-H fonts with ToUnicode.
import { inflateSync } from 'node:zlib'

export class Name {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}
export class Ref {
  readonly id: number
  constructor(id: number) {
    this.id = id
  }
}
export type Dict = Map<string, PdfValue>
export type PdfValue = Name | Ref | Dict | PdfValue[] | string | number | boolean | null

interface PdfObject {
  readonly value: PdfValue
  readonly stream?: Uint8Array
}

/** A piece of text as it stands on a page. */
export interface PlacedText {
  readonly text: string
  /** Structure tag or `Artifact`; empty when the content is not marked at all. */
  readonly tag: string
  readonly mcid?: number
  readonly font: string
  readonly x: number
  readonly y: number
}

export interface ReadPage {
  readonly dict: Dict
  readonly texts: readonly PlacedText[]
  /** Painting operators outside every marked content. */
  readonly unmarked: number
}

export interface StructNode {
  readonly type: string
  readonly dict: Dict
  readonly children: StructNode[]
  /** The text of this element's own content. */
  readonly text: string
  readonly pages: readonly number[]
}

export interface ReadPdf {
  readonly catalog: Dict
  readonly trailer: Dict
  readonly pages: readonly ReadPage[]
  readonly xmp: string
  readonly structure: StructNode
  readonly text: string
  resolve(value: PdfValue | undefined): PdfValue | undefined
  dict(value: PdfValue | undefined): Dict
  stream(value: PdfValue | undefined): Uint8Array
}

class Reader {
  readonly source: string
  at: number
  constructor(source: string, at = 0) {
    this.source = source
    this.at = at
  }

  skip(): void {
    for (;;) {
      while (/[\s\0]/.test(this.source[this.at] ?? 'x')) this.at++
      if (this.source[this.at] !== '%') return
      while (this.at < this.source.length && this.source[this.at] !== '\n') this.at++
    }
  }

  /** The next value, or an operator as a plain word. */
  next(): PdfValue | { readonly word: string } | undefined {
    this.skip()
    const { source } = this
    const first = source[this.at]
    if (first === undefined) return undefined
    if (source.startsWith('<<', this.at)) return this.dict()
    if (first === '<') {
      const end = source.indexOf('>', this.at)
      const hex = source.slice(this.at + 1, end).replace(/\s/g, '')
      this.at = end + 1
      return Buffer.from(hex, 'hex').toString('latin1')
    }
    if (first === '(') return this.literal()
    if (first === '/') {
      const [, name = ''] = /^\/([^\s/<>[\]()]*)/.exec(source.slice(this.at, this.at + 200)) ?? []
      this.at += name.length + 1
      return new Name(name.replace(/#(..)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))))
    }
    if (first === '[') {
      this.at++
      const items: PdfValue[] = []
      for (;;) {
        this.skip()
        if (source[this.at] === ']') {
          this.at++
          return items
        }
        items.push(this.next() as PdfValue)
      }
    }
    const ahead = source.slice(this.at, this.at + 60)
    const reference = /^(\d+) (\d+) R\b/.exec(ahead)
    if (reference !== null) {
      this.at += reference[0].length
      return new Ref(Number(reference[1]))
    }
    const number = /^[+-]?(\d+\.?\d*|\.\d+)/.exec(ahead)
    if (number !== null) {
      this.at += number[0].length
      return Number(number[0])
    }
    const [word = ''] = /^[^\s/<>[\]()]+/.exec(ahead) ?? []
    if (word === '') throw new Error(`unreadable at ${this.at}: ${ahead}`)
    this.at += word.length
    if (word === 'true' || word === 'false') return word === 'true'
    return word === 'null' ? null : { word }
  }

  dict(): Dict {
    this.at += 2
    const entries: Dict = new Map()
    for (;;) {
      this.skip()
      if (this.source.startsWith('>>', this.at)) {
        this.at += 2
        return entries
      }
      const key = this.next() as Name
      entries.set(key.name, this.next() as PdfValue)
    }
  }

  literal(): string {
    let depth = 0
    let text = ''
    const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }
    for (this.at++; ; this.at++) {
      const character = this.source[this.at] as string
      if (character === '\\') {
        this.at++
        const escaped = this.source[this.at] as string
        text += escapes[escaped] ?? escaped
      } else if (character === ')' && depth === 0) {
        this.at++
        return text
      } else {
        if (character === '(') depth++
        if (character === ')') depth--
        text += character
      }
    }
  }
}

export function decodeText(value: PdfValue | undefined): string {
  const raw = value as string
  if (!raw.startsWith('\u00fe\u00ff')) return raw
  return Buffer.from(raw.slice(2), 'latin1').swap16().toString('utf16le')
}

export function readPdf(bytes: Uint8Array): ReadPdf {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  if (!source.startsWith('%PDF-1.7') || !source.trimEnd().endsWith('%%EOF')) throw new Error('no PDF 1.7')
  const xref = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(source)?.[1])
  const [, count = '0'] = /^xref\s+0 (\d+)/.exec(source.slice(xref, xref + 40)) ?? []
  const table = source
    .slice(xref)
    .split('\n')
    .slice(2, 2 + Number(count))
  const offsets = table.map((line) => Number(line.slice(0, 10)))
  const trailer = new Reader(source, source.indexOf('trailer', xref) + 7).next() as Dict
  const objects = new Map<number, PdfObject>()

  function load(id: number): PdfObject {
    const known = objects.get(id)
    if (known !== undefined) return known
    const offset = offsets[id]
    const reader = new Reader(source, offset)
    const header = new RegExp(`^${id} 0 obj`).exec(source.slice(offset, (offset ?? 0) + 30))
    if (header === null) throw new Error(`object ${id} is not where the table says`)
    reader.at += header[0].length
    const value = reader.next() as PdfValue
    reader.skip()
    let object: PdfObject = { value }
    if (source.startsWith('stream', reader.at)) {
      const start = reader.at + 'stream\n'.length
      const dict = value as Dict
      const length = resolve(dict.get('Length')) as number
      const data = bytes.subarray(start, start + length)
      const packed =
        (dict.get('Filter') as Name | undefined)?.name === 'FlateDecode' && dict.get('Subtype') === undefined
      object = { value, stream: packed ? inflateSync(data) : data }
    }
    objects.set(id, object)
    return object
  }
  function resolve(value: PdfValue | undefined): PdfValue | undefined {
    return value instanceof Ref ? load(value.id).value : value
  }
  const dict = (value: PdfValue | undefined) => {
    const found = resolve(value)
    if (!(found instanceof Map)) throw new Error('not a dictionary')
    return found
  }
  const stream = (value: PdfValue | undefined) => {
    const found = value instanceof Ref ? load(value.id).stream : undefined
    if (found === undefined) throw new Error('not a stream')
    return found
  }
  const unicode = new Map<number, (string | undefined)[]>()
  function textsOf(page: Dict): ReadPage {
    const fonts = dict(dict(page.get('Resources')).get('Font') ?? new Map())
    const mapOf = (name: string) => {
      const ref = (dict(fonts.get(name)).get('ToUnicode') as Ref).id
      let map = unicode.get(ref)
      if (map === undefined) {
        map = unicodeMap(Buffer.from(stream(new Ref(ref))).toString('latin1'))
        unicode.set(ref, map)
      }
      return map
    }
    return { dict: page, ...readContent(Buffer.from(stream(page.get('Contents'))).toString('latin1'), mapOf) }
  }
  const catalog = dict(trailer.get('Root'))
  const pageRefs = dict(catalog.get('Pages')).get('Kids') as Ref[]
  const pages = pageRefs.map((ref) => textsOf(dict(ref)))
  const pageIndex = new Map(pageRefs.map((ref, index) => [ref.id, index]))

  function node(value: PdfValue): StructNode {
    const element = dict(value)
    const children: StructNode[] = []
    const own: string[] = []
    const onPages: number[] = []
    for (const kid of (resolve(element.get('K')) ?? []) as PdfValue[]) {
      if (kid instanceof Ref) {
        children.push(node(kid))
        continue
      }
      const mcid = kid instanceof Map ? (kid.get('MCID') as number) : (kid as number)
      const page = pageIndex.get(((kid instanceof Map ? kid : element).get('Pg') as Ref).id) as number
      onPages.push(page)
      own.push(
        (pages[page] as ReadPage).texts
          .filter((text) => text.mcid === mcid)
          .map((text) => text.text)
          .join('\n'),
      )
    }
    return { type: (element.get('S') as Name).name, dict: element, children, text: own.join('\n'), pages: onPages }
  }
  const root = dict(catalog.get('StructTreeRoot'))
  const structure = node((root.get('K') as PdfValue[])[0] as PdfValue)
  return {
    catalog,
    trailer,
    pages,
    xmp: Buffer.from(stream(catalog.get('Metadata'))).toString('utf8'),
    structure,
    text: pages.flatMap((page) => page.texts.map((text) => text.text)).join('\n'),
    resolve,
    dict,
    stream,
  }
}

function unicodeMap(cmap: string): (string | undefined)[] {
  const map: (string | undefined)[] = []
  for (const [, first = '', list = ''] of cmap.matchAll(/<(\w+)> <\w+> \[([^\]]*)\]/g)) {
    let code = Number.parseInt(first, 16)
    for (const [, hex = ''] of list.matchAll(/<([^>]*)>/g)) {
      map[code++] = Buffer.from(hex.replace(/\s/g, ''), 'hex').swap16().toString('utf16le')
    }
  }
  return map
}

const painting = new Set(['f', 'F', 'S', 's', 'B', 'b', 'Do', 'TJ', 'Tj', 'sh'])

function readContent(
  content: string,
  mapOf: (font: string) => (string | undefined)[],
): { texts: PlacedText[]; unmarked: number } {
  const reader = new Reader(content)
  const texts: PlacedText[] = []
  const marks: { tag: string; mcid?: number }[] = []
  let operands: PdfValue[] = []
  let font = ''
  let place: [number, number] = [0, 0]
  let unmarked = 0
  let line = ''
  const show = (encoded: string) => {
    const map = mapOf(font)
    for (let index = 0; index < encoded.length; index += 2) {
      const code = (encoded.charCodeAt(index) << 8) | encoded.charCodeAt(index + 1)
      line += map[code] ?? '\ufffd'
    }
  }
  for (let token = reader.next(); token !== undefined; token = reader.next()) {
    if (token === null || typeof token !== 'object' || !('word' in token)) {
      operands.push(token as PdfValue)
      continue
    }
    const { word } = token
    if (painting.has(word) && marks.length === 0) unmarked++
    if (word === 'BDC' || word === 'BMC') {
      const properties = operands[1] instanceof Map ? operands[1] : new Map<string, PdfValue>()
      const mcid = properties.get('MCID')
      marks.push({ tag: (operands[0] as Name).name, ...(typeof mcid === 'number' && { mcid }) })
    } else if (word === 'EMC') marks.pop()
    else if (word === 'Tf') font = (operands[0] as Name).name
    else if (word === 'Tm') {
      if (line === '') place = [operands[4] as number, operands[5] as number]
    } else if (word === 'Tj') show(operands[0] as string)
    else if (word === 'TJ') {
      for (const part of operands[0] as PdfValue[]) if (typeof part === 'string') show(part)
    } else if (word === 'ET') {
      const mark = marks.at(-1)
      texts.push({
        text: line,
        tag: mark?.tag ?? '',
        font,
        x: place[0],
        y: place[1],
        ...(mark?.mcid !== undefined && { mcid: mark.mcid }),
      })
      line = ''
    }
    operands = []
  }
  return { texts, unmarked }
}

export function everyNode(node: StructNode): StructNode[] {
  return [node, ...node.children.flatMap(everyNode)]
}

/** All elements of a type, in reading order. */
export function elementsOf(root: StructNode, type: string): StructNode[] {
  return everyNode(root).filter((node) => node.type === type)
}

/** The first page that shows totals; the pages that show lines. */
export function totalsAndLines(pdf: ReadPdf): { readonly totals: number; readonly lines: readonly number[] } {
  const pagesOf = (node: StructNode) => everyNode(node).flatMap((one) => one.pages)
  const table = elementsOf(pdf.structure, 'Table').find((one) =>
    elementsOf(one, 'TH').some((cell) => cell.text === 'Amount due'),
  )
  if (table === undefined) throw new Error('no totals')
  const body = elementsOf(pdf.structure, 'TBody')[0]
  return { totals: Math.min(...pagesOf(table)), lines: body === undefined ? [] : pagesOf(body) }
}

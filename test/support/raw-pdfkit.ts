// The yardstick for speed: plain pdfkit drawing the words of a document with the same fonts, tagged, and nothing else:
// no wrapping, no page logic, no totals that move. Used by the bench, which compares renderInvoice with it.
import PDFDocument from 'pdfkit'
import type { FrozenDocument } from '../../src/core/invoice/document.ts'
import { printDocument } from '../../src/documents/print-document.ts'

/** Same words, same fonts, one table row per line, pdfkit's own text calls. */
export function drawWithRawPdfkit(
  document: FrozenDocument,
  regular: Uint8Array,
  bold: Uint8Array,
): Promise<Uint8Array> {
  const printed = printDocument(document)
  const pdf = new PDFDocument({
    font: null as unknown as string,
    pdfVersion: '1.7',
    subset: 'PDF/A-3a' as 'PDF/A-3',
    tagged: true,
    displayTitle: true,
    lang: 'en',
    size: 'A4',
    margin: 40,
    info: { Title: printed.heading, CreationDate: new Date(0), ModDate: new Date(0) },
    autoFirstPage: false,
  })
  pdf.registerFont('regular', regular as unknown as string)
  pdf.registerFont('bold', bold as unknown as string)
  const root = pdf.struct('Document')
  pdf.addStructure(root)
  const chunks: Uint8Array[] = []
  const finished = new Promise<Uint8Array>((resolve) => {
    pdf.on('data', (chunk: Uint8Array) => chunks.push(chunk))
    pdf.on('end', () => {
      const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
      let offset = 0
      for (const chunk of chunks) {
        bytes.set(chunk, offset)
        offset += chunk.length
      }
      resolve(bytes)
    })
  })
  pdf.addPage()
  let y = 40
  const cell = (
    parent: PDFKit.PDFStructureElement,
    tag: string,
    text: string,
    x: number,
    width: number,
    font = 'regular',
  ) => {
    const element = pdf.struct(tag as 'TD')
    parent.add(element)
    const content = pdf.markStructureContent(tag as 'TD')
    pdf.font(font).fontSize(9).text(text, x, y, { width, lineBreak: false })
    pdf.endMarkedContent()
    element.add(content)
    element.end()
  }
  const next = (height: number) => {
    y += height
    if (y > 780) {
      pdf.addPage()
      y = 40
    }
  }
  const row = (texts: readonly string[], font = 'regular') => {
    const tr = pdf.struct('TR')
    table.add(tr)
    texts.forEach((text, index) => {
      cell(tr, 'TD', text, 40 + index * 85, 80, font)
    })
    tr.end()
    next(16)
  }
  const table = pdf.struct('Table')
  root.add(table)
  row([printed.heading], 'bold')
  for (const party of [printed.seller, printed.buyer]) {
    row([party.name], 'bold')
    for (const text of [...party.address, ...party.contact]) row([text])
    for (const { label, value } of party.ids) row([label, value])
  }
  for (const { label, value } of printed.facts) row([label, value])
  for (const line of printed.lines) {
    row([line.position, line.description, line.quantity, line.price, line.tax, line.amount])
    for (const detail of line.details) row([detail])
  }
  for (const tax of printed.taxes) row([tax.tax, tax.base, tax.amount])
  for (const { label, value } of printed.totals) row([label, value], 'bold')
  for (const { label, value } of printed.payment?.facts ?? []) row([label, value])
  if (printed.payment !== undefined) row([printed.payment.sentence])
  table.end()
  root.end()
  pdf.end()
  return finished
}

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { frozenDocument, type LineSpec, sampleLines, vat7, vat19 } from '../support/frozen-document.ts'
import { renderInNode } from '../support/open-fonts.ts'
import { elementsOf, type ReadPdf, readPdf, totalsAndLines } from '../support/read-pdf.ts'

const paper = { A4: [595.28, 841.89], Letter: [612, 792] } as const

/** Nothing is drawn off the paper or into the foot of the page. */
function expectOnPaper(pdf: ReadPdf, size: readonly [number, number]): void {
  for (const page of pdf.pages) {
    for (const { x, y, tag, text } of page.texts) {
      if (tag === 'Artifact') continue
      expect(x, text).toBeGreaterThanOrEqual(-0.01)
      expect(x, text).toBeLessThan(size[0])
      expect(y, text).toBeGreaterThan(0)
      expect(y, text).toBeLessThan(size[1] - 20)
    }
  }
}

const words = fc.array(
  fc.constantFrom('plan', 'coordination', 'of', 'the', 'lighting', 'Baustellenbesprechung', 'A/B', '12×30'),
  { minLength: 1, maxLength: 160 },
)
const line: fc.Arbitrary<LineSpec> = fc.record({
  description: fc.oneof(
    { weight: 5, arbitrary: words.map((all) => all.slice(0, 12).join(' ')) },
    { weight: 1, arbitrary: words.map((all) => all.join(' ')) },
  ),
  quantity: fc.constantFrom('1', '2.5', '-1', '1000'),
  unitPrice: fc.constantFrom('10', '99.999', '12345.67'),
  taxes: fc.constantFrom([vat19], [vat7]),
})

describe('totals are never alone on a page', () => {
  test('for any number and length of lines, in both templates and papers', { timeout: 180_000 }, () => {
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 120 }),
        fc.constantFrom('classic', 'modern'),
        fc.constantFrom('A4', 'Letter'),
        fc.integer({ min: 0, max: 12 }),
        (lines, template, size, adjustments) => {
          const document = frozenDocument({
            lines,
            surcharges: Array.from({ length: adjustments }, (_, index) => ({
              kind: 'amount',
              value: '1' as never,
              reason: `Extra ${index}`,
            })),
          })
          const pdf = readPdf(
            renderInNode({
              ...document,
              look: { ...document.look, template: template as 'classic', paper: size as 'A4' },
            }),
          )
          const pages = totalsAndLines(pdf)
          expect(pages.lines).toContain(pages.totals)
          expect(elementsOf(pdf.structure, 'TBody')[0]?.children).toHaveLength(lines.length)
          expectOnPaper(pdf, paper[size as 'A4'])
        },
      ),
      { numRuns: Number(process.env.SOAK_RUNS ?? 20) },
    )
  })

  test('also where the last line is longer than a page', () => {
    const endless = Array.from({ length: 900 }, (_, index) => `word${index}`).join(' ')
    const pdf = readPdf(renderInNode(frozenDocument({ lines: [...sampleLines(3), { description: endless }] })))
    expect(pdf.pages.length).toBeGreaterThan(1)
    const pages = totalsAndLines(pdf)
    expect(pages.lines).toContain(pages.totals)
    const text = pdf.structure.children.length > 0 ? pdf.text.replace(/\s+/g, ' ') : ''
    for (let index = 0; index < 900; index++) expect(text).toContain(`word${index}`)
    expectOnPaper(pdf, paper.A4)
  })

  test('and where the totals themselves fill more than a page, all of them are there', () => {
    const surcharges = Array.from({ length: 90 }, (_, index) => ({
      kind: 'amount' as const,
      value: '1' as never,
      reason: `Extra number ${index}`,
    }))
    const pdf = readPdf(renderInNode(frozenDocument({ lines: sampleLines(2), surcharges })))
    for (let index = 0; index < 90; index++) expect(pdf.text).toContain(`Extra number ${index}`)
    const pages = totalsAndLines(pdf)
    expect(pages.lines).toContain(pages.totals)
    expectOnPaper(pdf, paper.A4)
  })
})

describe('sizes', () => {
  test('a thousand lines keep their order and their numbers', () => {
    const pdf = readPdf(renderInNode(frozenDocument({ lines: sampleLines(1000) })))
    const rows = elementsOf(pdf.structure, 'TBody')[0]?.children ?? []
    expect(rows.map((row) => row.children[0]?.text)).toEqual(
      Array.from({ length: 1000 }, (_, index) => String(index + 1)),
    )
    const pages = totalsAndLines(pdf)
    expect(pages.lines).toContain(pages.totals)
  })

  test('an unbroken word is cut inside its column', () => {
    const word = 'Donaudampfschifffahrtsgesellschaft'.repeat(20)
    const pdf = readPdf(renderInNode(frozenDocument({ lines: [{ description: word, unit: 'x'.repeat(90) }] })))
    const [cell] = elementsOf(pdf.structure, 'TBody')[0]?.children[0]?.children.slice(1) ?? []
    expect(cell?.text.split('\n').length).toBeGreaterThan(5)
    expect(cell?.text.replaceAll('\n', '')).toBe(word)
    expectOnPaper(pdf, paper.A4)
  })

  test('empty and missing optional texts leave no gap and no label', () => {
    const bare = frozenDocument({ lines: [{ description: '' }] })
    const pdf = readPdf(
      renderInNode({
        ...bare,
        seller: { name: '' },
        buyer: { name: 'B' },
        payment: {},
        poNumber: ' ',
        notes: '',
        intro: '',
        look: { ...bare.look, footer: '' },
      }),
    )
    expect(pdf.text).not.toMatch(/PO number|IBAN|VAT ID|undefined/)
    expect(pdf.pages).toHaveLength(1)
  })

  test('names and addresses too long for their columns go over pages', () => {
    const document = frozenDocument({ lines: sampleLines(3) })
    const name = Array.from({ length: 1500 }, (_, index) => `name${index}`).join(' ')
    const pdf = readPdf(
      renderInNode({ ...document, buyer: { ...document.buyer, name }, seller: { ...document.seller, name } }),
    )
    const text = pdf.text.replace(/\s+/g, ' ')
    for (let index = 0; index < 1500; index += 50) expect(text).toContain(`name${index}`)
    expectOnPaper(pdf, paper.A4)
  })
})

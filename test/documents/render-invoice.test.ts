import { describe, expect, test } from 'vitest'
import { calendarDate } from '../../src/core/date.ts'
import type { FrozenDocument } from '../../src/core/invoice/document.ts'
import { printDocument } from '../../src/documents/print-document.ts'
import {
  buyer,
  type DocumentSpec,
  frozenDocument,
  reverseCharge,
  sampleLines,
  vat7,
  vat19,
  withholding15,
} from '../support/frozen-document.ts'
import { renderInNode } from '../support/open-fonts.ts'
import {
  decodeText,
  elementsOf,
  everyNode,
  type Name,
  type PdfValue,
  type ReadPdf,
  type Ref,
  readPdf,
} from '../support/read-pdf.ts'

const templates = ['classic', 'modern'] as const
const papers = ['A4', 'Letter'] as const

function inLook(document: FrozenDocument, template: (typeof templates)[number], paper: (typeof papers)[number] = 'A4') {
  return { ...document, look: { ...document.look, template, paper } }
}

/** Text without the line ends that wrapping put in. */
function squashed(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

const rich: DocumentSpec = {
  lines: [
    {
      description: 'Workshop & notes',
      quantity: '2',
      unit: 'days',
      unitPrice: '1250',
      taxes: [vat19, withholding15],
      period: ['2026-10-01', '2026-11-01'],
    },
    {
      description: 'Printed handbook',
      quantity: '12',
      unitPrice: '18.333',
      taxes: [vat7],
      allowances: [{ kind: 'percent', value: '10' as never, reason: 'Bulk price' }],
    },
    {
      description: 'Delivery on a Saturday',
      unitPrice: '45',
      surcharges: [{ kind: 'amount', value: '15' as never, reason: 'Weekend' }],
    },
  ],
  allowances: [{ kind: 'percent', value: '5' as never, reason: 'Loyalty' }],
  surcharges: [{ kind: 'amount', value: '9.5' as never, reason: 'Packing' }],
  prepaid: 50_000,
  overrides: { poNumber: 'PO-77', intro: 'As agreed.', notes: 'Thank you.' },
}

describe('what a document says', () => {
  test.each(templates)('%s: every printed text can be read back, in tags', (template) => {
    const document = inLook(frozenDocument(rich), template)
    const pdf = readPdf(renderInNode(document))
    const printed = printDocument(document)
    const tagged = squashed(
      everyNode(pdf.structure)
        .map((node) => node.text)
        .join('\n'),
    )
    const { lines, totals, taxes, facts } = printed
    const texts = [
      printed.seller.name,
      ...printed.seller.address,
      ...printed.seller.contact,
      printed.buyer.name,
      ...printed.buyer.address,
      printed.intro,
      printed.notes,
      printed.payment?.sentence,
      ...facts.flatMap(({ label, value }) => [label, value]),
      ...lines.flatMap((line) => [line.description, ...line.details, line.quantity, line.price, line.tax, line.amount]),
      ...totals.flatMap(({ label, value }) => [label, value]),
      ...taxes.flatMap(({ tax, base, amount }) => [tax, base, amount]),
      ...(printed.payment?.facts.flatMap(({ label, value }) => [label, value]) ?? []),
    ]
    expect(texts.length).toBeGreaterThan(60)
    for (const text of texts) expect(tagged).toContain(squashed(text ?? 'missing'))
  })

  test('figures are those of the core, in the words of the language', () => {
    const printed = printDocument(frozenDocument(rich))
    expect(printed.lines.map((line) => line.amount)).toEqual(['2,500.00', '198.00', '60.00'])
    expect(printed.lines[1]?.details).toContain('Less 10% of 220.00 = 22.00: Bulk price')
    expect(printed.totals.map(({ label, value }) => `${label}: ${value}`)).toEqual([
      'Subtotal: 2,758.00',
      'Loyalty (5% of 2,758.00): \u2212137.90',
      'Packing: 9.50',
      'Net: 2,629.60',
      expect.stringMatching(/^Tax: /),
      expect.stringMatching(/^Total: /),
      expect.stringMatching(/^Income tax withheld 15% of /),
      'Already paid: \u2212500.00',
      expect.stringMatching(/^Amount due: \u20ac/),
    ])
    expect(printed.taxes.map(({ tax }) => tax)).toEqual(['VAT 19%', 'VAT reduced 7%'])
  })

  test('a service day shared by all lines is said once, a period under its line', () => {
    const once = printDocument(frozenDocument({ lines: sampleLines(2) }))
    expect(once.facts).toContainEqual({ label: 'Service date', value: '12 Nov 2026' })
    expect(once.lines.flatMap((line) => line.details)).toEqual([])
    const own = printDocument(frozenDocument(rich))
    expect(own.lines[0]?.details).toEqual(['Service period: 1\u2009\u2013\u200931 Oct 2026'])
    expect(own.facts.map((fact) => fact.label)).not.toContain('Service date')
  })

  test('the reason for charging no tax, and an IBAN in fours', () => {
    const pdf = readPdf(
      renderInNode(frozenDocument({ lines: [{ description: 'Consulting', taxes: [reverseCharge] }] })),
    )
    expect(squashed(pdf.text)).toContain('Reverse charge: the recipient owes the tax.')
    expect(pdf.text).toContain('DE02 1203 0000 0000 2020 51')
  })

  test('a PO number added later is printed as an addition (R-20)', () => {
    const printed = printDocument(frozenDocument({ lines: sampleLines(1) }), {
      poAddendum: { poNumber: 'PO-9', on: calendarDate('2026-12-01') },
    })
    expect(printed.facts).toContainEqual({ label: 'PO number', value: 'PO-9 (added on 1 Dec 2026)' })
  })

  test('a cancellation names what it takes back and asks for no payment', () => {
    const document: FrozenDocument = {
      ...frozenDocument({ lines: sampleLines(2) }),
      kind: 'cancellation',
      typeCode: '381',
      number: 'CN-2026-0003',
      corrects: { number: '2026-0042', issuedOn: calendarDate('2026-11-22') },
    }
    const { text } = readPdf(renderInNode(document))
    expect(text).toContain('Cancellation CN-2026-0003')
    expect(text).toContain('This document cancels invoice 2026-0042 of 22 Nov 2026 in full.')
    expect(text).toContain('Amount credited')
    expect(text).not.toContain('Please pay')
    expect(text).not.toContain('Due date')
  })

  test('tax in the currency of the books (R-28)', () => {
    const document: FrozenDocument = {
      ...frozenDocument({ lines: sampleLines(1), currency: 'USD' }),
      accountCurrency: {
        currency: 'EUR' as never,
        rate: '0.8632' as never,
        on: calendarDate('2026-11-20'),
        source: 'ECB',
        tax: 19_476 as never,
      },
    }
    expect(squashed(readPdf(renderInNode(document)).text)).toContain(
      'Tax in EUR: \u20ac194.76 at 1 USD = 0.8632 EUR (ECB, 20 Nov 2026).',
    )
  })

  test.each([
    ['draft', 'Draft: not an invoice yet'],
    ['void', 'Void: this invoice is cancelled'],
  ] as const)('%s is marked across the page and in words', (mark, words) => {
    const pdf = readPdf(renderInNode(frozenDocument({ lines: sampleLines(40) }), { mark }))
    expect(pdf.pages.length).toBeGreaterThan(1)
    for (const page of pdf.pages) {
      expect(page.texts.filter((text) => text.text === mark.toUpperCase() && text.tag === 'Artifact')).toHaveLength(1)
    }
    expect(
      everyNode(pdf.structure)
        .map((node) => node.text)
        .join(),
    ).toContain(words)
  })
})

describe('structure', () => {
  const cases = templates.flatMap((template) => papers.map((paper) => [template, paper] as const))

  test.each(cases)('%s on %s is PDF/A-3a and PDF/UA-1', (template, paper) => {
    const document = inLook(frozenDocument({ ...rich, lines: sampleLines(40) }), template, paper)
    const pdf = readPdf(renderInNode({ ...document, seller: { ...document.seller, name: 'A & B <GmbH> "x"' } }))
    expect(pdf.xmp).toContain('<pdfaid:part>3</pdfaid:part>')
    expect(pdf.xmp).toContain('<pdfaid:conformance>A</pdfaid:conformance>')
    expect(pdf.xmp).toContain('<pdfuaid:part>1</pdfuaid:part>')
    expect(pdf.xmp.match(/<pdfaExtension:schemas>/g)).toHaveLength(1)
    expect(pdf.xmp).toContain('<rdf:li>A &#38; B &#60;GmbH&#62; &#34;x&#34;</rdf:li>')
    const [intent] = pdf.resolve(pdf.catalog.get('OutputIntents')) as never[]
    expect((pdf.dict(intent).get('S') as Name).name).toBe('GTS_PDFA1')
    expect(pdf.stream(pdf.dict(intent).get('DestOutputProfile')).length).toBeGreaterThan(1000)
    expect(pdf.dict(pdf.catalog.get('MarkInfo')).get('Marked')).toBe(true)
    expect(pdf.catalog.get('Lang')).toBe('en-GB')
    expect(pdf.dict(pdf.catalog.get('ViewerPreferences')).get('DisplayDocTitle')).toBe(true)
    const info = pdf.dict(pdf.trailer.get('Info'))
    expect(decodeText(pdf.resolve(info.get('Title')))).toBe('Invoice 2026-0042')
    expect(decodeText(pdf.resolve(info.get('Author')))).toBe('A & B <GmbH> "x"')
    const [, , width, height] = (pdf.pages[0] as ReadPdf['pages'][number]).dict.get('MediaBox') as number[]
    expect([width, height]).toEqual(paper === 'A4' ? [595.28, 841.89] : [612, 792])
  })

  test.each(templates)('%s: all fonts are embedded and say what their glyphs mean', (template) => {
    const pdf = readPdf(renderInNode(inLook(frozenDocument(rich), template)))
    const seen = new Set<string>()
    for (const page of pdf.pages) {
      for (const font of pdf.dict(pdf.dict(page.dict.get('Resources')).get('Font') ?? new Map()).values()) {
        const type0 = pdf.dict(font)
        const [descendant] = type0.get('DescendantFonts') as never[]
        const descriptor = pdf.dict(pdf.dict(descendant).get('FontDescriptor'))
        const name = (descriptor.get('FontName') as Name).name
        expect(name).toMatch(/^[A-Z]{6}\+NotoSans(Math)?-/)
        expect(pdf.stream(descriptor.get('FontFile2')).length).toBeGreaterThan(200)
        expect(type0.has('ToUnicode')).toBe(true)
        seen.add(name)
      }
    }
    expect(seen.size).toBe(3)
    expect(pdf.text).not.toContain('\ufffd')
  })

  test.each(templates)(
    '%s: everything painted is tagged content or an artifact, and every mark is in the tree',
    (template) => {
      const pdf = readPdf(
        renderInNode(inLook(frozenDocument({ ...rich, lines: sampleLines(40) }), template), { mark: 'draft' }),
      )
      for (const page of pdf.pages) {
        expect(page.unmarked).toBe(0)
        expect(page.texts.every((text) => text.tag === 'Artifact' || text.mcid !== undefined)).toBe(true)
        expect((page.dict.get('Tabs') as Name).name).toBe('S')
      }
      const parents = pdf.dict(pdf.dict(pdf.catalog.get('StructTreeRoot')).get('ParentTree')).get('Nums') as PdfValue[]
      pdf.pages.forEach((page) => {
        const at = parents.indexOf(page.dict.get('StructParents') as number)
        const owners = pdf.resolve(parents[at + 1]) as Ref[]
        const marked = [...new Set(page.texts.flatMap((text) => text.mcid ?? []))]
        for (const mcid of marked) {
          const owner = everyNode(pdf.structure).find((node) => node.dict === pdf.resolve(owners[mcid]))
          expect(owner?.text).toContain(page.texts.find((text) => text.mcid === mcid)?.text)
        }
      })
      const inTree = everyNode(pdf.structure).reduce((sum, node) => sum + node.pages.length, 0)
      const onPages = pdf.pages.reduce(
        (sum, page) => sum + new Set(page.texts.flatMap((text) => text.mcid ?? [])).size,
        0,
      )
      expect(inTree).toBe(onPages)
    },
  )

  test.each(templates)(
    '%s: tables are rows of headers and cells, the table of lines with one header per column',
    (template) => {
      const pdf = readPdf(renderInNode(inLook(frozenDocument({ ...rich, lines: sampleLines(40) }), template)))
      expect(elementsOf(pdf.structure, 'H1')).toHaveLength(1)
      const rows = elementsOf(pdf.structure, 'TR')
      for (const row of rows) expect(row.children.every((cell) => cell.type === 'TH' || cell.type === 'TD')).toBe(true)
      const [head] = elementsOf(pdf.structure, 'THead')
      const columns = head?.children[0]?.children ?? []
      expect(
        columns.every(
          (cell) => cell.type === 'TH' && (pdf.dict(cell.dict.get('A')).get('Scope') as Name).name === 'Column',
        ),
      ).toBe(true)
      const body = elementsOf(pdf.structure, 'TBody')[0]?.children ?? []
      expect(body).toHaveLength(40)
      for (const row of body) expect(row.children).toHaveLength(columns.length)
    },
  )

  test('the header of the lines is repeated on every page, as an artifact', () => {
    const pdf = readPdf(renderInNode(frozenDocument({ lines: sampleLines(120) })))
    expect(pdf.pages.length).toBeGreaterThan(3)
    for (const page of pdf.pages.slice(1, -1)) {
      expect(page.texts.filter((text) => text.text === 'Description').map((text) => text.tag)).toEqual(['Artifact'])
    }
    pdf.pages.forEach((page, index) => {
      expect(page.texts.map((text) => text.text)).toContain(`Page ${index + 1} of ${pdf.pages.length}`)
    })
  })
})

describe('the same input', () => {
  test.each(templates)('%s gives the same bytes, whatever was drawn before', (template) => {
    const document = inLook(frozenDocument(rich), template)
    const first = renderInNode(document)
    // Texts with the same glyphs for other characters, another template, other fonts.
    renderInNode({
      ...document,
      notes: 'a\u00a0b \u00b5 \u03bc \u2126 \u03a9 ﬁ fi ffi',
      buyer: { ...buyer, name: '山田 \u05e9\u05dc\u05d5\u05dd' },
    })
    renderInNode(frozenDocument({ lines: sampleLines(30) }), { mark: 'void' })
    expect(Buffer.from(renderInNode(document)).equals(Buffer.from(first))).toBe(true)
    expect(Buffer.from(renderInNode({ ...document, notes: 'x' })).equals(Buffer.from(first))).toBe(false)
  })
})

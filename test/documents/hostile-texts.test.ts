import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FrozenDocument } from '../../src/core/invoice/document.ts'
import { frozenDocument } from '../support/frozen-document.ts'
import { renderInNode } from '../support/open-fonts.ts'
import { readPdf } from '../support/read-pdf.ts'

/** A document with one text in every field that a person can fill. */
function everywhere(text: string, template: 'classic' | 'modern' = 'classic'): FrozenDocument {
  const base = frozenDocument({
    lines: [{ description: text, unit: text, allowances: [{ kind: 'amount', value: '1' as never, reason: text }] }],
    allowances: [{ kind: 'amount', value: '1' as never, reason: text }],
  })
  const address = { line1: text, line2: text, city: text, region: text, postalCode: text, country: 'DE' }
  const party = {
    name: text,
    address,
    email: text,
    phone: text,
    website: text,
    vatId: text,
    taxNumber: text,
    registration: text,
  }
  return {
    ...base,
    number: text,
    seller: party,
    buyer: { ...party, clientNumber: text },
    poNumber: text,
    paymentReference: text,
    intro: text,
    notes: text,
    payment: { accountHolder: text, iban: text, bic: text, bankName: text, text },
    look: { ...base.look, template, footer: text },
  }
}

const missingGlyph = 0

/** Glyph 0 is the box: no text on any page may use it. */
function expectNoBox(bytes: Uint8Array, what: string): string {
  const pdf = readPdf(bytes)
  expect(pdf.text.includes('\ufffd') && !what.includes('\ufffd'), what).toBe(false)
  for (const page of pdf.pages) {
    const content = Buffer.from(pdf.stream(page.dict.get('Contents'))).toString('latin1')
    for (const [, hex = ''] of content.matchAll(/<([0-9a-f]+)>/g)) {
      for (let index = 0; index < hex.length; index += 4) {
        if (Number.parseInt(hex.slice(index, index + 4), 16) === missingGlyph) throw new Error(`a box in: ${what}`)
      }
    }
  }
  return pdf.text
}

const scripts: readonly (readonly [string, string])[] = [
  ['Greek', 'Γιάννης Παπαδόπουλος'],
  ['Cyrillic', 'Ольга Щербакова, вул. Хрещатик'],
  ['Vietnamese', 'Nguyễn Thị Ngọc Ánh'],
  ['Polish', 'Łódź, ul. Święętego Żółcia'],
  ['Turkish', 'İstanbul ığüşöç'],
  ['Armenian', 'Արմեն Սարգսյան'],
  ['Georgian', 'გიორგი თბილისი'],
  ['Hindi', 'श्री राम कृष्ण लिमिटेड'],
  ['Bengali', 'রবীন্দ্রনাথ ঠাকুর'],
  ['Tamil', 'தமிழ் நாடு'],
  ['Gujarati', 'ગુજરાતી'],
  ['Punjabi', 'ਪੰਜਾਬੀ'],
  ['Telugu', 'తెలుగు'],
  ['Kannada', 'ಕನ್ನಡ'],
  ['Malayalam', 'മലയാളം'],
  ['Sinhala', 'සිංහල'],
  ['Thai', 'บริษัท ตัวอย่าง จำกัด'],
  ['Lao', 'ພາສາລາວ'],
  ['Khmer', 'ភាសាខ្មែរ'],
  ['Burmese', 'မြန်မာဘာသာ'],
  ['Amharic', 'አማርኛ'],
  ['Chinese', '北京示例设计有限公司'],
  ['Taiwanese', '臺北市信義區範例設計'],
  ['Japanese', '東京デザイン株式会社 様'],
  ['Korean', '서울 디자인 주식회사'],
  ['Emoji', '🎉👍🏽👩‍👩‍👧 ❤️ ☎ ✓ → ≠ 🇩🇪'],
]

describe('every script prints', () => {
  test.each(scripts)('%s without a box, and it can be copied out again', (_, text) => {
    for (const template of ['classic', 'modern'] as const) {
      const read = expectNoBox(renderInNode(everywhere(text, template)), text)
      expect(read).not.toContain('[U+')
      expect(read.length).toBeGreaterThan(text.length * 10)
    }
  })

  test('letters come back as they went in where no letter changes its shape', () => {
    for (const [script, text] of scripts.filter(([name]) =>
      [
        'Greek',
        'Cyrillic',
        'Vietnamese',
        'Polish',
        'Turkish',
        'Armenian',
        'Georgian',
        'Chinese',
        'Taiwanese',
        'Japanese',
        'Korean',
        'Amharic',
      ].includes(name),
    )) {
      const read = readPdf(
        renderInNode(frozenDocument({ lines: [{ description: 'x' }], overrides: { notes: text } })),
      ).text
      expect(read.normalize('NFC'), script).toContain(text.normalize('NFC'))
    }
  })

  test('a character that no font has is spelled by its code', () => {
    const read = expectNoBox(renderInNode(everywhere('a\u{13000}b \u{10ffff} \ud800')), 'hieroglyph')
    expect(read).toContain('a[U+13000]b')
    expect(read).toContain('[U+10FFFF]')
    expect(read).toContain('[U+D800]')
  })

  test('characters that are never seen leave no trace', () => {
    const read = expectNoBox(renderInNode(everywhere('a\u200bb\u2060c\ufeffd\u202ee\u0007f')), 'invisible')
    expect(read).toContain('abcdef')
  })
})

describe('right-to-left', () => {
  /** What a reader's eye sees from left to right on the line of the notes. */
  function seen(text: string): string {
    const { pages } = readPdf(
      renderInNode(frozenDocument({ lines: [{ description: 'x' }], overrides: { notes: text } })),
    )
    const texts = pages.flatMap((page) => page.texts)
    return texts.at(texts.findLastIndex((one) => one.tag === 'P'))?.text ?? ''
  }

  test('Hebrew words stand from right to left, numbers and Latin in them do not', () => {
    expect(seen('שלום עולם')).toBe('םלוע םולש')
    expect(seen('שלום 123 abc')).toBe('abc 123 םולש')
    expect(seen('Invoice for שלום עולם, 12')).toBe('Invoice for 12 ,םלוע םולש')
    expect(seen('שלום (abc) עולם')).toBe('םלוע (abc) םולש')
  })

  test('wrapped lines keep the order of reading', () => {
    const text = Array.from({ length: 60 }, () => 'שלום עולם').join(' ')
    const bytes = renderInNode(frozenDocument({ lines: [{ description: text }] }))
    expect(expectNoBox(bytes, 'hebrew')).toContain('םלוע םולש')
  })

  test('Arabic letters are joined', () => {
    expectNoBox(renderInNode(everywhere('شركة الخليج للتصميم المحدودة')), 'arabic')
    const joined = seen('محمد')
    expect([...joined.normalize('NFKC')].reverse().join('')).toBe('محمد')
  })
})

describe('any text at all', () => {
  const character = fc.oneof(
    ...scripts.map(([, text]) => fc.constantFrom(...text)),
    fc.integer({ min: 0x300, max: 0x36f }).map((point) => String.fromCodePoint(point)),
    fc.integer({ min: 0, max: 0x1fbff }).map((point) => String.fromCodePoint(point)),
    fc.constantFrom('\u200d', '\ufe0f', '\u0651', '\u05b8', '\u094d', '\u0e31'),
  )
  const anything = fc.array(character, { maxLength: 60 }).map((all) => all.join(''))

  test('is drawn without a crash and without a box', { timeout: 180_000 }, () => {
    fc.assert(
      fc.property(anything, (text) => {
        const document = frozenDocument({ lines: [{ description: text }], overrides: { notes: text } })
        expectNoBox(renderInNode(document), text)
      }),
      { numRuns: Number(process.env.SOAK_RUNS ?? 60) },
    )
  })
})

const blns = new URL('../../../shared/imports/hostile/blns.json', import.meta.url)

describe('the big list of naughty strings', () => {
  test.skipIf(!existsSync(blns))('in every field at once: no crash, no box', { timeout: 180_000 }, () => {
    const strings = JSON.parse(readFileSync(blns, 'utf8')) as string[]
    expect(strings.length).toBeGreaterThan(200)
    strings.forEach((text, index) => {
      expectNoBox(renderInNode(everywhere(text, index % 2 === 0 ? 'classic' : 'modern')), text)
    })
  })
})

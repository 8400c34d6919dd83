import fc from 'fast-check'
import { expect, test } from 'vitest'
import { templateStyle } from '../../src/documents/pdf/template-style.ts'

/** WCAG 2 contrast against white, computed apart from the product's own. */
function contrast(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 1.05 / (0.05 + 0.2126 * red + 0.7152 * green + 0.0722 * blue)
}

test('text in the accent is readable whatever colour the owner chose; areas keep the colour itself', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffff }), (value) => {
      const accent = `#${value.toString(16).padStart(6, '0')}`
      const style = templateStyle('modern', accent)
      expect(style.accent).toBe(accent)
      for (const text of [style.label, style.head, style.small, style.body]) {
        expect(contrast(text.color)).toBeGreaterThan(4.45)
      }
    }),
  )
})

test('a colour that is none falls back', () => {
  for (const wrong of ['', 'red', '#12', '#gggggg', 'url(x)'])
    expect(templateStyle('classic', wrong).accent).toBe('#0f5c5c')
})

import { inflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { encodeOpaquePng } from '../../src/documents/opaque-png.ts'
import { isUsableLogo } from '../../src/documents/pdf/usable-logo.ts'
import { frozenDocument, sampleLines } from '../support/frozen-document.ts'
import { renderInNode } from '../support/open-fonts.ts'
import { elementsOf, readPdf } from '../support/read-pdf.ts'

const pixels = Uint8Array.of(255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 9, 8, 7, 255)

/** A PNG of one chunk more or another colour type, as a file from elsewhere may be. */
function changed(png: Uint8Array, offset: number, value: number): Uint8Array {
  const copy = png.slice()
  copy[offset] = value
  return copy
}

test('pixels come back without alpha', async () => {
  const png = await encodeOpaquePng(2, 2, pixels)
  const view = new DataView(png.buffer)
  expect([view.getUint32(16), view.getUint32(20), png[24], png[25]]).toEqual([2, 2, 8, 2])
  const length = view.getUint32(33)
  expect([...inflateSync(png.subarray(41, 41 + length))]).toEqual([0, 255, 0, 0, 0, 255, 0, 0, 0, 0, 255, 9, 8, 7])
  expect(isUsableLogo(png)).toBe(true)
})

test('a logo is drawn as a figure with its name; a picture that would hang the worker is left out', async () => {
  const png = await encodeOpaquePng(2, 2, pixels)
  const base = frozenDocument({ lines: sampleLines(1) })
  const withLogo = (bytes: Uint8Array) => ({
    ...base,
    look: { ...base.look, logo: { mime: 'image/png' as const, bytes, width: 2, height: 2 } },
  })
  const [figure] = elementsOf(readPdf(renderInNode(withLogo(png))).structure, 'Figure')
  expect(figure?.dict.get('Alt')).toBe('Logo of Studio Lindqvist & Partner')
  const rgba = 6
  const interlaced = 1
  const bad = [
    changed(png, 25, rgba),
    changed(png, 28, interlaced),
    png.subarray(0, 50),
    new Uint8Array(100),
    new Uint8Array(),
  ]
  for (const bytes of bad) {
    expect(isUsableLogo(bytes)).toBe(false)
    const pdf = readPdf(renderInNode(withLogo(bytes)))
    expect(elementsOf(pdf.structure, 'Figure')).toEqual([])
    expect(pdf.text).toContain('Studio Lindqvist & Partner')
  }
})

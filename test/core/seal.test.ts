import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { IssuedDocument, Seal } from '../../src/core/invoice/issued.ts'
import { canonicalText, sealFault, sealOf } from '../../src/core/seal.ts'
import { frozenDocument } from '../support/frozen-document.ts'

const place = { kind: 'invoice', series: '2026-{N}', sequence: 42, number: '2026-0042' } as const
const issued = {
  id: 'inv_1',
  document: { kind: 'invoice', number: '2026-0042', notes: 'Grüße “quoted”\n', lines: [{ b: 2, a: 1 }] },
} as unknown as IssuedDocument

describe('the canonical text', () => {
  it('is the same however the keys lie, and leaves out what is not there', () => {
    expect(canonicalText({ b: [1, 'x', null], a: { d: true, c: undefined } })).toBe('{"a":{"d":true},"b":[1,"x",null]}')
    expect(canonicalText({ a: { d: true }, b: [1, 'x', null] })).toBe('{"a":{"d":true},"b":[1,"x",null]}')
  })

  it('reads back as the value, and differs where values differ', () => {
    const value = fc.jsonValue({ maxDepth: 4 }).map((each) => JSON.parse(JSON.stringify(each, whole)) as unknown)
    fc.assert(
      fc.property(value, value, (left, right) => {
        expect(JSON.parse(canonicalText(left))).toEqual(left)
        expect(canonicalText(left) === canonicalText(right)).toBe(
          JSON.stringify(sorted(left)) === JSON.stringify(sorted(right)),
        )
      }),
    )
  })

  it('refuses what has no such text', () => {
    for (const value of [1.5, Number.NaN, new Uint8Array(2), () => 1, [undefined]]) {
      expect(() => canonicalText(value)).toThrow(TypeError)
    }
  })
})

describe('a seal', () => {
  it('is SHA-256 over the form, the seal before it and the canonical document, as any tool computes it', () => {
    const text =
      'billfold-seal-1\nabc\n{"document":{"kind":"invoice","lines":[{"a":1,"b":2}],"notes":"Grüße “quoted”\\n",' +
      '"number":"2026-0042"},"id":"inv_1","kind":"invoice","number":"2026-0042","sequence":42,"series":"2026-{N}"}'
    expect(sealOf('abc', place, issued)).toBe(createHash('sha256').update(text, 'utf8').digest('hex'))
  })

  it('changes with everything that prints, with the number, the logo and the seal before it', () => {
    const document = frozenDocument({ lines: [{ description: 'Work', unitPrice: '100' }] })
    const whole: IssuedDocument = { id: 'inv_1' as never, document }
    const seal = sealOf('', place, whole)
    const others = [
      sealOf('a', place, whole),
      sealOf('', { ...place, sequence: 43 }, whole),
      sealOf('', { ...place, series: '2027-{N}' }, whole),
      sealOf('', { ...place, number: '2026-42' }, whole),
      sealOf('', place, { ...whole, id: 'inv_2' as never }),
      sealOf('', place, { ...whole, logoId: 'f00' }),
      ...Object.keys(document).map((key) =>
        sealOf('', place, { ...whole, document: { ...document, [key]: 'other' } as never }),
      ),
    ]
    expect(new Set([seal, ...others]).size).toBe(others.length + 1)
  })

  it('says what does not fit', () => {
    const seal: Seal = { id: 'inv_1' as never, ...place, previous: 'abc', seal: sealOf('abc', place, issued) }
    expect(sealFault('abc', seal, issued)).toBeUndefined()
    expect(sealFault('abc', seal, undefined)).toBe('document-missing')
    expect(sealFault('abc', undefined, issued)).toBe('seal-missing')
    expect(sealFault('abd', seal, issued)).toBe('chain-broken')
    expect(sealFault('abc', seal, { ...issued, logoId: 'x' })).toBe('document-changed')
    expect(sealFault('abc', { ...seal, number: '2026-0043' }, issued)).toBe('document-changed')
  })
})

function whole(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.trunc(value % 2 ** 50) || 0 : value
}

/** The value with its keys in one order, by another way than the code's. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.keys(value).sort()
  return { entries: entries.map((key) => [key, sorted((value as Record<string, unknown>)[key])]) }
}

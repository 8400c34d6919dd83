import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeLine, encodeRow } from '../../src/storage/backup/encode-row.ts'

const roundTrip = (row: object): unknown => {
  const decoded = decodeLine(encodeRow(row))
  if (typeof decoded === 'string') throw new Error(decoded)
  return decoded.value
}

describe('one row as one line', () => {
  it.each([0, 1, 2, 3, 0x7ffd, 0x7ffe, 0x7fff, 100_000])('keeps %i bytes', (length) => {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 31) % 256)
    expect(roundTrip({ bytes, list: [bytes] })).toEqual({ bytes, list: [bytes] })
  })

  it('keeps any plain data, whatever its keys are called', () => {
    const key = fc
      .oneof(fc.string({ unit: 'binary' }), fc.constantFrom('$bytes', '$object', '$', 'constructor', 'toString'))
      .filter((name) => name !== '__proto__')
    const leaf = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.maxSafeInteger(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Object.is(n, -0)),
      fc.boolean(),
      fc.constant(null),
      fc.uint8Array(),
    )
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', maxDepth: 5 },
        leaf,
        fc.array(tie('value')),
        fc.dictionary(key, tie('value'), { noNullPrototype: true }),
      ),
    }))
    fc.assert(
      fc.property(fc.dictionary(key, value, { noNullPrototype: true }), (row) => {
        expect(roundTrip(row)).toEqual(row)
      }),
    )
  })

  it('refuses to write what JSON would change in silence', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, new Date(0), new Map(), 1n, () => 1]) {
      expect(() => encodeRow({ value })).toThrow()
    }
  })

  it('counts brackets outside of texts only', () => {
    const brackets = '[{'.repeat(500)
    expect(roundTrip({ text: `${brackets}"\\` })).toEqual({ text: `${brackets}"\\` })
    expect(decodeLine(`{"a":${'['.repeat(64)}${']'.repeat(64)}}`)).toBe('nesting')
    expect(decodeLine(`{"a":${'['.repeat(63)}${']'.repeat(63)}}`)).not.toBe('nesting')
  })
})

import { describe, expect, it } from 'vitest'
import { limitResult, median, quantile, ratioResult } from '../../scripts/bench/bench-result.ts'

const what = { name: 'a', n: 1, unit: 'ms', note: '' } as const

describe('results of the bench', () => {
  it('take the middle and the 90th part', () => {
    expect(median([9, 1, 5])).toBe(5)
    expect(median([4, 1, 2, 3])).toBe(2.5)
    expect(quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 0.9)).toBe(10)
    expect(() => median([])).toThrow('no values')
  })

  it('hold when the ratio is met, or when the difference is under one frame', () => {
    expect(ratioResult(what, [300], [200], 1.5)).toMatchObject({ ratio: 1.5, ok: true })
    expect(ratioResult(what, [301], [200], 1.5)).toMatchObject({ ok: false })
    expect(ratioResult(what, [20], [5], 1.5)).toMatchObject({ ratio: 4, ok: true })
    expect(ratioResult(what, [21], [5], 1.5)).toMatchObject({ ok: false })
  })

  it('give sizes no frame to hide in', () => {
    expect(ratioResult({ ...what, unit: 'MB' }, [21], [10], 2)).toMatchObject({ ok: false })
    expect(limitResult({ ...what, unit: 'KB' }, [250], 250)).toMatchObject({ ok: true })
    expect(limitResult({ ...what, unit: 'KB' }, [250.1], 250)).toMatchObject({ ok: false })
  })
})

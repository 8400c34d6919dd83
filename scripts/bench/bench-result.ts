// What a measurement says, and the two rules that judge it: a ratio to a floor measured in the same run, or a plain limit.

export interface BenchResult {
  readonly name: string
  /** The size of the data: invoices or contracts in the books, lines of the document; 0 where it says nothing. */
  readonly n: number
  readonly rounds: number
  readonly median: number
  readonly p90: number
  /** What the figure is compared with, measured interleaved with it; 0 where the budget is absolute. */
  readonly floorMedian: number
  readonly ratio: number
  readonly budget: number
  readonly ok: boolean
  readonly unit: 'ms' | 'KB' | 'MB' | 'nodes' | 'rows'
  /** What was measured and against what, for people. */
  readonly note: string
}

/** Below this, a difference is less than one frame and nobody sees it. */
const frameMs = 16

/** The middle value; the mean of the two middle ones for an even count. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new Error('no values')
  const sorted = [...values].sort((a, b) => a - b)
  const at = (sorted.length - 1) * share
  const low = sorted[Math.floor(at)] as number
  const high = sorted[Math.ceil(at)] as number
  return low + (high - low) * (at - Math.floor(at))
}

interface Named {
  readonly name: string
  readonly n: number
  readonly unit: BenchResult['unit']
  readonly note: string
}

/** Holds when median / floor <= budget, or, for times, when the difference is under one frame. */
export function ratioResult(
  what: Named,
  values: readonly number[],
  floor: readonly number[],
  budget: number,
): BenchResult {
  const ours = median(values)
  const theirs = median(floor)
  const ratio = ours / theirs
  const ok = ratio <= budget || (what.unit === 'ms' && ours - theirs < frameMs)
  return {
    ...what,
    rounds: values.length,
    median: round(ours),
    p90: round(quantile(values, 0.9)),
    floorMedian: round(theirs),
    ratio: round(ratio),
    budget,
    ok,
  }
}

/** Holds when the median is at most the limit. */
export function limitResult(what: Named, values: readonly number[], limit: number): BenchResult {
  const ours = median(values)
  return {
    ...what,
    rounds: values.length,
    median: round(ours),
    p90: round(quantile(values, 0.9)),
    floorMedian: 0,
    ratio: round(ours / limit),
    budget: limit,
    ok: ours <= limit,
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

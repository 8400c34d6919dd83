// One chaos run from beginning to end, and what it found.
import type { Invoice } from '../../src/core/model.ts'
import { type Comparison, compareBooks } from './compare-books.ts'
import { makeBooks } from './make-books.ts'
import { planYear } from './plan-year.ts'
import { type Kills, race } from './race.ts'
import { replay } from './replay.ts'

export interface ChaosOptions {
  readonly kills: number
  readonly seed: number
  readonly contracts: number
  readonly daysApart: number
  /** Stops after so many days of the year. */
  readonly days?: number
  readonly dist?: string
  readonly onDay?: (day: number, days: number, on: string, kills: number) => void
}

export interface ChaosReport extends Comparison {
  readonly seed: number
  readonly days: number
  readonly kills: Kills
  readonly periods: number
  readonly documents: number
  readonly issued: number
  /** Acts of the owner that went otherwise in the browser. */
  readonly acts: readonly string[]
  readonly seconds: number
  readonly line: string
  readonly ok: boolean
}

export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const began = performance.now()
  const { seed, contracts, daysApart, kills, onDay } = options
  const books = await makeBooks(seed, contracts)
  const days = planYear(seed, books.contracts, daysApart).slice(0, options.days)
  const raced = await race({
    seed,
    kills,
    days,
    start: books.dump,
    ...(options.dist === undefined ? {} : { dist: options.dist }),
    onDay: (done, killed) => onDay?.(done, days.length, days[done - 1]?.on ?? '', killed),
  })
  const replayed = await replay(books.dump, days)
  const comparison = compareBooks(raced.dump, replayed.dump)
  const acts = raced.outcomes.filter((outcome, at) => outcome !== replayed.outcomes[at])
  const { crashed, closed, stopped } = raced.kills
  const total = crashed + closed + stopped
  const invoices = raced.dump['invoices'] as readonly Invoice[]
  const { doubled, missed, different, numbers } = comparison
  const faults = doubled.length + missed.length + different.length + numbers.length + acts.length
  return {
    ...comparison,
    acts,
    seed,
    days: days.length,
    kills: raced.kills,
    periods: raced.dump['charges']?.length ?? 0,
    documents: invoices.length,
    issued: invoices.filter(({ state }) => state !== 'draft').length,
    seconds: (performance.now() - began) / 1000,
    line: `${total} kills, ${doubled.length} doubled, ${missed.length} missed, ${different.length + acts.length} different, numbers ${numbers.length === 0 ? 'gapless' : 'not gapless'}`,
    // Fewer kills than asked for prove less than was asked for.
    ok: faults === 0 && total >= kills,
  }
}

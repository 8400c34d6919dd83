// How the amount of a contract charge came to be: kept with the charge, printed below its line, explained on screen.
import type { Period } from '../period.ts'
import type { ProrationFactor } from '../proration.ts'
import type { RatedSegment } from './pricing.ts'

/** The part of a period under one agreement: what a whole period costs, and the share of it. */
export interface RatedPart {
  readonly period: Period
  /** Its prices, in major units; units of usage are counted over the whole period. */
  readonly segments: readonly RatedSegment[]
  /** Absent: a whole period. */
  readonly share?: ProrationFactor
}

export interface ChargeRating {
  readonly parts: readonly RatedPart[]
}

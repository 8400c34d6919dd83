// What an amendment does to periods that are charged already: pure, one item at a time.

import type { UsageRecord } from '../contract/contract.ts'
import {
  type Contract,
  type ContractItem,
  type Correction,
  contractChargeId,
  correctionId,
} from '../contract/contract.ts'
import { currencyExponent } from '../currency.ts'
import { type CalendarDate, earlierOf, laterOf } from '../date.ts'
import { decimal } from '../decimal.ts'
import type { AmendmentId, ChargeId } from '../ids.ts'
import type { Charge } from '../model.ts'
import { addMinor, type Minor, minor, minorToDecimal, negateMinor, subtractMinor, sumMinor, ZERO } from '../money.ts'
import type { Period } from '../period.ts'
import { anchorAt, fullPeriodAround } from '../period-chain.ts'
import { chargeForPeriod, endOfItem } from './charge-period.ts'
import type { PlannedCharge } from './snapshot.ts'

export interface ReconcileOptions {
  /** Periods that end on or before this day are not touched. */
  readonly from: CalendarDate
  /** Periods that start on or after this day are not touched; absent: all are. */
  readonly until?: CalendarDate
  /** When a charge for the difference bills: now. */
  readonly today: CalendarDate
  /** Usage items: the records that are billed; the others wait for their own charge. */
  readonly usage?: readonly UsageRecord[]
  /** What credit notes took back of invoiced charges, for corrections and by hand, less what bills them anew. */
  readonly credited?: ReadonlyMap<ChargeId, Minor>
}

/**
 * A correction that is to be made: open, until somebody or a setting resolves it; or, where the seller let a larger one
 * be, resolved by nothing as that one was.
 */
export type NewCorrection = Omit<Correction, 'version' | 'createdAt' | 'updatedAt'>

export interface ReconcilePlan {
  /** Charges that are not invoiced, rated anew under their keys; `next` has the version of `previous`. */
  readonly rerated: readonly { readonly next: Charge; readonly previous: Charge }[]
  /** What is owed beside an invoiced charge. */
  readonly added: readonly PlannedCharge[]
  readonly corrections: readonly NewCorrection[]
  readonly withdrawn: readonly Correction[]
}

/** A period of the chain with all that was charged and corrected for it. */
interface Slot {
  readonly charge: Charge
  readonly period: Period
  /** Made beside the chain charge, not waived. */
  readonly beside: readonly Charge[]
  readonly corrections: readonly Correction[]
}

const ONE = decimal('1')
const MINUS_ONE = decimal('-1')

/**
 * Brings what an item is charged for its periods to what the agreements in force now say. Per period the difference is
 * that amount less the charges that are not waived and the corrections that stand:
 * open and drafted charges are rated anew in place, at 0 waived; for an invoiced period an increase is an open charge
 * and a decrease one correction, after open corrections were withdrawn. Done twice it changes nothing. A period that a
 * person waived, that was skipped or sent from elsewhere stays as it is.
 * @param item as it is after the amendment, as is `contract`
 * @param charges all of the item's, of every state and cause
 * @param corrections all of the item's
 * Throws RangeError where an amount is not below 2^51 minor units.
 */
export function reconcileItem(
  item: ContractItem,
  contract: Contract,
  charges: readonly Charge[],
  corrections: readonly Correction[],
  amendmentId: AmendmentId,
  options: ReconcileOptions,
): ReconcilePlan {
  // Usage that a person let go with its late charge is not owed.
  const letGo = charges.filter(({ state, waivedFor }) => state === 'waived' && waivedFor === undefined)
  const letGoIds = new Set(letGo.map(({ id }) => id))
  const usage = (options.usage ?? []).filter(
    ({ state, chargeId }) => state === 'billed' && (chargeId === undefined || !letGoIds.has(chargeId)),
  )
  const plans = slotsOf(item, charges, corrections)
    .filter(({ period }) => period.end > options.from && (options.until === undefined || period.start < options.until))
    .filter(({ charge }) => charge.state !== 'waived' || charge.waivedFor === 'nothing-to-bill')
    .map((slot) => reconcileSlot(slot, item, contract, amendmentId, { ...options, usage }))
  return {
    rerated: plans.flatMap((plan) => plan.rerated),
    added: [...plans.flatMap((plan) => plan.added), ...paidRest(item, contract, charges)],
    corrections: plans.flatMap((plan) => plan.corrections),
    withdrawn: plans.flatMap((plan) => plan.withdrawn),
  }
}

/**
 * Without proration a period that its end cut short cost the whole price. When the end is taken back, the rest of that
 * period is paid for: it is written off, so that the chain goes on at the boundary and no period is billed twice.
 */
function paidRest(item: ContractItem, contract: Contract, charges: readonly Charge[]): PlannedCharge[] {
  if (item.kind !== 'recurring' || item.proration !== 'none') return []
  const chain = charges.filter(({ cause, period }) => cause === undefined && period !== undefined)
  const last = chain.sort((left, right) => (startOf(left) < startOf(right) ? -1 : 1)).at(-1)
  if (last === undefined || last.waivedFor === 'skipped') return []
  const full = fullPeriodAround(anchorAt(item.anchors, startOf(last)), item.cadence, startOf(last))
  const ends = endOfItem(item, contract)
  const period = { start: endOf(last), end: ends === undefined ? full.end : earlierOf(full.end, ends) }
  if (period.end <= period.start) return []
  const { rating: _rating, ...rest } = chargeForPeriod(item, { period, full }, [], contract.currency)
  const nothing = { amount: ZERO, quantity: ONE, unitPrice: decimal('0') }
  return [{ ...rest, ...nothing, state: 'waived', waivedFor: 'skipped' }]
}

function slotsOf(item: ContractItem, charges: readonly Charge[], corrections: readonly Correction[]): Slot[] {
  const chain = charges
    .filter(({ cause, period }) => cause === undefined && period !== undefined)
    .sort((left, right) => (startOf(left) < startOf(right) ? -1 : 1))
  return chain.map((charge, i) => {
    const start = startOf(charge)
    const key = `${contractChargeId(item.id, start)}/`
    const all = charges.filter(({ id }) => id.startsWith(key))
    const next = chain[i + 1]
    // The chain has no gaps: a period that was cut at an end goes up to the next one again, or as far as it was charged.
    const end = next === undefined ? [charge, ...all].map(endOf).reduce(laterOf) : startOf(next)
    return {
      charge,
      period: { start, end },
      beside: all.filter(({ state }) => state !== 'waived').sort(byAge),
      corrections: corrections.filter(({ id }) => id.startsWith(key)),
    }
  })
}

function byAge(left: Charge, right: Charge): number {
  const [first, second] = [left, right].map(({ createdAt, id }) => `${createdAt} ${id}`)
  return (first as string) < (second as string) ? -1 : 1
}

function startOf({ period }: Charge): CalendarDate {
  return (period as Period).start
}

function endOf({ period }: Charge): CalendarDate {
  return (period as Period).end
}

function reconcileSlot(
  slot: Slot,
  item: ContractItem,
  contract: Contract,
  amendmentId: AmendmentId,
  options: ReconcileOptions,
): ReconcilePlan {
  const owed = agreedFor(slot, item, contract, options.usage ?? [])
  const work = new SlotWork(slot, item, contract, amendmentId, options)
  const amount = owed?.amount ?? ZERO
  if (slot.charge.state === 'invoiced') {
    work.settle(work.lessByHand(subtractMinor(amount, work.standing(slot.charge.amount))))
  } else {
    const own = subtractMinor(amount, work.standing(ZERO))
    work.rerateChain(owed, own < 0 ? ZERO : own)
    work.settle(work.lessByHand(own < 0 ? own : ZERO))
  }
  return work.plan()
}

/** What the period costs under the agreements in force now, up to the item's end; undefined: nothing is served in it. */
function agreedFor(
  { period }: Slot,
  item: ContractItem,
  contract: Contract,
  usage: readonly UsageRecord[],
): PlannedCharge | undefined {
  const ends = endOfItem(item, contract)
  if (ends !== undefined && ends <= period.start) return undefined
  if (item.kind === 'one-off') return chargeForPeriod(item, { period, full: period }, usage, contract.currency)
  const served = { start: period.start, end: ends === undefined ? period.end : earlierOf(period.end, ends) }
  const full = fullPeriodAround(anchorAt(item.anchors, period.start), item.cadence, period.start)
  return chargeForPeriod(item, { period: served, full }, usage, contract.currency)
}

/** One period while it is brought to what is owed. */
class SlotWork {
  private readonly slot: Slot
  private readonly item: ContractItem
  private readonly contract: Contract
  private readonly amendmentId: AmendmentId
  private readonly options: ReconcileOptions
  private readonly rerated = new Map<string, { next: Charge; previous: Charge }>()
  private readonly added: PlannedCharge[] = []
  private readonly corrections: NewCorrection[] = []
  private withdrawn: readonly Correction[] = []

  constructor(slot: Slot, item: ContractItem, contract: Contract, amendmentId: AmendmentId, options: ReconcileOptions) {
    this.slot = slot
    this.item = item
    this.contract = contract
    this.amendmentId = amendmentId
    this.options = options
  }

  plan(): ReconcilePlan {
    const { rerated, added, corrections, withdrawn } = this
    return { rerated: [...rerated.values()], added, corrections, withdrawn }
  }

  private get openCorrections(): readonly Correction[] {
    return this.slot.corrections.filter(({ state }) => state === 'open')
  }

  /** Corrections that the seller let be: what they come to was never given back. */
  private get kept(): readonly Correction[] {
    return this.slot.corrections.filter(({ state, resolution }) => state === 'resolved' && resolution === 'nothing')
  }

  /** What corrections gave back by credit notes, below 0. */
  private get credited(): Minor {
    const byNote = this.slot.corrections.filter(
      ({ state, resolution }) => state === 'resolved' && resolution === 'credit-note',
    )
    return sumMinor(byNote.map(({ amount }) => amount))
  }

  /** What the client is charged for the period, with so much on the chain charge: charges less what was credited. */
  standing(own: Minor): Minor {
    // What a correction brought to the next invoice is a charge, counted as one.
    return sumMinor([own, ...this.slot.beside.map(({ amount }) => amount), this.credited])
  }

  /** What a person credited without a correction is not given back once more; nor is it ever charged again. */
  lessByHand(difference: Minor): Minor {
    const { slot, options } = this
    const noted = sumMinor([slot.charge, ...slot.beside].map(({ id }) => options.credited?.get(id) ?? ZERO))
    const byHand = Math.max(addMinor(noted, this.credited), 0)
    return difference < 0 ? minor(Math.min(difference + byHand, 0)) : difference
  }

  /** The chain charge of a period that is not invoiced, with the amount that is its own. */
  rerateChain(owed: PlannedCharge | undefined, own: Minor): void {
    const { charge, period } = this.slot
    if (charge.amount === own) return
    const figures = owed !== undefined && owed.amount === own ? owed : this.lot(own)
    const next = withFigures(charge, figures)
    const billed = owed === undefined || charge.state === 'drafted' ? next : { ...next, billsOn: owed.billsOn }
    this.rerated.set(charge.id, {
      next: optionalBillsOn({ ...billed, period: own === 0 ? (charge.period ?? period) : this.printed(owed) }),
      previous: charge,
    })
  }

  /**
   * The days that the line names. They end with the item where the price is by days: what was not served was not
   * supplied, and the chain goes on from there if the end is taken back.
   */
  private printed(owed: PlannedCharge | undefined): Period {
    const byDays = this.item.kind === 'recurring' && this.item.proration !== 'none'
    return byDays ? (owed?.period ?? this.slot.period) : this.slot.period
  }

  /**
   * Brings what is owed more or less than charged to its place. What the seller let be stays so as far as it goes: a
   * price that rises again is charged only beyond what the client was charged all the time.
   */
  settle(difference: Minor): void {
    const open = this.openCorrections
    const openSum = sumMinor(open.map(({ amount }) => amount))
    const keptSum = sumMinor(this.kept.map(({ amount }) => amount))
    if (difference > keptSum || (difference === 0 && this.kept.length > 0)) {
      this.withdrawn = [...open, ...this.kept]
      if (difference < 0) this.correct(difference, 'kept')
      const rest = difference > 0 ? this.absorb(difference) : ZERO
      if (rest > 0) this.added.push(this.increase(rest))
      return
    }
    const beyond = subtractMinor(difference, keptSum)
    if (beyond === openSum) return
    const rest = this.absorb(beyond)
    if (rest < 0 && rest === openSum) return
    this.withdrawn = open
    if (rest < 0) this.correct(rest, 'open')
  }

  /** Lets charges beside the chain charge, not invoiced yet, take up what they can, the latest first; answers the rest. */
  private absorb(difference: Minor): Minor {
    let rest = difference
    for (const previous of this.slot.beside.toReversed()) {
      if (rest === 0) break
      if (previous.state === 'invoiced' || Math.sign(previous.amount) === Math.sign(rest)) continue
      const taken = Math.abs(rest) < Math.abs(previous.amount) ? rest : negateMinor(previous.amount)
      const next = withFigures(previous, this.lot(addMinor(previous.amount, taken)))
      this.rerated.set(previous.id, { next, previous })
      rest = subtractMinor(rest, taken)
    }
    return rest
  }

  private lot(amount: Minor): Pick<Charge, 'amount' | 'quantity' | 'unitPrice'> {
    const price = minorToDecimal(minor(Math.abs(amount)), currencyExponent(this.contract.currency))
    return { amount, quantity: amount < 0 ? MINUS_ONE : ONE, unitPrice: price }
  }

  /** The days of the period from which on something else was agreed; usage is rated over whole periods. */
  private get changedDays(): Period {
    const { start, end } = this.slot.period
    if (this.item.kind === 'usage') return this.slot.period
    const ends = endOfItem(this.item, this.contract)
    const from = laterOf(start, this.options.from)
    return { start: from, end: ends === undefined || ends <= from ? end : earlierOf(end, ends) }
  }

  private increase(amount: Minor): PlannedCharge {
    const { item, contract, amendmentId, options, slot } = this
    const period = this.changedDays
    return {
      id: contractChargeId(item.id, slot.period.start, amendmentId),
      clientId: item.clientId,
      billingGroupId: item.billingGroupId,
      currency: contract.currency,
      source: slot.charge.source,
      ...(item.productId !== undefined && { productId: item.productId }),
      description: item.description,
      ...this.lot(amount),
      allowances: [],
      surcharges: [],
      taxIds: item.taxIds,
      taxIncluded: item.taxIncluded,
      servedOn: period.start,
      period,
      contractId: item.contractId,
      contractItemId: item.id,
      billsOn: options.today,
      cause: amendmentId,
      state: 'open',
    }
  }

  private correct(amount: Minor, as: 'open' | 'kept'): void {
    const { item, contract, amendmentId, slot, withdrawn } = this
    const invoiced = [slot.charge, ...slot.beside].find(({ state, amount }) => state === 'invoiced' && amount > 0)
    // Less than nothing is owed only where something was invoiced.
    if (invoiced?.invoiceId === undefined) throw new Error(`Nothing of ${slot.charge.id} was invoiced`)
    const start = [this.changedDays.start, ...withdrawn.map(({ period }) => period.start)].reduce(earlierOf)
    this.corrections.push({
      id: correctionId(item.id, slot.period.start, amendmentId),
      contractId: item.contractId,
      contractItemId: item.id,
      clientId: item.clientId,
      billingGroupId: item.billingGroupId,
      currency: contract.currency,
      amendmentId,
      invoiceId: invoiced.invoiceId,
      chargeId: invoiced.id,
      period: { start, end: slot.period.end },
      description: item.description,
      amount,
      ...(as === 'open' ? { state: 'open' } : { state: 'resolved', resolution: 'nothing' }),
    })
  }
}

/** The charge with another amount: at 0 it is waived and leaves its draft, above or below 0 it is open again. */
function withFigures(
  before: Charge,
  figures: Pick<Charge, 'amount' | 'quantity' | 'unitPrice' | 'unit' | 'rating'>,
): Charge {
  const { rating: _rating, unit: _unit, waivedFor: _waivedFor, invoiceId, held, ...rest } = before
  const { amount, quantity, unitPrice, unit, rating } = figures
  const next = {
    ...rest,
    quantity,
    unitPrice,
    amount,
    allowances: [],
    surcharges: [],
    ...(unit !== undefined && { unit }),
    ...(rating !== undefined && { rating }),
  }
  if (amount === 0) return { ...next, state: 'waived', waivedFor: 'nothing-to-bill' }
  return {
    ...next,
    state: before.state === 'waived' ? 'open' : before.state,
    ...(invoiceId !== undefined && { invoiceId }),
    ...(held !== undefined && { held }),
  }
}

function optionalBillsOn({
  billsOn,
  ...rest
}: Omit<Charge, 'billsOn'> & { billsOn?: CalendarDate | undefined }): Charge {
  return billsOn === undefined ? rest : { ...rest, billsOn }
}

// Which charges share an invoice, and which of them have to wait.
import { type CalendarDate, compareDates } from '../date.ts'
import type { ChargeId, ContractItemId, UsageRecordId } from '../ids.ts'
import { priceDraft } from '../invoice/draft-document.ts'
import { supplyTaxes } from '../invoice/supply-taxes.ts'
import type { Charge, DraftInvoice } from '../model.ts'
import { type Minor, minor, ZERO } from '../money.ts'
import type { BillingReason } from './reason.ts'
import type { AccountFacts, PlannedCharge } from './snapshot.ts'

/** A charge that could go on an invoice now. */
export interface Candidate {
  readonly charge: PlannedCharge | Charge
  readonly usageIds: readonly UsageRecordId[]
  /** Not a row yet. */
  readonly planned: boolean
  readonly billsOn: CalendarDate
  /** Not due by itself: goes along with an invoice that is made anyway. */
  readonly rides: boolean
  /** Written even if no invoice takes it along. */
  readonly keep: boolean
}

/** The lines of one invoice. */
export interface Pile {
  readonly draftId?: DraftInvoice['id']
  readonly billsOn?: CalendarDate
  readonly candidates: readonly Candidate[]
}

export interface Gathered {
  readonly piles: readonly Pile[]
  /** Written and left open: below 0, or the last of its chain, and nothing took it along. */
  readonly leftOpen: readonly Candidate[]
  /** Why a charge that is due is on no pile. */
  readonly stoppedById: ReadonlyMap<ChargeId, BillingReason>
  /** The first period of an item that waits: no later one may be charged before it. */
  readonly waitingFrom: ReadonlyMap<ContractItemId, CalendarDate>
  /** Days to come on which piles change though nothing new is due: what is stopped may then go. */
  readonly retryOn: readonly CalendarDate[]
}

export interface GatherRules {
  readonly account: AccountFacts
  readonly asOf: CalendarDate
  /** Where lines may be added; none by hand. */
  readonly drafts: readonly DraftInvoice[]
  /** One invoice for each billing date, past ones too. */
  readonly perPeriod: boolean
  /** what an automatic invoice has to come to. */
  readonly minimum?: Minor
}

/**
 * Piles in the order of their billing dates; the lines of each by day of service. What is below 0 goes on the first
 * invoice that bears it, of whichever date, and else on a draft that is there.
 */
export function gather(candidates: readonly Candidate[], rules: GatherRules): Gathered {
  const stoppedById = new Map<ChargeId, BillingReason>()
  const waitingFrom = new Map<ContractItemId, CalendarDate>()
  const piles: Pile[] = []
  const kinds: Omit<RawPile, 'members'>[] = []
  const taken = new Set<ChargeId>()
  const anyPile = candidates.filter((each) => !hasPile(each))
  const raw = sorted(candidates.filter(hasPile), rules)
  // What one invoice takes away from another may let that one pass: as long as something is taken, the rest is tried again.
  for (let before = -1; before < taken.size; ) {
    before = taken.size
    waitingFrom.clear()
    for (const pile of raw) tryPile(pile)
  }
  const below = anyPile.filter(({ rides, charge }) => !rides && !taken.has(charge.id))
  for (const { kind, members } of sorted(below, { ...rules, perPeriod: false })) {
    const draft = rules.drafts.find((each) => accepts(each, kind, undefined, rules))
    take({ kind, billsOn: undefined }, [...members].sort(byService), draft)
  }
  const leftOpen = anyPile.filter(({ charge, keep }) => keep && !taken.has(charge.id))
  for (const id of taken) stoppedById.delete(id)
  return { piles, leftOpen, stoppedById, waitingFrom, retryOn: stoppedById.size === 0 ? [] : datesToCome() }

  function tryPile({ kind, billsOn, members }: RawPile): void {
    const own = members.filter((each) => !taken.has(each.charge.id) && !waits(each, waitingFrom))
    if (own.length === 0) return
    const along = anyPile.filter(({ charge }) => !taken.has(charge.id) && kindOf(charge, rules) === kind)
    const lines = [...own, ...along].sort(byService)
    const draft = rules.drafts.find((each) => accepts(each, kind, billsOn, rules))
    const short = draft === undefined && pileOf(kind, billsOn) < 0 ? belowMinimum(lines, rules) : undefined
    if (short === undefined) take({ kind, billsOn }, lines, draft)
    else for (const each of own) stop(each, short)
  }

  function pileOf(kind: string, billsOn: CalendarDate | undefined): number {
    return kinds.findIndex((each) => each.kind === kind && each.billsOn === billsOn)
  }

  function take(
    { kind, billsOn }: Omit<RawPile, 'members'>,
    more: readonly Candidate[],
    draft: DraftInvoice | undefined,
  ): void {
    const at = pileOf(kind, billsOn)
    const lines = [...(piles[at]?.candidates ?? []), ...more].sort(byService)
    const { kept, refused } = keepAboveZero(lines, draft, rules)
    if (refused.length > 0) {
      const reason = negativeReason(lines, refused)
      for (const { charge } of refused) if (!stoppedById.has(charge.id)) stoppedById.set(charge.id, reason)
      // An older one may take the place of one that was there.
      for (const { charge } of refused) taken.delete(charge.id)
    }
    if (kept.length === 0) return
    for (const { charge } of kept) taken.add(charge.id)
    const pile = {
      candidates: kept,
      ...(draft === undefined ? {} : { draftId: draft.id }),
      ...(billsOn === undefined ? {} : { billsOn }),
    }
    if (at >= 0) piles[at] = pile
    else {
      piles.push(pile)
      kinds.push({ kind, billsOn })
    }
  }

  // What was made ahead shares piles and drafts with the rest once its billing date has come.
  function datesToCome(): CalendarDate[] {
    const days = [...candidates, ...rules.drafts].map(({ billsOn }) => billsOn)
    return days.filter((on) => on !== undefined && on > rules.asOf) as CalendarDate[]
  }

  function stop(each: Candidate, reason: BillingReason): void {
    const { id, contractItemId, period, cause } = each.charge
    stoppedById.set(id, reason)
    if (!each.planned || cause !== undefined || contractItemId === undefined || period === undefined) return
    if (!waitingFrom.has(contractItemId)) waitingFrom.set(contractItemId, period.start)
  }
}

/** Whether an invoice is made for it: what rides along and what is below 0 goes where others are billed. */
function hasPile({ rides, charge }: Candidate): boolean {
  return !rides && charge.amount >= 0
}

/** Whether an earlier period of its item waits, so that this one has to wait too. */
export function waits(
  { charge, planned }: Pick<Candidate, 'charge' | 'planned'>,
  waitingFrom: ReadonlyMap<ContractItemId, CalendarDate>,
): boolean {
  const from = charge.contractItemId === undefined ? undefined : waitingFrom.get(charge.contractItemId)
  return planned && from !== undefined && charge.period !== undefined && charge.period.start > from
}

/** Currency, prices with or without tax, and outside the scope of tax or not. */
function kindOf(charge: PlannedCharge | Charge, { account }: GatherRules): string {
  const taxes = supplyTaxes(charge, account.taxRateById)
  // A tax without a rate is refused when the draft is priced; here it is only not outside.
  const outside = taxes.ok && taxes.value.some(({ category }) => category === 'O')
  return [charge.currency, charge.taxIncluded, outside].join(' ')
}

interface RawPile {
  readonly kind: string
  readonly billsOn: CalendarDate | undefined
  readonly members: Candidate[]
}

function sorted(candidates: readonly Candidate[], rules: GatherRules): RawPile[] {
  const piles = new Map<string, RawPile>()
  for (const each of candidates) {
    const kind = kindOf(each.charge, rules)
    const billsOn = rules.perPeriod || each.billsOn > rules.asOf ? each.billsOn : undefined
    const key = `${billsOn ?? ''} ${kind}`
    const pile = piles.get(key)
    if (pile === undefined) piles.set(key, { kind, billsOn, members: [each] })
    else pile.members.push(each)
  }
  return [...piles].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, pile]) => pile)
}

function byService(left: Candidate, right: Candidate): number {
  const days = compareDates(left.charge.servedOn, right.charge.servedOn)
  return days === 0 ? (left.charge.id < right.charge.id ? -1 : 1) : days
}

/** the group's automatic draft of this kind, which no person has changed. */
function accepts(draft: DraftInvoice, kind: string, billsOn: CalendarDate | undefined, rules: GatherRules): boolean {
  if (draft.editedByUser === 1 || draft.chargeIds.length === 0) return false
  const outside = draft.totals.taxes.some(({ category }) => category === 'O')
  if ([draft.currency, draft.taxIncluded, outside].join(' ') !== kind) return false
  if (billsOn !== undefined) return draft.billsOn === billsOn
  return draft.billsOn === undefined || draft.billsOn <= rules.asOf
}

function belowMinimum(lines: readonly Candidate[], { account, minimum }: GatherRules): BillingReason | undefined {
  const currency = lines[0]?.charge.currency
  if (minimum === undefined || currency !== account.settings.currency) return undefined
  const total = sumOf(lines)
  return total < minimum ? { code: 'below-minimum', total, minimum, currency } : undefined
}

function sumOf(lines: readonly Candidate[]): Minor {
  return minor(lines.reduce((sum, { charge }) => sum + charge.amount, 0))
}

/** takes the negative charges by date while the document stays at 0 or above. */
function keepAboveZero(lines: readonly Candidate[], draft: DraftInvoice | undefined, rules: GatherRules) {
  if (lines.every(({ charge }) => charge.amount >= 0)) return { kept: lines, refused: [] }
  let kept = lines.filter(({ charge }) => charge.amount >= 0)
  const refused: Candidate[] = []
  if (kept.length === 0 && draft === undefined) return { kept, refused: lines }
  for (const each of lines.filter(({ charge }) => charge.amount < 0)) {
    const tried = [...kept, each]
    if (totalOf(tried, rules) + (draft?.totals.gross ?? 0) >= 0) kept = tried
    else refused.push(each)
  }
  return { kept: [...kept].sort(byService), refused }
}

/** With tax, as the document will say it; the bare sum where a rate is missing, which the draft itself will refuse. */
function totalOf(lines: readonly Candidate[], { account }: GatherRules): Minor {
  const first = lines[0]?.charge
  if (first === undefined) return ZERO
  const figures = {
    currency: first.currency,
    taxIncluded: first.taxIncluded,
    allowances: [],
    surcharges: [],
    prepaid: ZERO,
  }
  // Pricing reads nothing of a row that a charge still to be written lacks.
  const charges = lines.map(({ charge }) => charge as Charge)
  const priced = priceDraft(figures, charges, account.taxRateById, { currency: account.settings.currency })
  return priced.ok ? priced.value.totals.gross : sumOf(lines)
}

function negativeReason(lines: readonly Candidate[], refused: readonly Candidate[]): BillingReason {
  const currency = (lines[0] as Candidate).charge.currency
  return { code: 'total-negative', total: sumOf(lines), currency, chargeIds: refused.map(({ charge }) => charge.id) }
}

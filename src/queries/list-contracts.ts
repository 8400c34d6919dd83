import { billsOnOf, chainOf, endOfItem } from '../core/billing/charge-period.ts'
import { agreementOn } from '../core/contract/agreement-on.ts'
import type { Contract, ContractItem } from '../core/contract/contract.ts'
import { currencyExponent } from '../core/currency.ts'
import type { CalendarDate } from '../core/date.ts'
import type { ClientId } from '../core/ids.ts'
import { addMinor, type Minor } from '../core/money.ts'
import type { Cadence } from '../core/period.ts'
import { chainPeriods } from '../core/period-chain.ts'
import { rateToMinor } from '../core/rating/pricing.ts'
import type { AccountDb } from '../storage/account-db.ts'
import { readChargedThrough } from '../storage/read-group.ts'
import { findByWords } from './find-by-words.ts'

/** `active` goes on today; `ended` is over: its end has come, it was cancelled, or another contract goes on from it. */
export type ContractFilter = 'active' | 'ended' | 'all'

/** What the items of a contract come to in every period of one cadence, minor units, usage not counted. */
export interface PeriodPrice {
  readonly cadence: Cadence
  readonly amount: Minor
}

export interface ContractListRow {
  readonly contract: Contract
  readonly prices: readonly PeriodPrice[]
  readonly hasUsage: boolean
  /** The next day on which a period of it bills, before its group's offset and cycle; absent: all is billed. */
  readonly billsNextOn?: CalendarDate
}

/** The place after which a page begins: sort name and id of the last row before it. */
export type ContractCursor = readonly [sortName: string, id: string]

export interface ContractPage {
  readonly rows: readonly ContractListRow[]
  readonly next?: ContractCursor
}

/** Whether the contract is over on the day. */
export function isEnded(contract: Pick<Contract, 'startOn' | 'endOn'>, today: CalendarDate): boolean {
  const { startOn, endOn } = contract
  // One that was cancelled from its start never was; cancelled or renewed from a day to come, it goes on until then.
  return endOn !== undefined && (endOn <= today || endOn <= startOn)
}

/** One page of contracts by client and name, read by key. */
export async function listContracts(
  db: AccountDb,
  filter: ContractFilter,
  today: CalendarDate,
  after: ContractCursor | undefined,
  limit: number,
): Promise<ContractPage> {
  const contracts = await contractsAfter(db, filter, today, after, limit + 1)
  const last = contracts.length > limit ? contracts[limit - 1] : undefined
  const rows = await withPrices(db, contracts.slice(0, limit), today)
  return last === undefined ? { rows } : { rows, next: [last.sortName, last.id] }
}

/** Every contract of a filter by client and name, for a file. */
export function allContracts(db: AccountDb, filter: ContractFilter, today: CalendarDate): Promise<Contract[]> {
  return contractsAfter(db, filter, today, undefined, Number.POSITIVE_INFINITY)
}

/** Contracts whose words (client, name, number, items) begin with what is typed; at most 50. */
export async function findContracts(
  db: AccountDb,
  filter: ContractFilter,
  today: CalendarDate,
  text: string,
): Promise<ContractListRow[]> {
  const found = await findByWords(db.contracts, text, {
    inOrder: () => db.contracts.orderBy('[sortName+id]'),
    keep: (contract) => fits(contract, filter, today),
  })
  return withPrices(db, found.sort(byName), today)
}

/** A client's contracts, those that go on first. */
export async function listClientContracts(
  db: AccountDb,
  clientId: ClientId,
  today: CalendarDate,
): Promise<ContractListRow[]> {
  const contracts = await db.contracts.where('clientId').equals(clientId).toArray()
  const order = (contract: Contract) => Number(isEnded(contract, today))
  contracts.sort((left, right) => order(left) - order(right) || byName(left, right))
  return withPrices(db, contracts, today)
}

const CHUNK = 500

/** Whether a contract has ended is no index: what does not fit is read and left out, a chunk at a time. */
async function contractsAfter(
  db: AccountDb,
  filter: ContractFilter,
  today: CalendarDate,
  after: ContractCursor | undefined,
  limit: number,
): Promise<Contract[]> {
  const kept: Contract[] = []
  let from = after
  const chunk = filter === 'all' ? limit : Math.max(limit, filter === 'ended' ? CHUNK : limit)
  while (kept.length < limit) {
    const read: Contract[] = await (from === undefined
      ? db.contracts.orderBy('[sortName+id]')
      : db.contracts.where('[sortName+id]').above([...from])
    )
      .limit(chunk)
      .toArray()
    kept.push(...read.filter((contract) => fits(contract, filter, today)))
    const last = read.at(-1)
    if (last === undefined || read.length < chunk) break
    from = [last.sortName, last.id]
  }
  return kept.slice(0, limit)
}

function fits(contract: Contract, filter: ContractFilter, today: CalendarDate): boolean {
  return filter === 'all' || isEnded(contract, today) === (filter === 'ended')
}

async function withPrices(
  db: AccountDb,
  contracts: readonly Contract[],
  today: CalendarDate,
): Promise<ContractListRow[]> {
  const items = await db.contractItems
    .where('contractId')
    .anyOf(contracts.map(({ id }) => id))
    .toArray()
  const chargedThrough = new Map(
    await Promise.all(items.map(async ({ id }) => [id, await readChargedThrough(db, id)] as const)),
  )
  return contracts.map((contract) => {
    const own = items.filter(({ contractId }) => contractId === contract.id)
    const next = own
      .map((item) => nextBillingDate(item, contract, chargedThrough.get(item.id)))
      .filter((day) => day !== undefined)
      .sort()[0]
    return {
      contract,
      prices: pricesOf(contract, own, today),
      hasUsage: own.some(({ kind }) => kind === 'usage'),
      ...(next !== undefined && { billsNextOn: next }),
    }
  })
}

function nextBillingDate(
  item: ContractItem,
  contract: Contract,
  chargedThrough: CalendarDate | undefined,
): CalendarDate | undefined {
  const [next] = chainPeriods(chainOf(item, contract, chargedThrough))
  return next === undefined ? undefined : billsOnOf(item, next)
}

function pricesOf(contract: Contract, items: readonly ContractItem[], today: CalendarDate): PeriodPrice[] {
  const prices: PeriodPrice[] = []
  for (const item of items) {
    const end = endOfItem(item, contract)
    if (item.kind !== 'recurring' || (end !== undefined && end <= today && !isEnded(contract, today))) continue
    const { pricing, quantity } = agreementOn(item, today)
    const amount = rateToMinor(pricing, quantity, currencyExponent(contract.currency))
    const same = prices.findIndex(
      ({ cadence }) => cadence.unit === item.cadence.unit && cadence.every === item.cadence.every,
    )
    const before = prices[same]
    if (before === undefined) prices.push({ cadence: item.cadence, amount })
    else prices[same] = { ...before, amount: addMinor(before.amount, amount) }
  }
  return prices
}

function byName(left: Contract, right: Contract): number {
  if (left.sortName !== right.sortName) return left.sortName < right.sortName ? -1 : 1
  return left.id < right.id ? -1 : 1
}

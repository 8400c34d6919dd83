// A client's credit per billing group and currency: what is left, the ledger of it, and what lies on invoices (P-7).
import { Dexie } from 'dexie'
import type { BillingGroup } from '../core/contract/billing-group.ts'
import { type CreditLine, creditHistory } from '../core/credit/credit-history.ts'
import type { CalendarDate, Instant } from '../core/date.ts'
import type { ClientId, InvoiceId } from '../core/ids.ts'
import type { Client, CreditEntry, FinalizedInvoice } from '../core/model.ts'
import { type CurrencyCode, type Minor, minor, sumMinor } from '../core/money.ts'
import type { Books } from './account-entries.ts'
import { type PlacedMoney, withNumbers } from './get-payment.ts'

export interface CreditPot {
  /** Of group and currency. */
  readonly key: string
  readonly group: BillingGroup
  readonly currency: CurrencyCode
  readonly balance: Minor
  /** The latest first. */
  readonly lines: readonly (CreditLine & { readonly number?: string })[]
  /** What can be used today, in the order in which it would be. */
  readonly usable: readonly CreditEntry[]
  /** Credit that lies on invoices now. */
  readonly placed: readonly PlacedMoney[]
  /** Open ones of group and currency, the longest due first. */
  readonly open: readonly FinalizedInvoice[]
}

export interface ClientCredit {
  readonly client: Client
  /** The default first. */
  readonly groups: readonly BillingGroup[]
  readonly pots: readonly CreditPot[]
}

/** All of a client's credit; null when there is no such client. Read by keys only. */
export async function getClientCredit(books: Books, id: ClientId, today: CalendarDate): Promise<ClientCredit | null> {
  const client = await books.clients.get(id)
  if (client === undefined) return null
  const [groups, credits, open] = await Promise.all([
    books.billingGroups.where('clientId').equals(id).toArray(),
    books.creditEntries.where('[clientId+currency]').between([id, Dexie.minKey], [id, Dexie.maxKey]).toArray(),
    books.invoices.where('[clientId+state]').equals([id, 'open']).toArray(),
  ])
  const creditIds = credits.map((credit) => credit.id)
  const paymentIds = credits.map(({ paymentId }) => paymentId).filter((each) => each !== undefined)
  const [allocations, refunds, events] = await Promise.all([
    books.allocations.where('sourceId').anyOf(creditIds).toArray(),
    books.refunds
      .where('sourceId')
      .anyOf([...creditIds, ...paymentIds])
      .toArray(),
    books.events
      .where('subjects')
      .anyOf([...creditIds, ...paymentIds])
      .toArray(),
  ])
  const placed = await withNumbers(books, allocations)
  const numbers = new Map<InvoiceId, string>(placed.map(({ allocation, number }) => [allocation.invoiceId, number]))
  const expirations = events
    .filter(({ type }) => type === 'credit.expired')
    .flatMap(({ subjects, data, on, at }) => {
      const creditId = creditIds.find((each) => subjects.includes(each))
      return creditId === undefined ? [] : [{ creditId, amount: minor(Number(data.amount)), on, at }]
    })
  const days = new Map<Instant, CalendarDate>(events.map(({ at, on }) => [at, on]))
  const dayOf = (at: Instant) => days.get(at) ?? (at.slice(0, 10) as CalendarDate)
  const finals = open.filter((row): row is FinalizedInvoice => row.state === 'open' && row.amountDue > 0)
  groups.sort((one, two) => two.isDefault - one.isDefault || (one.name < two.name ? -1 : 1))
  const pots = groups.flatMap((group) => {
    const ofGroup = credits.filter(({ billingGroupId }) => billingGroupId === group.id)
    return [...new Set(ofGroup.map(({ currency }) => currency))].sort().map((currency): CreditPot => {
      const own = ofGroup.filter((credit) => credit.currency === currency)
      const ownIds = new Set<string>(own.map((credit) => credit.id))
      const lines = creditHistory({
        credits: own,
        allocations: allocations.filter(({ sourceId }) => ownIds.has(sourceId)),
        refunds,
        expirations,
        dayOf,
      }).map((line) => {
        const number = line.invoiceId === undefined ? undefined : numbers.get(line.invoiceId)
        return number === undefined ? line : { ...line, number }
      })
      return {
        key: `${group.id} ${currency}`,
        group,
        currency,
        balance: sumMinor(own.map(({ remaining }) => remaining)),
        lines: lines.reverse(),
        usable: own
          .filter(
            ({ state, remaining, expiresOn }) =>
              state === 'live' && remaining > 0 && (expiresOn === undefined || expiresOn > today),
          )
          .sort((one, two) => (one.receivedOn + one.id < two.receivedOn + two.id ? -1 : 1)),
        placed: placed.filter(({ allocation }) => allocation.state === 'live' && ownIds.has(allocation.sourceId)),
        open: finals
          .filter((invoice) => invoice.billingGroupId === group.id && invoice.currency === currency)
          .sort((one, two) => (one.dueOn + one.number < two.dueOn + two.number ? -1 : 1)),
      }
    })
  })
  return { client, groups, pots }
}

import type { Sum, SumValues } from '../core/model.ts'
import type { CurrencyCode } from '../core/money.ts'
import type { AccountDb } from '../storage/account-db.ts'

/** What is kept about a client in one currency (`sums`), minor units and counts. */
export interface CurrencySums {
  readonly currency: CurrencyCode
  readonly values: SumValues
}

/** The currencies that the account has figures in: a handful of rows. */
export async function listCurrenciesInUse(db: AccountDb): Promise<CurrencyCode[]> {
  const sums = await db.sums.where('scope').equals('account').toArray()
  return sums.map(({ currency }) => currency).sort()
}

/** The kept sums of some clients, by client id; read by key, nothing is added up here. */
export async function sumsOfClients(
  db: AccountDb,
  clientIds: readonly string[],
): Promise<ReadonlyMap<string, readonly CurrencySums[]>> {
  const currencies = await listCurrenciesInUse(db)
  const keys = clientIds.flatMap((id) => currencies.map((currency) => `client/${id}/${currency}`))
  const byClient = new Map<string, CurrencySums[]>()
  for (const sum of await db.sums.bulkGet(keys)) if (sum !== undefined) pushTo(byClient, sum)
  return byClient
}

function pushTo(byClient: Map<string, CurrencySums[]>, { subject, currency, values }: Sum): void {
  const list = byClient.get(subject)
  if (list === undefined) byClient.set(subject, [{ currency, values }])
  else list.push({ currency, values })
}

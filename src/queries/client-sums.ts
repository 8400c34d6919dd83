import type { CurrencyCode } from '../core/money.ts'
import type { Sum, SumValues } from '../core/settlement/sum.ts'
import type { AccountDb } from '../storage/account-db.ts'

/** What is kept about a client in one currency (`sums`), minor units and counts. */
export interface CurrencySums {
  readonly currency: CurrencyCode
  readonly values: SumValues
}

/** What is kept about the whole account, by currency: a handful of rows. */
export async function listAccountSums(db: AccountDb): Promise<CurrencySums[]> {
  const sums = await db.sums.where('scope').equals('account').toArray()
  return sums.map(({ currency, values }) => ({ currency, values }))
}

/** The kept sums of some clients, by client id; read by key, nothing is added up here. */
export async function sumsOfClients(
  db: AccountDb,
  clientIds: readonly string[],
): Promise<ReadonlyMap<string, readonly CurrencySums[]>> {
  const account = await listAccountSums(db)
  const keys = clientIds.flatMap((id) => account.map(({ currency }) => `client/${id}/${currency}`))
  const byClient = new Map<string, CurrencySums[]>()
  for (const sum of await db.sums.bulkGet(keys)) if (sum !== undefined) pushTo(byClient, sum)
  return byClient
}

function pushTo(byClient: Map<string, CurrencySums[]>, { subject, currency, values }: Sum): void {
  const list = byClient.get(subject)
  if (list === undefined) byClient.set(subject, [{ currency, values }])
  else list.push({ currency, values })
}

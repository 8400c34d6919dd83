// What the rows are called that decisions and events speak of.
import type { BillingGroupId, ClientId, ContractId, InvoiceId } from '../core/ids.ts'
import type { CurrencyCode, Minor } from '../core/money.ts'
import type { Books } from './account-entries.ts'

export interface SubjectName {
  readonly kind: 'client' | 'group' | 'contract' | 'invoice'
  readonly id: string
  /** Of the client; of a group and a contract too. */
  readonly clientId: ClientId
  readonly clientName: string
  /** Of a contract or a group that is not its client's only one. */
  readonly name?: string
  /** Of an invoice; absent for a draft. */
  readonly number?: string
  /** Of an invoice. */
  readonly gross?: Minor
  readonly currency?: CurrencyCode
}

/** The names of rows by their ids; of rows that are gone there is none. At most a few hundred ids at a time. */
export async function nameSubjects(books: Books, ids: readonly string[]): Promise<ReadonlyMap<string, SubjectName>> {
  const of = (prefix: string) => [...new Set(ids.filter((id) => id.startsWith(prefix)))]
  return books.transaction('r', ['clients', 'billingGroups', 'contracts', 'invoices'], async () => {
    const [invoices, contracts, groups] = await Promise.all([
      books.invoices.bulkGet(of('inv_') as InvoiceId[]),
      books.contracts.bulkGet(of('con_') as ContractId[]),
      books.billingGroups.bulkGet(of('grp_') as BillingGroupId[]),
    ])
    const owners = [...contracts, ...groups].flatMap((row) => (row === undefined ? [] : [row.clientId]))
    const clients = await books.clients.bulkGet([...new Set([...(of('cli_') as ClientId[]), ...owners])])
    const nameById = new Map(clients.flatMap((row) => (row === undefined ? [] : [[row.id, row.name] as const])))
    const names = new Map<string, SubjectName>()
    const put = (name: SubjectName) => names.set(name.id, name)
    for (const [id, clientName] of nameById) put({ kind: 'client', id, clientId: id, clientName })
    for (const row of contracts) {
      if (row === undefined) continue
      const { id, clientId, name } = row
      put({ kind: 'contract', id, clientId, clientName: nameById.get(clientId) ?? '', name })
    }
    for (const row of groups) {
      if (row === undefined) continue
      const { id, clientId, isDefault, name } = row
      const own = isDefault === 1 ? {} : { name }
      put({ kind: 'group', id, clientId, clientName: nameById.get(clientId) ?? '', ...own })
    }
    for (const row of invoices) {
      if (row === undefined) continue
      const { id, clientId, clientName, gross, currency } = row
      const number = row.state === 'draft' ? {} : { number: row.number }
      put({ kind: 'invoice', id, clientId, clientName, gross, currency, ...number })
    }
    return names
  })
}

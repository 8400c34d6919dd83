// Which item of which contract a row of a usage file means: by what is told about client, contract and item.
import type { Contract, ContractItem } from '../../core/contract/contract.ts'
import type { CalendarDate, Instant } from '../../core/date.ts'
import type { BillingGroupId, ClientId, ContractId, ContractItemId } from '../../core/ids.ts'
import type { Client, Product } from '../../core/model.ts'
import type { CurrencyCode } from '../../core/money.ts'
import { foldText } from '../../core/search-words.ts'

/** An item of the books with everything by which a file may name it. */
export interface KnownItem {
  readonly item: ContractItem
  readonly contract: Contract
  readonly client?: Pick<Client, 'name' | 'email' | 'clientNumber'>
  readonly product?: Pick<Product, 'name' | 'sku'>
}

export interface NamedItem {
  /** Texts as written; empty where the row says nothing. */
  readonly client: string
  readonly contract: string
  readonly item: string
}

export type FoundItem =
  | { readonly kind: 'one'; readonly known: KnownItem }
  | { readonly kind: 'none' }
  | { readonly kind: 'several'; readonly count: number }
  /** What fits bills otherwise. */
  | { readonly kind: 'not-usage' }

/** The items of the books with everything by which a file may name them. */
export function knownItems(rows: {
  readonly contracts: readonly Contract[]
  readonly items: readonly ContractItem[]
  readonly clients: readonly Pick<Client, 'id' | 'name' | 'email' | 'clientNumber'>[]
  readonly products: readonly Pick<Product, 'id' | 'name' | 'sku'>[]
}): KnownItem[] {
  const contracts = new Map(rows.contracts.map((contract) => [contract.id, contract]))
  const clients = new Map(rows.clients.map((client) => [client.id, client]))
  const products = new Map(rows.products.map((product) => [product.id, product]))
  return rows.items.flatMap((item) => {
    const contract = contracts.get(item.contractId)
    if (contract === undefined) return []
    const client = clients.get(item.clientId)
    const product = item.productId === undefined ? undefined : products.get(item.productId)
    return [{ item, contract, ...(client !== undefined && { client }), ...(product !== undefined && { product }) }]
  })
}

/** A finder over the items of the books. Where a row names only the contract or only the client, its one usage item is meant. */
export function usageItemFinder(known: readonly KnownItem[]): (named: NamedItem) => FoundItem {
  const names = new Map(known.map((each) => [each, namesOf(each)]))
  const index = new Map<string, KnownItem[]>()
  for (const [each, { client, contract, item }] of names) {
    for (const name of new Set([...client, ...contract, ...item])) {
      const list = index.get(name)
      if (list === undefined) index.set(name, [each])
      else list.push(each)
    }
  }
  const answers = new Map<string, FoundItem>()
  const find = (named: NamedItem): FoundItem => {
    const asked = (['client', 'contract', 'item'] as const)
      .map((part) => [part, foldText(named[part])] as const)
      .filter(([, name]) => name !== '')
    if (asked.length === 0) return { kind: 'none' }
    // The rarest name first: a client can have thousands of items, a contract has a few.
    const [first] = asked.map(([, name]) => index.get(name) ?? []).sort((left, right) => left.length - right.length)
    const fitting = (first ?? []).filter((each) =>
      asked.every(([part, name]) => names.get(each)?.[part].includes(name)),
    )
    const counted = fitting.filter(({ item }) => item.kind === 'usage')
    const [only] = counted
    if (only === undefined) return fitting.length === 0 ? { kind: 'none' } : { kind: 'not-usage' }
    return counted.length === 1 ? { kind: 'one', known: only } : { kind: 'several', count: counted.length }
  }
  return (named) => {
    const key = [named.client, named.contract, named.item].join('\n')
    const before = answers.get(key)
    if (before !== undefined) return before
    const found = find(named)
    answers.set(key, found)
    return found
  }
}

function namesOf({ item, contract, client, product }: KnownItem): Readonly<Record<keyof NamedItem, readonly string[]>> {
  const folded = (...texts: readonly (string | undefined)[]) =>
    texts.flatMap((text) => (text === undefined || text.trim() === '' ? [] : [foldText(text)]))
  return {
    client: folded(contract.clientName, client?.name, client?.email, client?.clientNumber),
    contract: folded(contract.contractNumber, contract.name, contract.id),
    item: folded(item.description, product?.name, product?.sku, item.id),
  }
}

/** A finder for a file without books: whatever a row names is taken as there, from 1900 on. */
export function anyUsageItem(currency: CurrencyCode): (named: NamedItem) => FoundItem {
  const start = '1900-01-01' as CalendarDate
  const now = `${start}T00:00:00.000Z` as Instant
  return (named) => {
    const name = [named.client, named.contract, named.item].map(foldText).join('\n')
    if (name.trim() === '') return { kind: 'none' }
    const ids = { clientId: 'cli_' as ClientId, billingGroupId: 'grp_' as BillingGroupId, version: 1 }
    const stamps = { createdAt: now, updatedAt: now }
    const contract: Contract = {
      ...ids,
      ...stamps,
      id: 'con_' as ContractId,
      clientName: named.client,
      name: named.contract,
      currency,
      activatedOn: start,
      startOn: start,
      state: 'active',
      words: [],
      sortName: '',
    }
    const item: ContractItem = {
      ...ids,
      ...stamps,
      id: `itm_${name}` as ContractItemId,
      contractId: contract.id,
      description: named.item,
      kind: 'usage',
      timing: 'arrears',
      cadence: { unit: 'month', every: 1 },
      startOn: start,
      trialDays: 0,
      anchors: [{ from: start, anchor: { origin: start } }],
      firstStub: 'at-once',
      proration: 'none',
      agreements: [],
      taxIds: [],
      taxIncluded: false,
    }
    return { kind: 'one', known: { item, contract } }
  }
}

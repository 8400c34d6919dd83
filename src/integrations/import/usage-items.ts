// Which item of which contract a row of a usage file means: by what is told about client, contract and item.
import type { Contract, ContractItem } from '../../core/contract/contract.ts'
import type { Client, Product } from '../../core/model.ts'
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

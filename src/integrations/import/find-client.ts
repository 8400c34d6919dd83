// Which client a row means: by number, by e-mail address, by name, in that order.
import type { ClientId } from '../../core/ids.ts'
import type { Client } from '../../core/model.ts'
import { foldText } from '../../core/search-words.ts'

export type KnownClient = Pick<Client, 'id' | 'name' | 'email' | 'clientNumber' | 'status' | 'currency'>

export interface NamedClient {
  readonly client?: string
  readonly clientNumber?: string
  readonly clientEmail?: string
}

export type FoundClient =
  | { readonly kind: 'one'; readonly client: KnownClient }
  /** `by`: what the row says, of which no client is known. */
  | { readonly kind: 'none'; readonly by: keyof NamedClient }
  | { readonly kind: 'several'; readonly by: keyof NamedClient; readonly count: number }

const columns = ['clientNumber', 'clientEmail', 'client'] as const

/** A finder over the clients of the books. A name that several have is decided by their number or e-mail address only. */
export function clientFinder(clients: readonly KnownClient[]): (named: NamedClient) => FoundClient | undefined {
  const index = { clientNumber: new Map<string, KnownClient[]>(), clientEmail: new Map(), client: new Map() } as Record<
    keyof NamedClient,
    Map<string, KnownClient[]>
  >
  const put = (by: keyof NamedClient, text: string | undefined, client: KnownClient) => {
    const key = foldText(text ?? '')
    if (key === '') return
    const list = index[by].get(key) ?? []
    if (!list.includes(client)) index[by].set(key, [...list, client])
  }
  for (const client of clients) {
    put('clientNumber', client.clientNumber, client)
    put('clientEmail', client.email, client)
    put('client', client.name, client)
    // One column for whatever the file calls its clients.
    put('client', client.clientNumber, client)
    put('client', client.email, client)
  }
  return (named) => {
    const asked = columns.filter((by) => (named[by] ?? '').trim() !== '')
    const [first] = asked
    if (first === undefined) return undefined
    let fitting: readonly KnownClient[] | undefined
    let by = first
    for (const column of asked) {
      const found = index[column].get(foldText(named[column] ?? '')) ?? []
      const both = fitting?.filter(({ id }) => found.some((other) => other.id === id))
      // A name that has changed since does not make a number wrong.
      if (fitting === undefined || fitting.length === 0) [fitting, by] = [found, column]
      else if (both !== undefined && both.length > 0) fitting = both
      if (fitting.length === 1) break
    }
    const found = distinct(fitting ?? [])
    const [one] = found
    if (one === undefined) return { kind: 'none', by: first }
    return found.length === 1 ? { kind: 'one', client: one } : { kind: 'several', by, count: found.length }
  }
}

/** An archived namesake does not make a name doubtful. */
function distinct(clients: readonly KnownClient[]): readonly KnownClient[] {
  const live = clients.filter(({ status }) => status !== 'archived')
  const byId = new Map<ClientId, KnownClient>((live.length > 0 ? live : clients).map((client) => [client.id, client]))
  return [...byId.values()]
}

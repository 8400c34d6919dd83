import type { ClientId } from '../../core/ids.ts'
import type { Client } from '../../core/model.ts'
import { getClient } from '../../queries/get-client.ts'
import { useRows } from '../blocks/use-rows.ts'

/** A client's row, live; `undefined` while it is read (or when no id is given), `null` when there is none. */
export function useClient(id: ClientId | undefined): Client | null | undefined {
  const answer = useRows(
    async (books) => (id === undefined ? undefined : { id, client: (await getClient(books, id)) ?? null }),
    [id],
  )
  return answer !== undefined && answer.id === id ? answer.client : undefined
}

import { keptValues } from '../core/fields/kept-values.ts'
import type { ClientId, CommandId } from '../core/ids.ts'
import type { Client } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { readFields } from '../storage/read-fields.ts'
import { renameDrafts } from './draft-row.ts'
import type { Command } from './execute.ts'
import { checkedValues, type KeptFields } from './field-values.ts'
import { inBatches } from './in-batches.ts'
import { mergeClientFields } from './merge-import.ts'
import { recordImport } from './record-import.ts'
import { renameContracts } from './rename-contracts.ts'
import { addClientRow, type ClientFields, changeClientRow, clientProblem } from './save-client.ts'
import { recordPo } from './set-po-number.ts'

export interface ImportedClient {
  readonly fields: ClientFields
  /** Archived where it came from; arrives archived. */
  readonly archived?: boolean
}

/** How an import came about, kept with its event. */
export interface ImportOrigin {
  /** The file's name, for the person to recognise. */
  readonly file: string
  /** The program that wrote it, when known. */
  readonly system?: string
  readonly skipped: number
  readonly refused: number
  /** The matching of columns, remembered for the next file with the same columns. */
  readonly remember?: { readonly signature: string; readonly mapping: unknown }
}

export interface ImportClients extends ImportOrigin {
  readonly add: readonly ImportedClient[]
  readonly update: readonly { readonly id: ClientId; readonly fields: ClientFields }[]
}

export interface ImportResult {
  /** What `undoImport` takes. */
  readonly importId: CommandId
  readonly added: number
  readonly updated: number
}

/**
 * Adds and updates the clients of one file as one act: all or nothing, undone as one by `undoImport`.
 * Problems: `field-invalid`, `field-value` and `field-required` for a row that no form would take, `not-found` for one to update that is gone.
 */
export const importClients: Command<ImportClients, ImportResult> = {
  name: 'importClients',
  tables: ['clients', 'billingGroups', 'invoices', 'charges', 'contracts', 'contractItems', 'importMappings'],
  async run(books, input, envelope): Promise<Result<ImportResult, Problem>> {
    const importId = envelope.commandId
    const problem = input.add.map(({ fields }) => clientProblem(fields)).find((found) => found !== undefined)
    if (problem !== undefined) return refused(problem)
    const definitions = await readFields(books.db, 'client')
    const added: (ImportedClient & { readonly own: KeptFields })[] = []
    for (const each of input.add) {
      const own = checkedValues(definitions, each.fields.customFields ?? [])
      if (!own.ok) return own
      added.push({ ...each, own: own.value })
    }
    await inBatches(added, async ({ fields, archived, own }) => {
      const client = await addClientRow(books, { ...fields, ...own }, envelope, importId)
      if (archived === true) await books.clients.put({ ...client, status: 'archived' }, client)
    })
    const before: Client[] = []
    const after: Client[] = []
    const renamed: string[] = []
    for (const { id, fields } of input.update) {
      const found = await books.db.clients.get(id)
      if (found === undefined) return refused({ code: 'not-found', entity: 'client', id })
      const merged = mergeClientFields(found, fields)
      const invalid = clientProblem(merged)
      if (invalid !== undefined) return refused(invalid)
      const own = keptValues(merged.customFields ?? [], definitions, found.customFields)
      if (!own.ok) return own
      const next = await changeClientRow(books, found, { ...merged, customFields: own.value }, envelope)
      renamed.push(...(await renameDrafts(books, next)), ...(await renameContracts(books, next)))
      before.push(found)
      after.push(next)
    }
    if (input.remember !== undefined) await books.db.importMappings.put(input.remember)
    recordImport(books, importId, input, { entity: 'clients', added: input.add.length, before, subjects: renamed })
    for (const [index, client] of after.entries()) recordPo(books, client, before[index]?.poNumber, client.poNumber)
    return ok({ importId, added: input.add.length, updated: before.length })
  },
}

// The person's word on duplicates turns a plan into the input of the import command.
import type { ImportClients, ImportedClient } from '../../commands/import-clients.ts'
import type { ImportedProduct, ImportProducts } from '../../commands/import-products.ts'
import { mergeClientFields, mergeProductFields } from '../../commands/merge-import.ts'
import type { ExistingClient, ExistingProduct } from './duplicates.ts'
import type { ClientPlan, ImportPlan, ProductPlan } from './plan-import.ts'

/** `update` fills the earlier row with what this one says; `add` makes a second one all the same. */
export type DuplicateChoice = 'skip' | 'update' | 'add'

export interface DuplicateChoices {
  /** For every duplicate that has no choice of its own. */
  readonly all: DuplicateChoice
  readonly byRow?: ReadonlyMap<number, DuplicateChoice>
}

interface Resolved<Input, Existing> {
  readonly add: readonly Input[]
  readonly update: readonly { readonly existing: Existing; readonly input: Input }[]
  readonly skipped: number
}

/** What `importClients` is to do; rows in the order of the file. */
export function resolveClients(
  plan: ClientPlan,
  choices: DuplicateChoices,
): Pick<ImportClients, 'add' | 'update' | 'skipped' | 'refused'> {
  const merge = (before: ImportedClient, next: ImportedClient): ImportedClient => ({
    ...before,
    fields: mergeClientFields(before.fields, next.fields),
  })
  const { add, update, skipped } = resolve<ImportedClient, ExistingClient>(plan, choices, merge)
  return {
    add,
    update: update.map(({ existing, input }) => ({ id: existing.id, fields: input.fields })),
    skipped,
    refused: plan.refused,
  }
}

/** What `importProducts` is to do; rows in the order of the file. */
export function resolveProducts(
  plan: ProductPlan,
  choices: DuplicateChoices,
): Pick<ImportProducts, 'add' | 'update' | 'skipped' | 'refused'> {
  const merge = (before: ImportedProduct, next: ImportedProduct): ImportedProduct => ({
    ...before,
    fields: mergeProductFields(before.fields, next.fields),
  })
  const { add, update, skipped } = resolve<ImportedProduct, ExistingProduct>(plan, choices, merge)
  return {
    add,
    update: update.map(({ existing, input }) => ({ id: existing.id, fields: input.fields })),
    skipped,
    refused: plan.refused,
  }
}

function resolve<Input, Existing extends { readonly id: string }>(
  plan: ImportPlan<Input, Existing>,
  choices: DuplicateChoices,
  merge: (before: Input, next: Input) => Input,
): Resolved<Input, Existing> {
  const add = new Map<number, Input>()
  const update = new Map<string, { existing: Existing; input: Input }>()
  let skipped = 0
  for (const planned of plan.rows) {
    if (planned.state === 'refused') continue
    if (planned.state === 'accepted') {
      add.set(planned.row, planned.input)
      continue
    }
    const choice = choices.byRow?.get(planned.row) ?? choices.all
    if (choice === 'skip') skipped += 1
    else if (choice === 'add') add.set(planned.row, planned.input)
    else if (planned.of.kind === 'existing') {
      const earlier = update.get(planned.of.existing.id)
      const input = earlier === undefined ? planned.input : merge(earlier.input, planned.input)
      update.set(planned.of.existing.id, { existing: planned.of.existing, input })
    } else {
      const earlier = add.get(planned.of.row)
      if (earlier === undefined) add.set(planned.row, planned.input)
      else add.set(planned.of.row, merge(earlier, planned.input))
    }
  }
  return { add: [...add.values()], update: [...update.values()], skipped }
}

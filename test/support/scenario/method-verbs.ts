// The steps about ways to pay, each called by its client and kind: `{ client: Okafor, kind: transfer }`.
import { addMethod, makeDefaultMethod, removeMethod } from '../../../src/commands/save-method.ts'
import type { PaymentMethod } from '../../../src/core/model.ts'
import type { StoredMethod } from '../../../src/core/payments/stored-method.ts'
import type { BillingWorld, Perform } from './billing-verbs.ts'
import { taken } from './read-contract.ts'
import { Fields, ScenarioError, type Yaml } from './read-scenario.ts'

export function methodVerbs({ books, names }: BillingWorld): Readonly<Record<string, Perform>> {
  const chosen = async (yaml: Yaml, path: string): Promise<StoredMethod> => {
    const fields = new Fields(yaml, path)
    const [client, kind] = [fields.text('client'), fields.text('kind')]
    fields.done()
    const rows = await books.db.paymentMethods.where('clientId').equals(names.clients.get(client)).toArray()
    const row = rows.find((each) => each.kind === kind && each.state === 'active')
    if (row === undefined) throw new ScenarioError(`${path}: ${client} does not pay by ${kind}`)
    return row
  }
  return {
    addMethod: async (yaml, path, run) => {
      const fields = new Fields(yaml, path)
      const clientId = names.clients.get(fields.text('client'))
      const kind = fields.text('kind') as PaymentMethod
      const more = {
        ...taken('label', fields.optionalText('label')),
        ...taken('termsDays', fields.optionalInteger('termsDays')),
        ...taken('makeDefault', fields.optionalFlag('default')),
      }
      fields.done()
      await run(addMethod, { clientId, kind, ...more })
      return undefined
    },
    makeDefaultMethod: async (yaml, path, run) => {
      const { id, version } = await chosen(yaml, path)
      await run(makeDefaultMethod, { id, version })
      return undefined
    },
    removeMethod: async (yaml, path, run) => {
      const { id, version } = await chosen(yaml, path)
      await run(removeMethod, { id, version })
      return undefined
    },
  }
}

// The steps about a client's addresses and PO numbers. An address is called by its label; those of clients that a scenario
// gives are called Office.
import { addAddress, archiveAddress, changeAddress, setDefaultAddress } from '../../../src/commands/change-addresses.ts'
import { setPoNumber } from '../../../src/commands/set-po-number.ts'
import { addressesInUse } from '../../../src/core/client-addresses.ts'
import type { AddressId, ClientId } from '../../../src/core/ids.ts'
import type { AccountDb } from '../../../src/storage/account-db.ts'
import type { BillingWorld, Perform } from './billing-verbs.ts'
import type { BooksNames } from './commands-stage.ts'
import { taken } from './read-contract.ts'
import { Fields, ScenarioError } from './read-scenario.ts'
import { missing, type View } from './scenario-world.ts'

export function addressVerbs({ books, names }: BillingWorld): Readonly<Record<string, Perform>> {
  const fieldsOf = (fields: Fields, label: string) => ({
    label,
    line1: fields.text('line1'),
    city: fields.optionalText('city') ?? '',
    country: fields.optionalText('country') ?? 'DE',
  })
  const idOf = async (clientId: ClientId, label: string, path: string): Promise<AddressId> => {
    const client = await books.db.clients.get(clientId)
    const found = client && addressesInUse(client).find((one) => one.label === label)
    return found?.id ?? missing(path, `the address "${label}"`)
  }
  const onOne =
    (command: typeof archiveAddress): Perform =>
    async (yaml, path, run) => {
      const fields = new Fields(yaml, path)
      const clientId = names.clients.get(fields.text('client'))
      const id = await idOf(clientId, fields.text('address'), path)
      fields.done()
      await run(command, { clientId, id })
      return undefined
    }
  return {
    addAddress: async (yaml, path, run) => {
      const fields = new Fields(yaml, path)
      const clientId = names.clients.get(fields.text('client'))
      const makeDefault = fields.optionalFlag('default')
      const address = fieldsOf(fields, fields.text('address'))
      fields.done()
      await run(addAddress, { clientId, address, ...taken('makeDefault', makeDefault) })
      return undefined
    },
    changeAddress: async (yaml, path, run) => {
      const fields = new Fields(yaml, path)
      const clientId = names.clients.get(fields.text('client'))
      const label = fields.text('address')
      const id = await idOf(clientId, label, path)
      const address = fieldsOf(fields, label)
      fields.done()
      await run(changeAddress, { clientId, id, address })
      return undefined
    },
    archiveAddress: onOne(archiveAddress),
    setDefaultAddress: onOne(setDefaultAddress),
    setPoNumber: async (yaml, path, run) => {
      const fields = new Fields(yaml, path)
      const group = fields.optionalText('group')
      const [applied, left] = [fields.optionalInteger('applied'), fields.optionalInteger('left')]
      const input = {
        clientId: names.clients.get(fields.text('client')),
        ...taken('billingGroupId', group === undefined ? undefined : names.groups.get(group)),
        poNumber: fields.optionalText('poNumber') ?? '',
        applyTo: (fields.optionalTexts('applyTo') ?? []).map((name) => names.invoices.get(name)),
      }
      fields.done()
      const done = await run(setPoNumber, input)
      const says = `${done?.applied} applied, ${done?.left} left`
      const wanted = `${applied ?? done?.applied} applied, ${left ?? done?.left} left`
      if (says !== wanted) throw new ScenarioError(`${path}: ${says}`)
      return undefined
    },
  }
}

/** `addresses`: by client, the default's line, and of each label how many stand in the book in and out of use. */
export async function viewAddresses(db: AccountDb, names: BooksNames): Promise<View> {
  const [clients, documents] = await Promise.all([db.clients.toArray(), db.documents.toArray()])
  return {
    clients: Object.fromEntries(
      names.clients.entries().flatMap(([name, id]) => {
        const client = clients.find((one) => one.id === id)
        const first = client?.addresses.find((one) => one.id === client.defaultAddressId)
        if (client === undefined) return []
        const inUse = addressesInUse(client).map(({ line1 }) => line1)
        const gone = client.addresses.filter(({ archivedOn }) => archivedOn !== undefined).map(({ line1 }) => line1)
        return [[name, { default: first?.line1 ?? 'none', inUse, gone }] as const]
      }),
    ),
    invoices: Object.fromEntries(
      names.invoices.entries().flatMap(([name, id]) => {
        const row = documents.find((one) => String(one.id) === String(id))
        return row === undefined ? [] : [[name, row.document.buyer.address?.line1 ?? 'none'] as const]
      }),
    ),
  }
}

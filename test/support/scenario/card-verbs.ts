// The steps about stored cards: `storeCard: { client: Okafor, bank: good }`, `attemptCard: March`, `deliverCards: nothing`.
// The processor is a stand-in in the same process; `bank` is good, action (the client has to confirm) or a decline's code.
import { attemptCard } from '../../../src/commands/attempt-card.ts'
import { saveEndpoint } from '../../../src/commands/save-endpoint.ts'
import { addMethod, keepCardSetup, storeCard } from '../../../src/commands/save-method.ts'
import type { Instant } from '../../../src/core/date.ts'
import { deliverOutbox } from '../../../src/integrations/deliver-outbox.ts'
import { type CardKind, openProcessorHouse, processorKey } from '../processor-house.ts'
import type { BillingWorld, Perform } from './billing-verbs.ts'
import { Fields, ScenarioError } from './read-scenario.ts'

export function cardVerbs({ books, names }: BillingWorld): Readonly<Record<string, Perform>> {
  const house = openProcessorHouse()
  const answer = async (url: string, { method = 'GET', headers, body }: RequestInit) => {
    const { pathname, search } = new URL(url)
    const named = Object.entries(headers as Record<string, string>).map(([name, value]) => [name.toLowerCase(), value])
    const sent = { method, path: `${pathname}${search}`, headers: Object.fromEntries(named), at: 0 }
    const { status, body: told } = house.carryOut({ ...sent, body: typeof body === 'string' ? body : '' })
    return new Response(JSON.stringify(told), { status })
  }
  return {
    storeCard: async (yaml, path) => {
      const fields = new Fields(yaml, path)
      const clientId = names.clients.get(fields.text('client'))
      const bank = fields.text('bank')
      fields.done()
      const kind: CardKind = bank === 'good' || bank === 'action' ? bank : { decline: bank }
      const { customer, method } = house.addCard(kind)
      const { id: endpointId } = await books.must(saveEndpoint, {
        fields: { name: 'Card processor', url: 'https://cards.example', purpose: 'card', events: [] },
        secret: processorKey,
      })
      const added = await books.must(addMethod, { clientId, kind: 'card', makeDefault: true })
      const setup = { endpointId, customer, session: 'cs_1', url: 'https://cards.example/setup' }
      const { id } = await books.must(keepCardSetup, { ...added, setup })
      await books.must(storeCard, { id, session: 'cs_1', card: { endpointId, customer, method } })
      return undefined
    },
    attemptCard: async (yaml, path, run) => {
      if (typeof yaml !== 'string') throw new ScenarioError(`${path}: expected the name of an invoice`)
      const id = names.invoices.get(yaml)
      const invoice = await books.db.invoices.get(id)
      await run(attemptCard, { invoiceId: id, version: invoice?.version ?? 0 })
      return undefined
    },
    deliverCards: async () => {
      const now = `${books.today}T10:00:00.000Z` as Instant
      const envelope = () => ({ ...books.envelope(), now })
      await deliverOutbox({ books: books.db, fetch: answer, envelope, returnUrl: 'https://app.example/card-done.html' })
      return undefined
    },
  }
}

// What a person does in the books between two runs: the same acts with the same ids in the browser and in the replay.
import { addCharge } from '../../src/commands/add-charge.ts'
import { amendContract } from '../../src/commands/amend-contract.ts'
import { confirmWaiting } from '../../src/commands/confirm-waiting.ts'
import { type Command, execute } from '../../src/commands/execute.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { recordUsage } from '../../src/commands/record-usage.ts'
import type { CalendarDate, Instant } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { Envelope } from '../../src/core/envelope.ts'
import type { ClientId, ContractId, ContractItemId, IdByPrefix, NewId } from '../../src/core/ids.ts'
import { minor } from '../../src/core/money.ts'
import type { AccountDb } from '../../src/storage/account-db.ts'

export type Act =
  | { readonly kind: 'usage'; readonly itemId: ContractItemId; readonly on: CalendarDate; readonly quantity: string }
  | { readonly kind: 'charge'; readonly clientId: ClientId; readonly price: string }
  | {
      readonly kind: 'amend'
      readonly contractId: ContractId
      readonly itemId: ContractItemId
      readonly quantity: string
    }
  /** Away mode: everything that waits for a word may go. */
  | { readonly kind: 'confirm' }
  /** Pays everything that the client owes in the currency, the oldest first; nothing when nothing is owed. */
  | { readonly kind: 'pay'; readonly clientId: ClientId }

/** Ids that depend on nothing but the name of the act. */
export function namedIds(name: string): NewId {
  let counter = 0
  return <Prefix extends keyof IdByPrefix>(prefix: Prefix) => {
    counter += 1
    return `${prefix}_${name}${String(counter).padStart(5, '0')}` as IdByPrefix[Prefix]
  }
}

export function envelopeOf(name: string, today: CalendarDate): Envelope {
  const newId = namedIds(name)
  const now = `${today}T08:00:00.000Z` as Instant
  return { commandId: newId('cmd'), now, today, actor: 'user', device: 'chaos', newId }
}

/** Does the acts in order, and answers what became of each: some change nothing, and are refused on both sides. */
export async function perform(
  db: AccountDb,
  acts: readonly Act[],
  name: string,
  today: CalendarDate,
): Promise<readonly string[]> {
  const outcomes: string[] = []
  for (const [at, act] of acts.entries()) {
    outcomes.push(`${name} ${act.kind} ${await performOne(db, act, envelopeOf(`${name}A${at}N`, today))}`)
  }
  return outcomes
}

async function performOne(db: AccountDb, act: Act, envelope: Envelope): Promise<string> {
  const tried = async <Input, Value>(command: Command<Input, Value>, input: Input) => {
    const result = await execute(db, command, input, envelope)
    return result.ok ? 'done' : result.problem.code
  }
  const { today } = envelope
  switch (act.kind) {
    case 'usage':
      return tried(recordUsage, { contractItemId: act.itemId, on: act.on, quantity: decimal(act.quantity) })
    case 'charge': {
      const fields = {
        description: 'Session',
        quantity: decimal('1'),
        unitPrice: decimal(act.price),
        taxIds: [],
        taxIncluded: false,
        servedOn: today,
      }
      return tried(addCharge, { clientId: act.clientId, fields })
    }
    case 'amend': {
      const version = (await db.contracts.get(act.contractId))?.version ?? 0
      const changes = [{ kind: 'agreement' as const, itemId: act.itemId, quantity: decimal(act.quantity) }]
      const request = { contractId: act.contractId, effectiveOn: today, changes }
      return tried(amendContract, { id: act.contractId, version, request })
    }
    case 'confirm': {
      const waiting = (await db.automation.get('state'))?.waiting ?? []
      return tried(confirmWaiting, { invoiceIds: waiting.map(({ invoiceId }) => invoiceId) })
    }
    case 'pay': {
      const owed = await db.invoices.where('[clientId+state]').equals([act.clientId, 'open']).toArray()
      const currency = owed.map((invoice) => invoice.currency).sort()[0]
      if (currency === undefined) return 'nothing owed'
      const amount = minor(owed.reduce((sum, row) => sum + (row.currency === currency ? row.amountDue : 0), 0))
      const { clientId } = act
      return tried(recordPayment, {
        clientId,
        currency,
        amount,
        method: 'transfer',
        receivedOn: today,
        allocate: 'oldest-first',
      })
    }
  }
}

// Random acts on messages to clients.
import fc from 'fast-check'
import { cancelMessage, changeMessage, markMessageSent, restoreMessage } from '../../src/commands/change-message.ts'
import { prepareMessage } from '../../src/commands/prepare-message.ts'
import type { TestBooks } from './open-test-books.ts'

const acts = ['prepare', 'prepare', 'change', 'sent', 'giveUp', 'takeUp'] as const

export interface MessageStep {
  readonly act: (typeof acts)[number]
  /** Which row, by number. */
  readonly pick: number
}

export const messageStep: fc.Arbitrary<MessageStep> = fc.record({ act: fc.constantFrom(...acts), pick: fc.nat(1000) })

/** Each act once, in an order in which it finds something to do. */
export const messageWarmUp: readonly MessageStep[] = (
  ['prepare', 'change', 'giveUp', 'takeUp', 'sent', 'prepare'] as const
).map((act, index) => ({ act, pick: index }))

/** Does one act with whatever rows it finds; one that finds none does nothing. */
export async function performMessage(books: TestBooks, { act, pick }: MessageStep): Promise<void> {
  const { db } = books
  const one = <Row>(rows: readonly Row[]): Row | undefined => rows[pick % Math.max(rows.length, 1)]
  const messages = await db.messages.orderBy('id').toArray()
  const of = (state: 'prepared' | 'cancelled') => {
    const row = one(messages.filter((message) => message.state === state))
    return row && { id: row.id, version: row.version }
  }
  const contents = { attachPdf: pick % 2 === 0 ? 1 : 0, listUnpaid: 0 } as const
  const words = { to: [{ email: `client${pick}@meyer.example` }], cc: [], subject: `About ${pick}`, text: 'Hello' }
  switch (act) {
    case 'prepare': {
      const invoice = one((await db.invoices.orderBy('id').toArray()).filter(({ state }) => state !== 'draft'))
      if (invoice === undefined) return
      const endpoint = one((await db.endpoints.toArray()).filter(({ purpose }) => purpose === 'mail'))
      await books.run(prepareMessage, {
        invoiceId: invoice.id,
        kind: pick % 3 === 0 && invoice.state === 'open' ? 'reminder' : 'invoice',
        ...contents,
        ...(pick % 2 === 0 && words),
        ...(endpoint && { endpointId: endpoint.id }),
      })
      return
    }
    case 'change': {
      const seen = of('prepared')
      if (seen !== undefined) await books.run(changeMessage, { ...seen, contents: { ...contents, ...words } })
      return
    }
    case 'sent': {
      const seen = of('prepared')
      const how = (['share', 'eml', 'mailto', 'copy', 'other'] as const)[pick % 5] ?? 'other'
      if (seen !== undefined) await books.run(markMessageSent, { ...seen, how, left: { ...words, attachPdf: 1 } })
      return
    }
    case 'giveUp': {
      const seen = of('prepared')
      if (seen !== undefined) await books.run(cancelMessage, seen)
      return
    }
    case 'takeUp': {
      const seen = of('cancelled')
      if (seen !== undefined) await books.run(restoreMessage, seen)
    }
  }
}

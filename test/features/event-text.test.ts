import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { addCharge } from '../../src/commands/add-charge.ts'
import { changeCharge } from '../../src/commands/change-charge.ts'
import { saveClient } from '../../src/commands/save-client.ts'
import { voidInvoice } from '../../src/commands/void-invoice.ts'
import type { BookEvent, EventType } from '../../src/core/event.ts'
import { eventText } from '../../src/features/blocks/event-text.ts'
import { loadLanguage } from '../../src/i18n/translate.ts'
import { openTestBooks } from '../support/open-test-books.ts'
import { addClient, chargeFields, clientFields, issue, setUpPractice } from '../support/practice.ts'

beforeAll(() => loadLanguage('en'))

/** Every event type of the model, read from its source: the union has no values at run time. */
function eventTypes(): EventType[] {
  const model = readFileSync(fileURLToPath(new URL('../../src/core/event.ts', import.meta.url)), 'utf8')
  const union = model.slice(model.indexOf('export type EventType ='))
  return [...union.matchAll(/'([a-z-]+\.[a-z-]+)'/g)].map(([, type]) => type as EventType)
}

function event(type: EventType, data: Record<string, unknown>): BookEvent {
  const base = { id: 'cmd_1/00000', commandId: 'cmd_1', at: '2026-03-01T10:00:00Z', on: '2026-03-01', actor: 'user' }
  return { ...base, device: 'test', subjects: [], type, data } as unknown as BookEvent
}

describe('events in sentences', () => {
  it('has one for every type, even for an event that lost its facts', () => {
    const types = eventTypes()
    expect(types.length).toBeGreaterThan(40)
    for (const type of types) {
      const sentence = eventText(event(type, {}), 'en-GB')
      expect(sentence, type).not.toContain('events.')
      expect(sentence, type).not.toContain('undefined')
      expect(sentence.trim().length, type).toBeGreaterThan(5)
    }
  })

  it('writes money and dates as the locale does, and leaves what people typed alone', () => {
    const paid = event('payment.recorded', {
      clientName: 'A {b} \\u0041',
      amount: 123450,
      currency: 'EUR',
      numbers: ['1'],
    })
    expect(eventText(paid, 'de')).toBe('1.234,50\u00a0€ from A {b} \\u0041 for 1')
    const moved = event('payment.changed', { receivedOn: '2026-03-05', before: '2026-03-04' })
    expect(eventText(moved, 'en-GB')).toBe('Payment moved from 4 Mar 2026 to 5 Mar 2026')
    const lowered = event('charge.changed', { description: 'x', amount: -500, before: 500, currency: 'EUR' })
    expect(eventText(lowered, 'en-GB')).toBe('Charge changed: x, from €5.00 to −€5.00')
  })

  it('says what the commands really recorded', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const sentences = async () => (await books.db.events.toArray()).map((one) => eventText(one, 'en-GB'))
    const { id } = await books.must(addCharge, { clientId, fields: chargeFields('Logo', '10') })
    await books.must(changeCharge, { id, version: 1, fields: chargeFields('Logo', '20') })
    await books.must(saveClient, {
      seen: { id: clientId, version: 1 },
      fields: clientFields('Meyer Studio', { termsDays: 30, poNumber: 'PO 1' }),
    })
    const other = await addClient(books, 'Okafor')
    const invoice = await issue(books, other, '100')
    await books.must(voidInvoice, { id: invoice.id, version: invoice.version, charges: 'drop' })
    const said = await sentences()
    expect(said).toContain('Client Meyer Studio added')
    expect(said).toContain('Charge added: Logo, €10.00')
    expect(said).toContain('Charge changed: Logo, from €10.00 to €20.00')
    expect(said.find((one) => one.startsWith('Meyer Studio changed:'))).toMatch(
      /payment terms.*PO number|PO number.*payment terms/,
    )
    expect(said).toContain(`Invoice ${invoice.number} to Okafor is final: €100.00`)
    expect(said.some((one) => one.startsWith(`Invoice ${invoice.number} to Okafor voided`))).toBe(true)
    for (const sentence of said) expect(sentence).not.toMatch(/undefined|events\.|: ?$|, ?$/)
  })
})

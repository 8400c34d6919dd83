// Messages through the owner's own mail address: what arrives there, and what the books know afterwards.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { prepareMessage } from '../../../src/commands/prepare-message.ts'
import { releaseDocument } from '../../../src/commands/release-document.ts'
import { saveEndpoint } from '../../../src/commands/save-endpoint.ts'
import { calendarDate, type Instant } from '../../../src/core/date.ts'
import type { EndpointId, MessageId } from '../../../src/core/ids.ts'
import type { FinalizedInvoice } from '../../../src/core/model.ts'
import { deliverOutbox } from '../../../src/integrations/deliver-outbox.ts'
import { mailComposer } from '../../../src/integrations/mail/compose-mail.ts'
import { openTestBooks, type TestBooks } from '../../support/open-test-books.ts'
import { addClient, issue, setUpPractice } from '../../support/practice.ts'
import { type StandIn, startStandIn } from '../../support/stand-in-server.ts'

const drawn = new Uint8Array([37, 80, 68, 70, 255])
let books: TestBooks
let server: StandIn
let endpointId: EndpointId
let invoice: FinalizedInvoice

beforeEach(async () => {
  books = await openTestBooks()
  await setUpPractice(books)
  server = await startStandIn()
  const fields = { name: 'Mailer', url: `${server.url}/send`, purpose: 'mail', events: [] } as const
  endpointId = (await books.must(saveEndpoint, { fields, secret: 'whs_0123456789abcdef' })).id
  invoice = await issue(books, await addClient(books, 'Okafor', { email: 'office@okafor.example' }), '100')
})
afterEach(async () => {
  books.db.close()
  await server.stop()
})

const prepare = (more: { attachPdf?: 0 | 1 } = {}) =>
  books.must(prepareMessage, {
    invoiceId: invoice.id,
    kind: 'invoice',
    attachPdf: 1,
    listUnpaid: 0,
    endpointId,
    ...more,
  })
const envelope = () => ({
  ...books.envelope(),
  today: calendarDate(books.today),
  now: '2026-03-02T10:00:01.000Z' as Instant,
})
let asked = 0
const deliver = (drawPdf: () => Promise<Uint8Array> = async () => drawn) => {
  asked = 0
  const counted = () => {
    asked += 1
    return drawPdf()
  }
  return deliverOutbox({
    books: books.db,
    fetch,
    envelope,
    composeMail: mailComposer({ books: books.db, envelope, drawPdf: counted }),
  })
}

describe('a message through a mail endpoint', () => {
  it('arrives as one e-mail with its PDF, is marked as sent with its words, and its bytes are kept', async () => {
    const { id } = await prepare()
    expect(await deliver()).toMatchObject({ delivered: 1 })
    expect(server.requests).toHaveLength(1)
    const mail = JSON.parse(String(server.requests[0]?.body)) as Record<string, unknown>
    expect(mail).toMatchObject({
      type: 'message',
      id,
      invoiceNumber: invoice.number,
      to: [{ name: 'Okafor', email: 'office@okafor.example' }],
      cc: [],
      subject: `Invoice ${invoice.number} from Ada Practice`,
      attachments: [
        {
          fileName: `Invoice ${invoice.number} - Okafor.pdf`,
          contentType: 'application/pdf',
          content: Buffer.from(drawn).toString('base64'),
        },
      ],
    })
    expect(mail).not.toHaveProperty('from')
    expect(mail['html']).toContain('<p>Hello Okafor,</p>')
    expect(server.requests[0]?.headers['idempotency-key']).toBe(id)
    const message = await books.db.messages.get(id)
    expect(message).toMatchObject({
      state: 'sent',
      sent: { how: 'endpoint' },
      subject: mail['subject'],
      text: mail['text'],
    })
    expect((await books.db.releases.get(invoice.id))?.pdf).toEqual(drawn)
    expect(await books.db.invoices.get(invoice.id)).toHaveProperty('releasedAt')
  })

  it('gives again the bytes that left first', async () => {
    const first = new Uint8Array([1, 2, 3])
    await books.must(releaseDocument, { id: invoice.id, how: 'download', pdf: first })
    await prepare()
    await deliver()
    expect(asked).toBe(0)
    const [attachment] = (JSON.parse(String(server.requests[0]?.body)) as { attachments: { content: string }[] })
      .attachments
    expect(attachment?.content).toBe(Buffer.from(first).toString('base64'))
  })

  it('carries no document where none is wanted: none has left then', async () => {
    await prepare({ attachPdf: 0 })
    await deliver()
    expect(asked).toBe(0)
    expect(JSON.parse(String(server.requests[0]?.body))).toMatchObject({ attachments: [] })
    expect(await books.db.releases.count()).toBe(0)
  })

  it('that cannot be made calls nobody and needs its owner', async () => {
    const { id } = await prepare()
    expect(await deliver(() => Promise.reject(new Error('no font')))).toMatchObject({ needYou: 1 })
    expect(server.requests).toEqual([])
    expect(await books.db.outbox.toArray()).toMatchObject([{ state: 'needs-you', problem: { code: 'no-document' } }])
    expect(await books.db.messages.get(id)).toMatchObject({ state: 'prepared' })
    const compose = mailComposer({ books: books.db, envelope, drawPdf: async () => drawn })
    expect(await compose('msg_x' as MessageId)).toBeUndefined()
  })
})

// @vitest-environment happy-dom
// The dialog "Send" over real books: what is kept, what counts as sent, what leaves.
import 'fake-indexeddb/auto'
import { act, cleanup, configure, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import PostalMime from 'postal-mime'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { prepareMessage } from '../../src/commands/prepare-message.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import type { Endpoint } from '../../src/core/automation/outbox.ts'
import { calendarDate, type Instant } from '../../src/core/date.ts'
import type { EndpointId } from '../../src/core/ids.ts'
import type { FinalizedInvoice } from '../../src/core/model.ts'
import { SendDialog } from '../../src/features/blocks/send-dialog.tsx'
import { type Runtime, RuntimeProvider } from '../../src/features/runtime.tsx'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { addClient, change, issue, setUpPractice } from '../support/practice.ts'
import { renderUi } from '../ui/render-ui.tsx'

// The first rows take their time on a busy machine.
configure({ asyncUtilTimeout: 20_000 })

const pdf = new Uint8Array(2000).fill(37)
vi.mock('../../src/documents/pdf/pdf-client.ts', () => ({
  keepPdf: async () => pdf,
  warmPdf: async () => undefined,
}))

const now = '2026-03-02T10:00:00.000Z' as Instant
const endpoint: Endpoint = {
  id: 'end_1' as EndpointId,
  version: 1,
  name: 'My mailer',
  url: 'https://mail.cole.example/send',
  purpose: 'mail',
  events: [],
  state: 'on',
  createdAt: now,
  updatedAt: now,
}

let books: TestBooks
let invoice: FinalizedInvoice
const closed = vi.fn()

beforeEach(async () => {
  books = await openTestBooks()
  await setUpPractice(books)
  await change(books, {
    profile: {
      name: 'Ada Practice',
      email: 'ada@practice.example',
      address: { line1: 'Lindenweg 4', city: 'Leipzig', country: 'DE' },
      vatId: 'DE123456789',
    },
  })
  invoice = await issue(books, await addClient(books, 'Okafor', { email: 'office@okafor.example' }), '100')
  closed.mockClear()
})
afterEach(() => {
  cleanup()
  books.db.close()
})

async function open(props: Partial<Parameters<typeof SendDialog>[0]> = {}): Promise<void> {
  const settings = await books.db.settings.get('account')
  const runtime = {
    books: books.db,
    settings,
    today: () => calendarDate(books.today),
    now: () => now,
    run: books.run,
    newKey: () => books.newId('cmd'),
  } as unknown as Runtime
  await renderUi(
    <RuntimeProvider runtime={runtime}>
      <SendDialog invoiceId={invoice.id} onClose={closed} {...props} />
    </RuntimeProvider>,
  )
  await screen.findByRole('dialog')
}

const press = async (name: string | RegExp) => userEvent.click(screen.getByRole('button', { name }))
const subject = () => screen.getByLabelText<HTMLInputElement>('Subject')
const messages = () => books.db.messages.toArray()
const sharing = (share: () => Promise<void>) => Object.assign(navigator, { canShare: () => true, share: vi.fn(share) })

describe('the dialog "Send"', () => {
  it('writes nothing for a look', async () => {
    await open()
    expect(subject().value).toBe(`Invoice ${invoice.number} from Ada Practice`)
    expect(screen.getByText('Okafor <office@okafor.example>')).toBeTruthy()
    await press('Close')
    await waitFor(() => expect(closed).toHaveBeenCalled())
    expect(await messages()).toEqual([])
    expect(await books.db.releases.count()).toBe(0)
  })

  it('keeps what was typed when it is closed, and shows it again', async () => {
    await open()
    await userEvent.clear(subject())
    await userEvent.type(subject(), 'In my own words')
    await userEvent.type(screen.getByLabelText(/^Cc/), 'tax@okafor.example{Enter}')
    await press('Close')
    await waitFor(() => expect(closed).toHaveBeenCalled())
    expect(await messages()).toMatchObject([
      { state: 'prepared', subject: 'In my own words', cc: [{ email: 'tax@okafor.example' }] },
    ])
    expect((await messages())[0]).not.toHaveProperty('to')
    cleanup()
    await open()
    expect(subject().value).toBe('In my own words')
  })

  it('makes a draft for the mail program, and waits for the word that it is sent', async () => {
    const files: Blob[] = []
    vi.spyOn(URL, 'createObjectURL').mockImplementation((file) => {
      files.push(file as Blob)
      return 'blob:x'
    })
    await open()
    await press('Open as e-mail draft')
    await screen.findByText('Did you send it?')
    const mail = await PostalMime.parse(new Uint8Array(await (files[0] as Blob).arrayBuffer()))
    expect(mail.from?.address).toBe('ada@practice.example')
    expect(mail.attachments[0]?.content).toHaveProperty('byteLength', pdf.length)
    expect(await messages()).toMatchObject([{ state: 'prepared' }])
    expect(await books.db.releases.get(invoice.id)).toMatchObject({ how: 'send' })
    await press('It is sent')
    await waitFor(() => expect(closed).toHaveBeenCalled())
    expect(await messages()).toMatchObject([
      { state: 'sent', sent: { how: 'eml' }, to: [{ email: 'office@okafor.example' }], attachPdf: 1 },
    ])
  })

  it('counts a share as sent, and a closed sheet as nothing', async () => {
    sharing(() => Promise.reject(new DOMException('', 'AbortError')))
    await open()
    await screen.findByText(/kB/)
    await press('Share')
    await waitFor(() => expect(navigator.share).toHaveBeenCalled())
    expect(await messages()).toEqual([])
    sharing(async () => undefined)
    await press('Share')
    await waitFor(() => expect(closed).toHaveBeenCalled())
    expect(await messages()).toMatchObject([{ state: 'sent', sent: { how: 'share' } }])
    expect(await books.db.releases.get(invoice.id)).toMatchObject({ how: 'share' })
  })

  it('opens the mail program with the text, and copies what is too long for a link', async () => {
    const hrefs: string[] = []
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      hrefs.push(this.href)
    })
    const writeText = vi.fn(async (_text: string) => undefined)
    Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true })
    await open()
    await press('Mail program, text only')
    await screen.findByText('This way cannot carry the PDF. Download it and attach it yourself.')
    expect(hrefs[0]).toMatch(/^mailto:office@okafor\.example\?subject=Invoice%20.*&body=Hello%20Okafor/)
    expect(writeText).not.toHaveBeenCalled()
    expect(await books.db.releases.count()).toBe(0)
    await press('Back')
    act(() => screen.getByLabelText('Text').focus())
    await userEvent.paste('\nx'.repeat(800))
    await press('Mail program, text only')
    await screen.findByText(/too long for a link/)
    expect(writeText.mock.calls[0]?.[0]).toContain('x\nx')
    expect(hrefs[1]).not.toContain('body=')
    await press('Not yet')
    await waitFor(() => expect(closed).toHaveBeenCalled())
    expect(await messages()).toMatchObject([{ state: 'prepared' }])
  })

  it('takes the word that it was sent another way, the document with it', async () => {
    await open()
    await press('More ways')
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Mark as sent' }))
    await waitFor(() => expect(closed).toHaveBeenCalled())
    expect(await messages()).toMatchObject([{ state: 'sent', sent: { how: 'other' } }])
    expect(await books.db.releases.get(invoice.id)).toMatchObject({ how: 'send', pdf })
  })

  it('hands a message to the address of the owner, the main way where the rule says so', async () => {
    await books.db.endpoints.put(endpoint)
    await open()
    await press('Send through My mailer')
    await waitFor(() => expect(closed).toHaveBeenCalled())
    const [message] = await messages()
    expect(message).toMatchObject({ state: 'prepared', endpointId: endpoint.id })
    expect(await books.db.outbox.toArray()).toMatchObject([{ id: message?.id, state: 'waiting' }])
  })

  it('says that nobody gets it, and takes an address typed', async () => {
    invoice = await issue(books, await addClient(books, 'Silent'), '5')
    await books.db.endpoints.put(endpoint)
    await open()
    expect(await screen.findByText(/Silent has no e-mail address\. Type one here/)).toBeTruthy()
    await press('Send through My mailer')
    await screen.findByText(/Silent has no e-mail address\. Add one/)
    await userEvent.type(screen.getByLabelText('To'), 'not one,')
    expect(screen.getByText('"not one" is not an e-mail address.')).toBeTruthy()
    await userEvent.clear(screen.getByLabelText('To'))
    await userEvent.type(screen.getByLabelText('To'), 'new@silent.example;')
    await press('Send through My mailer')
    await waitFor(() => expect(closed).toHaveBeenCalled())
    expect(await messages()).toMatchObject([{ to: [{ email: 'new@silent.example' }], endpointId: endpoint.id }])
  })

  it('sends nothing that was stopped meanwhile', async () => {
    const { id } = await books.must(prepareMessage, {
      invoiceId: invoice.id,
      kind: 'reminder',
      attachPdf: 0,
      listUnpaid: 0,
    })
    await open({ messageId: id })
    await act(async () => {
      await books.must(recordPayment, {
        clientId: invoice.clientId,
        currency: invoice.currency,
        amount: invoice.amountDue,
        method: 'transfer',
        receivedOn: calendarDate(books.today),
        allocate: 'oldest-first',
      })
    })
    await screen.findByText('This message was given up: it is not sent any more.')
    expect(screen.queryByRole('button', { name: 'Open as e-mail draft' })).toBeNull()
  })

  it('goes on to the next of several, what was typed kept', async () => {
    const next = vi.fn()
    await open({ place: '1 of 2', onNext: next })
    await userEvent.type(subject(), '!')
    await press('Skip for now')
    await waitFor(() => expect(next).toHaveBeenCalled())
    expect((await messages())[0]?.subject).toMatch(/!$/)
    expect(closed).not.toHaveBeenCalled()
  })
})

// @vitest-environment happy-dom
// Statement and ageing over real books: what stands there, what the period picker changes, what goes onto paper.
import 'fake-indexeddb/auto'
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { act, cleanup, configure, render, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { writeOffInvoice } from '../../src/commands/write-off-invoice.ts'
import { calendarDate } from '../../src/core/date.ts'
import type { ClientId } from '../../src/core/ids.ts'
import type { FinalizedInvoice } from '../../src/core/model.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import type { PrintedPaper } from '../../src/documents/printed-paper.ts'
import { AgeingScreen } from '../../src/features/reports/ageing-screen.tsx'
import { StatementScreen } from '../../src/features/reports/statement-screen.tsx'
import { type Runtime, RuntimeProvider } from '../../src/features/runtime.tsx'
import { loadLanguage, loadLaterTexts } from '../../src/i18n/translate.ts'
import { LocaleProvider } from '../../src/ui/locale.tsx'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { addClient, issue, setUpPractice } from '../support/practice.ts'

// The first rows take their time on a busy machine.
configure({ asyncUtilTimeout: 20_000 })

const drawn: PrintedPaper[] = []
vi.mock('../../src/documents/pdf/pdf-client.ts', () => ({
  warmPdf: async () => undefined,
  renderPaperPdf: async (paper: PrintedPaper) => {
    drawn.push(paper)
    return new Uint8Array(8)
  },
}))
const files: { name: string; content: unknown }[] = []
vi.mock('../../src/features/blocks/download-file.ts', () => ({
  downloadFile: (name: string, content: unknown) => void files.push({ name, content }),
}))

let books: TestBooks
let clientId: ClientId
let first: FinalizedInvoice

beforeAll(async () => {
  await loadLanguage('en')
  await loadLaterTexts()
})
beforeEach(async () => {
  books = await openTestBooks({ today: '2026-03-02' })
  clientId = (await setUpPractice(books)).clientId
  first = await issue(books, clientId, '100')
  books.today = '2026-04-20'
  await books.must(recordPayment, {
    clientId,
    currency: 'EUR' as CurrencyCode,
    amount: 4_000 as Minor,
    method: 'transfer',
    receivedOn: calendarDate('2026-04-20'),
    allocate: 'oldest-first',
  })
  drawn.length = 0
  files.length = 0
})
afterEach(() => {
  cleanup()
  books.db.close()
})

async function show(path: string) {
  const settings = await books.db.settings.get('account')
  const runtime = { books: books.db, settings, today: () => calendarDate(books.today) } as unknown as Runtime
  const root = createRootRoute()
  const route = (at: string, component: () => React.ReactNode) =>
    createRoute({ getParentRoute: () => root, path: at, component })
  const router = createRouter({
    routeTree: root.addChildren([
      route('/clients/$id/statement', StatementScreen),
      route('/owed', AgeingScreen),
      route('$', () => null),
    ]),
    history: createMemoryHistory({ initialEntries: [path] }),
  })
  await router.load()
  await act(async () =>
    render(
      <RuntimeProvider runtime={runtime}>
        <LocaleProvider locale="en-GB">
          <RouterProvider router={router as never} />
        </LocaleProvider>
      </RuntimeProvider>,
    ),
  )
  return router
}

const cells = () =>
  screen
    .getAllByRole('row')
    .slice(1)
    .map((row) =>
      within(row)
        .getAllByRole('gridcell')
        .map((cell) => cell.textContent),
    )

describe('the statement of a client on screen', () => {
  it('shows the account, follows the period, and prints what it shows', async () => {
    const router = await show(`/clients/${clientId}/statement`)
    await screen.findByText('Payment, Bank transfer')
    expect(cells()).toEqual([
      ['2 Mar 2026', `Invoice ${first.number} due on 16 Mar 2026`, '100.00EUR', 'Balance100.00EUR'],
      ['20 Apr 2026', 'Payment, Bank transfer', '−40.00EUR', 'Balance60.00EUR'],
    ])
    await userEvent.selectOptions(screen.getByLabelText('Period'), 'This month')
    await waitFor(() => expect(cells()).toHaveLength(1))
    expect(router.state.location.search).toEqual({ period: 'this-month' })
    expect((await screen.findByText('Opening balance')).parentElement?.textContent).toContain('100.00')
    await userEvent.click(screen.getByRole('button', { name: 'Download PDF' }))
    await waitFor(() => expect(files).toHaveLength(1))
    expect(files[0]?.name).toBe('Statement of account 2026-04-01 2026-04-30 - Meyer Studio.pdf')
    expect(drawn[0]?.totals.map(({ value }) => value)).toEqual(['100.00', '0.00', '−40.00', '€60.00'])
  })

  it('takes first and last day, and says when they make no period', async () => {
    await show(`/clients/${clientId}/statement?period=own&from=2026-04-30&to=2026-04-01`)
    expect(await screen.findByText('The last day is before the first one. Choose a later last day.')).toBeTruthy()
    cleanup()
    await show(`/clients/${clientId}/statement?period=own&from=2026-03-02&to=2026-03-02`)
    await screen.findByText(/Invoice 2026-0001/)
    expect(cells()).toHaveLength(1)
  })

  it('offers everything where a period has nothing', async () => {
    await show(`/clients/${clientId}/statement?period=own&from=2025-01-01&to=2025-01-31`)
    await userEvent.click(await screen.findByRole('button', { name: 'Show everything' }))
    await waitFor(() => expect(cells()).toHaveLength(2))
  })

  it('knows when there is no such client', async () => {
    await show('/clients/cli_NONE/statement')
    expect(await screen.findByRole('heading', { level: 1 })).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Download PDF' })).toBeNull()
  })
})

describe('what is owed', () => {
  it('has a row per client with its sums, opens the invoices behind one, and exports them', async () => {
    await issue(books, await addClient(books, 'Okafor'), '25')
    await show('/owed')
    await screen.findByText('Okafor')
    expect(cells().map((row) => row.filter((text) => text !== ''))).toEqual([
      ['Meyer Studio', '60.00', '35 days late', '60.00EUR'],
      ['Okafor', '25.00', '25.00EUR'],
      ['Total', '25.00', '60.00', '85.00EUR'],
    ])
    await userEvent.click(screen.getByRole('button', { name: 'Export CSV' }))
    await waitFor(() => expect(files).toHaveLength(1))
    expect(String(files[0]?.content).split('\r\n')[1]).toContain(
      `Meyer Studio,${first.number},2026-03-02,2026-03-16,35,EUR,60`,
    )
    await userEvent.click(screen.getByText('Meyer Studio'))
    const dialog = await screen.findByRole('dialog', { name: 'Meyer Studio owes' })
    expect(within(dialog).getByText(first.number)).toBeTruthy()
    expect(within(dialog).getByText('35 days late')).toBeTruthy()
  })

  it('says so when nobody owes anything: what was given up is not counted', async () => {
    await books.must(writeOffInvoice, { id: first.id })
    await show('/owed')
    expect(await screen.findByText('Nobody owes you anything: no open invoice has anything due.')).toBeTruthy()
  })
})

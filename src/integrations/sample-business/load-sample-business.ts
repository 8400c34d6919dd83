// "Try the sample business": two years of a believable practice, written through the same commands as real work.
import { addCharge } from '../../commands/add-charge.ts'
import { changeSettings } from '../../commands/change-settings.ts'
import { draftInvoices } from '../../commands/draft-invoices.ts'
import { execute } from '../../commands/execute.ts'
import { finalizeInvoice } from '../../commands/finalize-invoice.ts'
import { recordPayment } from '../../commands/record-payment.ts'
import { saveClient } from '../../commands/save-client.ts'
import { saveProduct } from '../../commands/save-product.ts'
import { saveTaxRate } from '../../commands/save-tax-rate.ts'
import { voidInvoice } from '../../commands/void-invoice.ts'
import { writeOffInvoice } from '../../commands/write-off-invoice.ts'
import { standardTaxOf } from '../../core/country-tax.ts'
import { currencyExponent } from '../../core/currency.ts'
import {
  addDays,
  addMonths,
  type CalendarDate,
  calendarDate,
  daysBetween,
  type Instant,
  startOfMonth,
} from '../../core/date.ts'
import { decimal } from '../../core/decimal.ts'
import type { ClientId, InvoiceId, NewId, ProductId } from '../../core/ids.ts'
import { minor } from '../../core/money.ts'
import type { Books } from '../../queries/account-entries.ts'
import { getSettings } from '../../queries/get-settings.ts'
import { type SampleContracts, writeContracts } from './sample-contracts.ts'
import { type SampleService, sampleClients, samplePayment, sampleSeller, sampleServices } from './sample-facts.ts'
import { writeMoney } from './sample-money.ts'
import { type Billed, type Pen, priceIn } from './sample-pen.ts'
import { writeSelling } from './sample-selling.ts'

export interface SampleDeps {
  readonly books: Books
  readonly newId: NewId
  readonly today: CalendarDate
  readonly device: string
}

const months = 24

/**
 * Fills a fresh account: 12 clients, a catalogue, about 150 invoices over two years in every state, five contracts,
 * credit notes, goodwill, a deposit, a refund, packs and a plan, open charges.
 * @param onProgress told the part done, 0..1
 * @throws when a command is refused or `signal` is aborted; the caller removes the half-filled account
 */
export async function loadSampleBusiness(
  deps: SampleDeps,
  onProgress: (part: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const { books } = deps
  const first = startOfMonth(addMonths(deps.today, -months))
  const pen = await setUp(deps, first)
  const contracts: SampleContracts = new Map()
  for (let month = 0; month <= months; month += 1) {
    signal?.throwIfAborted()
    // One transaction per month: the commands inside it run as ever, the disk is waited for once.
    await books.transaction('rw', books.tables, async () => {
      await writeMonth(pen, contracts, addMonths(first, month), deps.today)
    })
    onProgress((month + 1) / (months + 2))
  }
  await payInPart(pen, deps.today)
  await writeMoney(pen, deps.today)
  await writeSelling(pen, deps.today)
  await leaveOpenWork(pen, deps.today)
  onProgress(1)
}

async function setUp(deps: SampleDeps, first: CalendarDate): Promise<Pen> {
  const { books, newId, device } = deps
  let counter = 0
  const on: Pen['on'] = async (day, command, input, actor = 'user') => {
    counter += 1
    const minute = String(counter % 60).padStart(2, '0')
    const hour = String(8 + (Math.floor(counter / 60) % 9)).padStart(2, '0')
    const result = await execute(books, command, input, {
      commandId: newId('cmd'),
      now: `${day}T${hour}:${minute}:00.000Z` as Instant,
      today: day,
      actor,
      device,
      newId,
    })
    if (!result.ok) throw new Error(`The sample business was refused: ${command.name} ${result.problem.code}`)
    return result.value
  }
  const settings = await getSettings(books)
  if (settings === undefined) throw new Error('The sample account has no settings')
  const tax = standardTaxOf(settings.country)
  const taxIds =
    tax === undefined
      ? []
      : [
          (
            await on(first, saveTaxRate, {
              fields: {
                name: tax.name,
                category: 'S',
                kind: 'normal',
                rates: [{ from: calendarDate('2000-01-01'), percent: tax.percent }],
                state: 'active',
              },
            })
          ).id,
        ]
  await on(first, changeSettings, {
    version: settings.version,
    changes: {
      profile: sampleSeller,
      payment: samplePayment,
      defaultTaxIds: taxIds,
      documentNotes: 'Thank you for working with us.',
      firstRunDone: 1,
    },
  })
  const products: ProductId[] = []
  for (const service of sampleServices) {
    const { name, unit } = service
    const fields = {
      name,
      unit,
      kind: 'service',
      unitPrice: priceIn(service.price, settings),
      currency: settings.currency,
      taxIds,
      taxIncluded: false,
    } as const
    products.push((await on(first, saveProduct, { fields })).id)
  }
  const clients: ClientId[] = []
  for (const fields of sampleClients) clients.push((await on(first, saveClient, { fields })).id)
  let seed = 20_260_101
  const pick = (limit: number) => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed % limit
  }
  return { books, settings, taxIds, clients, products, on, pick }
}

/** Six or seven clients are billed in a month, by contracts and by hand on the 1st or the 15th; most pay, in their own time. */
async function writeMonth(
  pen: Pen,
  contracts: SampleContracts,
  monthStart: CalendarDate,
  today: CalendarDate,
): Promise<void> {
  const start = pen.pick(pen.clients.length)
  const billed = await writeContracts(pen, contracts, monthStart, today)
  const count = 6 - Math.min(4, billed.length)
  for (const [half, issuedOn] of [monthStart, addDays(monthStart, 14)].entries()) {
    if (issuedOn > today) continue
    for (let n = half; n < count; n += 2) {
      const clientId = pen.clients[(start + n * 5) % pen.clients.length] as ClientId
      const lines = 1 + pen.pick(3)
      for (let line = 0; line < lines; line += 1) {
        await addWork(pen, clientId, addDays(issuedOn, -1 - pen.pick(13)), issuedOn)
      }
      const { invoiceIds } = await pen.on(issuedOn, draftInvoices, { clientId, chargeIds: 'all' })
      for (const id of invoiceIds) {
        await pen.on(issuedOn, finalizeInvoice, { id })
        billed.push({ id, clientId, issuedOn })
      }
    }
  }
  for (const [n, invoice] of billed.entries()) await settle(pen, invoice, (pen.pick(20) + n) % 20, today)
}

/** What becomes of an invoice: paid, paid in part or too much, late, written off, voided. */
async function settle(pen: Pen, { id, clientId, issuedOn }: Billed, habit: number, today: CalendarDate): Promise<void> {
  const age = daysBetween(issuedOn, today)
  const paidOn = addDays(issuedOn, 4 + pen.pick(21))
  if (habit === 19 && age > 60) {
    await pen.on(addDays(issuedOn, 10), voidInvoice, { id, charges: 'drop' })
  } else if (habit === 18 && age > 200) {
    await pen.on(addDays(issuedOn, 190), writeOffInvoice, { id, reason: 'No answer to four reminders' })
  } else if (paidOn > today || (habit >= 15 && age < 120)) {
    // Not due yet, or one of the late payers of the last months.
    if (habit === 17 && paidOn <= today) await pay(pen, id, clientId, paidOn, 0.4)
  } else {
    await pay(pen, id, clientId, paidOn, habit === 3 && age > 90 ? 1.1 : 1)
  }
}

/** The longest open invoice has had a part of its money. */
async function payInPart(pen: Pen, today: CalendarDate): Promise<void> {
  const open = await pen.books.invoices.where('[state+dueOn+id]').between(['open', ''], ['open', '\uffff']).first()
  if (open === undefined || open.state === 'draft' || open.amountDue < open.payable) return
  const paidOn = addDays(open.issuedOn, 12)
  await pay(pen, open.id, open.clientId, paidOn > today ? today : paidOn, 0.4)
}

/** Work that waits: open charges, drafts to review. */
async function leaveOpenWork(pen: Pen, today: CalendarDate): Promise<void> {
  for (let n = 0; n < 9; n += 1) {
    const clientId = pen.clients[(n * 5 + 2) % pen.clients.length] as ClientId
    await addWork(pen, clientId, addDays(today, -pen.pick(12)), today)
  }
  for (const n of [0, 4, 9]) {
    const clientId = pen.clients[n] as ClientId
    await addWork(pen, clientId, addDays(today, -2), today)
    await pen.on(today, draftInvoices, { clientId, chargeIds: 'all' })
  }
}

async function addWork(pen: Pen, clientId: ClientId, servedOn: CalendarDate, on: CalendarDate): Promise<void> {
  const index = pen.pick(sampleServices.length)
  const service = sampleServices[index] as SampleService
  const quantity =
    service.unit === 'hour' || service.unit === 'lesson'
      ? decimal(String(1 + pen.pick(12) / 2))
      : decimal(String(1 + pen.pick(3)))
  await pen.on(on, addCharge, {
    clientId,
    fields: {
      description: service.name,
      quantity,
      unit: service.unit,
      unitPrice: priceIn(service.price, pen.settings),
      taxIds: pen.taxIds,
      taxIncluded: false,
      servedOn,
      productId: pen.products[index] as ProductId,
    },
  })
}

async function pay(
  pen: Pen,
  invoiceId: InvoiceId,
  clientId: ClientId,
  receivedOn: CalendarDate,
  part: number,
): Promise<void> {
  const invoice = await pen.books.invoices.get(invoiceId)
  const due = invoice?.amountDue ?? minor(0)
  if (due === 0) return
  const exponent = currencyExponent(pen.settings.currency)
  const amount = part === 1 ? due : minor(Math.max(Math.round(due * part), Math.min(due, 5 * 10 ** exponent)))
  const share = { invoiceId, amount: minor(Math.min(amount, due)) }
  const method = pen.pick(4) === 0 ? 'card' : 'transfer'
  await pen.on(receivedOn, recordPayment, {
    clientId,
    currency: pen.settings.currency,
    amount,
    method,
    receivedOn,
    allocate: [share],
  })
}

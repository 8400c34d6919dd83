// Books with as many contracts as a measurement asks for: a few made by the real commands, the rest copies of them with
// their own ids, written straight into the tables.
import { addContract } from '../../../src/commands/add-contract.ts'
import { billGroup } from '../../../src/commands/bill-group.ts'
import { changeSettings } from '../../../src/commands/change-settings.ts'
import { openAccountBooks } from '../../../src/commands/open-account-books.ts'
import { saveClient } from '../../../src/commands/save-client.ts'
import type { BillingGroup } from '../../../src/core/contract/billing-group.ts'
import { type Contract, type ContractItem, contractChargeId } from '../../../src/core/contract/contract.ts'
import type { ItemFields } from '../../../src/core/contract/contract-fields.ts'
import { type CalendarDate, calendarDate } from '../../../src/core/date.ts'
import { decimal } from '../../../src/core/decimal.ts'
import type { BillingGroupId, InvoiceId } from '../../../src/core/ids.ts'
import type { Charge, Client, Invoice } from '../../../src/core/model.ts'
import type { CurrencyCode } from '../../../src/core/money.ts'
import { foldText, searchWords } from '../../../src/core/search-words.ts'
import { AccountDb, type WakeupRow } from '../../../src/storage/account-db.ts'
import { benchEnvelope, must, newId } from './fill-books.ts'

export const billingDay = calendarDate('2026-11-15')
const currency = 'EUR' as CurrencyCode

export interface ContractBooks {
  /** Groups that are charged up to a day to come, and sleep. */
  readonly sleeping: number
  /** Groups with a contract of twelve months that nobody has billed yet. */
  readonly waiting: number
}

/** Fresh books of this name, whatever was there. */
export async function openContractBooks(name: string, { sleeping, waiting }: ContractBooks): Promise<AccountDb> {
  const db = new AccountDb(name)
  await db.delete({ disableAutoOpen: false })
  const place = { country: 'DE', locale: 'en-GB', currency, timeZone: 'Europe/Berlin' }
  await must(db, openAccountBooks, place, '2025-11-01')
  const settings = await db.settings.get('account')
  if (settings === undefined) throw new Error('no settings')
  await must(
    db,
    changeSettings,
    { version: settings.version, changes: { billing: { ...settings.billing, firstInvoice: 'by-schedule' } } },
    '2025-11-01',
  )
  const billed = await makeTemplate(db, 'Billed', calendarDate('2026-10-01'))
  await must(db, billGroup, { groupId: billed.group.id, asOf: billingDay }, billingDay)
  const unbilled = await makeTemplate(db, 'Unbilled', calendarDate('2025-12-01'))
  const before = await readTemplate(db, billed)
  const wakeOn = (await db.wakeups.get(billed.group.id))?.wakeOn
  if (wakeOn === undefined || wakeOn <= billingDay) throw new Error('the template does not sleep')
  await copies(db, before, sleeping, wakeOn)
  await copies(db, { ...unbilled, charges: [], invoices: [] }, waiting, billingDay)
  await removeTemplate(db, unbilled)
  return db
}

interface Owner {
  readonly client: Client
  readonly group: BillingGroup
  readonly contract: Contract
  readonly items: readonly ContractItem[]
}

interface Template extends Owner {
  readonly charges: readonly Charge[]
  readonly invoices: readonly Invoice[]
}

function item(description: string, price: string): ItemFields {
  return {
    description,
    kind: 'recurring',
    timing: 'advance',
    cadence: { unit: 'month', every: 1 },
    quantity: decimal('3'),
    pricing: { kind: 'per-unit', unitPrice: decimal(price) },
    taxIds: [],
    taxIncluded: false,
  }
}

async function makeTemplate(db: AccountDb, name: string, startOn: CalendarDate): Promise<Owner> {
  const address = { label: 'Office', line1: 'Hauptstrasse 1', city: 'Berlin', country: 'DE' }
  const { id: clientId } = await must(
    db,
    saveClient,
    { fields: { name, contacts: [], addresses: [address] } },
    '2025-11-01',
  )
  const { id } = await must(
    db,
    addContract,
    { fields: { clientId, name: 'Care', currency, startOn, items: [item('Website care', '120')] } },
    '2025-11-01',
  )
  const [client, contract, items] = await Promise.all([
    db.clients.get(clientId),
    db.contracts.get(id),
    db.contractItems.where('contractId').equals(id).toArray(),
  ])
  const group = contract === undefined ? undefined : await db.billingGroups.get(contract.billingGroupId)
  if (client === undefined || contract === undefined || group === undefined) throw new Error('no template')
  return { client, group, contract, items }
}

async function readTemplate(db: AccountDb, owner: Owner): Promise<Template> {
  const charges = await db.charges.where('contractId').equals(owner.contract.id).toArray()
  const invoices = (await db.invoices.toArray()).filter(({ clientId }) => clientId === owner.client.id)
  return { ...owner, charges, invoices }
}

/** The template itself is not one of the groups that are counted. */
async function removeTemplate(db: AccountDb, { client, group, contract, items }: Owner): Promise<void> {
  await Promise.all([
    db.clients.delete(client.id),
    db.billingGroups.delete(group.id),
    db.contracts.delete(contract.id),
    db.contractItems.bulkDelete(items.map(({ id }) => id)),
    db.wakeups.delete(group.id),
  ])
}

async function copies(db: AccountDb, template: Template, count: number, wakeOn: CalendarDate): Promise<void> {
  for (let from = 0; from < count; from += 1_000) {
    const rows = Array.from({ length: Math.min(1_000, count - from) }, (_, at) => copyOf(template, from + at, wakeOn))
    await db.transaction('rw', db.tables, async () => {
      await Promise.all([
        db.clients.bulkAdd(rows.map(({ client }) => client)),
        db.billingGroups.bulkAdd(rows.map(({ group }) => group)),
        db.contracts.bulkAdd(rows.map(({ contract }) => contract)),
        db.contractItems.bulkAdd(rows.flatMap(({ items }) => items)),
        db.charges.bulkAdd(rows.flatMap(({ charges }) => charges)),
        db.invoices.bulkAdd(rows.flatMap(({ invoices }) => invoices)),
        db.wakeups.bulkAdd(rows.map(({ wakeup }) => wakeup)),
      ])
    })
  }
}

function copyOf(template: Template, at: number, wakeOn: CalendarDate): Template & { readonly wakeup: WakeupRow } {
  const name = `${template.client.name} ${at}`
  const clientId = newId('cli')
  const billingGroupId: BillingGroupId = newId('grp')
  const contractId = newId('con')
  const invoiceIds = new Map(template.invoices.map(({ id }) => [id, newId('inv') as InvoiceId]))
  const itemIds = new Map(template.items.map(({ id }) => [id, newId('itm')]))
  const owner = { clientId, billingGroupId }
  const charges = template.charges.map((charge): Charge => {
    const contractItemId = charge.contractItemId === undefined ? undefined : itemIds.get(charge.contractItemId)
    const invoiceId = charge.invoiceId === undefined ? undefined : invoiceIds.get(charge.invoiceId)
    if (contractItemId === undefined || invoiceId === undefined || charge.period === undefined) {
      throw new Error('a charge that no item made')
    }
    const id = contractChargeId(contractItemId, charge.period.start)
    return { ...charge, ...owner, id, contractId, contractItemId, invoiceId }
  })
  return {
    client: { ...template.client, id: clientId, name, sortName: foldText(name), words: searchWords(name) },
    group: { ...template.group, id: billingGroupId, clientId, name },
    contract: { ...template.contract, ...owner, id: contractId, clientName: name },
    items: template.items.map((each) => ({ ...each, ...owner, id: itemIds.get(each.id) ?? each.id, contractId })),
    charges,
    invoices: template.invoices.map((invoice) => ({
      ...invoice,
      ...owner,
      id: invoiceIds.get(invoice.id) ?? invoice.id,
      clientName: name,
      ...(invoice.state === 'draft' ? { chargeIds: charges.map(({ id }) => id) } : {}),
    })) as Invoice[],
    wakeup: { id: billingGroupId, kind: 'group', wakeOn },
  }
}

/** One envelope of the run for each command. */
export function runEnvelope() {
  return { ...benchEnvelope(billingDay), actor: 'automation' as const }
}

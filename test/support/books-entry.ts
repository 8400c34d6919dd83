// What browser tests run inside a page to write rows by the app's own commands: the real code on the page's IndexedDB,
// bundled by books-in-page.ts and evaluated through the debugger. Nothing of it is in the product.

import { billDueGroups } from '../../src/automation/bill-due-groups.ts'
import { addCharge } from '../../src/commands/add-charge.ts'
import { addContract } from '../../src/commands/add-contract.ts'
import { amendContract } from '../../src/commands/amend-contract.ts'
import { billGroup } from '../../src/commands/bill-group.ts'
import { cancelContract } from '../../src/commands/cancel-contract.ts'
import { changeContract } from '../../src/commands/change-contract.ts'
import { holdGroup, setGroupMode } from '../../src/commands/change-group-state.ts'
import { changeSettings } from '../../src/commands/change-settings.ts'
import { creditInvoice } from '../../src/commands/credit-invoice.ts'
import { draftCreditNote } from '../../src/commands/draft-credit-note.ts'
import { draftInvoices } from '../../src/commands/draft-invoices.ts'
import { type Command, execute } from '../../src/commands/execute.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { giveUnits } from '../../src/commands/give-units.ts'
import { holdContract } from '../../src/commands/hold-contract.ts'
import { parkGroup } from '../../src/commands/park-group.ts'
import { prepareMessage } from '../../src/commands/prepare-message.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { recordUsage } from '../../src/commands/record-usage.ts'
import { releaseDocument } from '../../src/commands/release-document.ts'
import { resolveCorrection } from '../../src/commands/resolve-correction.ts'
import { saveBillingGroup } from '../../src/commands/save-billing-group.ts'
import { saveClient } from '../../src/commands/save-client.ts'
import { saveEndpoint } from '../../src/commands/save-endpoint.ts'
import { saveField } from '../../src/commands/save-field.ts'
import { saveProduct } from '../../src/commands/save-product.ts'
import { saveTaxRate } from '../../src/commands/save-tax-rate.ts'
import { sellByInvoice } from '../../src/commands/sell-by-invoice.ts'
import { voidInvoice } from '../../src/commands/void-invoice.ts'
import { writeOffInvoice } from '../../src/commands/write-off-invoice.ts'
import type { CalendarDate } from '../../src/core/date.ts'
import type { Envelope } from '../../src/core/envelope.ts'
import type { AccountId } from '../../src/core/ids.ts'
import { AccountDb, accountDbName } from '../../src/storage/account-db.ts'
import { DirectoryDb } from '../../src/storage/directory-db.ts'
import { currentDay, currentInstant } from '../../src/worker/clock.ts'
import { newId } from '../../src/worker/new-id.ts'

const commands = {
  addCharge,
  holdContract,
  parkGroup,
  setGroupMode,
  holdGroup,
  saveBillingGroup,
  addContract,
  amendContract,
  billGroup,
  cancelContract,
  changeContract,
  recordUsage,
  resolveCorrection,
  changeSettings,
  creditInvoice,
  draftCreditNote,
  draftInvoices,
  finalizeInvoice,
  giveUnits,
  prepareMessage,
  recordPayment,
  releaseDocument,
  saveClient,
  saveEndpoint,
  saveField,
  saveProduct,
  saveTaxRate,
  sellByInvoice,
  voidInvoice,
  writeOffInvoice,
} as unknown as Record<string, Command<unknown, unknown>>

/** The open account's database of this origin, as the app opened it last. */
async function open(): Promise<AccountDb> {
  const directory = new DirectoryDb()
  const current = await directory.facts.get('currentAccount')
  directory.close()
  if (current === undefined) throw new Error('No account was opened on this origin')
  const db = new AccountDb(accountDbName(current.value as AccountId))
  await db.open()
  return db
}

/** Runs a command by its name; `today` is the account's own day unless given (invoices of the past). */
async function run(db: AccountDb, name: string, input: unknown, today?: string): Promise<unknown> {
  const command = commands[name]
  if (command === undefined) throw new Error(`No command ${name}`)
  const settings = await db.settings.get('account')
  const result = await execute(db, command, input, {
    commandId: newId('cmd'),
    now: currentInstant(),
    today: (today as CalendarDate | undefined) ?? currentDay(settings?.timeZone ?? 'UTC'),
    actor: 'user',
    device: 'test',
    newId,
  })
  if (!result.ok) throw new Error(`${name}: ${JSON.stringify(result.problem)}`)
  return result.value
}

/** The billing run of this window, without the lock that spares windows the work. */
async function billDue(db: AccountDb) {
  const settings = await db.settings.get('account')
  const today = () => currentDay(settings?.timeZone ?? 'UTC')
  const envelope = (): Envelope => {
    return {
      commandId: newId('cmd'),
      now: currentInstant(),
      today: today(),
      actor: 'automation',
      device: 'test',
      newId,
    }
  }
  return billDueGroups({ books: db, envelope }, today())
}

export { billDue, newId, open, run }

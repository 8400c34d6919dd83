// Every command: done once however often it is sent, every changed row named by an event, every change counted.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Command } from '../../src/commands/execute.ts'
import type { BookEvent } from '../../src/core/event.ts'
import type { CustomField } from '../../src/core/model.ts'
import { type Dump, dumpBooks } from '../support/dump-books.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { type Cast, perform, type Step, setUpCast, step } from '../support/random-acts.ts'
import { addressStep, addressWarmUp, performAddress } from '../support/random-address-acts.ts'
import { automationStep, automationWarmUp, performAutomation } from '../support/random-automation-acts.ts'
import { billingStep, billingWarmUp, performBilling } from '../support/random-billing-acts.ts'
import { cardStep, cardWarmUp, performCard } from '../support/random-card-acts.ts'
import { contractStep, contractWarmUp, performContract } from '../support/random-contract-acts.ts'
import { deliveryStart, deliveryStep, deliveryWarmUp, performDelivery } from '../support/random-delivery-acts.ts'
import { fieldStep, fieldWarmUp, performField } from '../support/random-field-acts.ts'
import { inboxStep, performInbox } from '../support/random-inbox-acts.ts'
import { messageStep, messageWarmUp, performMessage } from '../support/random-message-acts.ts'
import { methodStep, methodWarmUp, performMethod } from '../support/random-method-acts.ts'
import { moneyStep, moneyWarmUp, performMoney } from '../support/random-money-acts.ts'
import { noteStep, noteWarmUp, performNote } from '../support/random-note-acts.ts'
import { performPlan, planStep, planWarmUp } from '../support/random-plan-acts.ts'
import { performRule, ruleStep, ruleWarmUp } from '../support/random-rule-acts.ts'
import { performSelling, sellingStep, sellingWarmUp } from '../support/random-selling-acts.ts'
import { performUnits, unitStep, unitWarmUp } from '../support/random-unit-acts.ts'

// Everything is read after each command, so a few sequences are enough by the day; `npm run soak` does many.
const runs = Number(process.env.SOAK_RUNS ?? 2)
const plainAct = step.map((one) => (books: TestBooks, cast: Cast) => perform(books, one, cast))
const billingAct = billingStep.map((one) => (books: TestBooks, cast: Cast) => performBilling(books, one, cast))
const contractAct = contractStep.map((one) => (books: TestBooks) => performContract(books, one))
const messageAct = messageStep.map((one) => (books: TestBooks) => performMessage(books, one))
const deliveryAct = deliveryStep.map((one) => (books: TestBooks) => performDelivery(books, one))
const automationAct = automationStep.map((one) => (books: TestBooks) => performAutomation(books, one))
const noteAct = noteStep.map((one) => (books: TestBooks) => performNote(books, one))
const ruleAct = ruleStep.map((one) => (books: TestBooks) => performRule(books, one))
const methodAct = methodStep.map((one) => (books: TestBooks) => performMethod(books, one))
const addressAct = addressStep.map((one) => (books: TestBooks) => performAddress(books, one))
const fieldAct = fieldStep.map((one) => (books: TestBooks) => performField(books, one))
const cardAct = cardStep.map((one) => (books: TestBooks, cast: Cast) => performCard(books, one, cast))
const moneyAct = moneyStep.map((one) => (books: TestBooks) => performMoney(books, one))
const inboxAct = inboxStep.map((pick) => (books: TestBooks) => performInbox(books, pick))
const unitAct = unitStep.map((one) => (books: TestBooks) => performUnits(books, one))
const planAct = planStep.map((one) => (books: TestBooks) => performPlan(books, one))
const sellingAct = sellingStep.map((one) => (books: TestBooks) => performSelling(books, one))
const randomActs = fc.array(
  fc.oneof(
    plainAct,
    billingAct,
    contractAct,
    messageAct,
    deliveryAct,
    automationAct,
    ruleAct,
    moneyAct,
    methodAct,
    cardAct,
    noteAct,
    inboxAct,
    unitAct,
    sellingAct,
    planAct,
    addressAct,
    fieldAct,
  ),
  {
    minLength: 10,
    maxLength: 30,
  },
)

// They need files or a database beside the books: test/commands/import.test.ts and test/integrations/import-purchases.test.ts
// send them twice.
const elsewhere = ['importClients', 'importContracts', 'importProducts', 'importPurchases', 'importUsage', 'undoImport']

describe('every command', () => {
  it('is done once, names every row that it changed in an event, and counts the change', async () => {
    const seen = new Set(['openAccountBooks'])
    await fc.assert(
      fc.asyncProperty(randomActs, async (sequence) => {
        const books = await openTestBooks()
        let before = await dumpBooks(books)
        onEveryRun(books, async (command, again, first) => {
          const after = await dumpBooks(books)
          if (first.ok) {
            seen.add(command.name)
            expect(unexplained(before, after), command.name).toEqual([])
            expect(await again(), command.name).toEqual(first)
            expect(await dumpBooks(books), command.name).toEqual(after)
          } else expect(after, `${command.name} was refused`).toEqual(before)
          before = after
        })
        const cast = await setUpCast(books)
        for (const one of deliveryStart) await performDelivery(books, one)
        for (const one of warmUp) await perform(books, one, cast)
        for (const one of billingWarmUp) await performBilling(books, one, cast)
        for (const one of contractWarmUp) await performContract(books, one)
        for (const one of messageWarmUp) await performMessage(books, one)
        for (const one of deliveryWarmUp) await performDelivery(books, one)
        for (const one of automationWarmUp) await performAutomation(books, one)
        for (const one of ruleWarmUp) await performRule(books, one)
        for (const one of methodWarmUp) await performMethod(books, one)
        for (const one of cardWarmUp) await performCard(books, one, cast)
        for (const one of moneyWarmUp) await performMoney(books, one)
        for (const one of noteWarmUp) await performNote(books, one)
        for (const one of addressWarmUp) await performAddress(books, one)
        for (const one of fieldWarmUp) await performField(books, one)
        await performInbox(books, 0)
        for (const one of unitWarmUp) await performUnits(books, one)
        for (const one of sellingWarmUp) await performSelling(books, one)
        for (const one of planWarmUp) await performPlan(books, one)
        for (const act of sequence) await act(books, cast)
        books.db.close()
      }),
      { numRuns: runs, endOnFailure: true },
    )
    expect([...seen, ...elsewhere].sort()).toEqual(await namesOfAllCommands())
  }, 180_000)
})

// Each act once in an order in which it finds something to do, whatever the random ones do after.
const warmUp: readonly Step[] = (
  [
    'charge',
    'edit',
    'waive',
    'restore',
    'charge',
    'draft',
    'saveDraft',
    'charge',
    'take',
    'discard',
    'draft',
    'finalize',
    'amend',
    'pay',
    'redate',
    'undo',
    'writeOff',
    'reopen',
    'annotate',
    'release',
    'duplicate',
    'client',
    'archive',
    'product',
    'tax',
    'settings',
    'backup',
    'pay',
    'charge',
    'draft',
    'settings',
    'finalize',
    'useCredit',
    'void',
  ] as const
).flatMap((act) => [0, 2, 3].map((pick) => ({ act, pick, size: act === 'pay' ? 40_000 : 9000 })))

type Run = Awaited<ReturnType<TestBooks['run']>>

function onEveryRun(
  books: TestBooks,
  look: (command: Command<never, unknown>, again: () => Promise<Run>, result: Run) => Promise<void>,
): void {
  const plain = books.run.bind(books)
  books.run = async (command, input, key = books.newId('cmd')) => {
    const result = await plain(command, input, key)
    await look(command as unknown as Command<never, unknown>, () => plain(command, input, key), result)
    return result
  }
}

/** Ids by which an event may name a row: its own, or that of the row whose part it is. */
function namesOf(table: string, row: Record<string, unknown>): string[] {
  const { id, clientId, invoiceId } = row as { id: string; clientId?: string; invoiceId?: string }
  if (table === 'allocations') return invoiceId === undefined ? [] : [invoiceId]
  if (table === 'billingGroups') return clientId === undefined ? [] : [clientId]
  // Whether it is issued and paid is a copy of its invoice, which the event names.
  if (table === 'purchases') return invoiceId === undefined ? [id] : [id, invoiceId]
  return [id]
}

// Kept beside the rows: figures, counters and shared bytes that follow from what events name; what automation notes of
// itself, which has its own log.
const derived = new Set(
  'events sums sequences assets meta importMappings wakeups automation runs runEntries ruleStates ruleQueue'.split(' '),
)

/** Rows that changed without an event that names them, or without a new version. */
function unexplained(before: Dump, after: Dump): string[] {
  const faults: string[] = []
  const known = before.get('events')
  const fresh = [...(after.get('events') ?? [])].filter(([id]) => known?.has(id) !== true)
  const subjects = new Set(fresh.flatMap(([, event]) => (event as BookEvent).subjects))
  for (const [table, rows] of after) {
    if (derived.has(table)) continue
    const old = before.get(table) ?? new Map<string, unknown>()
    for (const id of new Set([...old.keys(), ...rows.keys()])) {
      const [was, is] = [old.get(id), rows.get(id)] as (Record<string, unknown> | undefined)[]
      if (JSON.stringify(was) === JSON.stringify(is)) continue
      const row = is ?? was ?? {}
      if (!namesOf(table, row).some((name) => subjects.has(name))) faults.push(`${table} ${id}: no event`)
      if (was === undefined || is === undefined || !('version' in is) || sameButCopies(was, is)) continue
      if (Number(is.version) <= Number(was.version)) faults.push(`${table} ${id}: version ${is.version}`)
    }
  }
  return faults
}

/** Whether only what follows from elsewhere differs (copies of the client's name, of figures, the day of the last backup): nobody's edit. */
function sameButCopies(was: Record<string, unknown>, is: Record<string, unknown>): boolean {
  const copies =
    is.state === 'draft'
      ? ['clientName', 'words', 'totals', 'gross', 'amountDue']
      : 'clientName' in is && 'sortName' in is
        ? ['clientName', 'words', 'sortName']
        : ['lastBackupAt']
  // Tags are no part of any form: nothing is stale for them.
  if (JSON.stringify(was.tags) !== JSON.stringify(is.tags)) copies.push('tags', 'words')
  // The name of a field of the account's own is a copy of its definition's.
  const named = (key: string, value: unknown) =>
    key === 'customFields'
      ? (value as CustomField[]).map((each) => ({ ...each, name: each.fieldId ?? each.name }))
      : value
  const own = (row: typeof was) =>
    JSON.stringify(
      Object.entries(row).flatMap(([key, value]) => (copies.includes(key) ? [] : [[key, named(key, value)]])),
    )
  return own(was) === own(is)
}

async function namesOfAllCommands(): Promise<string[]> {
  const modules = import.meta.glob('../../src/commands/*.ts')
  const names: string[] = []
  for (const load of Object.values(modules)) {
    for (const value of Object.values((await load()) as object)) {
      const command = value as Partial<Command<never, unknown>>
      if (typeof command === 'object' && typeof command.run === 'function' && command.name !== undefined)
        names.push(command.name)
    }
  }
  return names.sort()
}

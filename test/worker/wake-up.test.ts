import 'fake-indexeddb/auto'
import { Dexie } from 'dexie'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { addContract } from '../../src/commands/add-contract.ts'
import { execute } from '../../src/commands/execute.ts'
import { openAccountBooks } from '../../src/commands/open-account-books.ts'
import { saveClient } from '../../src/commands/save-client.ts'
import { addMonths, type CalendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { AccountId } from '../../src/core/ids.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import { AccountDb, accountDbName } from '../../src/storage/account-db.ts'
import { type AccountEntry, DirectoryDb } from '../../src/storage/directory-db.ts'
import { currentDay, currentInstant } from '../../src/worker/clock.ts'
import { makeEnvelope } from '../../src/worker/make-envelope.ts'
import { wakeUp } from '../../src/worker/wake-up.ts'
import { clientFields } from '../support/practice.ts'

const zone = 'Europe/Berlin'
const telling = { registration: undefined, looked: async () => false, mayNotify: () => false }
const wake = (budgetMs: number) => wakeUp({ act: 'tick', trigger: 'sync', budgetMs, telling })

beforeEach(async () => {
  vi.stubGlobal('navigator', { onLine: true })
  for (const name of await Dexie.getDatabaseNames()) await Dexie.delete(name)
})

/** An account of the device with one contract that two months have not been billed of. */
async function account(id: string, changes: Partial<AccountEntry> = {}): Promise<void> {
  const directory = new DirectoryDb()
  const now = currentInstant()
  const entry = {
    id: id as AccountId,
    name: id,
    kind: 'business',
    state: 'active',
    createdAt: now,
    openedAt: now,
  } as const
  await directory.accounts.add({ ...entry, ...changes })
  directory.close()
  const db = await open(id)
  const startOn = addMonths(`${currentDay(zone).slice(0, 8)}01` as CalendarDate, -2)
  const run = async <Input, Value>(command: Parameters<typeof execute<Input, Value>>[1], input: Input) => {
    const done = await execute(db, command, input, { ...makeEnvelope(zone, 'test'), today: startOn })
    if (!done.ok) throw new Error(JSON.stringify(done.problem))
    return done.value
  }
  await run(openAccountBooks, { country: 'DE', locale: 'en-GB', currency: 'EUR' as CurrencyCode, timeZone: zone })
  const { id: clientId } = await run(saveClient, { fields: clientFields('Meyer') })
  await run(addContract, {
    fields: {
      clientId,
      name: 'Care',
      currency: 'EUR' as CurrencyCode,
      startOn,
      items: [
        {
          description: 'Care',
          kind: 'recurring',
          timing: 'arrears',
          cadence: { unit: 'month', every: 1 },
          quantity: decimal('1'),
          pricing: { kind: 'per-unit', unitPrice: decimal('10') },
          taxIds: [],
          taxIncluded: false,
        },
      ],
    },
  } as never)
  db.close()
}

async function open(id: string): Promise<AccountDb> {
  const db = new AccountDb(accountDbName(id as AccountId))
  await db.open()
  return db
}

async function held(id: string) {
  const db = await open(id)
  const [drafts, runs] = [await db.invoices.count(), await db.runs.toArray()]
  db.close()
  return { drafts, runs: runs.map(({ trigger, place, state }) => `${trigger} ${place} ${state}`) }
}

describe('a wake-up of the worker', () => {
  it('makes nothing on a device without books', async () => {
    expect(await wake(1000)).toEqual({ run: false, delivery: false })
    expect(await Dexie.getDatabaseNames()).toEqual([])
  })

  it('runs every active business in turn, and neither samples nor what stands still', async () => {
    await account('acc_ONE')
    await account('acc_TWO')
    await account('acc_SAMPLE', { kind: 'sample' })
    await account('acc_COPY', { state: 'read-only' })
    await account('acc_MOVED', { state: 'retired' })
    expect(await wake(60_000)).toEqual({ run: false, delivery: false })
    for (const id of ['acc_ONE', 'acc_TWO']) {
      expect(await held(id), id).toEqual({ drafts: 1, runs: ['sync worker done'] })
    }
    for (const id of ['acc_SAMPLE', 'acc_COPY', 'acc_MOVED'])
      expect(await held(id), id).toEqual({ drafts: 0, runs: [] })
  })

  it('says that there is more when the time was over, and the next one does it', async () => {
    await account('acc_ONE')
    expect(await wake(0)).toMatchObject({ run: true })
    expect((await held('acc_ONE')).drafts).toBe(0)
    expect(await wake(60_000)).toMatchObject({ run: false })
    expect((await held('acc_ONE')).drafts).toBe(1)
  })

  it('fails when an account fails, after the others are done', async () => {
    await account('acc_ONE')
    await account('acc_TWO')
    // Whatever a broken database throws at the first read of the run.
    const broken = vi.spyOn(AccountDb.prototype, 'transaction').mockImplementationOnce(() => {
      throw new Dexie.UnknownError('disk')
    })
    await expect(wake(60_000)).rejects.toThrow('disk')
    expect(broken).toHaveBeenCalled()
    expect([(await held('acc_ONE')).drafts, (await held('acc_TWO')).drafts].sort()).toEqual([0, 1])
    expect(await wake(60_000)).toMatchObject({ run: false })
    expect([(await held('acc_ONE')).drafts, (await held('acc_TWO')).drafts]).toEqual([1, 1])
  })
})

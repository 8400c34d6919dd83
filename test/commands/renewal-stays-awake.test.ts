// A run that is killed between billing a group and renewing its contract leaves the renewal to the next run (M-24, G-5).
import { expect, test } from 'vitest'
import { billDueGroups } from '../../src/automation/bill-due-groups.ts'
import { billGroup } from '../../src/commands/bill-group.ts'
import { calendarDate } from '../../src/core/date.ts'
import { plantContract } from '../support/contract-rows.ts'
import { openTestBooks } from '../support/open-test-books.ts'
import { setUpPractice } from '../support/practice.ts'

test('a group stays awake while one of its contracts is due to be renewed', async () => {
  const books = await openTestBooks({ today: '2026-01-01' })
  const { clientId } = await setUpPractice(books)
  const endOn = calendarDate('2026-07-01')
  const renewal = { length: { unit: 'month', every: 6 }, noticeDays: 30 } as const
  const { groupId, contractId } = await plantContract(books, clientId, { endOn, renewal, items: [{ endOn }] })
  books.today = '2026-06-05'
  const asOf = calendarDate(books.today)

  const billed = await books.must(billGroup, { groupId, asOf })
  expect(billed.renewals).toMatchObject([{ contractId }])
  // Killed here. Every period is billed: nothing but the renewal wakes the group.
  expect(await books.db.wakeups.get(groupId)).toMatchObject({ wakeOn: asOf })

  books.today = '2026-06-09'
  const envelope = () => ({ ...books.envelope(), actor: 'automation' as const })
  await billDueGroups({ books: books.db, envelope }, calendarDate(books.today))
  const old = await books.db.contracts.get(contractId)
  expect(old).toMatchObject({ state: 'renewed', renewedAs: expect.any(String) })
  // Once it is renewed, the group sleeps until the new contract has something to do.
  const wakeOn = (await books.db.wakeups.get(groupId))?.wakeOn
  expect(wakeOn === undefined || wakeOn > books.today).toBe(true)
})

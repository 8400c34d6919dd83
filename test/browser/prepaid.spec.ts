import type { Page } from '@playwright/test'
import { runInPage } from '../support/books-in-page.ts'
import { expect, test } from '../support/browser-fixture.ts'
import { expectSound, goOffline, openPlace, violations } from '../support/page-acts.ts'

const narrow = { width: 390, height: 844 }

/** A client with ten lessons, half of them until the end of next year. */
async function addLessons(page: Page): Promise<string> {
  const address = { label: '', line1: 'Torstraße 12', city: 'Berlin', postalCode: '10119', country: 'DE' }
  const sale = { kind: 'pack', units: '10', priceOf: 'pack', lowAt: '2', overdraftPrice: '45' }
  const product = { name: 'Lessons', kind: 'service', unit: 'lesson', unitPrice: '400', currency: 'EUR', sale }
  const [client, pack] = (await runInPage(page, [
    ['saveClient', { fields: { name: 'Okafor Ltd', contacts: [], addresses: [address] } }],
    ['saveProduct', { fields: { ...product, taxIds: [], taxIncluded: false } }],
  ])) as [{ id: string }, { id: string }]
  const given = { clientId: client.id, productId: pack.id, units: '5', origin: 'import' }
  const expiresOn = `${new Date().getFullYear() + 1}-12-31`
  await runInPage(page, [
    ['giveUnits', { ...given, expiresOn }],
    ['giveUnits', { ...given, note: 'From the old system' }],
  ])
  return client.id
}

test('prepaid units are used by one press, undone, overdrawn and found again, by keyboard, offline, at 390 px', async ({
  page,
}) => {
  await page.setViewportSize(narrow)
  await openPlace(page, '/clients')
  const id = await addLessons(page)
  await openPlace(page, `/clients/${id}`)
  await goOffline(page)
  const prepaid = page.getByRole('region', { name: 'Prepaid' })
  await expect(prepaid.getByText('10 of 10 left')).toBeVisible()
  await expect(prepaid.getByText(/5 expire on 31 Dec/)).toBeVisible()

  const one = prepaid.getByRole('button', { name: 'Use 1 of Lessons' })
  await one.press('Enter')
  await expect(page.getByText('Okafor Ltd used 1 of Lessons. 9 left.')).toBeVisible()
  await expect(prepaid.getByText('9 of 10 left')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+z')
  await expect(prepaid.getByText('10 of 10 left')).toBeVisible()
  await one.press('Enter')
  await expect(prepaid.getByText('9 of 10 left')).toBeVisible()

  await prepaid.getByRole('button', { name: 'Use another number of Lessons' }).press('Enter')
  const dialog = page.getByRole('dialog')
  const number = dialog.getByRole('textbox', { name: 'Number' })
  await expect(number).toBeFocused()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('11')
  await expect(dialog.getByText('2 more than there are: they are charged at €90.00.')).toBeVisible()
  expect(await violations(page, 'light'), 'the dialog that uses units').toEqual([])
  await number.focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('7.5')
  await dialog.getByRole('textbox', { name: /Note/ }).focus()
  await page.keyboard.type('Summer school')
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  // Of the two packs the one that expires is used up.
  await expect(prepaid.getByText('1.5 of 5 left')).toBeVisible()
  await expect(prepaid.getByText('Few left')).toBeVisible()
  await expectSound(page, 'the page of a client with prepaid units')
  await page.setViewportSize(narrow)

  await openPlace(page, '/inbox')
  await expect(page.getByText('Okafor Ltd is running low on Lessons.')).toBeVisible()
  const low = page.getByRole('region', { name: 'Few prepaid units left' })
  await expect(low.getByText(/Lessons: 1.5 left since/)).toBeVisible()
  await low.getByRole('button', { name: /No reminder for Lessons of Okafor/ }).press('Enter')
  await expect(low).toBeHidden()

  await openPlace(page, `/clients/${id}/units`)
  const history = page.getByRole('region', { name: 'Lessons' })
  await expect(history.getByText('8.5', { exact: true })).toBeVisible()
  await page.keyboard.press('f')
  await page.keyboard.type('summer')
  await expect(page.getByText('Summer school')).toBeVisible()
  await expect(page.getByText('From the old system')).toBeHidden()
  expect(await violations(page, 'light'), 'the ledger of prepaid units').toEqual([])
  await page.getByRole('button', { name: /Undo use of Lessons/ }).press('Enter')
  await expect(page.getByText('Used, undone')).toBeVisible()
})

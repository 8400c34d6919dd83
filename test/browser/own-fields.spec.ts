import { runInPage } from '../support/books-in-page.ts'
import { expect, test } from '../support/browser-fixture.ts'
import { expectSound, goOffline, openPlace, violations } from '../support/page-acts.ts'

const narrow = { width: 390, height: 844 }

test('a field of one’s own is defined, filled in, found and opened, by keyboard, offline, at 390 px', async ({
  page,
}) => {
  await page.setViewportSize(narrow)
  await openPlace(page, '/settings/fields')
  await runInPage(page, [
    ['saveField', { fields: { subject: 'client', name: 'Portal page', kind: 'link', required: 0, onDocuments: 0 } }],
  ])
  await goOffline(page)
  await page.getByRole('button', { name: 'Add field' }).press('Enter')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await page.keyboard.type('Portal')
  await dialog.getByRole('combobox', { name: 'Kind' }).selectOption('choice')
  await page.getByRole('button', { name: 'Save field' }).press('Enter')
  await expect(dialog.getByText('Choices is empty. Fill it in.')).toBeVisible()
  await dialog.getByRole('textbox', { name: 'Choices' }).focus()
  await page.keyboard.type('Ariba')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Coupa')
  await dialog.getByRole('checkbox', { name: 'Required' }).press('Space')
  expect(await violations(page, 'light'), 'the dialog of a field').toEqual([])
  await page.keyboard.press('ControlOrMeta+Enter')
  const clients = page.getByRole('region', { name: 'Clients' })
  await expect(clients.getByText('Choice: Ariba, Coupa · required')).toBeVisible()
  await clients.getByRole('button', { name: 'Acts on “Portal”' }).press('Enter')
  await page.getByRole('menuitem', { name: 'Move up' }).press('Enter')
  await expect(clients.getByRole('listitem').first()).toContainText('Coupa')
  await expectSound(page, 'the settings of custom fields')
  await page.setViewportSize(narrow)

  await openPlace(page, '/clients/new')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Okafor Ltd')
  await page.getByRole('textbox', { name: 'Portal page' }).fill('portal.example/4711')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByText('Fill in “Portal”: it is required.')).toBeVisible()
  await page.getByRole('combobox', { name: 'Portal' }).selectOption('Coupa')
  await page.keyboard.press('ControlOrMeta+Enter')
  const link = page.getByRole('link', { name: 'https://portal.example/4711' })
  await expect(link).toHaveAttribute('rel', /noopener/)
  await expect(link).toHaveAttribute('target', '_blank')
  await expect(page.getByText('Coupa')).toBeVisible()

  await openPlace(page, '/clients')
  await page.keyboard.press('f')
  await page.keyboard.type('coupa')
  await expect(page.getByRole('link', { name: /Okafor Ltd/ })).toBeVisible()
})

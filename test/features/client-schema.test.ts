import { beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import type { z } from 'zod'
import { type ClientFields, saveClient } from '../../src/commands/save-client.ts'
import { calendarDate } from '../../src/core/date.ts'
import type { AddressId } from '../../src/core/ids.ts'
import { clientDifferences, mergedClient } from '../../src/features/clients/client-differences.ts'
import {
  blankAddress,
  type ClientValues,
  clientSchema,
  clientValues,
} from '../../src/features/clients/client-schema.ts'
import { loadLanguage } from '../../src/i18n/translate.ts'
import { openTestBooks } from '../support/open-test-books.ts'

beforeAll(() => loadLanguage('en'))

const place = { country: 'DE' }
const today = calendarDate('2026-11-22')

function typed(changes: Partial<ClientValues>): ClientValues {
  return { ...clientValues(undefined, place, today), name: 'Meyer', ...changes }
}

function problems(values: ClientValues): string[] {
  const read = clientSchema.safeParse(values)
  return read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`)
}

describe('the client form', () => {
  it('gives exactly what saveClient takes', () => {
    expectTypeOf<z.output<typeof clientSchema>>().toEqualTypeOf<ClientFields>()
    expectTypeOf<z.input<typeof clientSchema>>().toExtend<ClientValues>()
  })

  it('leaves out what is empty, the offered address too', () => {
    expect(clientSchema.parse(typed({ name: '  Meyer ' }))).toEqual({
      name: 'Meyer',
      status: 'active',
      addresses: [],
      contacts: [],
      // Taken away where there were some.
      customFields: [],
    })
  })

  it('says what is wrong beside its field', () => {
    expect(problems(typed({ name: ' ' }))).toEqual(['name clients.name-missing'])
    expect(problems(typed({ email: 'a@b' }))).toEqual(['email clients.email-wrong'])
    expect(problems(typed({ termsDays: '181' }))).toEqual(['termsDays clients.terms-wrong'])
    expect(problems(typed({ termsDays: '-1' }))).toEqual(['termsDays clients.terms-wrong'])
    expect(problems(typed({ termsDays: '1.5' }))).toEqual(['termsDays clients.terms-wrong'])
    expect(problems(typed({ addresses: [{ ...blankAddress('', true), city: 'Berlin' }] }))).toEqual([
      'addresses.0.line1 clients.line1-missing',
      'addresses.0.country clients.country-missing',
    ])
    expect(problems(typed({ contacts: [{ name: 'Ada', email: '', phone: '', billing: true }] }))).toEqual([
      'contacts.0.email clients.contact-email-missing',
    ])
    const field = (name: string, value: string) => ({ name, value })
    expect(problems(typed({ customFields: [field('', 'A-1'), field('Vendor', '1'), field('vendor', '2')] }))).toEqual([
      'customFields.0.name clients.custom-field-name-missing',
      'customFields.2.name clients.custom-field-twice',
    ])
    // All at once, not one after the other.
    expect(problems(typed({ name: '', termsDays: 'x', email: 'x' }))).toHaveLength(3)
  })

  it('puts a new address that is the default last, where saveClient finds it (T-11)', () => {
    const chosen = { ...blankAddress('DE', true), line1: 'New and default', city: 'Ulm' }
    const other = { ...blankAddress('DE', false), line1: 'New too', city: 'Bonn' }
    const kept = { ...blankAddress('DE', false), addressId: 'adr_1' as AddressId, line1: 'Old', city: 'Kiel' }
    const read = clientSchema.parse(typed({ addresses: [chosen, kept, other] }))
    expect(read.addresses.map(({ line1 }) => line1)).toEqual(['Old', 'New too', 'New and default'])
    expect(read.defaultAddressId).toBeUndefined()
  })

  it('comes back from the books as it was typed', async () => {
    const books = await openTestBooks()
    const values = typed({
      email: 'a@b.example',
      trial: true,
      currency: 'USD' as ClientValues['currency'],
      locale: 'de-AT',
      termsDays: '0',
      notes: 'Ask for Ada',
      cycle: { ...clientValues(undefined, place, today).cycle, kind: 'monthly', day: '31' },
      addresses: [
        { ...blankAddress('DE', false), line1: 'First 1', city: 'Ulm' },
        { ...blankAddress('FR', true), line1: 'Second 2', city: 'Lyon', label: 'Branch', recipient: 'Ada' },
      ],
      contacts: [{ name: 'Ada', email: 'ada@b.example', phone: '1', billing: true }],
    })
    const { id } = await books.must(saveClient, { fields: clientSchema.parse(values) })
    const row = await books.db.clients.get(id)
    const shown = clientValues(row, place, today)
    expect(shown).toEqual({
      ...values,
      addresses: values.addresses.map((address, index) => ({ ...address, addressId: row?.addresses[index]?.id })),
    })
    // Saving it untouched changes nothing in the books.
    await books.must(saveClient, { seen: { id, version: 1 }, fields: clientSchema.parse(shown) })
    const events = await books.db.events.toArray()
    expect(events.find(({ type }) => type === 'client.changed')?.data['fields']).toEqual([])
  })
})

describe('two versions of a client', () => {
  const words = { locale: 'en', taxName: (id: string) => id, fields: [] }

  it('differ only where their words differ; what I left alone is theirs', () => {
    const base = typed({ phone: '1', email: 'old@x.example' })
    const mine = { ...base, phone: '2' }
    const theirs = { ...base, phone: '3', email: 'new@x.example' }
    const fields = clientDifferences(mine, theirs, base, words)
    expect(fields.map(({ name, changedByMe }) => [name, changedByMe])).toEqual([
      ['email', false],
      ['phone', true],
    ])
    expect(mergedClient(mine, theirs, ['email'])).toEqual({ ...mine, email: 'new@x.example' })
    expect(mergedClient(mine, theirs, [])).toEqual(mine)
  })
})

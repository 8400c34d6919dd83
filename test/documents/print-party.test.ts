import { expect, test } from 'vitest'
import { printDocument } from '../../src/documents/print-document.ts'
import { frozenDocument, sampleLines } from '../support/frozen-document.ts'

const base = frozenDocument({ lines: sampleLines(1) })

function addressOf(address: NonNullable<typeof base.buyer.address>, home = 'DE'): readonly string[] {
  const seller = { ...base.seller, address: { line1: 'x', city: 'y', country: home } }
  return printDocument({ ...base, seller, buyer: { name: 'B', address } }).buyer.address
}

test('addresses are written as their country does, the country only abroad', () => {
  expect(addressOf({ line1: 'Torstra\u00dfe 1', city: 'Berlin', postalCode: '10119', country: 'DE' })).toEqual([
    'Torstra\u00dfe 1',
    '10119 Berlin',
  ])
  expect(addressOf({ line1: '14 Harbour Row', city: 'Bristol', postalCode: 'BS1 4RN', country: 'GB' })).toEqual([
    '14 Harbour Row',
    'Bristol',
    'BS1 4RN',
    'United Kingdom',
  ])
  expect(
    addressOf(
      { line1: '1 Main St', line2: 'Apt 2', city: 'Austin', region: 'TX', postalCode: '78701', country: 'US' },
      'US',
    ),
  ).toEqual(['1 Main St', 'Apt 2', 'Austin, TX 78701'])
  expect(addressOf({ line1: 'Calle 1', city: 'Madrid', region: 'Madrid', postalCode: '28001', country: 'ES' })).toEqual(
    ['Calle 1', '28001 Madrid', 'Madrid', 'Spain'],
  )
})

test('codes that are no country are printed as they are', () => {
  expect(addressOf({ line1: 'a', city: 'b', country: 'Narnia' })).toEqual(['a', 'b', 'Narnia'])
  expect(addressOf({ line1: '', city: '', country: '' })).toEqual([])
})

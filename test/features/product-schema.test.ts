import { beforeAll, describe, expect, it } from 'vitest'
import { saveProduct } from '../../src/commands/save-product.ts'
import type { Instant } from '../../src/core/date.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import { defaultSettings } from '../../src/core/settings.ts'
import { productDifferences } from '../../src/features/products/product-differences.ts'
import { type ProductValues, productSchema, productValues } from '../../src/features/products/product-schema.ts'
import { loadLanguage } from '../../src/i18n/translate.ts'
import { openTestBooks } from '../support/open-test-books.ts'

beforeAll(() => loadLanguage('en'))

const settings = defaultSettings({
  country: 'DE',
  locale: 'en-GB',
  currency: 'EUR' as CurrencyCode,
  timeZone: 'Europe/Berlin',
  updatedAt: '2026-03-02T10:00:00.000Z' as Instant,
})

function typed(changes: Partial<ProductValues> = {}): ProductValues {
  return { ...productValues(undefined, settings), name: 'Hosting', unitPrice: '20', ...changes }
}

describe('the product form', () => {
  it('keeps whether the product is excluded from proration (W-5), there and back', async () => {
    const books = await openTestBooks()
    const save = async (values: ProductValues) => {
      const { id } = await books.must(saveProduct, { fields: productSchema('en-GB').parse(values) })
      return books.db.products.get(id)
    }
    const excluded = await save(typed({ notProrated: true }))
    expect(excluded?.notProrated).toBe(1)
    expect(productValues(excluded, settings).notProrated).toBe(true)
    const usual = await save(typed())
    expect(usual).not.toHaveProperty('notProrated')
    expect(productValues(usual, settings).notProrated).toBe(false)
  })

  it('takes the exclusion away again, and shows it where two versions differ', async () => {
    const books = await openTestBooks()
    const schema = productSchema('en-GB')
    const first = await books.must(saveProduct, { fields: schema.parse(typed({ notProrated: true })) })
    await books.must(saveProduct, { seen: { id: first.id, version: 1 }, fields: schema.parse(typed()) })
    expect(await books.db.products.get(first.id)).not.toHaveProperty('notProrated')
    const fields = productDifferences(typed({ notProrated: true }), typed(), typed(), (id) => id)
    expect(fields.map(({ label, mine, theirs }) => [label, mine, theirs])).toEqual([
      ['Excluded from proration', 'Yes', 'No'],
    ])
  })
})

import { beforeAll, describe, expect, it } from 'vitest'
import { saveProduct } from '../../src/commands/save-product.ts'
import type { Instant } from '../../src/core/date.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import type { ProductSale } from '../../src/core/selling/product-sale.ts'
import { defaultSettings } from '../../src/core/settings.ts'
import { productDifferences } from '../../src/features/products/product-differences.ts'
import { type ProductValues, productSchema, productValues } from '../../src/features/products/product-schema.ts'
import { saleText } from '../../src/features/products/sale-text.ts'
import { loadLanguage } from '../../src/i18n/translate.ts'
import { findChargeable } from '../../src/queries/list-products.ts'
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

describe('how a product is sold', () => {
  const schema = () => productSchema('en-GB')
  const saved = async (values: ProductValues) => {
    const books = await openTestBooks()
    const { id } = await books.must(saveProduct, { fields: schema().parse(values) })
    const row = await books.db.products.get(id)
    if (row === undefined) throw new Error('not saved')
    return row
  }
  const wrong = (changes: Partial<ProductValues>) => {
    const read = schema().safeParse(typed(changes))
    return read.success ? [] : read.error.issues.map(({ path }) => path.join('.'))
  }

  it('keeps a pack with all that can be said of it, there and back', async () => {
    const row = await saved(
      typed({
        sold: 'pack',
        packUnits: '10.5',
        priceOf: 'unit',
        usableOn: 'payment',
        expires: true,
        expiresEvery: '6',
        expiresUnit: 'month',
        lowAt: '0',
        overdraft: true,
        overdraftPrice: '12.50',
      }),
    )
    expect(row.sale).toEqual({
      kind: 'pack',
      units: '10.5',
      priceOf: 'unit',
      usableOn: 'payment',
      expiresAfter: { unit: 'month', every: 6 },
      lowAt: '0',
      overdraftPrice: '12.5',
    })
    expect(schema().parse(productValues(row, settings)).sale).toEqual(row.sale)
  })

  it('says nothing of what the account decides, and takes a sale away again', async () => {
    const pack = await saved(typed({ sold: 'pack' }))
    expect(pack.sale).toEqual({ kind: 'pack', units: '10', priceOf: 'pack' })
    const plan = await saved(typed({ sold: 'plan' }))
    expect(plan.sale).toEqual({ kind: 'plan', renewOn: 'first' })
    expect(schema().parse({ ...productValues(plan, settings), sold: 'ordinary' })).not.toHaveProperty('sale')
  })

  it('reads terms in any order, each once', async () => {
    const { sale } = await saved(typed({ sold: 'plan', planTerms: '12, 3 6;3', renewOn: 'anniversary' }))
    expect(sale).toEqual({ kind: 'plan', renewOn: 'anniversary', terms: [3, 6, 12] })
  })

  it('names the field that cannot be read, and only where it is shown', () => {
    expect(wrong({ sold: 'pack', packUnits: '0' })).toEqual(['packUnits'])
    expect(wrong({ sold: 'pack', packUnits: '-1' })).toEqual(['packUnits'])
    expect(wrong({ sold: 'pack', lowAt: 'few' })).toEqual(['lowAt'])
    expect(wrong({ sold: 'pack', expires: true, expiresEvery: '0' })).toEqual(['expiresEvery'])
    expect(wrong({ sold: 'pack', expires: true, expiresEvery: '11', expiresUnit: 'year' })).toEqual(['expiresEvery'])
    expect(wrong({ sold: 'pack', overdraft: true, overdraftPrice: '' })).toEqual(['overdraftPrice'])
    expect(wrong({ sold: 'plan', planTerms: '3, half' })).toEqual(['planTerms'])
    expect(wrong({ sold: 'plan', planTerms: '121' })).toEqual(['planTerms'])
    expect(wrong({ sold: 'ordinary', packUnits: '', planTerms: 'x' })).toEqual([])
  })

  it.each([
    [{ kind: 'pack', units: '0', priceOf: 'pack' }, 'sale.units', 'not-positive'],
    [{ kind: 'pack', units: '1', priceOf: 'pack', lowAt: '-1' }, 'sale.lowAt', 'not-positive'],
    [{ kind: 'pack', units: '1', priceOf: 'pack', overdraftPrice: '-1' }, 'sale.overdraftPrice', 'negative'],
    [
      { kind: 'pack', units: '1', priceOf: 'pack', expiresAfter: { unit: 'year', every: 0 } },
      'sale.expiresAfter',
      'out-of-range',
    ],
    [{ kind: 'plan', renewOn: 'first', terms: [] }, 'sale.terms', 'empty'],
    [{ kind: 'plan', renewOn: 'first', terms: [6, 3] }, 'sale.terms', 'duplicate'],
    [{ kind: 'plan', renewOn: 'first', terms: [2.5] }, 'sale.terms', 'out-of-range'],
  ] as const)('the command refuses %j whoever asks', async (sale, field, reason) => {
    const books = await openTestBooks()
    const fields = { ...schema().parse(typed()), sale: sale as unknown as ProductSale }
    expect(await books.run(saveProduct, { fields })).toMatchObject({ ok: false, problem: { field, reason } })
  })

  it('shows both versions of a sale in words', () => {
    const fields = productDifferences(typed({ sold: 'pack' }), typed({ sold: 'plan' }), typed(), (id) => id)
    expect(fields.map(({ label, mine, theirs }) => [label, mine, theirs])).toEqual([['How it is sold', 'Pack', 'Plan']])
  })

  it('is said in a few words in the list', () => {
    const words = (changes: Partial<ProductValues>) => {
      const { sale } = schema().parse(typed(changes))
      return saleText(sale, 'en-GB')
    }
    expect(words({})).toBe('')
    expect(words({ sold: 'pack', unit: 'lessons' })).toBe('Pack of 10')
    expect(words({ sold: 'plan', planTerms: '3,6' })).toBe('Plan, 3, 6 months')
  })

  it('is offered for a sale, not among the lines of charges; packs only where their use is recorded', async () => {
    const books = await openTestBooks()
    for (const [name, sold] of [
      ['Plain', 'ordinary'],
      ['Ten', 'pack'],
      ['Months', 'plan'],
    ] as const) {
      await books.must(saveProduct, { fields: schema().parse(typed({ name, sold })) })
    }
    const names = (rows: readonly { readonly name: string }[]) => rows.map(({ name }) => name)
    expect(names(await findChargeable(books.db, '', 9))).toEqual(['Plain'])
    expect(names(await findChargeable(books.db, 'ten', 9))).toEqual([])
    expect(names(await findChargeable(books.db, '', 9, true))).toEqual(['Plain', 'Ten'])
  })
})

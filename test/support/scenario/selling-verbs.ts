// The steps about selling by invoice, and what they leave: each purchase by the name that `as` gives it.

import { changePurchase } from '../../../src/commands/change-purchase.ts'
import { type SellByInvoice, sellByInvoice } from '../../../src/commands/sell-by-invoice.ts'
import type { AddressFields } from '../../../src/core/client-addresses.ts'
import { calendarDate } from '../../../src/core/date.ts'
import { decimal } from '../../../src/core/decimal.ts'
import type { ClientSelling } from '../../../src/core/model.ts'
import type { CurrencyCode } from '../../../src/core/money.ts'
import { sumUnits } from '../../../src/core/selling/draw-units.ts'
import type { ProductSale, RenewOn, UsableOn } from '../../../src/core/selling/product-sale.ts'
import type { Purchase } from '../../../src/core/selling/purchase.ts'
import type { SellingSettings } from '../../../src/core/settings.ts'
import { previewPurchase } from '../../../src/queries/preview-purchase.ts'
import type { AccountDb } from '../../../src/storage/account-db.ts'
import type { BillingWorld, Perform } from './billing-verbs.ts'
import type { BooksNames } from './commands-stage.ts'
import { readCadence, taken } from './read-contract.ts'
import { Fields, ScenarioError } from './read-scenario.ts'
import { amountText, toMinor, type View } from './scenario-world.ts'

/** `{ pack: 10, priceOf, usableOn, expiresAfter, lowAt, overdraftPrice }` or `{ plan: first, terms: [3] }`. */
export function readSale(fields: Fields | undefined): ProductSale | undefined {
  if (fields === undefined) return undefined
  const plan = fields.optionalText('plan')
  const terms = fields.optionalTexts('terms')?.map(Number)
  const units = fields.optionalDecimal('pack')
  const expiry = fields.optionalText('expiresAfter')
  const pack = {
    priceOf: (fields.optionalText('priceOf') ?? 'pack') as 'pack' | 'unit',
    ...taken('usableOn', fields.optionalText('usableOn') as UsableOn | undefined),
    ...taken('expiresAfter', expiry === undefined ? undefined : readCadence(expiry, fields, 'expiresAfter')),
    ...taken('lowAt', fields.optionalDecimal('lowAt')),
    ...taken('overdraftPrice', fields.optionalDecimal('overdraftPrice')),
  }
  fields.done()
  if (plan !== undefined) return { kind: 'plan', renewOn: plan as RenewOn, ...taken('terms', terms) }
  return { kind: 'pack', units: units ?? decimal('10'), ...pack }
}

/** The house rules of the account: what is said, the rest as it was. */
export function readSelling(fields: Fields, before: SellingSettings, currency: CurrencyCode): SellingSettings {
  const minimum = fields.optionalText('minimum')
  const lead = fields.optionalText('renewalLead')
  const selling = {
    ...before,
    ...taken('minimum', minimum === undefined ? undefined : toMinor(minimum, currency, fields.path)),
    ...taken('outstandingCap', fields.optionalInteger('outstandingCap')),
    ...taken('terms', fields.optionalTexts('terms')?.map(Number)),
    ...taken('usableOn', fields.optionalText('usableOn') as UsableOn | undefined),
    ...taken('renewalLead', lead === undefined ? undefined : readCadence(lead, fields, 'renewalLead')),
    ...taken('restoreFrom', fields.optionalText('restoreFrom') as SellingSettings['restoreFrom'] | undefined),
    ...taken('termsDays', fields.optionalInteger('termsDays')),
  }
  fields.done()
  return selling
}

/** A client's own house rules. */
export function readClientSelling(fields: Fields | undefined, currency: CurrencyCode): ClientSelling | undefined {
  if (fields === undefined) return undefined
  const minimum = fields.optionalText('minimum')
  const selling = {
    ...taken('minimum', minimum === undefined ? undefined : toMinor(minimum, currency, fields.path)),
    ...taken('outstandingCap', fields.optionalInteger('outstandingCap')),
    ...(fields.optionalFlag('allowTrial') === true ? { allowTrial: 1 as const } : {}),
    ...taken('terms', fields.optionalTexts('terms')?.map(Number)),
  }
  fields.done()
  return selling
}

export function sellingVerbs({ books, names }: BillingWorld): Readonly<Record<string, Perform>> {
  return {
    sellByInvoice: async (yaml, path, run) => {
      const fields = new Fields(yaml, path)
      const name = fields.optionalText('as')
      const order = readOrder(fields, names)
      fields.done()
      const preview = await previewPurchase(
        books.db,
        { ...order, addressGiven: order.address !== undefined },
        calendarDate(books.today),
      )
      const done = await run(sellByInvoice, order)
      // What the dialog refuses is never sold; the property of test/properties has the other direction.
      if (done !== undefined && (!preview.ok || preview.value.refusals.length > 0)) {
        throw new ScenarioError(`${path}: the preview says ${JSON.stringify(preview)}`)
      }
      if (done !== undefined && name !== undefined) {
        names.purchases.bind(name, done.purchaseId)
        names.invoices.bind(name, done.invoiceId)
      }
      return undefined
    },
    changePurchase: async (yaml, path, run) => {
      const fields = new Fields(yaml, path)
      const [name, way] = [fields.text('purchase'), fields.text('way')]
      const [returned, used] = [fields.optionalDecimal('returned'), fields.optionalDecimal('used')]
      fields.done()
      const done = await run(changePurchase, { id: names.purchases.get(name), way: way as 'void' | 'credit' })
      if (returned !== undefined || used !== undefined) {
        const says = `${done?.units?.returned} returned, ${done?.units?.used} used`
        if (says !== `${returned} returned, ${used} used`) throw new ScenarioError(`${path}: ${says}`)
      }
      return undefined
    },
  }
}

function readOrder(fields: Fields, names: BooksNames): SellByInvoice {
  const group = fields.optionalText('group')
  const replaces = fields.optionalText('replaces')
  const given = fields.optionalFields('address')
  const address: AddressFields | undefined = given && {
    label: given.optionalText('label') ?? '',
    line1: given.text('line1'),
    city: given.optionalText('city') ?? '',
    country: given.optionalText('country') ?? 'DE',
  }
  given?.done()
  return {
    clientId: names.clients.get(fields.text('client')),
    productId: names.products.get(fields.text('product')),
    ...taken('billingGroupId', group === undefined ? undefined : names.groups.get(group)),
    ...taken('quantity', fields.optionalDecimal('quantity')),
    ...taken('termMonths', fields.optionalInteger('termMonths')),
    ...taken('startOn', fields.optionalDate('startOn')),
    ...taken('address', address),
    ...taken('poNumber', fields.optionalText('poNumber')),
    ...taken('notes', fields.optionalText('notes')),
    ...taken('replaces', replaces === undefined ? undefined : names.purchases.get(replaces)),
  }
}

/** `purchases`: each with its invoice's state in it, the units of a pack, the days and months of a plan's term. */
export async function viewPurchases(db: AccountDb, names: BooksNames): Promise<{ readonly [name: string]: View }> {
  const [purchases, lots, charges] = await Promise.all([
    db.purchases.toArray(),
    db.unitLots.toArray(),
    db.charges.toArray(),
  ])
  const view = (row: Purchase): View => {
    const own = lots.filter(({ purchaseId }) => purchaseId === row.id)
    const sum = (field: 'left' | 'used' | 'returned' | 'expired') => sumUnits(own.map((lot) => lot[field]))
    const days = (field: 'undoneOn' | 'replacedBy') => (row[field] === undefined ? {} : { [field]: String(row[field]) })
    const by = row.replacedBy === undefined ? undefined : names.purchases.nameOf(row.replacedBy)
    return {
      state: row.state,
      paid: String(row.paid),
      amount: amountText(row.amount, row.currency),
      ...days('undoneOn'),
      ...(by === undefined ? {} : { replacedBy: by }),
      ...(row.kind === 'pack'
        ? {
            left: sum('left'),
            used: sum('used'),
            returned: sum('returned'),
            expired: sum('expired'),
            usable: String(own.every(({ usable }) => usable === 1)),
          }
        : {
            start: row.start,
            end: row.end,
            term: String(row.term),
            renewOn: row.renewOn,
            ...(row.expiredOn === undefined ? {} : { expiredOn: row.expiredOn }),
            ...(row.restoredOn === undefined ? {} : { restoredOn: row.restoredOn }),
            ...(row.wakeOn === undefined ? {} : { wakeOn: row.wakeOn }),
            months: row.chargeIds.map((id) => {
              const charge = charges.find((each) => each.id === id)
              return charge === undefined ? 'gone' : amountText(charge.amount, charge.currency)
            }),
          }),
    }
  }
  return Object.fromEntries(
    names.purchases.entries().flatMap(([name, id]) => {
      const row = purchases.find((each) => each.id === id)
      return row === undefined ? [] : [[name, view(row)] as const]
    }),
  )
}

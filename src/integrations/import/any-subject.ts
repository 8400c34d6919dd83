// Clients and products for a file without books: whatever a row names is taken as there.
import { decimal } from '../../core/decimal.ts'
import type { ClientId, ProductId } from '../../core/ids.ts'
import type { CurrencyCode } from '../../core/money.ts'
import { foldText } from '../../core/search-words.ts'
import type { PurchaseContext } from './plan-purchases.ts'

/** Finders that find whatever is named; a product is for sale, as what the row says. */
export function anySubject(currency: CurrencyCode): Pick<PurchaseContext, 'findClient' | 'findProduct'> {
  return {
    findClient({ client = '', clientNumber = '', clientEmail = '' }) {
      const name = clientNumber.trim() || clientEmail.trim() || client.trim()
      if (name === '') return undefined
      return { kind: 'one', client: { id: `cli_${foldText(name)}` as ClientId, name, status: 'active' } }
    },
    findProduct(name, months) {
      const sale = months
        ? ({ kind: 'plan', renewOn: 'first' } as const)
        : ({ kind: 'pack', units: decimal('1'), priceOf: 'pack' } as const)
      const id = `prd_${foldText(name)}` as ProductId
      return { kind: 'one', product: { id, name, unitPrice: decimal('0'), currency, sale, state: 'active' } }
    },
  }
}

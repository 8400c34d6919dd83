import { useCallback, useRef } from 'react'
import type { ClientId } from '../../core/ids.ts'
import type { Charge, Product } from '../../core/model.ts'
import type { CurrencyCode } from '../../core/money.ts'
import { searchWords } from '../../core/search-words.ts'
import { formatDecimal, formatPrice } from '../../i18n/format-money.ts'
import { parseQuickLine, type QuickLine } from '../../i18n/parse-quick-line.ts'
import { listLatestCharges } from '../../queries/list-charges.ts'
import { findChargeable } from '../../queries/list-products.ts'
import type { ComboOption } from '../../ui/combo-box.tsx'
import { useRuntime } from '../runtime.tsx'

/** What a description may stand for: a line typed in one go, a catalogue entry, or what was charged before. */
export type ChargeSuggestion =
  | { readonly kind: 'line'; readonly line: QuickLine }
  | { readonly kind: 'product'; readonly product: Product }
  | { readonly kind: 'before'; readonly charge: Charge }

export interface ChargeSuggestions {
  /** For a combo box: the best options for what is typed. */
  readonly search: (text: string) => Promise<ComboOption[]>
  /** What an option stands for. */
  readonly meaning: (value: string) => ChargeSuggestion | undefined
}

/** Suggestions for the description of a charge of one client, in one currency; `packsToo` where usage is recorded. */
export function useChargeSuggestions(
  clientId: ClientId | '',
  currency: CurrencyCode,
  packsToo = false,
): ChargeSuggestions {
  const { books, settings } = useRuntime()
  const { locale } = settings
  const meanings = useRef(new Map<string, ChargeSuggestion>())

  const search = useCallback(
    async (text: string): Promise<ComboOption[]> => {
      const [products, latest] = await Promise.all([
        findChargeable(books, text, 12, packsToo),
        clientId === '' ? [] : listLatestCharges(books, clientId),
      ])
      const options: ComboOption[] = []
      const known = new Map<string, ChargeSuggestion>()
      const offer = (value: string, label: string, help: string, suggestion: ChargeSuggestion) => {
        known.set(value, suggestion)
        options.push({ value, label, help })
      }
      const line = parseQuickLine(text, locale, currency)
      if (line !== undefined && line.description !== '') {
        const help = `${formatDecimal(line.quantity, locale)} × ${formatPrice(line.unitPrice, currency, locale)} ${currency}`
        offer(`line ${text}`, line.description, help, { kind: 'line', line })
      }
      for (const product of products) {
        const price = `${formatPrice(product.unitPrice, product.currency, locale)} ${product.currency}`
        offer(product.id, product.name, product.unit ? `${price} / ${product.unit}` : price, {
          kind: 'product',
          product,
        })
      }
      const taken = new Set(products.map(({ name }) => name))
      for (const charge of latest) {
        if (taken.has(charge.description) || notOffered.has(charge.source) || !fits(charge, text)) continue
        taken.add(charge.description)
        const price = `${formatPrice(charge.unitPrice, charge.currency, locale)} ${charge.currency}`
        offer(charge.id, charge.description, price, { kind: 'before', charge })
      }
      meanings.current = known
      return options.slice(0, 20)
    },
    [books, clientId, currency, locale, packsToo],
  )
  const meaning = useCallback((value: string) => meanings.current.get(value), [])
  return { search, meaning }
}

/** Differences and what was sold ahead are not charged once more by a line. */
const notOffered: ReadonlySet<Charge['source']> = new Set(['adjustment', 'credit-pack', 'plan'])

function fits(charge: Charge, text: string): boolean {
  const own = searchWords(charge.description)
  return searchWords(text).every((word) => own.some((one) => one.startsWith(word)))
}

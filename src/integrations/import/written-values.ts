// Small values that every program writes its own way: currencies, payment terms, yes and no, languages.
import { currencyCode } from '../../core/currency.ts'
import type { CurrencyCode } from '../../core/money.ts'

const SYMBOLS: Readonly<Record<string, string>> = {
  '€': 'EUR',
  '£': 'GBP',
  '¥': 'JPY',
  '₹': 'INR',
  '₺': 'TRY',
  '₴': 'UAH',
  '₽': 'RUB',
  '₪': 'ILS',
  zł: 'PLN',
  euro: 'EUR',
  euros: 'EUR',
}

/** `EUR`, `Euro - EUR`, `US Dollar (USD)`, `€`. A dollar sign alone names no currency. */
export function currencyFromText(text: string): CurrencyCode | undefined {
  const whole = currencyCode(text)
  if (whole !== undefined) return whole
  const words = text.match(/\b[A-Z]{3}\b/g) ?? []
  for (const word of words) {
    const code = currencyCode(word)
    if (code !== undefined) return code
  }
  const symbol = SYMBOLS[text.trim().toLowerCase()]
  return symbol === undefined ? undefined : currencyCode(symbol)
}

/** Days of `30`, `Net 30`, `30 days`, `Due on Receipt`; undefined for anything else. */
export function termsFromText(text: string): number | undefined {
  const folded = text.trim().toLowerCase()
  if (/^(due (up)?on receipt|on receipt|immediate(ly)?|sofort( fällig)?|prepaid|cod|a réception|contado)$/.test(folded))
    return 0
  const days =
    /^(?:net|n|netto|due in|within)?\s*(\d{1,3})(?:\.0+)?\s*(?:days?|d|tage?|jours?|días|giorni|dagen|dias)?(?: net(?:to)?)?$/.exec(
      folded,
    )
  return days === null ? undefined : Number(days[1])
}

/** Whether a flag or a date of archiving says yes: anything but an empty cell and the usual words for no. */
export function saysYes(text: string): boolean {
  return ![
    '',
    '0',
    'false',
    'no',
    'n',
    'nein',
    'non',
    'nee',
    'não',
    'nao',
    'off',
    'active',
    'aktiv',
    'null',
    '-',
  ].includes(text.trim().toLowerCase())
}

/** The BCP 47 tag of `en_US`, `de-AT`, `fr`; undefined for a language written out. */
export function localeFromText(text: string): string | undefined {
  const tag = text.trim().replaceAll('_', '-')
  if (!/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag)) return undefined
  try {
    return Intl.getCanonicalLocales(tag)[0]
  } catch {
    return undefined
  }
}

const SUPPLIER = /^(0|supplier|vendor|lieferant|kreditor|fournisseur|proveedor|fornitore|leverancier|fornecedor)s?$/i

/** A party that only sells to us. */
export function isSupplier(role: string): boolean {
  return SUPPLIER.test(role.trim())
}

/** An item that is bought, not sold: its price is a cost. */
export function isPurchaseOnly(role: string): boolean {
  return /^(purchases?|expenses?|bought|einkauf|achat|compras?|acquist[oi]|inkoop)$/i.test(role.trim())
}

const GOODS =
  /^(product|goods?|item|inventory|noninventory|non-inventory|part|parts|material|stock|ware|waren|artikel|produkt|physical|bien|biens|marchandise|producto|bienes|prodotto|merce|goederen|produto|mercadoria)s?$/i

/** A service unless the file says otherwise: what a freelancer's list mostly holds. */
export function kindFromText(text: string): 'service' | 'goods' {
  return GOODS.test(text.trim()) ? 'goods' : 'service'
}

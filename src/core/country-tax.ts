// The standard rate of value-added or goods-and-services tax by country: a first proposal, which the owner confirms.
// Facts as published by the tax authorities, standard rates in force at the start of 2026.
import { type Decimal, decimal } from './decimal.ts'

const LIST =
  'AT:20 BE:21 BG:20 HR:25 CY:19 CZ:21 DK:25 EE:24 FI:25.5 FR:20 DE:19 GR:24 HU:27 IE:23 IT:22 LV:21 LT:21 LU:17 MT:18 ' +
  'NL:21 PL:23 PT:23 RO:21 SK:23 SI:22 ES:21 SE:25 GB:20 CH:8.1 LI:8.1 NO:25 IS:24 UA:20 RS:20 TR:20 IL:18 ZA:15 AE:5 ' +
  'SA:15 JP:10 KR:10 TW:5 TH:7 PH:12 MX:16 CL:19 CO:19 AR:21 PE:18 KE:16 NG:7.5 EG:14 MA:20 AU:10 NZ:15 SG:9 IN:18'

const goodsAndServices = new Set(['AU', 'NZ', 'SG', 'IN'])

const rates: ReadonlyMap<string, string> = new Map(LIST.split(' ').map((entry) => entry.split(':') as [string, string]))

export interface StandardTax {
  /** What documents call it. */
  readonly name: 'VAT' | 'GST'
  readonly percent: Decimal
}

/** The standard tax of a country (ISO 3166-1 alpha-2), or undefined where there is no single one, as in the US. */
export function standardTaxOf(country: string): StandardTax | undefined {
  const percent = rates.get(country)
  if (percent === undefined) return undefined
  return { name: goodsAndServices.has(country) ? 'GST' : 'VAT', percent: decimal(percent) }
}
